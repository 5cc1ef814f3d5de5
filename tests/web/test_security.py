"""The door: every guard with what it lets in and what it must refuse."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from handoutpress.web.app import app
from handoutpress.web.engine import serving
from handoutpress.web.engine.render_pool import RenderPool
from handoutpress.web.engine.security import MOST_BYTES, AllowedHosts
from handoutpress.web.engine.serving import Entrance
from handoutpress.web.engine.sessions import TRIES, Sessions
from handoutpress.web.engine.workspace import WebWorkspace
from handoutpress.web.sign_in_page import inside
from tests.web.conftest import HOST, Start, files, token


@pytest.mark.parametrize("host", ["evil.example.org", "testserver.evil.example.org", "testserver@evil.example.org", "", "10.0.0.1"])
def test_a_foreign_host_is_refused(page: TestClient, host: str) -> None:
    assert page.get("/", headers={"host": host}).status_code == 400
    assert page.get("/static/icon.svg", headers={"host": host}).status_code == 400


def test_our_own_hosts_are_known() -> None:
    ours = AllowedHosts(frozenset({"127.0.0.1", "localhost", "::1"}), 8765)
    assert ours.known("127.0.0.1:8765") and ours.known("LOCALHOST:8765") and ours.known("[::1]:8765")
    assert not ours.known("localhost:8766") and not ours.known("localhost") and not ours.known("192.168.0.9:8765")
    everywhere = AllowedHosts(frozenset({"desk.local"}), 8765, any_address=True)
    assert everywhere.known("192.168.0.9:8765") and everywhere.known("desk.local:8765")
    assert not everywhere.known("evil.example.org:8765")


def test_browsers_do_not_name_the_usual_port_of_https() -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    assert serving.names("127.0.0.1", 443, Entrance(tls=tls)).known("localhost")
    assert not serving.names("127.0.0.1", 443).known("localhost") and serving.names("127.0.0.1", 80).known("localhost")
    assert serving.entrance("127.0.0.1", "https://handouts.example.org:443/").url == "https://handouts.example.org"
    assert serving.entrance("127.0.0.1", "https://handouts.example.org:8443").url == "https://handouts.example.org:8443"


@pytest.mark.parametrize("origin", ["http://evil.example.org", "null", "https://testserver", "http://testserver:81", ""])
def test_a_foreign_origin_changes_nothing(page: TestClient, workspace: Path, origin: str) -> None:
    form, before = {"csrf": token(page), "to": "es"}, files(workspace)
    answer = page.post("/language", data=form, headers={"origin": origin})
    assert answer.status_code == 403 and "set-cookie" not in answer.headers
    assert files(workspace) == before
    assert page.post("/language", data=form).status_code == 303


def test_a_form_without_its_token_changes_nothing(page: TestClient, start: Start) -> None:
    good = token(page)
    assert page.post("/language", data={"to": "es"}).status_code == 403
    assert page.post("/language", data={"to": "es", "csrf": "0" * 64}).status_code == 403
    assert start().post("/language", data={"to": "es", "csrf": good}).status_code == 403, "a token of another session"
    assert page.post("/language", data={"to": "es", "csrf": good}).status_code == 303


def test_everything_that_is_posted_needs_a_token(page: TestClient, workspace: Path) -> None:
    before = files(workspace)
    desk = WebWorkspace(workspace, RenderPool(workspace, processes=0), Sessions())
    routes = [r for r in app(desk, AllowedHosts(frozenset({HOST}))).app.routes if isinstance(r, Route)]
    posted = [route.path for route in routes if route.methods and "POST" in route.methods]
    assert len(posted) >= 1
    for path in posted:
        answer = page.post(path.replace("{", "x").replace("}", "x"), data={"name": "x"})
        assert answer.status_code in (403, 404), path
    assert files(workspace) == before


def test_too_large_a_form_is_refused(page: TestClient, workspace: Path) -> None:
    before = files(workspace)
    assert page.post("/language", content=b"x" * (MOST_BYTES + 1)).status_code == 413

    def without_length():  # a body that does not say how long it is
        for _ in range(MOST_BYTES // 100_000 + 2):
            yield b"x" * 100_000

    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert page.post("/language", content=without_length(), headers=kind).status_code == 413
    assert files(workspace) == before


def test_other_methods_are_refused(page: TestClient) -> None:
    assert {page.request(method, "/").status_code for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")} == {405}


def test_every_answer_carries_the_rules(page: TestClient) -> None:
    for answer in (
        page.get("/"),
        page.get("/static/page.js"),
        page.get("/nowhere"),
        page.get("/", headers={"host": "evil.example.org"}),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
    cookie = page.get("/", headers={"cookie": ""}).headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    "path",
    [
        "/?clinic=../../secret", "/?clinic=our-clinic.yaml", "/?clinic=/etc/passwd", "/?handout=../red_flags/en", "/?template=../x",
        "/leaflet.pdf?clinic=..%2F..%2Fsecret.yaml", "/page/1.png?clinic=our-clinic&handout=..", "/figure/..%2F..%2Fsecret.png",
        "/static/..%2Fapp.py", "/static/../app.py", "/fonts/..%2Fpasswd", "/fonts/OFL.txt", "/page/99.png?clinic=our-clinic",
        "/page/1.png?clinic=our-clinic&w=99999",
    ],
)  # fmt: skip
def test_no_address_leads_out_of_the_library(page: TestClient, tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.yaml").write_text("name: Secret\ncity: X\nphone: (707) 555-0199\n")
    answer = page.get(path)
    assert answer.status_code == 404 and "Secret" not in answer.text


def test_going_on_stays_inside() -> None:
    assert inside("/texts?said=saved") == "/texts?said=saved"
    for out in (
        "//evil.example.org",
        "https://evil.example.org",
        "/\\evil.example.org",
        "javascript:alert(1)",
        "",
        "/a\r\nb",
        "\\\\evil",
    ):
        assert inside(out) == "/"


def test_what_is_typed_is_not_run(page: TestClient) -> None:
    answer = page.get("/", params={"clinic": "<script>alert(1)</script>"})
    assert answer.status_code == 404 and "<script>alert" not in answer.text and "&lt;script&gt;" in answer.text


# -- a password --------------------------------------------------------------------------------------

PASSWORD = "green chairs by the door"


def signed_in(client: TestClient, password: str = PASSWORD):
    return client.post("/sign-in", data={"csrf": token(client, "/sign-in"), "password": password, "next": "/texts"})


def test_nothing_is_shown_before_signing_in(start: Start) -> None:
    client = start(PASSWORD)
    answer = client.get("/texts")
    assert answer.status_code == 303 and answer.headers["location"] == "/sign-in?next=/texts"
    for path in ("/leaflet.pdf?clinic=our-clinic", "/page/1.png?clinic=our-clinic"):
        assert client.get(path, headers={"accept": "*/*"}).status_code == 401
    assert client.post("/texts/get-help/en", data={"csrf": token(client, "/sign-in")}).status_code == 401
    before = client.cookies["handoutpress"]
    answer = signed_in(client)
    assert answer.status_code == 303 and answer.headers["location"] == "/texts"
    assert client.cookies["handoutpress"] != before, "the session gets a new name on sign-in"
    assert client.get("/texts").status_code == 200
    assert client.post("/sign-out", data={"csrf": token(client)}).status_code == 303
    assert client.get("/texts").status_code == 303


def test_a_wrong_password_is_told_and_a_flood_is_stopped(start: Start) -> None:
    client = start(PASSWORD)
    for _ in range(TRIES):
        answer = signed_in(client, "wrong")
        assert answer.status_code == 401 and "set-cookie" not in answer.headers
    flooded = signed_in(client, PASSWORD)  # even the right one is not looked at now
    assert flooded.status_code == 429 and int(flooded.headers["retry-after"]) > 0
    assert client.get("/texts").status_code == 303


def test_a_made_up_session_opens_nothing(start: Start) -> None:
    client = start(PASSWORD)
    client.cookies.set("handoutpress", "A" * 43)
    assert client.get("/texts").status_code == 303
