"""CONTRIBUTING.md does not lie: its recipes are followed to the letter in a copy of the repository, and something is made with each."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest

from tests.helpers.workspace import CLINIC, SECTION, own_handout

pytestmark = pytest.mark.skipif(os.name == "nt", reason="recipes are typed into a POSIX shell")
ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("src", "handouts", "templates", "schemas", "clinic_profiles", "docs", "tests")
WHERE = re.compile(r"(Write|At the end of|In) `([^`]+)`(?:, (before|after) `(.+)`)?:$", re.MULTILINE)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Checkout:
    """A copy of the repository, and what a contributor does in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in NEEDED:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "pictures", "axe"))
        for name in ("Makefile", "generate.py", "pyproject.toml", "requirements.lock", "requirements-dev.lock", "README.md"):
            shutil.copy(ROOT / name, folder)
        python = folder / ".venv/bin/python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
        for name in (".ready", ".ready-dev"):  # nothing is to be installed
            (folder / ".venv" / name).touch()

    def run(self, command: str, *, codes: tuple[int, ...] = (0,)) -> str:
        """What a command prints."""
        path = os.pathsep.join([str(self.folder), str(self.folder / "src")])
        env = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "", "HANDOUTPRESS_CACHE": str(self.folder / ".cache")}
        done = subprocess.run(["sh", "-euc", command], cwd=self.folder, env=env, check=False, capture_output=True, text=True)
        assert done.returncode in codes, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    def press(self, arguments: str, *, codes: tuple[int, ...] = (0,)) -> str:
        """What the program prints."""
        return self.run(f".venv/bin/python generate.py {arguments}", codes=codes)

    def workspace(self, blocks: str) -> None:
        """The folder `ours` with a handout `mine` of these blocks."""
        head = SECTION.partition("  - paragraph")[0]
        own_handout(self.folder / "ours", section=head + blocks, clinic=CLINIC)

    def follow(self, recipe: str) -> None:
        """Do what a recipe says: write files, put lines into files, type commands."""
        at = 0
        for fence in FENCE.finditer(recipe):
            where = list(WHERE.finditer(recipe, at, fence.start()))
            at = fence.end()
            if fence[1] == "sh":
                self.run(fence[2])
                continue
            assert len(where) == 1, f"one file for each piece of code:\n{fence[0]}"
            what, name, side, mark = where[0].groups()
            file = self.folder / name
            if what == "Write":
                assert not file.exists(), f"{name} is there already"
                file.write_text(fence[2], "utf-8")
                continue
            lines = file.read_text("utf-8").splitlines(keepends=True)
            line = len(lines)
            if mark:
                found = next((i for i, text in enumerate(lines) if text.strip().startswith(mark)), None)
                assert found is not None, f"{name} has no line that begins with {mark}"
                line = found + (side == "after")
            lines.insert(line, fence[2])
            file.write_text("".join(lines), "utf-8")


def recipes(text: str) -> Iterator[tuple[str, str]]:
    """Name and text of each recipe."""
    part = text.partition("\n## Recipes\n")[2].partition("\n## ")[0]
    for piece in re.split(r"^### ", part, flags=re.MULTILINE)[1:]:
        name, _, recipe = piece.partition("\n")
        yield name, recipe


RECIPES = dict(recipes((ROOT / "CONTRIBUTING.md").read_text("utf-8")))
Proof = Callable[[Checkout], None]


def block_type(checkout: Checkout) -> None:
    checkout.workspace('  - quote: {text: "Never more than {ice.max_minutes} minutes.", who: A neighbor}\n')
    for form in ("html", "text"):
        made = checkout.press(f"-w ours make mine -c test -f {form} -o -")
        assert "A neighbor" in made and "Never more than" in made
    checkout.press("-w ours make mine -c test -o mine.pdf")
    checkout.run(".venv/bin/python -m ruff check src && .venv/bin/python -m ruff format --check src")
    checkout.run(".venv/bin/python -m pytest -q -p no:cacheprovider tests/formats/test_blocks.py -k quote")
    assert '"quote"' in (checkout.folder / "schemas/section.schema.json").read_text("utf-8")


def profile_field(checkout: Checkout) -> None:
    profile = checkout.folder / "ours/clinic_profiles/test.yaml"
    checkout.workspace("  - paragraph: Walk on.\n")
    profile.write_text(CLINIC + "parking: {en: Park behind the house., es: Estacione detrás.}\n", "utf-8")
    for form in ("html", "text"):
        assert "Park behind the house." in checkout.press(f"-w ours make mine -c test -f {form} -o -")
    checkout.run(
        ".venv/bin/python -m pytest -q -p no:cacheprovider -n 0 tests/test_profile_fields.py -k 'parking or said or tried'"
    )
    checkout.run(".venv/bin/python -m pytest -q -p no:cacheprovider tests/web/test_words.py")


def template(checkout: Checkout) -> None:
    checkout.press("make get-help -c harbor-spine -t door-card -o door.pdf")
    assert (checkout.folder / "door.pdf").read_bytes().startswith(b"%PDF")


def check_rule(checkout: Checkout) -> None:
    checkout.workspace("  - paragraph: Walk on!\n")
    found = json.loads(checkout.press("-w ours check --select exclamation-mark --json", codes=(0, 7)))
    assert {one["rule"] for one in found} == {"exclamation-mark"}
    checkout.run(".venv/bin/python -m pytest -q -p no:cacheprovider tests/checks/test_check.py -k 'exclamation or every_rule_has'")


def figure(checkout: Checkout) -> None:
    checkout.press("show figure heel-lift --png heel.png")
    checkout.workspace("  - figures: {ids: [heel-lift]}\n")
    assert "lifts one heel" in checkout.press("-w ours make mine -c test -f html -o -")


def words_of_the_page(checkout: Checkout) -> None:
    checkout.run(".venv/bin/python -m pytest -q -p no:cacheprovider tests/web/test_words.py")
    assert "Each leaflet carries" in checkout.run(show("get", "/"))


def page(checkout: Checkout) -> None:
    checkout.run(".venv/bin/python -m pytest -q -p no:cacheprovider tests/web/test_words.py")
    assert '<a href="/poses">Poses</a>' in checkout.run(show("get", "/"))
    assert "<li>heel-lift</li>" in checkout.run(show("get", "/poses"))
    found = checkout.run(show("post", "/poses", part="heel-lift"))
    assert re.findall("<li>([a-z-]+)</li>", found) == ["heel-lift"]
    checkout.run(".venv/bin/python -m ruff check src && .venv/bin/python -m mypy src/handoutpress/web")


def endpoint(checkout: Checkout) -> None:
    assert "get-help" in json.loads(checkout.run(show("get", "/api/handouts")))


def show(method: str, path: str, **form: str) -> str:
    """A command that prints what an address answers."""
    return f".venv/bin/python - {method} {path} '{json.dumps(form)}' <<'END'\n{SHOW_PAGE}END"


SHOW_PAGE = """
import json, re, sys
from pathlib import Path
from starlette.testclient import TestClient
from handoutpress.web.app import app
from handoutpress.web.engine.render_pool import RenderPool
from handoutpress.web.engine.security import AllowedHosts
from handoutpress.web.engine.sessions import Sessions
from handoutpress.web.engine.workspace import WebWorkspace
shared = WebWorkspace(Path("."), RenderPool(Path("."), processes=0), Sessions(None))
headers = {"accept": "text/html", "origin": "http://testserver"}
client = TestClient(app(shared, AllowedHosts(frozenset({"testserver"}))), headers=headers)
method, path, form = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
if method == "post":
    form["csrf"] = re.search('name="csrf" value="([0-9a-f]+)"', client.get("/").text)[1]
print((client.post(path, data=form) if method == "post" else client.get(path)).text)
"""


def channel(checkout: Checkout) -> None:
    checkout.workspace("  - paragraph: Walk on\n")
    assert checkout.run(f".venv/bin/python -c '{SEND}'") == "sent text-message x1\n"
    assert (checkout.folder / "ours/text-messages.txt").read_text("utf-8").startswith("+17075550142: ")
    checkout.run(".venv/bin/python -m ruff check src && .venv/bin/python -m mypy src/handoutpress/delivery")


SEND = """
from pathlib import Path
from handoutpress.content.library import Library
from handoutpress.delivery import dispatch
from handoutpress.delivery.approved_leaflets import ApprovedLeaflets
from handoutpress.delivery.channel import ChannelOptions
from handoutpress.delivery.order import Order
from handoutpress.delivery.outbox import Outbox
outbox = Outbox(Path("ours"))
outbox.add([Order("text-message", "+17075550142", "test", ("mine",), "en", unreviewed=True)])
(result,) = dispatch.send_all(outbox, ChannelOptions(ApprovedLeaflets(Library(Path("ours")))))
(line,) = outbox.log()
print(result.entry.state, line.channel, f"x{line.copies}")
"""


def language(checkout: Checkout) -> None:
    made = checkout.press("make get-help -c harbor-spine -l vi -f text -o -")
    assert "Draft" in made
    found = json.loads(checkout.press("check --json", codes=(0, 7)))
    assert "files" not in {one["rule"] for one in found}


def typeface(checkout: Checkout) -> None:
    checkout.press("make get-help -c harbor-spine -o opened.pdf")
    with pikepdf.open(checkout.folder / "opened.pdf") as pdf:
        assert {name.rpartition("-")[0] for name in dict(pdf.pages[0].Resources.Font)} == {"/EBGaramond"}
    assert '"EB Garamond"' in checkout.press("make get-help -c harbor-spine -f html -o -")
    kerned = json.loads((checkout.folder / "src/handoutpress/pdf/kerning.json").read_text("utf-8"))
    assert next(iter(kerned)) == "EBGaramond-Bold" and not any(name.startswith("SourceSans") for name in kerned)
    # kerning of another typeface is open: its tests ask for pairs of the shipped one
    checkout.run(".venv/bin/python -m pytest -q -p no:cacheprovider tests/layout/test_text.py -k 'not no_line_is_too_wide'")


def topic(checkout: Checkout) -> None:
    for form in ("html", "text"):
        made = checkout.press(f"make wry-neck -c harbor-spine -f {form} -o -")
        assert "A weak or numb arm or hand that is new" in made and "Numb or tingling groin" not in made
    checkout.press("make wry-neck -c harbor-spine -o wry-neck.pdf")
    found = json.loads(checkout.press("check --json", codes=(0, 7)))
    assert "files" not in {one["rule"] for one in found}


PROOFS: dict[str, Proof] = {
    "A block type": block_type, "A field of the profile": profile_field, "A template": template, "A check rule": check_rule,
    "A figure": figure,
    "Words of the page": words_of_the_page, "A page": page, "An endpoint": endpoint, "A language": language, "The typeface": typeface,
    "A topic": topic,
    "A channel": channel,
}  # fmt: skip


def test_every_recipe_has_a_proof() -> None:
    assert list(RECIPES) == list(PROOFS)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """A copy, taken away again: it holds the tests and what they look for in files that are left."""
    yield Checkout(tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy")


def test_every_recipe_can_be_followed(checkout: Checkout) -> None:
    """In one copy, one after the other, as they stand: none may spoil what another has made."""
    for recipe in RECIPES.values():
        checkout.follow(recipe)
    for prove in PROOFS.values():
        prove(checkout)


def test_a_recipe_that_lies_is_seen(checkout: Checkout) -> None:
    checkout.follow(RECIPES["A block type"].replace("def parts", "def pieces"))
    with pytest.raises(AssertionError, match="Quote has no parts"):
        block_type(checkout)
    with pytest.raises(AssertionError, match="has no line that begins with"):
        checkout.follow("In `Makefile`, after `nowhere:`:\n\n```make\nall:\n```\n")
    with pytest.raises(AssertionError, match="no-such-program"):
        checkout.follow("```sh\nno-such-program\n```\n")
    with pytest.raises(AssertionError, match="one file for each piece of code"):
        checkout.follow("```python\npass\n```\n")
