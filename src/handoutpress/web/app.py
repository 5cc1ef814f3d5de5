"""The page as an ASGI app: which address shows what."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from handoutpress.web import booklet, clinics, entry, mailbox, making, printer, sending, stock, texts, work
from handoutpress.web.desk import Desk
from handoutpress.web.guard import Guard, Hosts
from handoutpress.web.visit import Page, endpoint

STATIC = Path(__file__).parent / "static"
FONTS = ("SourceSans3-Regular.ttf", "SourceSans3-Bold.ttf")
GETS: dict[str, Page] = {
    "/": making.page,
    "/page/{number:int}.png": making.picture,
    "/figure/{name}.png": making.figure,
    "/leaflet.pdf": making.pdf,
    "/leaflet.html": making.web_page,
    "/leaflet.txt": making.words,
    "/booklet": booklet.page,
    "/booklet.pdf": booklet.pdf,
    "/clinics": clinics.page,
    "/clinics/new": clinics.new,
    "/clinics/{clinic}": clinics.edit,
    "/clinics/{clinic}/logo": clinics.logo_file,
    "/colours": clinics.swatches,
    "/texts": texts.page,
    "/texts/{handout}/{language}": texts.one,
    "/sign-in": entry.page,
    "/print": printer.page,
    "/send": sending.page,
    "/mail": mailbox.page,
    "/outbox": sending.outbox,
    "/stock": stock.page,
    "/jobs": work.page,
    "/jobs/{task}": work.one,
    "/jobs/{task}/leaflets.zip": work.files,
}
POSTS: dict[str, Page] = {
    "/clinics/new": clinics.begin,
    "/clinics/{clinic}": clinics.save,
    "/texts/{handout}/{language}": texts.sign,
    "/print": printer.send,
    "/send": sending.check,
    "/send/go": sending.send,
    "/mail": mailbox.save,
    "/outbox/go": sending.go,
    "/outbox/{number:int}/{do}": sending.act,
    "/stock": stock.change,
    "/jobs": work.make_all,
    "/language": entry.language,
    "/sign-in": entry.sign_in,
    "/sign-out": entry.sign_out,
}


def app(desk: Desk, hosts: Hosts, *, cookie: str = "handoutpress", secure: bool = False) -> Guard:
    """The whole page, behind its guard."""

    @contextlib.asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        desk.pressroom.warm()
        yield
        desk.close()

    routes: list[BaseRoute] = [Route(path, endpoint(desk, page), methods=["GET"]) for path, page in GETS.items()]
    routes += [Route(path, endpoint(desk, page), methods=["POST"]) for path, page in POSTS.items()]
    routes += [Route("/static/{name}", _static, methods=["GET"]), Route("/fonts/{name}", _font, methods=["GET"])]
    inner = Starlette(routes=routes, lifespan=life, exception_handlers={HTTPException: _plain})
    return Guard(inner, hosts=hosts, sessions=desk.sessions, cookie=cookie, secure=secure)


async def _plain(request: Request, error: Exception) -> Response:
    """A refusal in plain words."""
    assert isinstance(error, HTTPException)
    return PlainTextResponse(error.detail, error.status_code, headers=error.headers)


def _static(request: Request) -> Response:
    known = {path.name: path for path in STATIC.iterdir()}
    path = known.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, headers={"cache-control": "no-cache"})


def _font(request: Request) -> Response:
    import rendercv_fonts

    name = request.path_params["name"]
    if name not in FONTS:
        raise HTTPException(404)
    folder = Path(rendercv_fonts.__file__).parent / "Source Sans 3"
    return FileResponse(folder / name, media_type="font/ttf", headers={"cache-control": "private, max-age=604800"})
