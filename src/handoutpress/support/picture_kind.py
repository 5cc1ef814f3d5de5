"""What kind of picture a file is, by its first bytes: its name may say anything."""

from __future__ import annotations

import re
from typing import Literal

PictureKind = Literal["png", "jpeg", "svg"]

SUFFIXES: dict[PictureKind, str] = {"png": "png", "jpeg": "jpg", "svg": "svg"}
MEDIA_TYPES: dict[PictureKind, str] = {"png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml"}
_STARTS: dict[PictureKind, re.Pattern[bytes]] = {
    "png": re.compile(rb"\x89PNG"),
    "jpeg": re.compile(rb"\xff\xd8\xff"),
    "svg": re.compile(rb"(\xef\xbb\xbf)?\s*<(\?xml|!--|svg|!DOCTYPE)"),
}


def picture_kind(data: bytes) -> PictureKind | None:
    """The kind of a picture; None: none that is known here."""
    return next((kind for kind, start in _STARTS.items() if start.match(data)), None)
