"""Coming in: sign in, sign out, and the page's language."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from handoutpress.web.engine.request_context import LANGUAGE, RequestContext, Routes, languages
from handoutpress.web.engine.sessions import TooMany


def page(context: RequestContext) -> Response:
    """Ask for the password; without one, say by which address the page is opened."""
    if context.workspace.sessions.signed_in(context.session):
        return context.redirect("/")
    return context.render("sign-in.html", next=inside(context.query("next")), wrong="")


def enter(context: RequestContext) -> Response:
    """Open a session by the key of the page's address.

    The answer is a page, and that one leads on: browsers send a new cookie only where this page itself has sent them.
    """
    session = context.workspace.sessions.enter(context.query("key"))
    if session is None:
        return context.redirect("/sign-in")
    context.request.state.cookie = session
    return context.render("opened.html")


def sign_in(context: RequestContext) -> Response:
    """Open a session, if the password is right."""
    following = inside(context.field("next"))
    client = context.request.client
    try:
        session = context.workspace.sessions.sign_in(context.secret("password"), client.host if client else "")
    except TooMany as flood:
        wait = context.t("sign_in.wait", minutes=-(-flood.seconds // 60))
        answer = context.render("sign-in.html", 429, next=following, wrong=wait)
        answer.headers["retry-after"] = str(flood.seconds)
        return answer
    if session is None:
        return context.render("sign-in.html", 401, next=following, wrong=context.t("sign_in.wrong"))
    context.request.state.cookie = session
    return context.redirect(following)


def sign_out(context: RequestContext) -> Response:
    """Close the session."""
    context.workspace.sessions.sign_out(context.session)
    answer = context.redirect("/sign-in" if context.workspace.sessions.password else "/")
    answer.headers["clear-site-data"] = '"cache", "storage"'  # what the browser has kept of the session
    return answer


def language(context: RequestContext) -> Response:
    """Change the page's language."""
    to = context.field("to")
    if to not in languages(context.library):
        raise HTTPException(404)
    answer = context.redirect(inside(context.field("next")))
    answer.set_cookie(LANGUAGE, to, max_age=31_536_000, httponly=True, samesite="strict", secure=context.request.state.secure)
    return answer


def inside(path: str) -> str:
    """An address of this page to go on to: never one of another site."""
    good = path.startswith("/") and not path.startswith("//")
    return path if good and "\\" not in path and path.isprintable() else "/"


GETS: Routes = {"/sign-in": page, "/open": enter}
POSTS: Routes = {"/language": language, "/sign-in": sign_in, "/sign-out": sign_out}
