"""The disk cache: an entry is of its inputs and no others, only its owner's are used, and what is damaged is worked out again."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.layout.components import qr_code
from handoutpress.layout.reuse import body_cache
from handoutpress.support import build_id, disk_cache
from handoutpress.support.disk_cache import DiskCache
from tests.conftest import Run

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no owner and mode bits; its profile folder has an access list")
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file to another user"
)  # fmt: skip
NOBODY = 65534
DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-2]),
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"x"),
    "other content": lambda file: file.write_bytes(b"no digest"),
    "bytes of no code": lambda file: file.write_bytes(b"\xff\xfe\n\xff"),
    "a folder in its place": lambda file: (file.unlink(), file.mkdir()),
}


@dataclass(frozen=True)
class Sheet:
    name: str
    width: float


@dataclass(frozen=True)
class Panel:
    name: str
    width: float


def text(cache: DiskCache, inputs: tuple[object, ...], value: str, kind: str = "qr") -> str:
    """What the cache gives for the inputs, which is `value` if it has to be made."""
    return cache.cached(kind, inputs, lambda: value, str.encode, bytes.decode)


def entries(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_made_once_for_the_same_inputs(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path / "c")
    assert [text(cache, ("a", 1), value) for value in ("one", "two", "three")] == ["one"] * 3
    assert text(DiskCache(tmp_path / "c"), ("a", 1), "another process") == "one"
    assert text(cache, ("a", 1), "other kind", kind="logo") == "other kind"
    assert not list(tmp_path.rglob("*.part"))


INPUTS: list[tuple[object, ...]] = [
    (), ((),), ("",), (b"",), (None,), (False,), (0,), (0.0,), ("0",), (b"0",), ("False",), (datetime.date(2026, 11, 30),), ("2026-11-30",),
    ("ab", "c"), ("a", "bc"), ("abc",), (("ab", "c"),), ("ab", ("c",)), ("str 1:a",), ("\udcff",),
    (Sheet("a", 1.0),), (Panel("a", 1.0),), (Sheet("a", 1),), (("a", 1.0),),
]  # fmt: skip


def test_no_two_inputs_have_one_key(tmp_path: Path) -> None:
    """Neither by type, nor by where one ends and the next begins."""
    cache = DiskCache(tmp_path / "c")
    for number, inputs in enumerate(INPUTS):
        assert text(cache, inputs, str(number)) == str(number)
    assert [text(cache, inputs, "made again") for inputs in INPUTS] == [str(number) for number in range(len(INPUTS))]


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=4), st.binary(max_size=4)),
    lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=6,
)  # fmt: skip


@given(st.lists(values, max_size=3).map(tuple), st.lists(values, max_size=3).map(tuple))
def test_a_key_says_all_its_inputs(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    same = repr(one) == repr(other)  # == takes True for 1
    assert (disk_cache._encoded(one) == disk_cache._encoded(other)) == same


@pytest.mark.parametrize("wrong", [object(), ["a list"], {"a": 1}, Path("x"), Sheet])
def test_an_input_that_cannot_be_told_apart_is_refused(tmp_path: Path, wrong: object) -> None:
    with pytest.raises(TypeError, match="cannot be part of a cache key"):
        DiskCache(tmp_path / "c").get("qr", (wrong,))


def test_another_build_of_the_program_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = DiskCache(tmp_path / "c")
    assert text(cache, ("key",), "one") == "one"
    monkeypatch.setattr(disk_cache, "build_id", lambda: "another")
    assert text(cache, ("key",), "two") == "two"
    monkeypatch.undo()
    assert text(cache, ("key",), "three") == "one"


def test_another_version_of_python_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = DiskCache(tmp_path / "c")
    assert text(cache, ("key",), "one") == "one"
    monkeypatch.setattr(sys.implementation, "cache_tag", "cpython-399")
    assert text(cache, ("key",), "two") == "two"


# -- damage ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_damaged_is_made_again(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    cache = DiskCache(tmp_path / "c")
    assert text(cache, ("key",), "right") == "right"
    (file,) = entries(tmp_path)
    damage(file)
    assert text(cache, ("key",), "right again") == "right again"


def test_an_entry_in_the_place_of_another_is_not_taken_for_it(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path / "c")
    text(cache, ("one clinic",), "one")
    (one,) = entries(tmp_path)
    text(cache, ("another clinic",), "other")
    (other,) = set(entries(tmp_path)) - {one}
    shutil.copy(one, other)
    assert text(cache, ("another clinic",), "made") == "made"
    assert text(cache, ("one clinic",), "made") == "one"  # the copy was taken from a whole one


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"[1, 2, 3]", b'{"a": "b"}', b"[" * 100_000, b'"text"', b"[[1, 2, 3, 4], [null], 0]"]
)
def test_an_entry_of_another_type_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Every kind there is, whole and at its place, but of another type than it should be."""
    from handoutpress import render
    from handoutpress.layout.components import figure_box

    folder = tmp_path / "c"
    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(folder))
    workspace = tmp_path / "w"
    (workspace / "clinic_profiles").mkdir(parents=True)
    (workspace / "clinic_profiles" / "elm.yaml").write_text(
        "name: Elm Clinic\ncity: Elmton, OR\nphone: (707) 555-0142\nwebsite: https://example.org\nlogo: elm.svg\n"
    )
    (workspace / "clinic_profiles" / "elm.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="8" fill="#123456"/></svg>'
    )

    def made() -> bytes:
        from handoutpress.layout.components import logo
        from handoutpress.pdf import fonts

        for cached in (figure_box._picture, qr_code._form, logo._decoded, fonts.typeface):
            cached.cache_clear()
        body_cache.forget()
        return render("elm", "back-spasm-first-aid", workspace=workspace)

    keys: list[tuple[str, str]] = []
    key = disk_cache._key
    monkeypatch.setattr(disk_cache, "_key", lambda kind, inputs: (keys.append((kind, key(kind, inputs))), key(kind, inputs))[1])
    right = made()
    assert {kind for kind, _ in keys} == {"qr", "figure", "font", "logo", "body"}
    for kind, name in keys:
        (folder / kind / name).write_bytes(disk_cache._digest(name, data) + b"\n" + data)
    assert made() == right


# -- places ----------------------------------------------------------------------------------------


def test_a_place_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert text(DiskCache(tmp_path / "file" / "c"), ("key",), "text") == "text"
    assert text(DiskCache(tmp_path / "file"), ("key",), "text") == "text"
    assert "not a folder" in DiskCache(tmp_path / "file").refusal()


def test_a_folder_that_is_deleted_meanwhile_is_made_again(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path / "c")
    text(cache, ("key",), "one")
    shutil.rmtree(tmp_path / "c")
    assert [text(cache, ("key",), value) for value in ("two", "three")] == ["two", "two"]


def test_off_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOUTPRESS_CACHE", "off")
    monkeypatch.chdir(tmp_path)
    assert [text(disk_cache.disk_cache(), ("key",), value) for value in ("one", "two")] == ["one", "two"]
    assert not list(tmp_path.iterdir())


def test_it_is_emptied_when_it_holds_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(disk_cache.CAPACITY, "qr", 5)
    cache = DiskCache(tmp_path / "c")
    for n in range(12):
        text(cache, (n,), str(n))
        assert len(entries(tmp_path)) <= 5


def test_a_process_writes_a_bounded_number_of_a_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(disk_cache.LIMITS, "qr", 2)
    cache = DiskCache(tmp_path / "c")
    assert [text(cache, (n,), str(n)) for n in range(4)] == ["0", "1", "2", "3"]
    assert len(entries(tmp_path)) == 2


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.parametrize("before", [None, 0o755, 0o777])
def test_only_its_owner_may_look_into_it(tmp_path: Path, before: int | None) -> None:
    folder = tmp_path / "c"
    if before is not None:
        (folder / "qr").mkdir(parents=True)
        folder.chmod(before)
        (folder / "qr").chmod(before)
    cache = DiskCache(folder)
    text(cache, ("key",), "text")
    (file,) = entries(tmp_path)
    assert (mode(folder), mode(folder / "qr"), mode(file)) == (0o700, 0o700, 0o600)
    assert cache.refusal() == ""


@posix
def test_an_entry_others_may_write_to_is_not_used(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path / "c")
    text(cache, ("key",), "one")
    (file,) = entries(tmp_path)
    file.chmod(0o666)
    assert text(cache, ("key",), "two") == "two"
    assert mode(file) == 0o600  # written anew
    assert text(cache, ("key",), "three") == "two"


@posix
@as_root
@pytest.mark.parametrize("place", ["folder", "kind", "link to a folder", "link of another user's"])
def test_a_folder_of_another_user_is_not_used(tmp_path: Path, place: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "c"
    text(DiskCache(folder), ("key",), "planted")
    match place:
        case "folder":
            os.chown(folder, NOBODY, NOBODY)
        case "kind":
            os.chown(folder / "qr", NOBODY, NOBODY)
        case "link to a folder":
            folder.rename(tmp_path / "theirs")
            os.chown(tmp_path / "theirs", NOBODY, NOBODY)
            folder.symlink_to(tmp_path / "theirs")
        case _:
            folder.rename(tmp_path / "mine")
            folder.symlink_to(tmp_path / "mine")
            os.chown(folder, NOBODY, NOBODY, follow_symlinks=False)
    before = sorted(tmp_path.rglob("*"))
    cache = DiskCache(folder)
    assert [text(cache, ("key",), value) for value in ("one", "two")] == ["one", "two"]
    assert sorted(tmp_path.rglob("*")) == before
    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(folder))
    out = run("doctor")[1]
    (line,) = [line for line in out.splitlines() if "cache:" in line]
    assert line.startswith("--") and "it belongs to another user" in line and "HANDOUTPRESS_CACHE" in line


@posix
@as_root
def test_an_entry_of_another_user_is_not_used(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path / "c")
    text(cache, ("key",), "planted")
    (file,) = entries(tmp_path)
    os.chown(file, NOBODY, NOBODY)
    assert text(cache, ("key",), "made") == "made"
    assert text(cache, ("key",), "made again") == "made"  # its own has taken that place


@posix
def test_a_folder_of_ones_own_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "large disk").mkdir()
    (tmp_path / "c").symlink_to(tmp_path / "large disk")
    assert [text(DiskCache(tmp_path / "c"), ("key",), value) for value in ("one", "two")] == ["one", "one"]


def test_doctor_names_the_folder(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(tmp_path / "c"))
    assert f"ok   cache: {tmp_path / 'c'}" in run("doctor")[1]
    monkeypatch.setenv("HANDOUTPRESS_CACHE", "off")
    assert "ok   cache: nothing is kept" in run("doctor")[1]


# -- what is kept ----------------------------------------------------------------------------------


def test_a_qr_code_of_another_level_is_another_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a full cache, in the process that made the first and in a new one."""
    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(tmp_path / "c"))
    medium = qr_code._form("https://example.org/a", "m").packed
    high = qr_code._form("https://example.org/a", "h").packed
    qr_code._form.cache_clear()
    assert qr_code._form("https://example.org/a", "h").packed == high != medium
    assert qr_code._form("https://example.org/a", "m").packed == medium


def test_the_level_in_force_is_the_level_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from handoutpress import render

    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(tmp_path / "c"))
    before = render("harbor-spine", "get-help")
    monkeypatch.setattr(qr_code, "LEVEL", "h")
    assert render("harbor-spine", "get-help") != before
    monkeypatch.undo()
    assert render("harbor-spine", "get-help") == before


def test_a_leaflet_is_the_same_from_an_empty_and_a_full_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from handoutpress import render
    from handoutpress.layout.components import figure_box

    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(tmp_path / "c"))
    made = []
    for _ in range(2):
        body_cache.forget()
        figure_box._picture.cache_clear()
        qr_code._form.cache_clear()
        made.append(render("harbor-spine", "back-spasm-first-aid"))
    assert made[0] == made[1]
    assert {path.name for path in (tmp_path / "c").iterdir()} >= {"figure", "body", "qr"}


# -- the build id ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "seen"),
    [("inner/code.py", True), ("pdf/profile.icc", True), ("text/kerning.json", True), ("new.py", True), ("library_of/code.py", True),
     ("inner/__pycache__/code.pyc", False), ("library/text.py", False), ("inner/notes.txt", False)],
)  # fmt: skip
def test_the_build_id_is_of_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, seen: bool) -> None:
    for name in ("inner/code.py", "pdf/profile.icc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(build_id, "package_folder", lambda: tmp_path)
    before = build_id.build_id.__wrapped__()
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("2")
    os.utime(path, (1, 1))
    assert (build_id.build_id.__wrapped__() != before) == seen


def test_the_build_id_is_of_the_libraries(tmp_path: Path) -> None:
    for name in (
        "reportlab-5.1.0.dist-info",
        "Markdown.It.Py-3.0.0.dist-info",
        "typer-0.26.dist-info",
        "pillow-11.0-py3.11.egg-info",
    ):
        (tmp_path / "first" / name).mkdir(parents=True)
    (tmp_path / "second" / "reportlab-4.0.dist-info").mkdir(parents=True)
    places = [str(tmp_path / name) for name in ("gone", "first", "second")]
    assert build_id.installed_libraries(places) == ["markdown_it_py 3.0.0", "pillow 11.0", "reportlab 5.1.0"]


def test_every_library_that_decides_the_bytes_is_installed_here() -> None:
    found = {line.split()[0] for line in build_id.installed_libraries(sys.path)}
    assert build_id.LIBRARIES - found <= {"phonenumbers"}  # the whole of what phonenumberslite is a part of


def test_json_of_no_widths_is_seen() -> None:
    from handoutpress.pdf.font_file import _decode

    assert _decode(json.dumps([{"a": 0.5}, 0.66]).encode()) == ({"a": 0.5}, 0.66)
    for wrong in (b"[{}, 1]", b'[{"a": "b"}, 1]', b"[[1], 1]", b'[{"a": null}, 1]', b'[{"a": 0.5}, "1"]'):
        with pytest.raises(ValueError, match="no widths"):
            _decode(wrong)
