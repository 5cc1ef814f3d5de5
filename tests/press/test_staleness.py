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
from handoutpress.press import fingerprints, render, staleness, tasks
from handoutpress.press.fingerprints import Fingerprints
from handoutpress.press.job import Job, JobResult
from handoutpress.press.manifest import NAME, Manifest
from handoutpress.press.run import check_jobs, run_jobs
from handoutpress.press.select import select_jobs
from handoutpress.press.stores import Folder
from tests.conftest import Run
from tests.helpers.workspace import ABOUT, CLINIC, HANDOUT, SECTION, own_handout, write

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="{}" fill="#123456"/></svg>'


def make(folder: Path, out: Path, **more: object) -> list[JobResult]:
    library = Library(folder)
    return list(run_jobs(library, select_jobs(library, handouts=["mine"]), out, workers=1, **more))  # type: ignore[arg-type]


def look(folder: Path, out: Path, **more: object) -> dict[str, tuple[str, tuple[str, ...]]]:
    """State and changed kinds by clinic, as a dry run sees them."""
    library = Library(folder)
    found = check_jobs(library, select_jobs(library, handouts=["mine"]), out, **more)  # type: ignore[arg-type]
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
        job = Job("test", handout, language)
        library.template(job.template)
        render.merge_job(library, job)
        before = Fingerprints(Library(workspace)).of(job)
        own = [path for path in library.seen if path.is_relative_to(workspace)]
        assert len(own) > 10
        for path in own:
            if path.name in ("facts.yaml", "sources.yaml") or path.parent.name in ("text", "styles"):
                continue  # seen by what of them a leaflet prints: below
            kept = path.read_bytes()
            path.write_bytes(kept + b"\n# changed\n")
            assert Fingerprints(Library(workspace)).of(job) != before, path
            path.write_bytes(kept)
        assert Fingerprints(Library(workspace)).of(job) == before
        assert Fingerprints(Library(workspace)).of(Job("other", handout, language)) == before  # the same profile under another id


def test_red_flags_and_program_are_seen_to_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    make(folder, out)
    for module in (fingerprints, tasks):
        monkeypatch.setattr(module, "build_id", lambda: "another")
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
        ("templates/styles/clinical.yaml", "label: Clinical\nrule: none\n", ("template",)),
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


@pytest.mark.parametrize(
    ("cover", "file", "content"),
    [
        ("{photo: room.jpg, alt: Our room}", "clinic_profiles/room.jpg", "another"),
        ("{scene: cat}", "handouts/figures/cat.yaml", None),
        ("{scene: cat}", "handouts/figures/text/en.yaml", "cat: {alt: A cat of another kind, caption: Cat}\n"),
    ],
)
def test_a_picture_on_covers_is_followed(tmp_path: Path, cover: str, file: str, content: str | None) -> None:
    folder, out = own_handout(tmp_path / "w", clinic=f"{CLINIC}cover: {cover}\n"), tmp_path / "out"
    write(folder / "clinic_profiles/room.jpg", "a leaflet has no cover, so nobody reads this")
    make(folder, out)
    assert look(folder, out) == {"test": ("current", ())}
    write(folder / file, content or (built_in() / "handouts/figures/cow.yaml").read_bytes())
    assert look(folder, out) == {"test": ("changed", ("logo",))}


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


def hide(path: Path, before: os.stat_result, manifest: Path) -> None:
    """Give a file its old time back, and make the manifest look as if it had been written after that."""
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    os.utime(manifest, ns=(2**62, 2**62))


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell when a file was last touched: there --verify finds it")
def test_a_leaflet_changed_under_its_old_size_and_time_is_seen(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    make(folder, out)
    pdf = out / "test-mine-en-leaflet.pdf"
    before = pdf.stat()
    pdf.write_bytes(b"X" + pdf.read_bytes()[1:])
    os.utime(pdf, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert look(folder, out) == {"test": ("damaged", ())}
    hide(pdf, before, out / NAME)
    assert look(folder, out) == {"test": ("current", ())}  # the must-fail twin: nothing but that gave it away
    assert look(folder, out, verify=True) == {"test": ("damaged", ())}
    assert [made.fresh for made in make(folder, out, verify=True)] == [True]
    assert pdf.read_bytes().startswith(b"%PDF")


def test_touched_leaflets_are_read_once(tmp_path: Path) -> None:
    """Their content vouches for them, and from then on the manifest does."""
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    make(folder, out)
    pdf = out / "test-mine-en-leaflet.pdf"
    os.utime(pdf, ns=(1, 1))
    assert Manifest(Folder(out)).is_touched(pdf.name) == (os.name != "nt")
    assert [made.fresh for made in make(folder, out)] == [False]
    assert not Manifest(Folder(out)).is_touched(pdf.name)
    assert look(folder, out) == {"test": ("current", ())}


def test_later_pages_are_looked_at_too(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    library = Library(folder)
    jobs = select_jobs(library, handouts=["get-help"], formats=["png"])
    list(run_jobs(library, jobs, out, workers=1))
    later = out / "test-get-help-en-leaflet-2.png"
    whole = later.read_bytes()
    for change in (b"", b"X" + whole[1:]):
        later.write_bytes(change)
        ((planned, _),) = check_jobs(library, jobs, out, verify=True)
        assert planned.state == "damaged"
        assert [made.fresh for made in run_jobs(library, jobs, out, workers=1, verify=True)] == [True]
        assert later.read_bytes() == whole
    ((planned, _),) = check_jobs(library, jobs, out, verify=True)
    assert planned.state == "current"


def test_paper_asked_for_is_part_of_it(tmp_path: Path) -> None:
    folder, out = own_handout(tmp_path / "w"), tmp_path / "out"
    library = Library(folder)
    jobs = select_jobs(library, handouts=["mine"])
    list(run_jobs(library, jobs, out))
    other = select_jobs(library, handouts=["mine"], paper="a4")
    assert [planned.kinds for planned, _ in check_jobs(library, other, out)] == [("options",)]


# -- content decides -------------------------------------------------------------------------------


@pytest.mark.parametrize("verify", [False, True])
@pytest.mark.parametrize("file", ["test.yaml", "logo.svg"])
def test_a_profile_or_logo_changed_under_its_old_size_and_time_is_seen(tmp_path: Path, file: str, verify: bool) -> None:
    folder, out = own_handout(tmp_path / "w", clinic=CLINIC + "logo: logo.svg\n"), tmp_path / "out"
    write(folder / "clinic_profiles" / "logo.svg", LOGO.format(10))
    path = folder / "clinic_profiles" / file
    old, new = (b"0123", b"0199") if file == "test.yaml" else (b"#123456", b"#654321")
    os.utime(path, ns=(10**18, 10**18))
    make(folder, out)
    path.write_bytes(path.read_bytes().replace(old, new))
    os.utime(path, ns=(10**18, 10**18))
    assert look(folder, out, verify=verify) == {"test": ("changed", ("profile" if file == "test.yaml" else "logo",))}
    assert [made.fresh for made in make(folder, out, verify=verify)] == [True]


def test_a_profile_is_typed_for_its_logo_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What logo it names follows from its content, so the manifest may know it."""
    folder, out = own_handout(tmp_path / "w", clinic=CLINIC + "logo: logo.svg\n"), tmp_path / "out"
    write(folder / "clinic_profiles" / "logo.svg", LOGO.format(10))
    make(folder, out)
    typed = []
    clinic = Library.clinic
    monkeypatch.setattr(Library, "clinic", lambda self, name: (typed.append(name), clinic(self, name))[1])
    jobs = [Job("test", "mine")]
    assert [one.state for one in staleness.plan_jobs(Library(folder), jobs, Manifest(Folder(out)))] == ["current"]
    assert typed == []
    write(folder / "clinic_profiles" / "test.yaml", CLINIC + "logo: logo.svg\n# more\n")
    assert [one.kinds for one in staleness.plan_jobs(Library(folder), jobs, Manifest(Folder(out)))] == [("profile",)]
    assert typed == ["test"]


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
