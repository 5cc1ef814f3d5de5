"""Which leaflets to make: ids, patterns and languages become a list of jobs."""

from __future__ import annotations

import datetime
import fnmatch
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from handoutpress.content.finder import unknown
from handoutpress.content.profile_files import may_fill_in
from handoutpress.content.schema.finish import PLAIN, Finish
from handoutpress.errors import HandoutError, InvalidSource, NotFound, OutputFailed
from handoutpress.press.job import ON_PAPER, Format, Job, Paper

if TYPE_CHECKING:
    from handoutpress.content.library import Library


def select_jobs(
    library: Library, *, clinics: Sequence[str] = (), handouts: Sequence[str] = (), languages: Sequence[str] = (),
    templates: Sequence[str] = (), paper: Paper | None = None, date: datetime.date | None = None,
    ink_saver: bool = False, finish: Finish = PLAIN, formats: Sequence[Format] = ("pdf",), style: str | None = None,
) -> list[Job]:  # fmt: skip
    """Every leaflet a selection asks for, clinic by clinic.

    Names may hold * and ?, and `all` is everything. What is left out means all, but for languages (English) and templates (the
    clinic's own choice, else the leaflet). Cards of exercises are made of handouts that have some; of others only if both are named,
    and then they are refused.

    Raises:
        NotFound: something named does not exist, or a handout is not written in a language.
        OutputFailed: two leaflets would be one file.
    """
    if style and style not in library.styles():
        raise unknown("style", style, library.styles())
    wanted = match_ids(clinics, library.clinics(), "clinic") if clinics else library.clinics()
    texts = match_ids(handouts, library.handouts(), "handout") if handouts else library.handouts()
    sheets = match_ids(templates, library.templates(), "template") if templates else ()
    pairs = [(handout, language) for handout in texts for language in dict.fromkeys(_languages(library, handout, languages))]
    kinds = list(dict.fromkeys(formats))
    unfit = set(
        _unfit(library, [(text, sheet) for text in texts for sheet in sheets if text not in handouts or sheet not in templates])
    )
    jobs = []
    for clinic in wanted:
        usual = dict.fromkeys(sheets or _usual(library, clinic))
        for handout, language in pairs:
            for kind in kinds:
                if kind not in ON_PAPER:  # one of each, whatever the sheets
                    grey = ink_saver and kind == "html"
                    jobs.append(Job(clinic, handout, language, paper=paper, date=date, ink_saver=grey, format=kind, style=style))
                    continue
                for template in usual:
                    if (handout, template) in unfit:
                        continue
                    jobs.append(Job(clinic, handout, language, template, paper, date, ink_saver, finish, kind, style))
    seen: dict[str, Job] = {}
    for job in jobs:  # two files of one name: the second would take the first one's place without a word
        other = seen.setdefault(job.file_name, job)
        if other is not job:
            pair = [f"{one.handout} for {one.clinic}" for one in (other, job)]
            what = f"two leaflets would be one file, {job.file_name}: {pair[0]}, and {pair[1]}"
            raise OutputFailed(what, "Give one of the clinic's or handout's files another name, or make them into two folders")
    return jobs


def _languages(library: Library, handout: str, asked: Sequence[str]) -> Sequence[str]:
    """Languages of a handout that are asked for. Raises NotFound: it is not written in one of them."""
    written = library.languages(handout)
    for language in asked:
        if language not in (*written, "all"):
            have = f"Written so far: {', '.join(written)}"
            raise NotFound(f"the handout '{handout}' is not there in language '{language}'", have)
    return written if "all" in asked else asked or ("en",)


def _unfit(library: Library, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Those handouts and templates, not both named one by one, that do not go together."""
    if pairs:
        from handoutpress.merge.moves import suits  # with the models of all texts: too much for a press that has nothing to do

        yield from (pair for pair in pairs if not suits(library, library.template(pair[1]).value, pair[0]))


def _usual(library: Library, clinic: str) -> tuple[str, ...]:
    """Templates of a clinic's profile, else the leaflet. Raises InvalidSource: the profile names one that does not exist."""
    try:
        # typing hundreds of profiles only to learn that few of them choose would cost more than finding nothing changed
        if clinic not in library.rows and not may_fill_in(library.profiles.read(library.clinic_place(clinic)), "templates"):
            return ("leaflet",)
        profile = library.clinic(clinic)
    except (OSError, HandoutError):
        return ("leaflet",)  # what is wrong with it is said when its leaflets are made
    for i, name in enumerate(profile.value.templates):
        if name not in library.templates():
            mend = f"There are: {', '.join(library.templates())}"
            raise InvalidSource(profile.problem(f"there is no template '{name}'", mend, "templates", i))
    return profile.value.templates or ("leaflet",)


def match_ids(names: Sequence[str], known: Sequence[str], kind: str) -> list[str]:
    """The ids that names, patterns, `all` and names of profile files mean, each once. Raises NotFound: a name means nothing."""
    out: dict[str, None] = {}
    there = set(known)
    for name in names:
        found = list(known) if name == "all" else [name] if name in there else fnmatch.filter(known, name)
        if not found:
            if kind != "clinic" or not name.endswith((".yaml", ".yml")):
                raise unknown(kind, name, tuple(known))
            found = [name]
        out |= dict.fromkeys(found)
    return list(out)
