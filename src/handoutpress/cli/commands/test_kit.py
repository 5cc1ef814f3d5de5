"""`test-kit`: try a leaflet with readers, and keep what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from handoutpress.cli import options
from handoutpress.cli.common import command, counted, data, library, only_clinic, output_folder, own_workspace, say, say_notes
from handoutpress.cli.options import option, takes
from handoutpress.errors import ExitCode, NotFound, UsageError
from handoutpress.support import atomic_write
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from handoutpress.content.library import Library


@dataclass(frozen=True)
class KitRequest:
    """What `test-kit` is asked for."""

    handout: options.OneHandout = ""
    clinic: options.OnlyClinic = ""
    language: options.Language = "en"
    paper: options.Paper = None
    output: Annotated[str, option("Folder. Default: out.", "--output", "-o", metavar="FOLDER")] = ""
    record: Annotated[
        Path | None, option("Keep the counts of this results file, which the kit came with.", "--record", metavar="FILE")
    ] = None


@takes(KitRequest)
def test_kit(request: KitRequest) -> int:
    """Make the sheets to try a leaflet with readers: questions, expected answers, boxes to tick, a teach-back card.

    With --record, keep what came of it, in numbers and without names. A leaflet says that it was tried while its text is the same, and if
    each question was answered right by 16 of 20 readers.
    """
    found = library()
    if request.record:
        if request.handout:
            raise UsageError("the results file says which handout was tried", "Leave the handout out")
        return _record(found, request.record)
    if not request.handout:
        raise UsageError("it is not said which handout to try", f"Type: {command()} test-kit HANDOUT")
    return _make(found, request)


def _make(found: Library, request: KitRequest) -> int:
    from handoutpress.content import markup, trials
    from handoutpress.merge.merge import merge
    from handoutpress.merge.reader_questions import asked_questions
    from handoutpress.merge.test_kit import build_kit
    from handoutpress.press import render
    from handoutpress.press.job import Job

    clinic, handout, language = only_clinic(found, request.clinic), request.handout, request.language
    leaflet = merge(found, clinic, handout, language, paper=request.paper)
    questions = asked_questions(found, clinic, handout, language)
    if not questions:
        mend = f"Write handouts/questions/{handout}/{language}.yaml (docs/testing-leaflets.md)"
        raise NotFound(f"there are no questions for '{handout}' in '{language}'", mend)
    kit = build_kit(leaflet, questions, found.kit_words(language).value)
    job = Job(clinic, handout, language, "test-kit", request.paper)
    notes: list[str] = []
    pdf = render.render_pdf(kit, found.template("staff/test-kit").value, job, notes)
    asks = [markup.plain(one.ask) for one in questions]
    results = trials.form(clinic, handout, language, leaflet.texts, asks).encode()
    path = output_folder(request.output) / job.file_name
    files = {path: pdf, path.with_suffix(".yaml"): results}
    atomic_write.write_together(files)
    for one in files:
        data(shown(one))
    say_notes(notes)
    say(f"Try it with ten readers, mend, and with ten more. Fill in {shown(path.with_suffix('.yaml'))}, then:")
    say(f"  {command()} test-kit --record {shown(path.with_suffix('.yaml'))}")
    return ExitCode.OK


def _record(found: Library, file: Path) -> int:
    from handoutpress.content import markup, trials
    from handoutpress.content.schema.trial import ReaderTrial
    from handoutpress.content.yaml_reader import load
    from handoutpress.merge.merge import merge
    from handoutpress.merge.reader_questions import asked_questions

    own_workspace(found)
    loaded = load(file, ReaderTrial)
    trial = loaded.value
    leaflet = merge(found, trial.clinic, trial.handout, trial.language)
    questions = asked_questions(found, trial.clinic, trial.handout, trial.language)
    data(shown(trials.record(found, loaded, leaflet.texts, [markup.plain(one.ask) for one in questions])))
    if failed := trial.failed:
        say(
            f"Kept. {counted(len(failed), 'question')} failed: fewer than 16 of 20 readers were right. The leaflet does not say that"
        )
        say("it was tried. Change the words that answer these, and try the new text:")
        for ask in failed:
            say(f"  {ask}")
    else:
        say(
            f"Kept. Leaflets made from now on say that they were tried with {counted(trial.readers, 'reader')}, until their text changes."
        )
    return ExitCode.OK
