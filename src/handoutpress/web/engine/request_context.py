"""One request on its way through a page: the words, the form, the answer. Pages are plain functions; they run off the event loop."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from handoutpress import __version__
from handoutpress.content.library import Library
from handoutpress.content.schema.page import Messages, PageWords
from handoutpress.content.yaml_reader import UNSEEN
from handoutpress.errors import ExitCode, HandoutError, Problem, problems_as_data
from handoutpress.web.engine.security import MOST_BYTES, cookie_of
from handoutpress.web.engine.workspace import WebWorkspace

PAGES = Path(__file__).parents[1] / "pages"
LANGUAGE = "handoutpress-language"
FIELDS, FILES = 2_000, 4  # most of one form
_STATUS = {ExitCode.MISSING: 404, ExitCode.USAGE: 400}
_STATUS |= dict.fromkeys((ExitCode.INVALID, ExitCode.FIT, ExitCode.CHECK, ExitCode.FONT), 422)
# the page templates: everything is escaped, and a name that is not there is a fault
_LOADER = FileSystemLoader(PAGES)
_TEMPLATES = Environment(loader=_LOADER, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
log = logging.getLogger("handoutpress.web")
MultiPartParser.spool_max_size = MOST_BYTES  # what is uploaded stays in memory: it may be a list of patients


def file_stamp(raw: bytes) -> str:
    """What tells whether a file is still the one a form showed."""
    return hashlib.sha256(raw).hexdigest()


@dataclass
class RequestContext:
    """A request, and what is needed to answer it."""

    workspace: WebWorkspace
    request: Request
    form: FormData
    library: Library
    stamp: str
    language: str
    words: PageWords
    messages: Messages

    @property
    def session(self) -> str:
        """The session's name."""
        return str(self.request.state.session)

    def query(self, name: str, default: str = "") -> str:
        """A part of the address's query, at most 200 characters."""
        return self.request.query_params.get(name, default)[:200].strip()

    def field(self, name: str) -> str:
        """A field of the form as text, without what cannot be seen: pasted text often brings some along."""
        value = self.form.get(name, "")
        return UNSEEN.sub("", value).strip() if isinstance(value, str) else ""

    def secret(self, name: str) -> str:
        """A field of the form exactly as it was typed: a space is a letter of a password."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def upload(self, name: str) -> tuple[str, bytes] | None:
        """A file of the form, if one was chosen: its name as the browser tells it, and its bytes."""
        value = self.form.get(name)
        if not isinstance(value, UploadFile) or not value.filename:
            return None
        return value.filename, value.file.read()

    def t(self, name: str, **parts: object) -> str:
        """Words of the page."""
        return self.words.word(name, **parts)

    def translate(self, text: str) -> Markup:
        """A sentence of the program in the page's language, without its full stop; in English, and marked so, if there is none."""
        other = self.messages.find(text.rstrip("."))
        words = other or text.rstrip(".")
        words = words[:1].upper() + words[1:]
        if other or self.language == "en":
            return escape(words)
        return Markup('<span lang="en">{}</span>').format(words)

    def explain(self, problem: Problem) -> Markup:
        """What is wrong and how to mend it, as sentences."""
        parts = [self.translate(part) for part in (problem.what, problem.mend) if part]
        return Markup(" ").join(part if part.striptags().endswith(("?", "!", ":", "…")) else part + "." for part in parts)

    def explain_at(self, problem: Problem) -> Markup:
        """A problem with its place before it, as in lists of them: the row, or the file and line."""
        where = ", ".join(self.messages.find(part) or part for part in (str(problem.place or ""), problem.field) if part)
        return Markup("{}: {}").format(where, self.explain(problem)) if where else self.explain(problem)

    def render(self, page: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page."""
        shared = {
            "t": self.t,
            "translate": self.translate,
            "explain": self.explain,
            "explain_at": self.explain_at,
            "language": self.language,
            "languages": {code: self.library.words(code).value.language_name for code in languages(self.library)},
            "csrf": self.workspace.sessions.token(self.session),
            "guarded": self.workspace.sessions.password is not None,
            "here": self.request.url.path,
            "said": self.query("said"),
            "build": __version__,
            "menu": [entry for entry in self.request.app.state.menu if entry.shown(self)],
            "sheet_name": self.sheet_name,
        }
        return HTMLResponse(_TEMPLATES.get_template(page).render(**shared | values), status)

    def sheet_name(self, template: str) -> str:
        """A template's name in the page's language, else its label."""
        return self.words.root.get("sheets", {}).get(template) or self.library.template(template).value.label

    def style_name(self, style: str) -> str:
        """A style's name in the page's language, else its label."""
        return self.words.root.get("styles", {}).get(style) or self.library.style(style).value.label

    def redirect(self, path: str, **query: str) -> RedirectResponse:
        """On to another page, after something was done."""
        joined = f"{path}{'&' if '?' in path else '?'}{urlencode(query)}" if query else path
        return RedirectResponse(joined, 303)

    def file(self, content: bytes | str, kind: str, name: str, *, inline: bool = False) -> Response:
        """A file of a media type, to keep under a name, or to show (`inline`)."""
        how = f'{"inline" if inline else "attachment"}; filename="{name}"'
        return Response(content, media_type=kind, headers={"content-disposition": how})


PageFunction = Callable[[RequestContext], Response]
Routes: TypeAlias = dict[str, PageFunction]  # by address


@dataclass(frozen=True)
class MenuEntry:
    """A page's place in the menu.

    Attributes:
        order: smaller ones come first.
        word: of the group `menu` of the page's words.
        shown: whether it stands there now.
    """

    order: int
    path: str
    word: str
    shown: Callable[[RequestContext], bool] = lambda _: True


def wants_json(headers: Headers) -> bool:
    """Whether a program asks, not a browser."""
    accepted = headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def error_as_json(problems: Iterable[Problem], status: int, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An error for programs to read."""
    return JSONResponse({"problems": problems_as_data(problems)}, status, headers)


def endpoint(workspace: WebWorkspace, page: PageFunction) -> Callable[[Request], Any]:
    """A page as Starlette takes it. What is posted must carry its session's token."""

    async def answer(request: Request) -> Response:
        form = FormData()
        if request.method == "POST":
            form = await request.form(max_files=FILES, max_fields=FIELDS, max_part_size=3_000_000)
            token = request.headers.get("x-csrf") or form.get("csrf") or ""
            if not workspace.sessions.right(request.state.session, token if isinstance(token, str) else ""):
                raise HTTPException(403, "This form is too old. Go back, load the page again, and send it once more.")
        try:
            return await run_in_threadpool(_answer, workspace, page, request, form)
        finally:
            await form.close()

    return answer


def _answer(workspace: WebWorkspace, page: PageFunction, request: Request, form: FormData) -> Response:
    library, stamp = workspace.library()
    language = spoken(library, request.headers)
    words, messages = library.page_words(language).value, library.messages(language).value
    context = RequestContext(workspace, request, form, library, stamp, language, words, messages)
    try:
        return page(context)
    except HandoutError as error:
        if wants_json(request.headers):
            return error_as_json(error.problems, _STATUS.get(error.exit_code, 500))
        return context.render("problem.html", _STATUS.get(error.exit_code, 500), problems=error.problems)
    except HTTPException:
        raise
    except Exception as error:  # the last net; a message could hold what somebody typed, so only its kind and place are told
        step = error.__traceback__
        while step and step.tb_next:
            step = step.tb_next
        where = f"{Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}" if step else "?"
        log.error("a fault in the program: %s at %s", type(error).__name__, where)
        fault = f"{type(error).__name__}, {where}"
        if wants_json(request.headers):
            return error_as_json([Problem(f"the program made a mistake: {fault}")], 500)
        return context.render("fault.html", 500, fault=fault)


def languages(library: Library) -> tuple[str, ...]:
    """Languages the page speaks: those that leaflets' fixed words and what it says of mistakes are there in too."""
    kinds = [library.ids(f"handouts/interface{kind}") for kind in ("", "/page", "/messages")]
    return tuple(code for code in kinds[0] if all(code in kind for kind in kinds))


def spoken(library: Library, headers: Headers) -> str:
    """The page's language: as chosen, else the first the browser asks for that there is, else English."""
    have = languages(library)
    accepted = [part.partition(";")[0].strip() for part in headers.get("accept-language", "").split(",")]
    wanted = [name for code in (cookie_of(headers, LANGUAGE), *accepted) for name in (code, code.partition("-")[0])]
    return next((name for name in wanted if name in have), "en")
