"""Files in a folder: whole or not there, however the system takes them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.errors import OutputFailed
from handoutpress.pdf.reuse.file_writer import PdfFile
from handoutpress.press.stores import Folder, digest

needs_writev = pytest.mark.skipif(not hasattr(os, "writev"), reason="this system writes one piece at a time anyway")


@given(pieces=st.lists(st.binary(max_size=40), max_size=6).map(tuple), taken=st.integers(0, 120))
def test_pieces_are_written_one_after_the_other_however_many_bytes_the_system_takes(
    tmp_path_factory: pytest.TempPathFactory, pieces: tuple[bytes, ...], taken: int
) -> None:  # fmt: skip
    folder, real = Folder(tmp_path_factory.mktemp("out")), getattr(os, "writev", None)

    def some(handle: int, pieces: tuple[bytes, ...]) -> int:
        return os.write(handle, b"".join(pieces)[:taken])

    with pytest.MonkeyPatch.context() as patch:
        if real:
            patch.setattr(os, "writev", some)
        stamp = folder.put("a.pdf", PdfFile(pieces, ""))
    whole = b"".join(pieces)
    assert folder.read("a.pdf") == whole
    assert stamp.size == len(whole) == len(PdfFile(pieces, ""))


@needs_writev
def test_what_the_system_does_not_take_leaves_what_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)
    folder.put("a.pdf", b"old")

    def full(handle: int, pieces: tuple[bytes, ...]) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "writev", full)
    with pytest.raises(OutputFailed, match="the disk is full"):
        folder.put("a.pdf", PdfFile((b"new ", b"one"), ""))
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    assert folder.read("a.pdf") == b"old"


def test_a_file_in_pieces_knows_its_hash() -> None:
    known = digest(b"new one")
    assert digest(PdfFile((b"new ", b"one"), known)) == known
    assert bytes(PdfFile((b"new ", b"one"), known)) == b"new one"
