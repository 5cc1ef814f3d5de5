"""The press: one leaflet as bytes, or many of them as files."""

from __future__ import annotations

import datetime
import fnmatch
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from handoutpress.content.finder import unknown
from handoutpress.content.library import Library
from handoutpress.content.profile_files import is_path
from handoutpress.content.schema.finish import PLAIN, Finish, finish
from handoutpress.errors import HandoutError, InvalidSource, NotFound, OutputFailed, UsageError
from handoutpress.support import atomic_write
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.content.schema.template import Template
    from handoutpress.layout.drawing.brand_palette import Mode
    from handoutpress.layout.drawing.pen import Pen
    from handoutpress.layout.reuse.body_store import LaidOutBody
    from handoutpress.layout.reuse.clinic_parts import ClinicParts
    from handoutpress.merge.leaflet import Leaflet
    from handoutpress.pdf.reuse.file_writer import PdfFile

Paper = Literal["letter", "a4"]
Format = Literal["pdf", "html", "text", "png"]
SUFFIXES: dict[Format, str] = {"pdf": ".pdf", "html": ".html", "text": ".txt", "png": ".png"}
ON_PAPER: tuple[Format, ...] = ("pdf", "png")  # the others have no sheets: they say the full text, whatever the template
WHOLE: tuple[Format, ...] = ("pdf", "html", "text")  # one file each; pictures are one for each page
PNG_DPI = 150


def render(
    clinic: str | Path, handout: str, *, template: str = "leaflet", language: str = "en", paper: Paper | None = None,
    date: datetime.date | None = None, workspace: str | Path | None = None, ink_saver: bool = False,
    bleed: str | float = 0.0, marks: bool = False, mono: bool = False, format: Literal["pdf", "html", "text"] = "pdf",
) -> bytes:  # fmt: skip
    """One leaflet as a PDF, a web page or plain text (UTF-8).

    >>> pdf = handoutpress.render("harbor-spine", "back-spasm-first-aid")

    Args:
        clinic: id of a clinic profile, or the path of its file.
        handout: id of a handout.
        template: id of a template.
        language: language code, as "en".
        paper: default: the clinic's, else its country's.
        date: the date in the PDF; default: the handout's release.
        ink_saver: grey, and frames in place of solid fields.
        bleed: for print shops: how far fields at the edge run over it, in words ("3mm") or in points.
        marks: for print shops: crop, fold and cut marks outside the sheet.
        mono: black ink only.
        format: pdf, html or text; the last two say the full text, whatever the template.
        workspace: folder with the clinic's own profiles, handouts and templates.

    Raises:
        HandoutError: anything a user can mend; `.problems` says what, where and how.
    """
    if paper not in (None, *get_args(Paper)):
        raise UsageError(f"there is no paper '{paper}'", f"There are: {', '.join(get_args(Paper))}")
    if format not in WHOLE:
        raise UsageError(f"there is no format '{format}'", f"There are: {', '.join(WHOLE)}")
    library = Library(Path(workspace) if workspace else None)
    how = finish(bleed, marks=marks, mono=mono)
    job = Job(str(clinic), handout, language, template, paper, date, ink_saver, how, format)
    return files(merged(library, job), library.template(job.template).value, job)[0]


@immutable
class Job:
    """One leaflet to make.

    Attributes:
        format: pdf; png: a picture of each page; html: one page for a portal or a web site; text: plain text.
    """

    clinic: str
    handout: str
    language: str = "en"
    template: str = "leaflet"
    paper: Paper | None = None
    date: datetime.date | None = None
    ink_saver: bool = False
    finish: Finish = PLAIN
    format: Format = "pdf"

    @property
    def file_name(self) -> str:
        """Name of the file; of a leaflet as pictures, of its first page."""
        what = _what(self.handout, self.language, self.template, self.ink_saver, self.finish, self.format)
        return atomic_write.file_name(self.stem, *what, suffix=SUFFIXES[self.format])

    @property
    def stem(self) -> str:
        """The clinic in file names: its id."""
        return Path(self.clinic).stem if is_path(self.clinic) else self.clinic


def _what(handout: str, language: str, template: str, ink_saver: bool, finish: Finish, format: Format) -> tuple[str, ...]:
    """What a file name says of a leaflet besides the clinic."""
    more = [*((template,) if format in ON_PAPER else ()), *(("ink-saver",) if ink_saver else ())]
    return handout, language, *more, *finish.names, *(("1",) if format == "png" else ())


@immutable
class Made:
    """What became of a job: a file (and what it does not say in full), or what went wrong.

    Attributes:
        place: path or URL of the file; empty if there is none.
        local: whether it is a path.
        fresh: made now; else it was there already, and nothing it depends on has changed.
        why: the reason it was made, in words.
        more: names of the files of its other pages, if each is a picture of its own.
    """

    job: Job
    place: str = ""
    error: HandoutError | None = None
    notes: tuple[str, ...] = ()
    fresh: bool = True
    local: bool = True
    why: str = ""
    more: tuple[str, ...] = ()

    @property
    def path(self) -> Path | None:
        """Path of the file, if it is in a folder."""
        return Path(self.place) if self.place and self.local else None

    @property
    def url(self) -> str:
        """URL of the file, if it is elsewhere."""
        return "" if self.local else self.place

    @property
    def places(self) -> list[str]:
        """Paths or URLs of all its files, in the order of the pages."""
        folder, between, _ = self.place.rpartition(os.sep if self.local else "/")
        return [self.place, *(f"{folder}{between}{name}" for name in self.more)] if self.place else []


def make(library: Library, job: Job, notes: list[str] | None = None) -> bytes:
    """One leaflet as a PDF.

    Raises:
        HandoutError: as `render` does.
    """
    return pressed(merged(library, job), library.template(job.template).value, job, notes)


def merged(library: Library, job: Job) -> Leaflet:
    """The leaflet of a job, not typeset yet.

    Raises:
        NotFound, InvalidSource: as `merge` does.
    """
    from handoutpress.merge.merge import merge

    return merge(library, job.clinic, job.handout, job.language, paper=job.paper, date=job.date)


def pressed(leaflet: Leaflet, template: Template, job: Job, notes: list[str] | None = None) -> bytes:
    """A leaflet as a PDF, in the mode its job asks for.

    Raises:
        HandoutError: as `typeset` does.
    """
    pen = draw(leaflet, template, job, notes)
    assert pen
    return pen.canvas.finish()


def files(leaflet: Leaflet, template: Template, job: Job, notes: list[str] | None = None) -> tuple[bytes, ...]:
    """A leaflet in the format its job asks for: one file, or a picture of each page.

    Raises:
        HandoutError: as `typeset` does.
    """
    return tuple(map(bytes, finished(leaflet, job, draw(leaflet, template, job, notes))))


def compose(leaflet: Leaflet, template: Template, job: Job) -> tuple[ClinicParts, LaidOutBody] | None:
    """The clinic's parts of a leaflet and its body, for `draw`; None: there they are not apart.

    Raises:
        HandoutError: as `typeset` does.
    """
    if job.format not in ON_PAPER or template.binding == "saddle":
        return None
    from handoutpress.layout import document

    return document.compose(leaflet, template, mode=_mode(job), finish=job.finish, fresh=False)


def _mode(job: Job) -> Mode:
    return "ink_saver" if job.ink_saver else "colour"


def draw(
    leaflet: Leaflet, template: Template, job: Job, notes: list[str] | None = None,
    composed: tuple[ClinicParts, LaidOutBody] | None = None,
) -> Pen | None:  # fmt: skip
    """A leaflet drawn, but not written yet; None: it is asked for in a format that has no sheets.

    Raises:
        HandoutError: as `typeset` does.
    """
    if job.format not in ON_PAPER:
        return None
    from handoutpress.layout.document import drawn

    pen = drawn(leaflet, template, mode=_mode(job), finish=job.finish, fresh=False, composed=composed)
    if notes is not None:
        notes += pen.notes
    return pen


def finished(leaflet: Leaflet, job: Job, pen: Pen | None) -> tuple[bytes | PdfFile, ...]:
    """The files of a leaflet that `draw` has drawn."""
    if job.format == "html":
        from handoutpress.formats import html

        return (html.document(leaflet, "ink_saver" if job.ink_saver else "colour").encode(),)
    if pen is None:
        from handoutpress.formats import text

        return (text.plain(leaflet).encode(),)
    pdf = pen.canvas.file()
    if job.format == "pdf":
        return (pdf,)
    from handoutpress.formats.png import pages_png

    return tuple(pages_png(bytes(pdf), PNG_DPI))


def write(made: Sequence[bytes], path: Path) -> list[Path]:
    """Write the files of a leaflet; further pages are counted on from the name of the first.

    Raises:
        OutputFailed: one cannot be written.
    """
    paths = [path, *(page(path, number) for number in range(2, len(made) + 1))]
    for target, data in zip(paths, made, strict=True):
        atomic_write.write(target, data, option="-o")
    return paths


def page(first: Path, number: int) -> Path:
    """The file of a later page of a leaflet made as pictures: `…-1.png`, `…-2.png`."""
    return first.with_name(f"{first.stem.removesuffix('-1')}-{number}{first.suffix}")


def tidy(first: Path, number: int) -> None:
    """Take away pictures of pages of the last time, when a leaflet has grown shorter: from page `number` on."""
    with suppress(OSError):
        while (old := page(first, number)).is_file():
            old.unlink()
            number += 1


def bind(library: Library, jobs: Sequence[Job], *, imposed: bool = False) -> bytes:
    """Several handouts of one clinic in one language as a booklet, in the order of the jobs.

    Args:
        imposed: two pages to a side, in the order in which sheets are folded and stapled; else page by page.

    Raises:
        HandoutError: as `render` does.
        ValueError: no jobs, or of several clinics or languages.
    """
    if len({(job.clinic, job.language) for job in jobs}) != 1:
        raise ValueError("a booklet is made for one clinic in one language")
    from handoutpress.layout.document import bound

    first = jobs[0]
    template = library.template("booklet").value
    leaflets = [merged(library, job) for job in jobs]
    mode: Mode = "ink_saver" if first.ink_saver else "colour"
    return bound(leaflets, template, imposed=imposed, mode=mode, finish=first.finish).canvas.finish()


def booklet_name(job: Job, *, imposed: bool = False) -> str:
    """Name of the PDF of the booklet that begins with a job."""
    more = (*(("imposed",) if imposed else ()), *(("ink-saver",) if job.ink_saver else ()), *job.finish.names)
    return atomic_write.file_name(job.stem, "booklet", job.language, *more, suffix=".pdf")


def plan(
    library: Library, *, clinics: Sequence[str] = (), handouts: Sequence[str] = (), languages: Sequence[str] = (),
    templates: Sequence[str] = (), paper: Paper | None = None, date: datetime.date | None = None,
    ink_saver: bool = False, finish: Finish = PLAIN, formats: Sequence[Format] = ("pdf",),
) -> list[Job]:  # fmt: skip
    """Every leaflet a selection asks for, clinic by clinic.

    Names may hold * and ?, and `all` is everything. What is left out means all, but for languages (English) and templates (the
    clinic's own choice, else the leaflet).

    Raises:
        NotFound: something named does not exist, or a handout is not written in a language.
        OutputFailed: two leaflets would be one file.
    """
    wanted = chosen(clinics, library.clinics(), "clinic") if clinics else library.clinics()
    texts = chosen(handouts, library.handouts(), "handout") if handouts else library.handouts()
    sheets = chosen(templates, library.templates(), "template") if templates else ()
    pairs = [(handout, language) for handout in texts for language in dict.fromkeys(_languages(library, handout, languages))]
    kinds = list(dict.fromkeys(formats))
    jobs = []
    for clinic in wanted:
        usual = dict.fromkeys(sheets or _usual(library, clinic))
        for handout, language in pairs:
            for kind in kinds:
                if kind not in ON_PAPER:  # one of each, whatever the sheets
                    grey = ink_saver and kind == "html"
                    jobs.append(Job(clinic, handout, language, paper=paper, date=date, ink_saver=grey, format=kind))
                    continue
                for template in usual:
                    jobs.append(Job(clinic, handout, language, template, paper, date, ink_saver, finish, kind))
    _no_two_alike(jobs)
    return jobs


def _languages(library: Library, handout: str, asked: Sequence[str]) -> Sequence[str]:
    """Languages of a handout that are asked for.

    Raises:
        NotFound: it is not written in one of them.
    """
    written = library.languages(handout)
    for language in asked:
        if language not in (*written, "all"):
            have = f"Written so far: {', '.join(written)}"
            raise NotFound(f"the handout '{handout}' is not there in language '{language}'", have)
    return written if "all" in asked else asked or ("en",)


def _usual(library: Library, clinic: str) -> tuple[str, ...]:
    """The sheets a clinic makes when none is named: those of its profile, else the leaflet.

    Raises:
        InvalidSource: the profile names a template that does not exist.
    """
    try:
        # typing hundreds of profiles only to learn that few of them choose would cost more than finding nothing changed
        if clinic not in library.rows and b"templates" not in library.profiles.seen(library.clinic_place(clinic)).data:
            return ("leaflet",)
        profile = library.clinic(clinic)
    except (OSError, HandoutError):
        return ("leaflet",)  # what is wrong with it is said when its leaflets are made
    for i, name in enumerate(profile.value.templates):
        if name not in library.templates():
            mend = f"There are: {', '.join(library.templates())}"
            raise InvalidSource(profile.problem(f"there is no template '{name}'", mend, "templates", i))
    return profile.value.templates or ("leaflet",)


def _no_two_alike(jobs: Iterable[Job]) -> None:
    """Refuse jobs whose files would have one name: the second would take the first one's place without a word."""
    seen: dict[str, Job] = {}
    for job in jobs:
        other = seen.setdefault(job.file_name, job)
        if other is not job:
            pair = [f"{one.handout} for {one.clinic}" for one in (other, job)]
            what = f"two leaflets would be one file, {job.file_name}: {pair[0]}, and {pair[1]}"
            raise OutputFailed(what, "Give one of the clinic's or handout's files another name, or make them into two folders")


def chosen(names: Sequence[str], known: Sequence[str], kind: str) -> list[str]:
    """The ids that names, patterns, `all` and names of profile files mean, each once.

    Args:
        known: ids there are.
        kind: what they are, as "clinic".

    Raises:
        NotFound: a name means nothing.
    """
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
