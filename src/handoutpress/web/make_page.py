"""Make: pick a clinic, a handout, a sheet; see it; take it away."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from handoutpress.checks import rules
from handoutpress.checks.rule import Level
from handoutpress.content import signoff
from handoutpress.content.finder import unknown
from handoutpress.content.library import Library
from handoutpress.content.schema.template import Template
from handoutpress.errors import HandoutError, Problem
from handoutpress.press import render
from handoutpress.web.engine.render_pool import Drawn
from handoutpress.web.engine.request_context import Visit

if TYPE_CHECKING:
    from handoutpress.layout.drawing.brand_palette import Mode

WIDTHS = (420, 840, 1260, 1680)  # pixels a page is drawn at: the screen takes the one it needs
FIGURE_WIDTHS = (200, 400)


@dataclass(frozen=True)
class Choice:
    """What is picked on the page; ids are known ones."""

    clinic: str
    handout: str
    language: str
    template: str
    paper: render.Paper | None = None
    ink_saver: bool = False

    @property
    def job(self) -> render.Job:
        """As the press takes it."""
        return render.Job(self.clinic, self.handout, self.language, self.template, self.paper, ink_saver=self.ink_saver)

    @property
    def query(self) -> str:
        """As an address has it."""
        parts = {"clinic": self.clinic, "handout": self.handout, "language": self.language, "template": self.template}
        parts |= {"paper": self.paper} if self.paper else {}
        return urlencode(parts | ({"ink_saver": "yes"} if self.ink_saver else {}))


def sheets(library: Library) -> tuple[str, ...]:
    """Templates to choose from, the everyday ones first; a booklet binds several handouts and is made elsewhere."""
    usual = ("leaflet", "trifold", "half-sheet", "large-print", "poster", "rack-card", "wallet-card")
    found = [name for name in library.templates() if library.template(name).value.binding == "none"]
    return tuple(sorted(found, key=lambda name: (usual.index(name) if name in usual else len(usual), name)))


def chosen(visit: Visit, *, posted: bool = False) -> Choice:
    """What was picked, from the address or from a form. Only ids the library knows: a name is never a path.

    Raises:
        NotFound: an id that does not exist.
    """
    library, ask = visit.library, visit.given if posted else visit.asked
    clinic = _known("clinic", ask("clinic"), library.clinics())
    handout = _known("handout", ask("handout"), library.handouts())
    languages = library.languages(handout)
    language = ask("language")
    if language not in languages:  # the handout before was written in more
        language = "en" if "en" in languages else languages[0]
    template = _known("template", ask("template"), sheets(library))
    paper: Any = ask("paper") or None
    if paper not in (None, *get_args(render.Paper)):
        raise unknown("paper", paper, get_args(render.Paper))
    return Choice(clinic, handout, language, template, paper, bool(ask("ink_saver")))


def _known(kind: str, name: str, known: tuple[str, ...]) -> str:
    if name and name not in known:
        raise unknown(kind, name, known)
    return name or known[0]


def page(visit: Visit) -> Response:
    """The whole page."""
    choice = chosen(visit)
    return visit.show("make.html", **_choices(visit, choice), **_preview(visit, choice))


def _choices(visit: Visit, choice: Choice) -> dict[str, Any]:
    library = visit.library
    return {
        "clinics": {name: clinic_name(library, name) for name in library.clinics()},
        "handouts": cards(visit),
        "written": [
            (code, library.words(code).value.language_name, signoff.status(library, choice.handout, code).draft)
            for code in library.languages(choice.handout)
        ],
        "templates": [(name, visit.sheet_name(name), shape(library.template(name).value)) for name in sheets(library)],
    }


def clinic_name(library: Library, name: str) -> str:
    """A clinic's name as it is printed; its id while the profile is not right."""
    try:
        return library.clinic(name).value.name
    except HandoutError:
        return name


def brand(library: Library, name: str) -> str:
    """A clinic's colour as '#rrggbb'; the press's own while the profile is not right."""
    try:
        return library.clinic(name).value.brand
    except HandoutError:
        return "#0f6e73"


def cards(visit: Visit) -> list[dict[str, Any]]:
    """All handouts, as cards show them, in the page's language where they are written in it."""
    return [_card(visit, name) for name in visit.library.handouts()]


def _card(visit: Visit, name: str) -> dict[str, Any]:
    library = visit.library
    code = visit.language if visit.language in library.languages(name) else "en"
    titles = library.titles(name, code).value
    return {
        "id": name, "title": titles.running if titles.running != titles.title else titles.title, "summary": titles.summary,
        "figure": library.handout(name).value.figure, "language": code,
    }  # fmt: skip


def _preview(visit: Visit, choice: Choice) -> dict[str, Any]:
    drawn: Drawn | None = None
    problems: tuple[Problem, ...] = ()
    try:
        drawn = visit.desk.pressroom.leaflet(visit.stamp, choice.job)
        visit.desk.pressroom.begin(visit.stamp, choice.job, WIDTHS[1])
    except HandoutError as error:
        problems = error.problems
    return {
        "choice": choice, "drawn": drawn, "problems": problems, "clinic_name": clinic_name(visit.library, choice.clinic),
        "widths": WIDTHS, "stamp": visit.stamp[:12], "notes": _notes(visit, choice, drawn),
        "review": signoff.status(visit.library, choice.handout, choice.language, today=datetime.date.today()),
    }  # fmt: skip


def _notes(visit: Visit, choice: Choice, drawn: Drawn | None) -> list[tuple[str, Problem | str]]:
    """What to know before it is handed out: level (error, warning, note) and words, the worst first."""
    out: list[tuple[str, Problem | str]] = []
    for finding in _findings(visit.library, visit.stamp, choice.handout, choice.language):
        out.append((finding.rule.level.name.lower(), finding.problem))
    out += [(Level.NOTE.name.lower(), note) for note in (drawn.notes if drawn else ())]
    return out


@lru_cache(maxsize=64)
def _findings(library: Library, stamp: str, handout: str, language: str) -> tuple[Any, ...]:
    try:
        return tuple(rules.findings(library, handout, language, today=datetime.date.today()))
    except HandoutError:
        return ()  # what cannot be read is said where the leaflet would stand


def summary(visit: Visit, choice: Choice) -> dict[str, Any]:
    """What was picked, in words, for the pages that take it away."""
    return {
        "title": visit.library.titles(choice.handout, choice.language).value.title,
        "clinic_name": clinic_name(visit.library, choice.clinic),
        "spoken": visit.library.words(choice.language).value.language_name,
        "review": signoff.status(visit.library, choice.handout, choice.language, today=datetime.date.today()),
        "stamp": visit.stamp[:12],
    }


def picture(visit: Visit) -> Response:
    """A page of the leaflet as a PNG."""
    number, width = visit.request.path_params["number"], visit.asked("w", "840")
    if width not in map(str, WIDTHS):
        raise HTTPException(404)
    try:
        png = visit.desk.pressroom.page(visit.stamp, chosen(visit).job, number - 1, int(width))
    except IndexError:
        raise HTTPException(404) from None
    return _png(visit, png)


def figure(visit: Visit) -> Response:
    """A figure in a clinic's colour as a PNG."""
    name, width = visit.request.path_params["name"], visit.asked("w", "200")
    if name not in visit.library.figures() or width not in map(str, FIGURE_WIDTHS):
        raise HTTPException(404)
    colour = brand(visit.library, _known("clinic", visit.asked("clinic"), visit.library.clinics()))
    return _png(visit, visit.desk.pressroom.figure(visit.stamp, name, colour, int(width)))


def _png(visit: Visit, png: bytes) -> Response:
    """A picture; the browser may keep it if its address names the state of the files it was made of."""
    same = visit.asked("v") == visit.stamp[:12]
    return Response(png, media_type="image/png", headers={"cache-control": "private, max-age=86400" if same else "no-store"})


def pdf(visit: Visit) -> Response:
    """The leaflet as a PDF, to look at or to keep."""
    choice = chosen(visit)
    drawn = visit.desk.pressroom.leaflet(visit.stamp, choice.job)
    how = "attachment" if visit.asked("keep") else "inline"
    return Response(
        drawn.pdf, media_type="application/pdf", headers={"content-disposition": f'{how}; filename="{choice.job.file_name}"'}
    )


def web_page(visit: Visit) -> Response:
    """The leaflet as a web page, to keep: for a patient portal or a clinic's own site."""
    from handoutpress.formats import html

    choice = chosen(visit)
    mode: Mode = "ink_saver" if choice.ink_saver else "colour"
    return _kept(html.document(render.merged(visit.library, choice.job), mode), choice, "html")


def words(visit: Visit) -> Response:
    """The leaflet as plain text, to keep."""
    choice = chosen(visit)
    return _kept(visit.desk.pressroom.leaflet(visit.stamp, choice.job).text, choice, "txt")


def _kept(content: str, choice: Choice, kind: str) -> Response:
    name = choice.job.file_name.removesuffix(".pdf")
    how = {"content-disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(content, media_type="text/html" if kind == "html" else "text/plain", headers=how)


# parts of a panel in its outline: weight, kind of field
_OUTLINE = {
    "cover": (3.0, "cover"), "hero": (2.5, "cover"), "title": (1.0, "cover"), "text": (4.0, "text"), "messages": (4.0, "text"),
    "red-flags": (2.0, "flags"), "same-day": (1.0, "text"), "signs": (2.0, "flags"), "contact": (3.0, "text"), "call": (1.0, "cover"),
    "key-points": (1.0, "text"),
}  # fmt: skip


def shape(template: Template) -> dict[str, Any]:
    """A sheet in outline: its size and fields, for a small drawing. Points, y down."""
    width, height = template.sheets.get("letter") or next(iter(template.sheets.values()))
    fields = []
    steps = [(0.0, 0.0), *template.copies.get("letter", ())]
    for panel in template.panels:
        if panel.sheet > 1 or "letter" not in panel.at:
            continue
        x, y, w, h = panel.at["letter"]
        shares = [(_OUTLINE[part], part) for part in panel.holds if part in _OUTLINE]
        whole = sum(share for (share, _), _ in shares) or 1
        top = height - y - h + h * 0.06
        for (share, kind), _ in shares:
            high = h * 0.88 * share / whole
            fields += [(x + right + w * 0.08, top - up, w * 0.84, high * 0.86, kind) for right, up in steps]
            top += high
    if not fields:
        fields = [
            (60, 60, width - 120, height * 0.22, "cover"), (60, height * 0.34, width - 120, height * 0.34, "text"),
            (60, height * 0.73, width - 120, height * 0.18, "flags"),
        ]  # fmt: skip
    return {"width": width, "height": height, "fields": fields, "folds": template.marks.folds.get("letter", ())}
