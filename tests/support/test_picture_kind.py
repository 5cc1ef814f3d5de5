"""Pictures are known by their first bytes, whatever their name says."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from handoutpress.support.picture_kind import MEDIA_TYPES, SUFFIXES, PictureKind, picture_kind


def written(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (2, 2)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (written("PNG"), "png"),
        (written("JPEG"), "jpeg"),
        (b"<svg/>", "svg"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "svg"),
        (b"\n <!-- made by hand --><svg/>", "svg"),
        (b"<!DOCTYPE svg><svg/>", "svg"),
        (written("GIF"), None),
        (written("BMP"), None),
        (b"%PDF-1.7", None),
        (b"<html>", None),
        (b"name: a.svg", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(data: bytes, kind: PictureKind | None) -> None:
    assert picture_kind(data) == kind


def test_every_kind_has_a_suffix_and_a_media_type() -> None:
    assert set(SUFFIXES) == set(MEDIA_TYPES) == {"png", "jpeg", "svg"}
