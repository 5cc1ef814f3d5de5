"""What the press will do and why, before it does it; and that nothing a leaflet depends on escapes it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from handoutpress.content import signoff
from handoutpress.content.library import Library, built_in
from handoutpress.errors import ExitCode
from handoutpress.press import batch, render, staleness
from handoutpress.press.fingerprints import Parts
from handoutpress.press.manifest import NAME, Manifest
from handoutpress.press.stores import Folder
from handoutpress.support import build_id
from tests.conftest import Run
from tests.helpers.workspace import ABOUT, CLINIC, HANDOUT, SECTION, own_handout, write

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="{}" fill="#123456"/></svg>'


def make(folder: Path, out: Path, **more: object) -> list[render.Made]:
    library = Library(folder)
    return list(batch.run(library, render.plan(library, handouts=["mine"]), out, workers=1, **more))  # type: ignore[arg-type]


def look(folder: Path, out: Path, **more: object) -> dict[str, tuple[str, tuple[str, ...]]]:
    """State and changed kinds by clinic, as a dry run sees them."""
    library = Library(folder)
    found = batch.check(library, render.plan(library, handouts=["mine"]), out, **more)  # type: ignore[arg-type]
    return {planned.job.clinic: ("fails" if made.error else planned.state, planned.kinds) for planned, made in found}


# -- nothing escapes -------------------------------------------------------------------------------


class Watched(Library):
    """A library that notes every file it reads."""

    def __init__(self, workspace: Path | None) -> None:
        super().__init__(workspace)
        self.seen: set[Path] = set()

    def _load(self, path, model):  # type: ignore[no-untyped-def]
        self.seen.add(path)
        return super()._load(path, model)

    def figure(self, name):  # type: ignore[no-untyped-def]
        found = super().figure(name)
        self.seen.add(found[0])
        return found


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_file_merging_reads_is_seen_to_change(tmp_path: Path, language: str) -> None:
    """Each file a merge reads is altered in turn: the fingerprints must be others than before."""
    workspace = tmp_path / "w"
    shutil.copytree(built_in() / "handouts", workspace / "handouts", ignore=shutil.ignore_patterns("red_flags"))
    shutil.copytree(built_in() / "templates", workspace / "templates")
    write(workspace / "clinic_profiles" / "test.yaml", CLINIC)
    write(workspace / "clinic_profiles" / "other.yaml", CLINIC)
    library = Watched(workspace)
    for handout in ("your-visit", "back-spasm-first-aid"):
        library.seen.clear()
        job = render.Job("test", handout, language)
        library.template(job.template)
        render.merged(library, job)
        before = Parts(Library(workspace)).of(job)
        own = [path for path in library.seen if path.is_relative_to(workspace)]
        assert len(own) > 10
        for path in own:
            if path.name in ("facts.yaml", "sources.yaml") or path.parent.name == "text":
                continue  # seen by what of them a leaflet prints: below
            kept = path.read_bytes()
            path.write_bytes(kept + b"\n# changed\n")
            assert Parts(Library(workspace)).of(job) != before, path
            path.write_bytes(kept)
        assert Parts(Library(workspace)).of(job) == before
        assert Parts(Library(workspace)).of(render.Job("other", handout, language)) == before  # the same profile under another id


def test_red_flags_and_program_are_seen_to_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    make(folder, out)
    monkeypatch.setattr(build_id, "fingerprint", lambda: "another")
    assert look(folder, out) == {"test": ("changed", ("program",))}


# -- states ----------------------------------------------------------------------------------------


def test_new_then_current(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    assert look(folder, out) == {"test": ("new", ())}
    assert not out.exists()
    make(folder, out)
    assert look(folder, out) == {"test": ("current", ())}


@pytest.mark.parametrize(
    ("file", "text", "kinds"),
    [
        ("clinic_profiles/test.yaml", CLINIC.replace("0123", "0124"), ("profile",)),
        ("clinic_profiles/logo.svg", LOGO.format(9), ("logo",)),
        ("handouts/sections/mine/en.yaml", SECTION.format(text="Other."), ("text",)),
        ("handouts/mine.yaml", HANDOUT.replace('"1.0"', '"1.1"'), ("text",)),
        ("handouts/sections/mine/about.yaml", ABOUT.replace("E1", "E2"), ("text", "facts")),
        ("templates/leaflet.yaml", None, ("template",)),
    ],
)
def test_what_changed_is_said(tmp_path: Path, file: str, text: str | None, kinds: tuple[str, ...]) -> None:
    folder, out = own_handout(tmp_path / "w", clinic=CLINIC + "logo: logo.svg\n"), tmp_path / "out"
    write(folder / "clinic_profiles" / "logo.svg", LOGO.format(10))
    make(folder, out)
    text = text or (built_in() / file).read_text("utf-8").replace("pages: 4", "pages: 3")
    if "profile" in kinds:
        text += "logo: logo.svg\n"
    write(folder / file, text)
    assert look(folder, out) == {"test": ("changed", kinds)}
    make(folder, out)
    assert look(folder, out) == {"test": ("current", ())}


def test_a_fact_concerns_those_that_print_it(tmp_path: Path) -> None:
    """One number changes: leaflets that hold it are made again, and no other is even looked at."""
    folder, out = own_handout(tmp_path / "w", text="Ice for {ice.max_minutes} minutes."), tmp_path / "out"
    facts = (built_in() / "handouts/facts.yaml").read_text("utf-8")
    make(folder, out)
    for fact, state in (("heat", "current"), ("ice", "changed")):
        at = facts.index(f"\n{fact}:")
        value = facts.index("max_minutes", at)
        write(
            folder / "handouts/facts.yaml",
            facts[:value] + facts[value:].replace('"20"', '"19"', 1).replace("value: 20", "value: 19", 1),
        )
        found = look(folder, out)
        assert found == {"test": (state, ("facts",) if state == "changed" else ())}, fact


def test_a_sign_off_is_said(tmp_path: Path) -> None:
    import datetime

    from handoutpress.content.schema.review import Signer

    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    make(folder, out)
    day = datetime.date(2026, 11, 20)
    signer = Signer(name="Ana Lee", title="DC", on=day)
    signoff.sign(Library(folder), "mine", "en", clinician=signer, translator=None, next_review=day.replace(year=2027))
    assert look(folder, out) == {"test": ("changed", ("review",))}
    make(folder, out)
    entry = json.loads((out / NAME).read_text("utf-8"))["leaflets"]["test-mine-en-leaflet.pdf"]
    assert (entry["version"], entry["reviewed"], entry["review_due"]) == ("1.0", "2026-11-20", "2027-11-20")
    assert entry["sources"] and entry["sources"][0].startswith("E1 (")


def test_missing_damaged_and_touched(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    make(folder, out)
    pdf = out / "test-mine-en-leaflet.pdf"
    whole = pdf.read_bytes()
    os.utime(pdf, ns=(1, 1))  # copied without its time: the same file
    assert look(folder, out) == {"test": ("current", ())}
    pdf.write_bytes(whole[:-100])
    assert look(folder, out) == {"test": ("damaged", ())}
    pdf.write_bytes(b"X" + whole[1:])
    assert look(folder, out) == {"test": ("damaged", ())}
    pdf.unlink()
    assert look(folder, out) == {"test": ("missing", ())}
    make(folder, out)
    assert pdf.read_bytes() == whole


def test_verify_finds_what_size_and_time_hide(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    make(folder, out)
    pdf = out / "test-mine-en-leaflet.pdf"
    stat = pdf.stat()
    pdf.write_bytes(b"X" + pdf.read_bytes()[1:])
    os.utime(pdf, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert look(folder, out) == {"test": ("current", ())}
    assert look(folder, out, verify=True) == {"test": ("damaged", ())}
    assert [made.fresh for made in make(folder, out, verify=True)] == [True]
    assert pdf.read_bytes().startswith(b"%PDF")


def test_paper_asked_for_is_part_of_it(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    library = Library(folder)
    jobs = render.plan(library, handouts=["mine"])
    list(batch.run(library, jobs, out))
    other = render.plan(library, handouts=["mine"], paper="a4")
    assert [planned.kinds for planned, _ in batch.check(library, other, out)] == [("options",)]


# -- profiles are remembered -----------------------------------------------------------------------


def test_an_old_profile_is_not_read_again_and_a_young_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    profile = folder / "clinic_profiles" / "test.yaml"
    make(folder, out)
    assert Manifest(Folder(out)).profiles == {}  # written this very second: its time would not show another change
    os.utime(profile, ns=(10**18, 10**18))
    make(folder, out)
    assert list(Manifest(Folder(out)).profiles) == [str(profile)]
    read = []
    whole = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: (read.append(self), whole(self))[1])
    library = Library(folder)
    jobs = [render.Job("test", "mine")]
    assert [planned.state for planned in staleness.plan(library, jobs, Manifest(Folder(out)))] == ["current"]
    assert profile not in read
    profile.write_text(CLINIC.replace("0123", "0199"))
    assert [planned.kinds for planned in staleness.plan(library, jobs, Manifest(Folder(out)))] == [("profile",)]


# -- the command line ------------------------------------------------------------------------------


def test_plan_says_what_and_why_and_writes_nothing(tmp_path: Path, run: Run) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    write(folder / "clinic_profiles/bad.yaml", "name: Only\n")
    write(folder / "clinic_profiles/old.yaml", CLINIC)
    run("make", "mine", "-c", "old", "-w", folder, "-o", out)
    write(folder / "clinic_profiles/old.yaml", CLINIC.replace("0123", "0124"))
    before = sorted(path.name for path in out.iterdir())
    code, text, err = run("make", "--plan", "--handout", "min*", "-w", folder, "-o", out)
    assert code == ExitCode.PARTIAL
    lines = text.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("changed ") and lines[0].endswith("old-mine-en-leaflet.pdf  (the clinic's profile changed)")
    assert lines[1].startswith("new ") and lines[1].endswith("test-mine-en-leaflet.pdf")
    assert "bad.yaml:1:1: city: 'city' is missing" in err
    assert "Would make 2 of 3 leaflets" in err and "1 new, 1 changed (the clinic's profile: 1)" in err
    assert "1 of 3 could not be made, for bad (1)" in err
    assert sorted(path.name for path in out.iterdir()) == before


def test_a_terminal_gets_a_counter_and_a_pipe_gets_every_path(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoutpress.cli.make_report.MOST_LINES", 3)
    for i in range(4):
        write(tmp_path / "clinic_profiles" / f"c{i}.yaml", CLINIC)
    ask = ("make", "get-help", "-w", tmp_path, "-o", tmp_path / "out")
    assert len(run(*ask)[1].splitlines()) == 4
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert len(run(*ask)[1].splitlines()) == 4
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert run(*ask)[1] == ""
    assert len(run("-v", *ask)[1].splitlines()) == 4


def test_plan_as_json(tmp_path: Path, run: Run) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    code, text, _ = run("make", "mine", "--plan", "--json", "-w", folder, "-o", out)
    assert code == ExitCode.OK
    told = json.loads(text)
    assert told["counts"] == {"new": 1}
    (leaflet,) = told["leaflets"]
    assert (leaflet["clinic"], leaflet["handout"], leaflet["state"], leaflet["changed"]) == ("test", "mine", "new", [])
    assert leaflet["file"] == str(out / "test-mine-en-leaflet.pdf")


def test_plan_does_not_go_with_one_file(tmp_path: Path, run: Run) -> None:
    assert run("make", "get-help", "--plan", "-o", tmp_path / "a.pdf")[0] == ExitCode.USAGE


def test_a_change_by_hand_is_told(tmp_path: Path, run: Run) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    run("make", "mine", "-w", folder, "-o", out)
    (out / "test-mine-en-leaflet.pdf").write_bytes(b"mine")
    code, _, err = run("make", "mine", "-w", folder, "-o", out)
    assert code == ExitCode.OK
    assert "1 of them had been changed by hand or damaged" in err
