"""Files in a folder: whole or not there, however the system takes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.errors import OutputFailed
from handoutpress.pdf.reuse.file_writer import PdfFile
from handoutpress.press.stores import Folder, Stamp, digest


class Full:
    """Bytes of which the disk takes the first only."""

    @property
    def pieces(self) -> Iterator[bytes]:
        yield b"new "
        raise OSError(28, "No space left on device")

    def __bytes__(self) -> bytes:
        return b"new one"


@given(pieces=st.lists(st.binary(max_size=40), max_size=6).map(tuple))
def test_pieces_are_written_one_after_the_other(tmp_path_factory: pytest.TempPathFactory, pieces: tuple[bytes, ...]) -> None:
    folder, told = Folder(tmp_path_factory.mktemp("out")), list[Stamp]()
    stamp = folder.put("a.pdf", PdfFile(pieces, ""), told.append)
    whole = b"".join(pieces)
    assert folder.read("a.pdf") == whole
    assert stamp.size == len(whole) == len(PdfFile(pieces, ""))
    assert told == [stamp] == [folder.stamps()["a.pdf"]]


def test_what_the_disk_does_not_take_leaves_what_stood_there(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put("a.pdf", b"old")
    with pytest.raises(OutputFailed, match="the disk is full"):
        folder.put("a.pdf", Full())
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    assert folder.read("a.pdf") == b"old"


def test_a_file_in_pieces_knows_its_hash() -> None:
    known = digest(b"new one")
    assert digest(PdfFile((b"new ", b"one"), known)) == known
    assert bytes(PdfFile((b"new ", b"one"), known)) == b"new one"
