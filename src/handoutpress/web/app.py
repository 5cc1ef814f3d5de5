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

from handoutpress.web import (
    booklet_page,
    clinics_page,
    email_page,
    jobs_page,
    mail_settings_page,
    make_page,
    outbox_page,
    print_page,
    sign_in_page,
    signoff_page,
    stock_page,
)
from handoutpress.web.engine.request_context import PageFunction, endpoint
from handoutpress.web.engine.security import AllowedHosts, SecurityMiddleware
from handoutpress.web.engine.workspace import WebWorkspace

STATIC = Path(__file__).parent / "static"
FONTS = ("SourceSans3-Regular.ttf", "SourceSans3-Bold.ttf")
GETS: dict[str, PageFunction] = {
    "/": make_page.page,
    "/page/{number:int}.png": make_page.picture,
    "/figure/{name}.png": make_page.figure,
    "/leaflet.pdf": make_page.pdf,
    "/leaflet.html": make_page.web_page,
    "/leaflet.txt": make_page.words,
    "/booklet": booklet_page.page,
    "/booklet.pdf": booklet_page.pdf,
    "/clinics": clinics_page.page,
    "/clinics/new": clinics_page.new,
    "/clinics/{clinic}": clinics_page.edit,
    "/clinics/{clinic}/logo": clinics_page.logo_file,
    "/colours": clinics_page.swatches,
    "/texts": signoff_page.page,
    "/texts/{handout}/{language}": signoff_page.one,
    "/sign-in": sign_in_page.page,
    "/print": print_page.page,
    "/send": email_page.page,
    "/mail": mail_settings_page.page,
    "/outbox": outbox_page.page,
    "/stock": stock_page.page,
    "/jobs": jobs_page.page,
    "/jobs/{task}": jobs_page.one,
    "/jobs/{task}/leaflets.zip": jobs_page.files,
}
POSTS: dict[str, PageFunction] = {
    "/clinics/new": clinics_page.begin,
    "/clinics/{clinic}": clinics_page.save,
    "/texts/{handout}/{language}": signoff_page.sign,
    "/print": print_page.send,
    "/send": email_page.check,
    "/send/go": email_page.send,
    "/mail": mail_settings_page.save,
    "/outbox/go": outbox_page.begin,
    "/outbox/{number:int}/{do}": outbox_page.act,
    "/stock": stock_page.change,
    "/jobs": jobs_page.make_all,
    "/language": sign_in_page.language,
    "/sign-in": sign_in_page.sign_in,
    "/sign-out": sign_in_page.sign_out,
}


def app(workspace: WebWorkspace, hosts: AllowedHosts, *, cookie: str = "handoutpress", secure: bool = False) -> SecurityMiddleware:
    """The whole page, behind its guard."""

    @contextlib.asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        workspace.render_pool.warm()
        yield
        workspace.close()

    routes: list[BaseRoute] = [Route(path, endpoint(workspace, page), methods=["GET"]) for path, page in GETS.items()]
    routes += [Route(path, endpoint(workspace, page), methods=["POST"]) for path, page in POSTS.items()]
    routes += [Route("/static/{name}", _static, methods=["GET"]), Route("/fonts/{name}", _font, methods=["GET"])]
    inner = Starlette(routes=routes, lifespan=life, exception_handlers={HTTPException: _plain})
    return SecurityMiddleware(inner, hosts=hosts, sessions=workspace.sessions, cookie=cookie, secure=secure)


async def _plain(request: Request, error: Exception) -> Response:
    """A refusal in plain words."""
    assert isinstance(error, HTTPException)
    return PlainTextResponse(error.detail, error.status_code, headers=error.headers)


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in {path.name for path in STATIC.iterdir()}:
        raise HTTPException(404)
    return FileResponse(STATIC / name, headers={"cache-control": "no-cache"})


def _font(request: Request) -> Response:
    import rendercv_fonts

    name = request.path_params["name"]
    if name not in FONTS:
        raise HTTPException(404)
    folder = Path(rendercv_fonts.__file__).parent / "Source Sans 3"
    return FileResponse(folder / name, media_type="font/ttf", headers={"cache-control": "private, max-age=604800"})
