"""Validates every sheet there is, all templates x handouts x languages x papers, two handouts in every style; nothing overlaps.

    python benchmarks/validate_all.py                    page-validation: PDF/UA-1 and PDF/A-2a
    python benchmarks/validate_all.py --write FOLDER     keep the PDFs, for other validators
    python outloud-environment/bin/python benchmarks/validate_all.py --outloud FOLDER

outloud brings a library under the AGPL, so it is never installed with this program: make an environment of its own for it
(`python -m venv …; … -m pip install outloud`) and give it the folder of PDFs. Ends with 7 if there is an error.
"""

from __future__ import annotations

import argparse
import collections
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STYLED = ("back-spasm-first-aid", "move-and-stretch")  # handouts looked at in all styles


def signed(folder: Path, languages: list[str]) -> Path:
    """A workspace in which all texts are signed for: drafts are not printed on every template."""
    from handoutpress.content import library

    (folder / "clinic_profiles").mkdir(parents=True)
    for file in (library.built_in() / "clinic_profiles").glob("harbor-spine.*"):
        (folder / "clinic_profiles" / file.name).write_bytes(file.read_bytes())
    who = ["--name", "A B", "--title", "DC", "--translator", "C D", "--translator-title", "ATA"]
    for handout in library.Library().handouts():
        for language in languages:
            command = [
                sys.executable,
                str(ROOT / "generate.py"),
                "review",
                "sign",
                handout,
                "-l",
                language,
                "-w",
                str(folder),
                *who,
            ]
            subprocess.run(command, check=False, capture_output=True)
    return folder


def one(task: tuple[Path, str, str, str, str, Path | None, str | None]) -> tuple[str, list[str], int]:
    """Make a sheet and validate it: its name, what is wrong, and its notes."""
    import page
    from tests.layout import test_sheets as sheets

    from handoutpress.content.library import Library
    from handoutpress.errors import HandoutError
    from handoutpress.layout.document import drawn
    from handoutpress.press import render
    from handoutpress.press.job import Job

    workspace, handout, template, language, paper, keep, style = task
    job = Job("harbor-spine", handout, language, template, paper, style=style)  # type: ignore[arg-type]
    notes: list[str] = []
    library = Library(workspace)
    name = f"{paper}-{job.file_name}"
    try:
        data = render.render_job(library, job, notes)
    except HandoutError as error:
        return name, [f"not made: {error}"], 0
    if keep:
        (keep / name).write_bytes(data)
    pen = drawn(render.merge_job(library, job), library.template(template).value)
    wrong = [*sheets.overlaps(pen), *sheets.outside(pen, library.template(template).value.sheets[paper])]  # type: ignore[index]
    for profile in ("ua1", "2a"):
        report = page.validate_pdf_bytes(data, profile=profile)
        wrong += [f"{profile} {failure.rule_id}: {failure.message}" for failure in report.failures]
    return name, wrong, len(notes)


def validate(keep: Path | None) -> int:
    """All sheets by page-validation; the number of findings."""
    from handoutpress.content.library import Library
    from handoutpress.merge.moves import templates_for

    library = Library()
    with tempfile.TemporaryDirectory() as folder:
        workspace = signed(Path(folder) / "w", ["es"])
        tasks = [
            (workspace, handout, template, language, paper, keep)
            for handout in library.handouts()
            for template in templates_for(library, handout)
            for language in ("en", "es")
            for paper in ("letter", "a4")
        ]
        tasks = [(*task, None) for task in tasks] + [
            (*task, style) for task in tasks for style in library.styles() if task[1] in STYLED and style != "clinical"
        ]
        with ProcessPoolExecutor() as pool:
            results = list(pool.map(one, tasks, chunksize=8))
    bad = {name: wrong for name, wrong, _ in results if wrong}
    for name, wrong in bad.items():
        print(name, *wrong, sep="\n  ")
    print(f"{len(results)} sheets, {len(bad)} with findings, {sum(n > 0 for _, _, n in results)} say what they leave out")
    return len(bad)


def outloud(folder: Path) -> int:
    """A folder of PDFs by outloud, which is run as its users run it; the number of errors."""
    counts: collections.Counter[str] = collections.Counter()
    files = sorted(map(str, folder.glob("*.pdf")))
    for start in range(0, len(files), 32):
        command = [str(Path(sys.executable).with_name("outloud")), *files[start : start + 32], "--json", "-", "-q"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        for result in json.loads(done.stdout[done.stdout.index("{") :])["results"]:
            counts.update(result["counts"])
            for finding in result["findings"]:
                print(Path(result["path"]).name, finding["severity"], finding["rule"], finding["message"])
    print(f"{len(files)} files: {dict(counts)}")
    return counts["error"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--outloud", type=Path)
    options = parser.parse_args()
    if options.outloud:
        sys.exit(7 * bool(outloud(options.outloud)))
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    if options.write:
        options.write.mkdir(parents=True, exist_ok=True)
    sys.exit(7 * bool(validate(options.write)))
