"""`serve` as it is started: addresses, passwords, and one clear message when it cannot."""

from __future__ import annotations

import errno
import os
import re
import socket
from pathlib import Path

import httpx
import pytest

from handoutpress.errors import ExitCode, OutputFailed, UsageError
from handoutpress.web.engine import serving
from tests.conftest import Run
from tests.helpers.browser import server

PATIENT = 60.0  # seconds: a busy machine is not a bug


def test_it_serves_this_machine_only_and_ends_well(workspace: Path) -> None:
    with server(workspace) as url:
        assert url.startswith("http://127.0.0.1:")
        answer = httpx.get(url + "/texts", headers={"accept": "text/html"}, cookies=url.cookies, timeout=PATIENT)
        assert answer.status_code == 200 and "server" not in answer.headers
        port = url.rpartition(":")[2]
        assert (
            httpx.get(f"http://127.0.0.1:{port}/", headers={"host": f"evil.example.org:{port}"}, timeout=PATIENT).status_code == 400
        )
        second = httpx.post(url + "/language", data={"to": "es"}, headers={"origin": "http://evil.example.org"}, timeout=PATIENT)
        assert second.status_code == 403


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no ports for administrators")
def test_a_port_for_administrators_is_not_called_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    class Guarded(socket.socket):
        def bind(self, address: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(serving.socket, "socket", Guarded)
    with pytest.raises(OutputFailed, match="port 80 is for administrators only"):
        serving.listen("127.0.0.1", 80)
    with pytest.raises(OutputFailed, match="port 8765 is taken"):  # as Windows says it
        serving.listen("127.0.0.1", 8765)


def test_a_second_one_at_the_same_port_is_told(run: Run, workspace: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = run("-w", workspace, "serve", "--port", port)
    assert code == 5 and out == "" and err.count("\n") == 1
    assert f"port {port} is taken: the page may be open already at http://127.0.0.1:{port}/" in err


def test_a_folder_that_cannot_be_used_is_told_before_anything_is_opened(run: Run, workspace: Path) -> None:
    code, _, err = run("-w", workspace / "nowhere", "serve", "--port", "0")
    assert code == 4 and "is not a folder" in err
    folder = workspace / "handouts" / "red_flags" / "back-spasm"
    folder.mkdir(parents=True)
    (folder / "en.yaml").write_text("title: x\n")
    code, _, err = run("-w", workspace, "serve", "--port", "0")
    assert code == 7 and "red flags cannot be changed" in err


def test_others_are_let_in_only_with_a_password(run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANDOUTPRESS_PASSWORD", raising=False)
    code, _, err = run("-w", workspace, "serve", "--host", "0.0.0.0", "--port", "0")
    assert code == 2 and "needs a password" in err
    monkeypatch.setenv("HANDOUTPRESS_PASSWORD", "short")
    code, _, err = run("-w", workspace, "serve", "--host", "0.0.0.0", "--port", "0")
    assert code == 2 and "fewer than 10" in err


def test_a_password_is_kept_as_argon2() -> None:
    kept = serving.password_for(False, "green chairs by the door", lambda: "")
    assert kept and kept.startswith("$argon2id$") and "green" not in kept
    assert serving.password_for(True, None, lambda: pytest.fail("nobody is asked on this machine")) is None
    asked = serving.password_for(False, None, lambda: "asked at the prompt")
    assert asked and asked.startswith("$argon2id$")
    with pytest.raises(UsageError):
        serving.password_for(True, "", lambda: "")


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(OutputFailed, match="cannot listen at"):
        serving.listen("192.0.2.1", 0)


def test_names_it_answers_to() -> None:
    near, far = serving.names("127.0.0.1", 8765), serving.names("0.0.0.0", 8765)
    assert near.known("localhost:8765") and not near.known("10.0.0.5:8765") and not near.known(f"{socket.gethostname()}:8765")
    assert (
        far.known("10.0.0.5:8765") and far.known(f"{socket.gethostname().lower()}:8765") and not far.known("evil.example.org:8765")
    )


def test_a_password_opens_the_page_of_a_running_server(workspace: Path) -> None:
    with (
        server(workspace, "--host", "0.0.0.0", HANDOUTPRESS_PASSWORD="green chairs by the door") as url,
        httpx.Client(base_url=url, headers={"accept": "text/html", "origin": url}, timeout=PATIENT) as client,
    ):
        shown = client.get("/", follow_redirects=True)
        assert "Password of this page" in shown.text
        form = {
            "csrf": re.findall(r'name="csrf" value="(\w+)"', shown.text)[0],
            "password": "green chairs by the door",
            "next": "/",
        }
        assert client.post("/sign-in", data=form).status_code == 303
        assert "Make a leaflet" in client.get("/").text


def test_a_page_that_is_open_keeps_a_restore_away_and_lets_a_backup_be_made(run: Run, workspace: Path, tmp_path: Path) -> None:
    with server(workspace):
        assert run("backup", tmp_path / "b.zip", "-w", workspace)[0] == ExitCode.OK
        code, _, err = run("restore", tmp_path / "b.zip", "-w", workspace)
        assert code == ExitCode.OUTPUT and "the page is open" in err
    assert run("restore", tmp_path / "b.zip", "-w", workspace)[0] == ExitCode.OK


@pytest.mark.parametrize("more", [(), ("--host", "0.0.0.0"), ("--url", "https://handouts.example.org")])
def test_the_address_is_said_once(run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]) -> None:
    """On stdout, for a script; at a terminal the sentence around it stands there too."""
    opened = "http://127.0.0.1:1/open?key=k"
    monkeypatch.setattr(serving, "serve", lambda folder, address, way, password, ready: (address.listener.close(), ready(opened)))
    monkeypatch.setenv("HANDOUTPRESS_PASSWORD", "green chairs by the door")
    code, out, err = run("-w", workspace, "serve", "--port", "0", *more)
    assert code == 0 and out == f"{opened}\n" and opened not in err and "The page is open at this address" in err
