"""The page over a workspace of its own, asked in this process."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from handoutpress.web.app import app
from handoutpress.web.engine.render_pool import RenderPool
from handoutpress.web.engine.security import AllowedHosts
from handoutpress.web.engine.sessions import Sessions
from handoutpress.web.engine.workspace import WebWorkspace

HOST = "testserver"
PROFILE = """\
# Our clinic; ask Maria before you change this.
name: Harbor Spine & Wellness   # as on the sign
city: Fairview, CA
phone: (707) 555-0142
# our colour, from the sign
brand: "#0f6e73"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    (folder / "clinic_profiles").mkdir(parents=True)
    (folder / "clinic_profiles" / "our-clinic.yaml").write_text(PROFILE, "utf-8")
    return folder


Start = Callable[..., TestClient]


@pytest.fixture
def start(workspace: Path) -> Iterator[Start]:
    """Open the page: `start(password="...")`."""
    pools = []

    def starting(password: str | None = None) -> TestClient:
        from handoutpress.web.engine.sessions import hashed

        shared = WebWorkspace(workspace, RenderPool(workspace, processes=0), Sessions(hashed(password) if password else None))
        pools.append(shared.render_pool)
        whole = app(shared, AllowedHosts(frozenset({HOST})))
        return TestClient(whole, headers={"origin": f"http://{HOST}", "accept": "text/html"}, follow_redirects=False)

    yield starting
    for pool in pools:
        pool.close()


@pytest.fixture
def page(start: Start) -> TestClient:
    return start()


def token(client: TestClient, path: str = "/texts") -> str:
    """The form token of a client's session."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get(path).text)
    assert found
    return found[1]


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder, to see that nothing was written."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
