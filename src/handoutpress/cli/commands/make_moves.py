"""`make --moves`: cards of the movements a clinician has chosen for one patient, with the doses as typed.

Whose they are is known to nobody here: no name is asked for, none stands in a file's name, and nothing is kept but the file.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.cli.common import counted, data, output_folder, say, say_notes
from handoutpress.errors import ExitCode, Forbidden, Problem, UsageError
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.content.library import Library
    from handoutpress.press.job import Job

CARDS = "exercise-cards"


def handout_of(found: Library, moves: Sequence[str]) -> str:
    """The first handout that has all of some movements. Raises UsageError: none has."""
    from handoutpress.content.schema.blocks.pictures import Exercises

    known: dict[str, set[str]] = {}
    for handout in found.handouts():
        language = found.languages(handout)[0]
        for entry in found.handout(handout).value.sections:
            for one in found.section(entry.section, language).value.blocks:
                if isinstance(one.block, Exercises):
                    known.setdefault(handout, set()).update(exercise.id for exercise in one.block.root)
    for handout, names in known.items():
        if names.issuperset(moves):
            return handout
    have = "; ".join(f"{handout}: {', '.join(sorted(names))}" for handout, names in known.items())
    raise UsageError(f"no handout has all of these movements: {', '.join(moves)}", f"There are, in {have}")


def doses(typed: Sequence[str]) -> dict[str, str]:
    """Doses by movement. Raises UsageError: one does not say for which movement it is, or two are for one."""
    out: dict[str, str] = {}
    for one in typed:
        name, colon, dose = (part.strip() for part in one.partition(":"))
        if not (name and colon and dose):
            raise UsageError(f'"{one}" does not say for which movement it is', 'Write --dose "cat: 5 times, hold 2 seconds"')
        if name in out:
            raise UsageError(f"there are two doses for '{name}'", "Write its parts into one, with commas between")
        out[name] = dose
    return out


def make_moves(jobs: Sequence[Job], moves: Sequence[str], typed: Sequence[str], output: str, found: Library) -> int:
    """Write the cards; the exit code. Raises HandoutError: a movement is not known, or a dose cannot be printed."""
    from handoutpress.cli.commands.make_file import is_one
    from handoutpress.merge.moves import chosen
    from handoutpress.press import render

    if is_one(output) and len(jobs) != 1:
        raise UsageError(f"{len(jobs)} files do not go into one", "Name one handout and one --clinic, or a folder with -o")
    own = doses(typed)
    for job in jobs:
        template = found.template(job.template).value
        if template.each != "exercise":
            raise UsageError(f"'{job.template}' is no template of exercise cards", f"Leave out --template, or name {CARDS}")
        _refuse_claims(found, job.language, own)
        leaflet, notes = chosen(render.merge_job(found, job), moves, own)
        files = render.render_files(leaflet, template, job, notes)
        if output == "-":
            sys.stdout.buffer.write(files[0])
        else:
            path = Path(output) if is_one(output) else output_folder(output) / job.file_name.replace(CARDS, f"{CARDS}-chosen")
            data("\n".join(shown(one) for one in render.write_files(files, path)))
        say_notes(notes)
    if output != "-":
        say(f"Made {counted(len(moves), 'card')}. Print on both sides, flip on the long edge, cut at the dashed lines.")
    return ExitCode.OK


def _refuse_claims(found: Library, language: str, own: dict[str, str]) -> None:
    """Doses make no claim that no text may make. Raises Forbidden: one does."""
    from handoutpress.content.safety_floor import banned_claims
    from handoutpress.content.schema.wordlists import pattern

    banned = pattern(found.word_lists(language).value.banned)
    wrong = [
        Problem(f"the dose for {name}: {what}", mend) for name, dose in own.items() for what, mend in banned_claims(dose, banned)
    ]
    if wrong:
        raise Forbidden(wrong)
