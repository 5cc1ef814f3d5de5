"""The kinds of picture a logo may be; a file is known by its first bytes: its name may say anything."""

from __future__ import annotations

import re

from handoutpress.support.values import immutable


@immutable
class PictureKind:
    """A kind of picture: its name in sentences, its file suffixes (the first is written), and how it is read.

    Attributes:
        start: what its first bytes match.
        pillow: Pillow's name of the format; None: it is SVG, and drawn as shapes.
    """

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    start: re.Pattern[bytes]
    pillow: str | None


PICTURE_KINDS = (
    PictureKind("PNG", (".png",), "image/png", re.compile(rb"\x89PNG"), "PNG"),
    PictureKind("JPEG", (".jpg", ".jpeg"), "image/jpeg", re.compile(rb"\xff\xd8\xff"), "JPEG"),
    PictureKind("WebP", (".webp",), "image/webp", re.compile(rb"RIFF....WEBP", re.DOTALL), "WEBP"),
    PictureKind("GIF", (".gif",), "image/gif", re.compile(rb"GIF8[79]a"), "GIF"),
    PictureKind("TIFF", (".tif", ".tiff"), "image/tiff", re.compile(rb"II\*\0|MM\0\*"), "TIFF"),
    PictureKind(
        "SVG",
        (".svg",),
        "image/svg+xml",
        re.compile(rb"(\xef\xbb\xbf)?\s*<(\?xml|!--|\w+:svg|svg|!DOCTYPE)|\xff\xfe<\0|\xfe\xff\0<"),
        None,
    ),
)


def picture_kind(data: bytes) -> PictureKind | None:
    """The kind of a picture; None: none that is known here."""
    return next((kind for kind in PICTURE_KINDS if kind.start.match(data)), None)


def picture_formats() -> str:
    """The kinds' names, for sentences in any language: "PNG, JPEG, SVG"."""
    return ", ".join(kind.name for kind in PICTURE_KINDS)


def picture_suffixes() -> str:
    """The kinds' file suffixes, as HTML's `accept` has them: ".png,.jpg,.jpeg,.svg"."""
    return ",".join(suffix for kind in PICTURE_KINDS for suffix in kind.suffixes)
