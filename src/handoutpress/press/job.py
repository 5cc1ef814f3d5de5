"""A job: one leaflet to make, the name of its file, and what became of it."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from handoutpress.content.profile_files import is_path
from handoutpress.content.schema.finish import PLAIN, Finish
from handoutpress.errors import UsageError
from handoutpress.support.atomic_write import file_name as output_name
from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.errors import HandoutError
    from handoutpress.layout.drawing.brand_palette import Mode

Paper = Literal["letter", "a4"]
Format = Literal["pdf", "html", "text", "png"]
SUFFIXES: dict[Format, str] = {"pdf": ".pdf", "html": ".html", "text": ".txt", "png": ".png"}
ON_PAPER: tuple[Format, ...] = ("pdf", "png")  # the others have no sheets: they say the full text, whatever the template
SINGLE_FILE: tuple[Format, ...] = ("pdf", "html", "text")  # one file each; pictures are one for each page


def check_paper(name: str | None) -> None:
    """Refuse what is no paper; None is the clinic's own. Raises UsageError: it is not one of those there are."""
    if name not in (None, *get_args(Paper)):
        raise UsageError(f"there is no paper '{name}'", f"There are: {', '.join(get_args(Paper))}")


@immutable
class Job:
    """One leaflet to make; its format png is a picture of each page, html one page for a portal or a web site.

    `style`: a style family in place of the clinic's own.
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
    style: str | None = None

    @property
    def file_name(self) -> str:
        """Name of the file; of a leaflet as pictures, of its first page."""
        more = [
            *((self.template,) if self.format in ON_PAPER else ()),
            *((self.style,) if self.style else ()),
            *(("ink-saver",) if self.ink_saver else ()),
        ]
        more += [*self.finish.names, *(("1",) if self.format == "png" else ())]
        return output_name(self.stem, self.handout, self.language, *more, suffix=SUFFIXES[self.format])

    @property
    def mode(self) -> Mode:
        """How its colours are used."""
        return "ink_saver" if self.ink_saver else "colour"

    @property
    def stem(self) -> str:
        """The clinic in file names: its id."""
        return Path(self.clinic).stem if is_path(self.clinic) else self.clinic


@immutable
class JobResult:
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
    def places(self) -> list[str]:
        """Paths or URLs of all its files, in the order of the pages."""
        folder, between, _ = self.place.rpartition(os.sep if self.local else "/")
        return [self.place, *(f"{folder}{between}{name}" for name in self.more)] if self.place else []


def page_file(first: Path, number: int) -> Path:
    """The file of a later page of a leaflet made as pictures: `…-1.png`, `…-2.png`."""
    return first.with_name(f"{first.stem.removesuffix('-1')}-{number}{first.suffix}")


def booklet_name(job: Job, *, imposed: bool = False) -> str:
    """Name of the PDF of the booklet that begins with a job."""
    more = (*(("imposed",) if imposed else ()), *(("ink-saver",) if job.ink_saver else ()), *job.finish.names)
    return output_name(job.stem, "booklet", job.language, *more, suffix=".pdf")
