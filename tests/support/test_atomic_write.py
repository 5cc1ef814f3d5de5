"""Files the program writes: their names, and that they are whole or not there at all."""

from __future__ import annotations

import errno
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.errors import ExitCode, OutputFailed
from handoutpress.support import atomic_write

# what Windows keeps for itself, whatever suffix follows
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def test_a_name_is_its_ids() -> None:
    found = atomic_write.file_name("harbor-spine", "get-help", "en", "leaflet", suffix=".pdf")
    assert found == "harbor-spine-get-help-en-leaflet.pdf"


@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_a_name_is_safe_on_every_system(parts: list[str]) -> None:
    name = atomic_write.file_name(*parts, suffix=".pdf")
    stem = name.removesuffix(".pdf")
    assert stem and set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert stem not in RESERVED
    assert stem[0] != "-" and stem[-1] != "-"
    assert len(name) <= 160


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_reserved_names_are_not_used(name: str) -> None:
    assert atomic_write.slug(name.upper()) not in RESERVED
    assert atomic_write.file_name(name, suffix=".pdf").removesuffix(".pdf") not in RESERVED


def test_accents_leave_their_letters() -> None:
    assert atomic_write.slug("Clínica Sól") == "clinica-sol"
    assert atomic_write.slug("Praxis Größe") == atomic_write.slug("PRAXIS GRÖẞE") == "praxis-grosse"
    assert atomic_write.slug("Łódź Œuvre Sæby Ørsted Þór") == "lodz-oeuvre-saeby-orsted-thor"


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("Клиника позвоночника, Москва", "klinika-pozvonochnika-moskva"), ("Клініка хребта Київ", "klinika-khrebta-kiyiv"),
        ("Љубица Ђорђевић", "ljubitsa-djordjevic"), ("Подъём", "podyom"), ("Κέντρο Υγείας Αθήνα", "kentro-ygeias-athina"),
        ("ΨΥΧΉ ΚΑΙ ΣΏΜΑ", "psychi-kai-soma"), ("Ёлка № 5", "yolka-no-5"), ("Fairview–Oakdale Care", "fairview-oakdale-care"),
        ("Care·Fit", "care-fit"), ("Zoë’s", "zoes"),
    ],
)  # fmt: skip
def test_letters_of_every_script_that_is_printed_are_spelt_in_ascii(name: str, spelt: str) -> None:
    """However they are written: composed or not."""
    assert atomic_write.slug(name) == atomic_write.slug(unicodedata.normalize("NFD", name)) == spelt


@pytest.mark.parametrize("block", [range(0x386, 0x3D0), range(0x400, 0x460)])
def test_no_letter_of_them_is_dropped(block: range) -> None:
    letters = {chr(code) for code in block if unicodedata.category(chr(code)).startswith("L")}
    dropped = {letter for letter in letters if not atomic_write.slug(letter)}
    assert dropped <= set("ЪъЬьͺϏ"), dropped


def test_ids_without_latin_letters_stay_apart() -> None:
    names = {atomic_write.file_name(clinic, "get-help", suffix=".pdf") for clinic in ("клиника", "здоровье", "診所")}
    assert len(names) == 3
    assert all(name.endswith("-get-help.pdf") for name in names)


def test_folders_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    atomic_write.write(tmp_path / "a" / "b" / "x.pdf", b"one")
    atomic_write.write(tmp_path / "a" / "b" / "x.pdf", b"two")
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["x.pdf"]
    assert (tmp_path / "a" / "b" / "x.pdf").read_bytes() == b"two"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (errno.ENOSPC, "the disk is full. Make room"),
        (errno.EACCES, "no permission. Close it"),
        (errno.EIO, "it cannot be written ("),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int, says: str
) -> None:
    target = tmp_path / "x.pdf"
    target.write_bytes(b"old")

    def failing(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, step, failing)
    with pytest.raises(OutputFailed, match=r"x\.pdf") as caught:
        atomic_write.write(target, b"new")
    assert says in str(caught.value)
    assert caught.value.exit_code == ExitCode.OUTPUT
    assert [path.name for path in tmp_path.iterdir()] == ["x.pdf"]
    assert target.read_bytes() == b"old"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere; Windows has no such mode")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputFailed, match="no permission"):
            atomic_write.write(tmp_path / "x.pdf", b"new")
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").mkdir()
    with pytest.raises(OutputFailed) as caught:
        atomic_write.write(tmp_path / "x.pdf", b"new")
    assert "a folder of that name is there" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["x.pdf"]


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(OutputFailed, match="a file stands where a folder should be"):
        atomic_write.write(tmp_path / "out" / "x.pdf", b"new")


def test_files_of_use_only_together_are_written_together(tmp_path: Path) -> None:
    """When one cannot be written, what is new is taken away again, folders too; what was there stays."""
    old = tmp_path / "old.yaml"
    old.write_bytes(b"old")
    (tmp_path / "file").write_bytes(b"")
    new = {tmp_path / "a" / "b" / "one.yaml": b"1", old: b"new"}
    with pytest.raises(OutputFailed):
        atomic_write.write_together({**new, tmp_path / "file" / "two.yaml": b"2"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "old.yaml"]
    atomic_write.write_together(new)
    assert (tmp_path / "a" / "b" / "one.yaml").read_bytes() == b"1" and old.read_bytes() == b"new"
