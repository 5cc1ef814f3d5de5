"""Leaflets at a URL: in memory, and in a local server that speaks S3."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.errors import ExitCode, FontMissing, OutputFailed
from handoutpress.press import render
from handoutpress.press.manifest import JOURNAL, NAME, Manifest
from handoutpress.press.run import run_jobs
from handoutpress.press.select import select_jobs
from handoutpress.press.stores import Folder, open_store
from handoutpress.support import optional_parts
from tests.conftest import Run
from tests.helpers.workspace import CLINIC, own_handout, write

BUCKET = "leaflets"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3, with an empty bucket."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    patch = pytest.MonkeyPatch()
    for name, value in {"ACCESS_KEY_ID": "test", "SECRET_ACCESS_KEY": "test", "DEFAULT_REGION": "us-east-1"}.items():
        patch.setenv(f"AWS_{name}", value)
    patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    yield f"s3://{BUCKET}"
    patch.undo()
    server.stop()


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A URL of the kind asked for, with nothing there."""
    base = request.getfixturevalue("s3") if request.param == "s3" else "memory://leaflets"
    return f"{base}/{tmp_path.name}"


both = pytest.mark.parametrize("url", ["memory", "s3"], indirect=True)


def made(folder: Path, url: str, **more: object) -> dict[str, bool | None]:
    library = Library(folder)
    jobs = select_jobs(library, handouts=["mine"])
    found = run_jobs(library, jobs, url, **more)  # type: ignore[arg-type]
    return {one.job.clinic: None if one.error else one.fresh for one in found}


def three(folder: Path) -> Path:
    own_handout(folder)
    for name in "ab":
        write(folder / f"clinic_profiles/{name}.yaml", CLINIC.replace("Test", f"Test {name}"))
    return folder


@both
def test_the_same_bytes_and_nothing_twice(tmp_path: Path, url: str) -> None:
    folder = three(tmp_path / "w")
    assert made(folder, url) == {"a": True, "b": True, "test": True}
    store = open_store(url)
    assert set(store.stamps()) == {NAME, *(f"{name}-mine-en-leaflet.pdf" for name in ("a", "b", "test"))}
    assert store.read("test-mine-en-leaflet.pdf") == render.render("test", "mine", workspace=folder)
    assert made(folder, url) == {"a": False, "b": False, "test": False}
    write(folder / "clinic_profiles/a.yaml", CLINIC.replace("0123", "0124"))
    assert made(folder, url) == {"a": True, "b": False, "test": False}


@both
def test_several_processes(tmp_path: Path, url: str) -> None:
    """Workers write to S3 themselves; what is in this process's memory they cannot reach: their bytes come back."""
    folder = three(tmp_path / "w")
    assert made(folder, url, workers=2) == {"a": True, "b": True, "test": True}
    assert open_store(url).read("a-mine-en-leaflet.pdf") == render.render("a", "mine", workspace=folder)


@both
def test_damage_is_noticed(tmp_path: Path, url: str) -> None:
    folder = three(tmp_path / "w")
    made(folder, url)
    store = open_store(url)
    whole = store.read("a-mine-en-leaflet.pdf")
    assert whole
    store.put("a-mine-en-leaflet.pdf", b"X" + whole[1:])  # of the same size: its mark is another
    store.drop(["b-mine-en-leaflet.pdf", "never-there.pdf"])
    assert made(folder, url) == {"a": True, "b": True, "test": False}
    assert store.read("a-mine-en-leaflet.pdf") == whole


@both
def test_a_press_that_was_killed_goes_on_from_its_journal(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal goes out every few leaflets; what it says is not made again."""
    folder = three(tmp_path / "w")
    monkeypatch.setattr("handoutpress.press.manifest.LINES", 2)
    monkeypatch.setattr(Manifest, "close", lambda self, orderly: None)  # as if killed before the end
    made(folder, url)
    assert sum(bool(JOURNAL.fullmatch(name)) for name in open_store(url).stamps()) == 1
    monkeypatch.undo()
    assert sum(fresh is True for fresh in made(folder, url).values()) == 1
    assert not any(JOURNAL.fullmatch(name) for name in open_store(url).stamps())
    assert set(made(folder, url).values()) == {False}


@both
def test_from_the_command_line(tmp_path: Path, url: str, run: Run) -> None:
    folder = three(tmp_path / "w")
    code, out, err = run("make", "mine", "-w", folder, "-o", url, "-c", "a", "-c", "b")
    assert code == ExitCode.OK, err
    assert out.split() == [f"{url}/a-mine-en-leaflet.pdf", f"{url}/b-mine-en-leaflet.pdf"]
    assert f"Made 2 leaflets in {url}" in err
    manifest = json.loads(open_store(url).read(NAME) or b"")
    assert manifest["leaflets"]["a-mine-en-leaflet.pdf"]["clinic"] == "a"
    code, out, _ = run("make", "mine", "-w", folder, "-o", url, "--plan")
    assert out.split() == ["new", f"{url}/test-mine-en-leaflet.pdf"]
    code, out, _ = run("make", "mine", "-w", folder, "-o", f"{url}/one.pdf", "-c", "a")
    assert (code, out.strip()) == (ExitCode.OK, f"{url}/one.pdf")
    assert open_store(url).read("one.pdf") == open_store(url).read("a-mine-en-leaflet.pdf")


def test_clinics_from_a_url(tmp_path: Path, run: Run) -> None:
    open_store("memory://lists").put("clinics.csv", b"name,city,phone\nAb,Cd,(707) 555-0142\n")
    code, out, _ = run("make", "get-help", "--clinics-from", "memory://lists/clinics.csv", "-o", tmp_path)
    assert code == ExitCode.OK
    assert Path(out.strip()).name == "ab-cd-get-help-en-leaflet.pdf"


def test_no_such_bucket(tmp_path: Path, s3: str) -> None:
    folder = three(tmp_path / "w")
    library = Library(folder)
    (one,) = run_jobs(library, select_jobs(library, clinics=["a"], handouts=["mine"]), "s3://not-there/x")
    assert isinstance(one.error, OutputFailed) and "there is no such bucket" in str(one.error)


def test_no_keys_are_told(tmp_path: Path, s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a store says may hold keys and addresses; people get a plain word."""
    store = open_store(f"{s3}/{tmp_path.name}")

    class Denied(PermissionError):
        pass

    def denied(*_: object, **__: object) -> None:
        raise Denied("AKIA-SECRET is not allowed")

    monkeypatch.setattr(store._system[0], "pipe_file", denied)  # type: ignore[attr-defined]
    with pytest.raises(OutputFailed) as caught:
        store.put("x.pdf", b"")
    assert "does not let us in" in str(caught.value) and "AKIA" not in str(caught.value)


def test_what_is_no_url_of_ours() -> None:
    with pytest.raises(OutputFailed, match="is not a place to write to"):
        open_store("nonsense://x").stamps()
    assert open_store("file:///a/b") == Folder(Path("/a/b"))


def test_the_missing_part_is_named(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    code, out, err = run("make", "get-help", "-o", "s3://bucket/x", "-w", own_handout(tmp_path / "w"))
    assert (code, out) == (ExitCode.FONT, "")
    assert (
        err == f"Error: s3:// needs an optional part that is not installed. Install it: {optional_parts.install_command('s3')}.\n"
    )
    with pytest.raises(FontMissing):
        open_store("memory://x").stamps()
