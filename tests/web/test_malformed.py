"""Requests as no browser sends them: whatever stands in them, they get an answer, and it is never that the program made a mistake."""

from __future__ import annotations

import re
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp

from handoutpress.web.app import app, collect_routes, page_modules
from handoutpress.web.engine.render_pool import RenderPool
from handoutpress.web.engine.security import AllowedHosts
from handoutpress.web.engine.sessions import Sessions
from handoutpress.web.engine.workspace import WebWorkspace
from tests.helpers.asking import SESSION, ask
from tests.helpers.desk import fake_queue, mail_settings
from tests.web.conftest import HOST

NAMES = (
    "clinic", "handout", "language", "template", "paper", "ink_saver", "copies", "printer", "one_sided", "unreviewed", "next", "to",
    "q", "page", "w", "v", "said", "job", "name", "city", "phone", "brand", "email", "hours-0-days", "hours-0-open", "stamp", "country",
    "towns_served", "practitioners-0-name", "role", "reviewer", "title", "date", "fingerprint", "reorder", "remove", "host", "port",
    "security", "user", "draft", "again", "note", "password", "handouts", "imposed", "keep",
)  # fmt: skip
ODD = (
    "", "²", "٣", "0", "-1", "9" * 30, "9" * 5_000, "nan", "1e9", "//[", "http://[", "/%00", "\0", "\ud800", "../..", "' OR 1=1", "{x}",
    "%s", "<script>", "our-clinic", "get-help", "en", "es", "leaflet", "letter", "2026-02-30", "x@y", "a\r\nb", "\u202e", "İ", "yes",
)  # fmt: skip
VALUES = st.one_of(st.sampled_from(ODD), st.text(max_size=30), st.binary(max_size=12).map(lambda raw: raw.decode("latin-1")))
FIELDS = st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), VALUES, max_size=6)
HEADERS = st.dictionaries(
    st.sampled_from(
        [b"origin", b"referer", b"cookie", b"accept", b"accept-language", b"content-type", b"host", b"x-csrf", b"content-length",
         b"range", b"if-none-match", b"x-forwarded-for", b"user-agent", b"if-range"]
    ),
    st.one_of(
        st.sampled_from(
            [b"http://[", b"http://\xff", b"http://testserver:x", b"multipart/form-data", b"multipart/form-data; boundary=",
             b"multipart/form-data; boundary=\xff", b"application/x-www-form-urlencoded; charset=utf-16", b"\xb2", b"9" * 5_000,
             b"handoutpress=\"", b"handoutpress-language=\xff; a=b;=", b"en;q=\xff,,;", b"bytes=0-,5-2,-", b"*/*;q=x", b"testserver"]
        ),
        st.binary(max_size=20),
    ),
    max_size=2,
)  # fmt: skip
# an upload that breaks off leaves a file in memory to be collected, by the library that reads forms
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
ROUTES = [(method, path) for method in ("GET", "POST") for path in collect_routes(page_modules(), method)]
EASY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, module_patch: pytest.MonkeyPatch) -> ASGIApp:
    folder = tmp_path_factory.mktemp("ours")
    (folder / "clinic_profiles").mkdir()
    (folder / "clinic_profiles" / "our-clinic.yaml").write_text("name: Harbor Spine\ncity: Fairview, CA\nphone: (707) 555-0142\n")
    mail_settings(folder, 9)
    for work in ("make_leaflets", "send_outbox"):  # what goes on in the background is tried elsewhere
        module_patch.setattr(f"handoutpress.web.engine.background_tasks.{work}", lambda *_, **__: lambda task: None)
    fake_queue(folder / "bin", module_patch)
    return app(WebWorkspace(folder, RenderPool(folder, processes=0), Sessions()), AllowedHosts(frozenset({HOST})))


@pytest.fixture(scope="module")
def module_patch():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def encoded(fields: dict[str, str]) -> bytes:
    return "&".join(
        f"{quote_plus(name, errors='surrogatepass')}={quote_plus(value, errors='surrogatepass')}" for name, value in fields.items()
    ).encode()


def filled(path: str, value: str) -> str:
    """A route's path with a value in its gaps."""
    return re.sub(r"{\w+:int}", lambda _: re.sub("[^0-9]", "", value) or "7", re.sub(r"{\w+}", lambda _: value, path))


def checked(served: ASGIApp, method: str, path: str, **parts: object) -> None:
    if method == "POST" and "/go" not in path:  # sending is tried elsewhere
        token = served.sessions.token(SESSION)  # type: ignore[attr-defined]
        parts["headers"] = {b"x-csrf": token.encode(), b"content-type": b"application/x-www-form-urlencoded", **parts["headers"]}  # type: ignore[dict-item]
    status, text = ask(served, method, path, **parts)  # type: ignore[arg-type]
    assert status < 500 and "made a mistake" not in text, (status, re.findall(r"\w+, \w+\.py:\d+", text))


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=map(" ".join, ROUTES))
def test_whatever_is_asked_is_answered(served: ASGIApp, method: str, path: str) -> None:
    @EASY
    @given(
        gap=st.one_of(st.sampled_from([odd for odd in ODD if odd != "\ud800"]), st.text(max_size=10)),
        fields=FIELDS,
        headers=HEADERS,
    )
    @example(gap="our-clinic", fields={"copies": "²"}, headers={})
    @example(gap="9" * 5_000, fields={"next": "//["}, headers={b"origin": b"http://["})
    @example(gap="\0", fields={"clinic": "\0", "name": "\0", "to": "\0", "q": "\0"}, headers={})
    def check(gap: str, fields: dict[str, str], headers: dict[bytes, bytes]) -> None:
        body = encoded(fields)
        checked(served, method, filled(path, gap), query=body, headers=headers, body=body if method == "POST" else b"")

    check()


@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if route[0] == "POST"], ids=lambda part: part)
def test_any_form_in_parts_is_answered(served: ASGIApp, method: str, path: str) -> None:
    disposition = st.one_of(
        st.sampled_from(
            [b'form-data; name="list"; filename="a.csv"', b'form-data; name="logo_file"; filename="a.svg"', b"form-data",
             b'form-data; name="clinic"', b'form-data; name="\xff"', b'form-data; name=""; filename=""', b"attachment", b"form-data; name",
             b"form-data; filename*=utf-8''%ff; name=\"list\"", b'form-data; name="to"; filename="\x00"']
        ),
        st.binary(max_size=20),
    )  # fmt: skip
    part = st.tuples(
        disposition, st.one_of(st.binary(max_size=60), st.sampled_from([b"email\nana@example.org\n", b"<svg/>", b"\x89PNG"]))
    )

    @EASY
    @given(parts=st.lists(part, max_size=4), cut=st.integers(0, 400), mark=st.sampled_from([b"x", b"x\xff", b"", b"x" * 300]))
    @example(parts=[(b'form-data; name="list"; filename="a.csv"', b"email\nana@example.org\n")], cut=400, mark=b"x")
    def check(parts: list[tuple[bytes, bytes]], cut: int, mark: bytes) -> None:
        whole = (
            b"".join(b"--x\r\nContent-Disposition: " + head + b"\r\n\r\n" + text + b"\r\n" for head, text in parts) + b"--x--\r\n"
        )
        body = whole if cut >= 400 else whole[:cut]
        checked(
            served,
            method,
            filled(path, "our-clinic"),
            headers={b"content-type": b"multipart/form-data; boundary=" + mark},
            body=body,
        )

    check()


def test_the_net_is_seen(served: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with a fault fails these tests."""
    monkeypatch.setattr("handoutpress.web.engine.leaflet_choice.summary", lambda *_: 1 / 0)
    with pytest.raises(AssertionError):
        checked(served, "GET", "/send", query=urlencode({"clinic": "our-clinic"}).encode(), headers={})
