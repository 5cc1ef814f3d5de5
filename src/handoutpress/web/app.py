"""The page as an ASGI app.

Each `…_page` or `…_endpoint` module of this package is found by itself. It says in `GETS` and `POSTS` which of its functions answers
which address, and in `MENU` whether it stands in the menu.
"""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from types import ModuleType

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from handoutpress.errors import Problem
from handoutpress.pdf.fonts import text_family
from handoutpress.web.engine.request_context import MenuEntry, Routes, endpoint, error_as_json, wants_json
from handoutpress.web.engine.security import AllowedHosts, SecurityMiddleware
from handoutpress.web.engine.workspace import WebWorkspace

STATIC = Path(__file__).parent / "static"
FONTS = {"regular.ttf": "Regular", "bold.ttf": "Bold"}


def app(
    workspace: WebWorkspace, hosts: AllowedHosts, *, cookie: str = "handoutpress", secure: bool = False, origin: str = ""
) -> SecurityMiddleware:  # fmt: skip
    """The whole page, behind its guard."""

    @contextlib.asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        workspace.render_pool.warm()
        yield
        workspace.close()

    modules = page_modules()
    routes: list[BaseRoute] = []
    for method in ("GET", "POST"):
        found = collect_routes(modules, method)
        routes += [Route(path, endpoint(workspace, page), methods=[method]) for path, page in found.items()]
    routes += [Route("/static/{name}", _static, methods=["GET"]), Route("/fonts/{name}", _font, methods=["GET"])]
    inner = Starlette(routes=routes, lifespan=life, exception_handlers={HTTPException: _plain})
    menu: list[MenuEntry] = [module.MENU for module in modules if hasattr(module, "MENU")]
    inner.state.menu = sorted(menu, key=lambda entry: entry.order)
    return SecurityMiddleware(inner, hosts=hosts, sessions=workspace.sessions, cookie=cookie, secure=secure, origin=origin)


def page_modules() -> list[ModuleType]:
    """The modules of this package that answer requests: those called `…_page` or `…_endpoint`."""
    import handoutpress.web as package

    names = [found.name for found in pkgutil.iter_modules(package.__path__) if found.name.endswith(("_page", "_endpoint"))]
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


def collect_routes(modules: Iterable[ModuleType], method: str) -> Routes:
    """Which function answers which address, by the `GETS` or `POSTS` of the modules.

    Raises ValueError: two modules answer one address.
    """
    routes: Routes = {}
    owners: dict[str, str] = {}
    for module in modules:
        for path, page in getattr(module, f"{method}S", {}).items():
            if path in routes:
                raise ValueError(
                    f"{owners[path]} and {module.__name__} both answer {method} {path}: change the address in one of them"
                )
            routes[path], owners[path] = page, module.__name__
    return routes


async def _plain(request: Request, error: Exception) -> Response:
    """A refusal in plain words."""
    assert isinstance(error, HTTPException)
    if wants_json(request.headers):
        return error_as_json([Problem(error.detail)], error.status_code, error.headers)
    return PlainTextResponse(error.detail, error.status_code, headers=error.headers)


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in {path.name for path in STATIC.iterdir()}:
        raise HTTPException(404)
    return FileResponse(STATIC / name, headers={"cache-control": "no-cache"})


def _font(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FONTS:
        raise HTTPException(404)
    return FileResponse(
        text_family().path(FONTS[name]), media_type="font/ttf", headers={"cache-control": "private, max-age=604800"}
    )
