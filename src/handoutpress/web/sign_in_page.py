"""Coming in: sign in, sign out, and the page's language."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.responses import Response

from handoutpress.web.engine.request_context import LANGUAGE, Visit, languages
from handoutpress.web.engine.sessions import TooMany


def page(visit: Visit) -> Response:
    """Ask for the password."""
    if visit.desk.sessions.signed_in(visit.session):
        return visit.go("/")
    return visit.show("sign-in.html", next=inside(visit.asked("next")), wrong="")


def sign_in(visit: Visit) -> Response:
    """Open a session, if the password is right."""
    following = inside(visit.given("next"))
    client = visit.request.client
    try:
        session = visit.desk.sessions.sign_in(visit.given("password")[:500], client.host if client else "")
    except TooMany as flood:
        answer = visit.show("sign-in.html", 429, next=following, wrong=visit.t("sign_in.wait", minutes=-(-flood.seconds // 60)))
        answer.headers["retry-after"] = str(flood.seconds)
        return answer
    if session is None:
        return visit.show("sign-in.html", 401, next=following, wrong=visit.t("sign_in.wrong"))
    visit.request.state.cookie = session
    return visit.go(following)


def sign_out(visit: Visit) -> Response:
    """Close the session."""
    visit.desk.sessions.sign_out(visit.session)
    return visit.go("/sign-in" if visit.desk.sessions.password else "/")


def language(visit: Visit) -> Response:
    """Change the page's language."""
    to = visit.given("to")
    if to not in languages(visit.library):
        raise HTTPException(404)
    answer = visit.go(inside(visit.given("next")))
    answer.set_cookie(LANGUAGE, to, max_age=31_536_000, httponly=True, samesite="strict")
    return answer


def inside(path: str) -> str:
    """An address of this page to go on to: never one of another site."""
    parts = urlsplit(path)
    good = path.startswith("/") and not path.startswith("//") and not parts.scheme and not parts.netloc
    return path if good and "\\" not in path and path.isprintable() else "/"
