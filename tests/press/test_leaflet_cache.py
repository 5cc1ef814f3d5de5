"""Leaflets that were made before come from the disk cache: never another's, and never of content that has changed since."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoutpress import render
from handoutpress.content.library import Library
from handoutpress.layout.reuse import body_cache, body_store
from handoutpress.press import leaflet_cache
from handoutpress.press.job import Job
from handoutpress.press.render import merge_job, render_files
from handoutpress.support import disk_cache
from tests.conftest import Run
from tests.helpers.workspace import write

PROFILE = "name: Elm Street Clinic\ncity: Elmton, OR\nphone: (707) 555-0142\n"
JOB = Job("elm", "get-help")
SAMPLE = Job("harbor-spine", "get-help")
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="{}" fill="#123456"/></svg>'


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write(tmp_path / "work" / "clinic_profiles" / "elm.yaml", PROFILE).parents[1]


def entries(cache: Path, kind: str) -> list[Path]:
    return list((cache / kind).iterdir()) if (cache / kind).is_dir() else []


def swapped(path: Path, old: bytes, new: bytes) -> None:
    """Make an entry of the cache say something else, whole again."""
    data = path.read_bytes().partition(b"\n")[2].replace(old, new, 1)
    path.write_bytes(disk_cache._digest(path.name, data) + b"\n" + data)


def test_the_same_leaflet_again_is_taken_from_the_cache(run: Run, cache: Path, workspace: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    assert run("make", "get-help", "-w", workspace, "-c", "elm", "-o", one)[0] == 0
    (entry,) = entries(cache, "leaflet")
    swapped(entry, b"%PDF-1.7", b"%PDF-OLD")
    assert run("make", "get-help", "-w", workspace, "-c", "elm", "-o", two)[0] == 0
    assert two.read_bytes() == one.read_bytes().replace(b"%PDF-1.7", b"%PDF-OLD", 1)  # so it was taken, not made
    assert run("make", "get-help", "-w", workspace, "-c", "elm", "-o", two, "--force")[0] == 0
    assert two.read_bytes() == one.read_bytes()


# -- never another's -------------------------------------------------------------------------------

digits = st.text("23456789", min_size=4, max_size=4)
names = st.text("abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=6)
times = st.integers(0, 2**31 - 1)


def profile(name: str, number: str) -> str:
    return f"name: {name.capitalize()} Clinic\ncity: Elmton, OR\nphone: (707) 555-{number}\n"


def made(run: Run, way: str, workspace: Path, out: Path, *more: str) -> str:
    """The leaflet as text, made of a workspace in one of the ways there are; the same cache and the same place for all."""
    where = out / "one.txt" if way == "one file" else out
    assert run("make", "get-help", "-w", workspace, "-c", "elm", "--format", "text", "-o", where, *more)[0] == 0
    return (where if way == "one file" else out / "elm-get-help-en.txt").read_text("utf-8")


WAYS = pytest.mark.parametrize("way", ["one file", "folder", "--verify"])


@WAYS
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(names, names), st.tuples(digits, digits), times)
def test_two_profiles_never_give_each_others_leaflet(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, way: str, name: tuple[str, str],
    number: tuple[str, str], time: int,
) -> None:  # fmt: skip
    """Equal file name, size and times, in two workspaces; then one of them in the other's place."""
    folder = tmp_path_factory.mktemp("pair")
    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(folder / "cache"))
    more = ("--verify",) if way == "--verify" else ()
    texts = [profile(*one) for one in zip(name, number, strict=True)]
    paths = [write(folder / place / "clinic_profiles/elm.yaml", text) for place, text in zip("ab", texts, strict=True)]
    for path in paths:
        os.utime(path, (time, time))
    assert len({path.stat().st_size for path in paths}) == 1
    said = [made(run, way, folder / place, folder / "out", *more) for place in "ab"]
    write(paths[0], texts[1])
    os.utime(paths[0], (time, time))
    said.append(made(run, way, folder / "a", folder / "out", *more))
    for text, which in zip(said, (0, 1, 1), strict=True):
        assert f"{name[which].capitalize()} Clinic" in text
        assert f"555-{number[which]}" in text
        assert f"555-{number[1 - which]}" not in text or number[0] == number[1]


@pytest.mark.parametrize("of", ["profile", "logo", "text"])
@WAYS
def test_a_change_of_the_same_length_with_the_old_time_is_seen(
    run: Run, cache: Path, workspace: Path, tmp_path: Path, way: str, of: str
) -> None:
    write(workspace / "clinic_profiles/elm.yaml", PROFILE + "logo: elm.svg\n")
    write(workspace / "clinic_profiles/elm.svg", LOGO.format(8))
    titles = Path("handouts/titles/get-help/en.yaml")
    write(workspace / titles, Library().find(str(titles)).read_bytes())  # type: ignore[union-attr]
    title = (workspace / titles).read_bytes().partition(b"title: ")[2][:4]
    path, old, new = {
        "profile": (workspace / "clinic_profiles/elm.yaml", b"555-0142", b"555-0199"),
        "logo": (workspace / "clinic_profiles/elm.svg", b"#123456", b"#654321"),
        "text": (workspace / titles, title, title.swapcase()),
    }[of]
    out, more = tmp_path / "out", ("--verify",) if way == "--verify" else ()
    where = out / "one.pdf" if way == "one file" else out
    file = where if way == "one file" else out / "elm-get-help-en-leaflet.pdf"
    made = []
    for _ in range(2):
        os.utime(path, (1_700_000_000, 1_700_000_000))
        assert run("make", "get-help", "-w", workspace, "-c", "elm", "-o", where, *more)[0] == 0
        made.append(file.read_bytes())
        path.write_bytes(path.read_bytes().replace(old, new, 1))
    assert made[0] != made[1]


def test_size_and_time_alone_do_not_tell(workspace: Path) -> None:
    """The must-fail twin of the two above: what they change is nothing that size and time show."""
    path = workspace / "clinic_profiles/elm.yaml"
    seen = []
    for number in ("0142", "0199"):
        write(path, PROFILE.replace("0142", number))
        os.utime(path, (1_700_000_000, 1_700_000_000))
        seen.append((path.stat().st_size, path.stat().st_mtime_ns))
    assert seen[0] == seen[1]


# -- what it depends on ----------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["profile", "reviews", "handout", "option", "logo"])
def test_any_change_makes_it_anew(cache: Path, workspace: Path, change: str) -> None:
    write(workspace / "clinic_profiles" / "elm.yaml", PROFILE + "logo: elm.svg\n")
    write(workspace / "clinic_profiles" / "elm.svg", LOGO.format(8))
    before = leaflet_cache.inputs(Library(workspace), JOB)
    job = JOB
    match change:
        case "profile":
            write(workspace / "clinic_profiles" / "elm.yaml", PROFILE.replace("Elm", "Oak") + "logo: elm.svg\n")
        case "reviews":
            write(workspace / "reviews" / "get-help-en.yaml", "x: y\n")
        case "handout":
            write(workspace / "handouts" / "titles" / "get-help" / "en.yaml", "title: x\n")
        case "option":
            job = replace(JOB, ink_saver=True)
        case "logo":
            write(workspace / "clinic_profiles" / "elm.svg", LOGO.format(9))
    assert before
    assert leaflet_cache.inputs(Library(workspace), job) != before
    leaflet_cache.put(Library(workspace), JOB, before, b"%PDF", [])
    assert bool(leaflet_cache.get(before)) == (change == "option"), "what changed while it was made is not kept"


@pytest.mark.parametrize("escaped", ["logo", '"l\\u006fgo"', '"\\x6c\\x6f\\x67\\x6f"'])
def test_a_logo_is_seen_however_it_is_written(cache: Path, workspace: Path, escaped: str) -> None:
    write(workspace / "clinic_profiles" / "elm.yaml", PROFILE + f"{escaped}: elm.svg\n")
    write(workspace / "clinic_profiles" / "elm.svg", LOGO.format(8))
    before = leaflet_cache.inputs(Library(workspace), JOB)
    write(workspace / "clinic_profiles" / "elm.svg", LOGO.format(9))
    assert leaflet_cache.inputs(Library(workspace), JOB) != before


def test_another_clinic_changes_nothing(cache: Path, workspace: Path) -> None:
    before = leaflet_cache.inputs(Library(workspace), JOB)
    write(workspace / "clinic_profiles" / "oak.yaml", PROFILE)
    write(workspace / "clinic_profiles" / "oak.svg", LOGO.format(8))
    assert before
    assert leaflet_cache.inputs(Library(workspace), JOB) == before


def test_every_file_a_leaflet_is_made_of_is_among_its_inputs(cache: Path, workspace: Path) -> None:
    library = Library(workspace)
    leaflet = merge_job(library, JOB)
    inputs = leaflet_cache.inputs(library, JOB)
    assert inputs is not None and len(leaflet.files) > 10
    contents = {content for entry in inputs for content in (entry if isinstance(entry, tuple) else (entry,))}
    assert [path for path in leaflet.files if path.read_bytes() not in contents] == []


@pytest.mark.skipif(os.name == "nt", reason="making links needs a right there")
def test_a_link_hides_no_change(workspace: Path, tmp_path: Path) -> None:
    """Neither one that leads nowhere, as editors leave them, nor one to the folder itself, nor one to a folder elsewhere."""
    texts, shared = workspace / "handouts", tmp_path / "shared"
    write(shared / "en.yaml", "title: x\n")
    texts.mkdir()
    for link, target in ((".#elm.yaml", "desk@nowhere.4711"), ("again", "."), ("shared", shared)):
        (texts / link).symlink_to(target)
    before = leaflet_cache.inputs(Library(workspace), JOB)
    assert before
    write(shared / "en.yaml", "title: y\n")
    assert leaflet_cache.inputs(Library(workspace), JOB) not in (None, before)


def test_a_folder_that_cannot_be_read_is_not_trusted(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def locked(folder: str | Path = ".") -> object:
        if str(folder).endswith("reviews"):
            raise PermissionError(13, "Permission denied", folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", locked)
    assert leaflet_cache.inputs(Library(workspace), JOB) is None


def test_clinics_of_a_list_are_made_anew(workspace: Path) -> None:
    library = Library(workspace)
    library.rows["elm"] = library.clinic("elm")
    assert leaflet_cache.inputs(library, JOB) is None


def test_notes_stay_with_a_leaflet(cache: Path, workspace: Path) -> None:
    library = Library(workspace)
    inputs = leaflet_cache.inputs(library, JOB)
    assert inputs
    leaflet_cache.put(library, JOB, inputs, b"%PDF\n1", ["it leaves out a line"])
    assert leaflet_cache.get(inputs) == (b"%PDF\n1", ("it leaves out a line",))
    assert leaflet_cache.get((*inputs, "more")) is None


@pytest.mark.parametrize("data", [b"", b"[]", b"[]\n", b"null\n%PDF", b"[1]\n%PDF", b'{"a": 1}\n%PDF', b"%PDF\n%PDF"])
def test_an_entry_of_another_type_is_no_leaflet(cache: Path, workspace: Path, data: bytes) -> None:
    inputs = leaflet_cache.inputs(Library(workspace), JOB)
    assert inputs
    disk_cache.disk_cache().put("leaflet", inputs, data)
    assert leaflet_cache.get(inputs) is None


@pytest.mark.parametrize("name", ["a\0b.png", "../" * 50 + "etc", "x" * 5000, "folder/"])
def test_an_entry_that_names_no_logo_is_no_trouble(cache: Path, workspace: Path, name: str) -> None:
    place = workspace / "clinic_profiles" / "elm.yaml"
    write(place, PROFILE + "logo: elm.svg\n")
    write(place.with_suffix(".svg"), LOGO.format(9))
    disk_cache.disk_cache().put("profile", (place.read_bytes(),), name.encode())
    assert leaflet_cache.inputs(Library(workspace), JOB) is None
    assert render("elm", "get-help", workspace=workspace).startswith(b"%PDF")


# -- bodies ----------------------------------------------------------------------------------------


def test_a_body_from_the_cache_makes_the_same_leaflet(cache: Path) -> None:
    body_cache.forget()
    made = render("harbor-spine", "get-help")
    assert entries(cache, "body")
    body_cache.forget()
    assert render("harbor-spine", "get-help") == made
    for path in entries(cache, "body"):
        swapped(path, b"%PDF-1.7", b"%PDF-OLD")
    body_cache.forget()
    assert render("harbor-spine", "get-help")[:8] == b"%PDF-OLD"  # so it was read from there
    for path in entries(cache, "body"):
        path.write_bytes(b"damaged")
    body_cache.forget()
    assert render("harbor-spine", "get-help") == made


class Strange:
    """Something that does harm when it is read back."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.place),)


def test_only_bodies_are_read_back(tmp_path: Path) -> None:
    wrong = body_store.LaidOutBody(base=3, notes="x", boxes=(), texts=())  # type: ignore[arg-type]
    pickled = [pickle.dumps(one) for one in (Strange(tmp_path / "harm"), ["a list"], Path("x"), wrong)]
    for data in (*pickled, b"", b"\x80\x05K"):
        with pytest.raises(Exception):  # noqa: B017  (a damaged pickle fails in many ways)
            body_store.decode(data)
    assert not (tmp_path / "harm").exists()
    pickle.loads(pickled[0])
    assert (tmp_path / "harm").exists()  # the strange thing does harm where it may


def test_a_body_whose_parts_are_of_another_type_is_seen(cache: Path) -> None:
    library = Library()
    render_files(merge_job(library, SAMPLE), library.template("leaflet").value, SAMPLE)
    for body in body_cache._BODIES.values():
        assert body_store._is_typed(body, {})
        assert not body_store._is_typed(replace(body, base=replace(body.base, block="text")), {})  # type: ignore[arg-type]
        assert not body_store._is_typed(replace(body, base=replace(body.base, pages=(replace(body.base.pages[0], head=1),))), {})  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [
    {"boxes": ((),)}, {"boxes": ((0, 1.0, 2.0, 3.0, 4.0, 5),)}, {"boxes": ((0, "a", 2.0, 3.0, 4.0, "text"),)}, {"boxes": (7,)},
    {"boxes": ((0, 1.0, 2.0, 3.0, "text"),)}, {"texts": (1,)}, {"notes": (b"",)},
])  # fmt: skip
def test_a_body_whose_places_are_of_another_form_is_seen(cache: Path, wrong: dict[str, tuple[object, ...]]) -> None:
    body_cache.forget()
    render("harbor-spine", "get-help")
    body = body_store.decode(entries(cache, "body")[0].read_bytes().partition(b"\n")[2])
    assert body.boxes and body.texts
    with pytest.raises((TypeError, ValueError)):
        body_store.decode(body_store.encode(replace(body, **wrong)))
