"""Who comes in, by which door: the key of the opened address, a password, TLS of its own, another server in front."""

from __future__ import annotations

import re
import ssl
from pathlib import Path

import httpx
import pytest
import trustme
from starlette.testclient import TestClient

from handoutpress.errors import NotFound, UsageError
from handoutpress.web.app import app
from handoutpress.web.engine import serving, sessions
from handoutpress.web.engine.render_pool import RenderPool
from handoutpress.web.engine.security import AllowedHosts
from handoutpress.web.engine.sessions import IDLE, TRIES, WHOLE, Sessions, TooMany, hashed, new_password
from handoutpress.web.engine.workspace import WebWorkspace
from tests.conftest import Run
from tests.helpers.asking import ask
from tests.helpers.browser import server
from tests.helpers.processes import free_port
from tests.web.conftest import HOST, Start, token

PATIENT = 60.0
PASSWORD = "green chairs by the door"
HTML = {"accept": "text/html"}


# -- the key of the address ------------------------------------------------------------------------


def test_on_this_computer_only_the_shown_address_opens_the_page(workspace: Path) -> None:
    """Others who use this computer can reach the port too: they see no outbox."""
    with server(workspace) as url, httpx.Client(base_url=url, headers=HTML, timeout=PATIENT) as stranger:
        key = url.shown.rpartition("=")[2]
        assert len(key) >= 22, "128 random bits"
        for way in ("/", "/outbox", "/leaflet.pdf?clinic=our-clinic", f"/outbox?key={key}"):
            assert stranger.get(way).headers["location"].startswith("/sign-in"), way
        assert "shows in the window where it was started" in stranger.get("/sign-in").text
        for wrong in ("", "x" * len(key), key[:-1], key + "x"):
            answer = stranger.get("/open", params={"key": wrong})
            assert answer.status_code == 303 and stranger.get("/outbox").status_code == 303
        opened = stranger.get(url.shown)
        assert opened.status_code == 200 and 'content="0;url=/"' in opened.text and key not in opened.text
        assert stranger.get("/outbox").status_code == 200
        assert httpx.get(url + "/outbox", headers=HTML, timeout=PATIENT).status_code == 303, "it opened it for one browser"


def test_the_key_is_on_no_command_line(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from handoutpress.cli.commands import serve

    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    serve._open("http://127.0.0.1:1/open?key=secret")
    file = Path(opened[0].removeprefix("file://"))
    assert "secret" not in opened[0] and "key=secret" in file.read_text() and file.stat().st_mode & 0o77 == 0
    file.unlink()


# -- passwords -------------------------------------------------------------------------------------


@pytest.mark.parametrize("weak", ["1234567890", "password123", "qwertyuiop", "aaaaaaaaaa", "PASSWORD1234", "handouts2024", "short"])
def test_passwords_that_are_guessed_first_are_refused(weak: str) -> None:
    with pytest.raises(UsageError, match="Take a few words"):
        new_password(weak)


@pytest.mark.parametrize(
    "good", [PASSWORD, "        ten blanks before", "onlysmallletterswithoutdigits", "x" * 40 + "ñ€ 水 é", "e\u0301" * 20 + "q w"]
)
def test_no_rule_says_what_a_password_is_made_of(good: str) -> None:
    assert Sessions(new_password(good)).sign_in(good, "192.0.2.1")


def sign_in(client: TestClient, password: str) -> int:
    return client.post("/sign-in", data={"csrf": token(client, "/sign-in"), "password": password, "next": "/"}).status_code


def test_every_letter_and_blank_of_a_password_counts(start: Start) -> None:
    whole = " green chairs by the door\u00a0 "
    assert sign_in(start(whole), whole) == 303
    for other in (whole.strip(), whole.upper(), whole + " ", whole[:-1]):
        assert sign_in(start(whole), other) == 401
    long = "many words " * 60
    assert sign_in(start(long), long) == 303 and sign_in(start(long), long[:500]) == 401


def test_wrong_tries_of_some_keep_out_nobody_else() -> None:
    page = Sessions(hashed(PASSWORD))
    for number in range(10):
        for _ in range(TRIES):
            assert page.sign_in("wrong", f"198.51.100.{number}") is None
        with pytest.raises(TooMany):
            page.sign_in(PASSWORD, f"198.51.100.{number}")
    assert page.sign_in(PASSWORD, "192.0.2.1")
    for number in range(TRIES):
        page.sign_in("wrong", f"2001:db8::{number}")
    with pytest.raises(TooMany):
        page.sign_in(PASSWORD, "2001:db8::ffff")  # one household has all of these addresses
    assert page.sign_in(PASSWORD, "2001:db8:0:1::1")


def test_the_right_password_is_not_counted_as_a_try() -> None:
    page = Sessions(hashed(PASSWORD))
    assert all(page.sign_in(PASSWORD, "192.0.2.1") for _ in range(TRIES + 2))


def test_tries_and_sessions_that_are_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Sessions(hashed(PASSWORD))
    monkeypatch.setattr(sessions, "MOST_ADDRESSES", 3)
    monkeypatch.setattr(sessions, "MOST_OPEN", 3)
    for number in range(6):
        page.sign_in("wrong", f"198.51.100.{number}")
        page._opened()
    assert len(page._wrong) == 3 and len(page._open) == 3


def test_a_password_field_hides_and_takes_from_a_store(start: Start) -> None:
    (field,) = re.findall(r'<input[^>]*name="password"[^>]*>', start(PASSWORD).get("/sign-in").text)
    assert 'type="password"' in field and 'autocomplete="current-password"' in field and "maxlength" not in field


def test_signing_out_clears_what_the_browser_has_kept(start: Start) -> None:
    client = start(PASSWORD)
    assert sign_in(client, PASSWORD) == 303
    answer = client.get("/texts")
    assert answer.headers["cache-control"] == "no-store"
    out = client.post("/sign-out", data={"csrf": token(client)})
    assert '"cache"' in out.headers["clear-site-data"]


# -- sessions --------------------------------------------------------------------------------------


def test_a_session_ends_unused_and_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_000_000.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    page = Sessions(hashed(PASSWORD))
    unused, used = (page.sign_in(PASSWORD, "192.0.2.1") or "" for _ in range(2))
    steps = 0
    while page.signed_in(used):
        clock[0] += IDLE * 0.9
        steps += 1
        assert steps < 100, "it would never end"
    assert (steps - 1) * IDLE * 0.9 < WHOLE <= steps * IDLE * 0.9
    assert not page.signed_in(unused) and not page.signed_in(used)


def test_sessions_end_with_the_program_and_so_with_a_changed_password() -> None:
    before, after = Sessions(hashed(PASSWORD)), Sessions(hashed(PASSWORD))
    session = before.sign_in(PASSWORD, "192.0.2.1") or ""
    assert before.signed_in(session) and not after.signed_in(session) and not after.right(session, before.token(session))


# -- encrypted -------------------------------------------------------------------------------------


def certified(folder: Path) -> tuple[Path, Path, ssl.SSLContext]:
    authority = trustme.CA()
    made = authority.issue_cert("localhost", "127.0.0.1")
    certificate, key = folder / "page.pem", folder / "page.key"
    made.private_key_pem.write_to_path(str(key))
    for part in made.cert_chain_pems:
        part.write_to_path(str(certificate), append=True)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    return certificate, key, trust


def test_it_encrypts_by_itself(workspace: Path, tmp_path: Path) -> None:
    certificate, key, trust = certified(tmp_path)
    tls = serving.entrance("0.0.0.0", certificate=certificate, key=key).tls
    assert tls and tls.minimum_version >= ssl.TLSVersion.TLSv1_2
    with server(workspace, "--tls-cert", str(certificate), "--tls-key", str(key)) as url:
        assert url.startswith("https://127.0.0.1:")
        with httpx.Client(base_url=url, verify=trust, headers=HTML | {"origin": url}, timeout=PATIENT) as client:
            cookie = client.get(url.shown).headers["set-cookie"]
            assert (
                cookie.startswith("__Host-handoutpress-")
                and "; Secure" in cookie
                and "; Path=/;" in cookie
                and "Domain" not in cookie
            )
            texts = client.get("/texts")
            assert texts.status_code == 200
            form = {"csrf": re.findall(r'name="csrf" value="(\w+)"', texts.text)[0], "to": "es"}
            answer = client.post("/language", data=form)
            assert answer.status_code == 303 and "Secure" in answer.headers["set-cookie"]
            assert client.post("/language", data=form, headers={"origin": url.replace("https", "http")}).status_code == 403
        with pytest.raises(httpx.HTTPError):
            httpx.get(url.replace("https", "http") + "/", timeout=PATIENT)


def test_a_certificate_that_cannot_be_used_is_told(run: Run, workspace: Path, tmp_path: Path) -> None:
    certificate, key, _ = certified(tmp_path)
    (tmp_path / "other").mkdir()
    other = certified(tmp_path / "other")[1]
    for asked, code, says in (
        (("--tls-cert", tmp_path / "none.pem"), 4, "cannot be read"),
        (("--tls-cert", certificate, "--tls-key", other), 4, "cannot be used together"),
        (("--tls-cert", certificate), 4, "cannot be used together"),
        (("--tls-key", key), 2, "only with --tls-cert"),
        (("--url", "http://handouts.example.org"), 2, "is not an address as https://"),
        (("--url", "https://handouts.example.org/page"), 2, "is not an address as https://"),
        (("--proxy", "192.0.2.1"), 2, "only with --url"),
        (("--url", "https://handouts.example.org", "--proxy", "front"), 2, "not an IP address"),
    ):
        got, out, err = run("-w", workspace, "serve", "--port", "0", *asked)
        assert (got, out) == (code, "") and says in err and "Traceback" not in err, err
    with pytest.raises(NotFound):
        serving.entrance("127.0.0.1", certificate=tmp_path)


PUBLIC = "https://handouts.example.org"


@pytest.mark.parametrize("host", ["handouts.example.org", HOST], ids=["host-kept", "host-rewritten"])
def test_behind_a_server_that_encrypts(workspace: Path, host: str) -> None:
    """Some pass on the name that was asked for, some put the page's own in its place."""
    shared = WebWorkspace(workspace, RenderPool(workspace, processes=0), Sessions(hashed(PASSWORD)))
    hosts = AllowedHosts(frozenset({HOST}), also=frozenset({"handouts.example.org"}))
    with TestClient(app(shared, hosts, secure=True, origin=PUBLIC), base_url=f"https://{HOST}", follow_redirects=False) as client:
        client.headers.update({"host": host, "accept": "text/html"})
        shown = client.get("/sign-in")
        assert shown.status_code == 200
        assert re.match("__Host-handoutpress=[^;]{43}; Path=/; HttpOnly; SameSite=Strict; Secure$", shown.headers["set-cookie"])
        assert shown.headers["strict-transport-security"] == "max-age=31536000"
        form = {"csrf": re.findall(r'name="csrf" value="(\w+)"', shown.text)[0], "password": PASSWORD, "next": "/texts"}
        for foreign in ("https://evil.example.org", f"http://{HOST}", f"https://{HOST}", "http://handouts.example.org", "null"):
            assert client.post("/sign-in", data=form, headers={"origin": foreign}).status_code == 403
        assert client.post("/sign-in", data=form, headers={"origin": PUBLIC}).headers["location"] == "/texts"
        assert client.get("/texts").status_code == 200
        assert client.get("/texts", headers={"host": "evil.example.org"}).status_code == 400


@pytest.mark.parametrize(("front", "other"), [("127.0.0.1", 401), ("192.0.2.9", 429)])
def test_only_the_server_in_front_is_believed_when_it_tells_who_asks(workspace: Path, front: str, other: int) -> None:
    port = free_port()
    with server(workspace, "--url", PUBLIC, "--proxy", front, "--port", str(port), HANDOUTPRESS_PASSWORD=PASSWORD) as url:
        assert url == PUBLIC and "key=" not in url.shown
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"host": "handouts.example.org", **HTML}) as client:
            shown = client.get("/sign-in", timeout=PATIENT)
            client.headers.update({"origin": PUBLIC, "cookie": shown.headers["set-cookie"].partition(";")[0]})
            form = {"csrf": re.findall(r'name="csrf" value="(\w+)"', shown.text)[0], "password": "wrong"}

            def tried(who: str) -> int:
                return client.post("/sign-in", data=form, headers={"x-forwarded-for": who}, timeout=PATIENT).status_code

            assert [tried("203.0.113.1") for _ in range(TRIES + 1)] == [401] * TRIES + [429]
            assert tried("203.0.113.2") == other
            assert tried("203.0.113.2, 203.0.113.1") == 429, "what the asker itself has written is not believed"


@pytest.mark.parametrize(("host", "told"), [("localhost", False), ("[::1]", False), ("localhost:8443", False), (HOST, True)])
def test_nothing_is_said_of_a_name_that_other_programs_of_the_computer_have_too(workspace: Path, host: str, told: bool) -> None:
    shared = WebWorkspace(workspace, RenderPool(workspace, processes=0), Sessions())
    hosts = AllowedHosts(frozenset({"localhost", "::1", HOST}))
    with TestClient(app(shared, hosts, secure=True), base_url=f"https://{HOST}") as client:
        answer = client.get("/sign-in", headers={"host": host, "accept": "text/html"})
        assert answer.status_code == 200 and ("strict-transport-security" in answer.headers) is told


def test_without_tls_nothing_is_said_of_it(workspace: Path, page: TestClient) -> None:
    answer = page.get("/")
    assert "strict-transport-security" not in answer.headers and "Secure" not in answer.headers["set-cookie"]
    assert ask(page.app, "GET", "/")[0] == 200
