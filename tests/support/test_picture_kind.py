"""Pictures are known by their first bytes, whatever their name says."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from handoutpress.support.picture_kind import picture_formats, picture_kind, picture_suffixes


def written(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (2, 2)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (written("PNG"), "PNG"),
        (written("JPEG"), "JPEG"),
        (b"<svg/>", "SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "SVG"),
        (b"\n <!-- made by hand --><svg/>", "SVG"),
        (b"<!DOCTYPE svg><svg/>", "SVG"),
        (written("WEBP"), "WebP"),
        (written("GIF"), "GIF"),
        (written("TIFF"), "TIFF"),
        ("<?xml version='1.0'?><svg/>".encode("utf-16"), "SVG"),
        (written("BMP"), None),
        (b"%PDF-1.7", None),
        (b"<html>", None),
        (b"name: a.svg", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(data: bytes, kind: str | None) -> None:
    found = picture_kind(data)
    assert (found and found.name) == kind


def test_the_kinds_in_sentences_and_as_suffixes() -> None:
    assert (picture_formats(), picture_suffixes()) == (
        "PNG, JPEG, WebP, GIF, TIFF, SVG",
        ".png,.jpg,.jpeg,.webp,.gif,.tif,.tiff,.svg",
    )
