"""What README and docs tell people to type exists: commands, options, handouts, targets of make, files, links, exit codes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handoutpress.cli import app
from handoutpress.content.library import Library
from handoutpress.errors import ExitCode

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TREE: Any = app.program()
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
HANDOUTS = set(Library().handouts())
TAKES_HANDOUTS = {"test-kit", "make", "print", "preview", "email", "review show", "review sign", "stock set", "show handout"}
OF_OTHERS = {"--nthreads", "--require-hashes", "--extra-index-url"}  # options of other programs
MADE_UP = {
    "text_message_channel",
    "poses_page",
    "poses",
    "handouts_endpoint",
    "sleep-well",
    "our-leaflet",
    "back-care",
    "quote",
    "door-card",
    "heel-lift",
}  # what the guides let people make


def told(text: str) -> Iterator[str]:
    """All a page shows as code: lines of its blocks, and spans in its sentences."""
    fence = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
    for block in fence.findall(text):
        yield from block.replace("\\\n", " ").splitlines()[1:-1]
    for span in re.findall(r"`([^`]+)`", fence.sub("", text)):
        yield " ".join(span.split())


def options(command: Any) -> set[str]:
    """All options of a command, and those that stand at either end of every line."""
    own = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts) if name[:1] == "-"}
    return own | {"--help", "-h", "--workspace", "-w", "-q", "--quiet", "-v", "--verbose", "--version"}


ALL_OPTIONS = options(TREE)


def _gather(command: Any) -> None:
    ALL_OPTIONS.update(options(command))
    for one in getattr(command, "commands", {}).values():
        _gather(one)


_gather(TREE)


def faults(line: str) -> list[str]:
    """What of a line does not exist; nothing, if it is not about this program."""
    line = re.sub(r"\s#.*", "", line).strip()
    found = re.search(r"(?:^|\s|/|\\)(?:generate\.py|handouts)(?:\s+(.*))?$", line)
    first = line.split()[0] if line.split() else ""
    if found:
        return of_command(found[1] or "")
    if first == "make" and len(line.split()) > 1 and line.split()[1] in TARGETS:
        return []
    if first in TREE.commands and re.match(r"\w+ \S", line) and ": " not in line:
        return of_command(line)
    if first == "…" or first.startswith("--"):
        return [
            f"no option {name}" for name in re.findall(r"(?<![\w-])--[a-z][a-z-]*", line) if name not in ALL_OPTIONS | OF_OTHERS
        ]
    return []


def of_command(line: str) -> list[str]:
    try:
        words = shlex.split(line)
    except ValueError:
        return [f"cannot be typed: {line}"]
    command, path, bad = TREE, [], []
    takes_value = False
    for word in words:
        if word in ("|", ">", "<", "&&", ";"):
            break
        if word.startswith("-") and len(word) > 1:
            name = word.partition("=")[0]
            if name not in options(command):
                bad.append(f"no option {name} of {' '.join(path) or 'the program'}")
            takes_value = not any(name in p.opts and getattr(p, "is_flag", False) for p in command.params) and "=" not in word
        elif takes_value:
            takes_value = False
        elif word in getattr(command, "commands", {}):
            command = command.commands[word]
            path.append(word)
        elif not path or (hasattr(command, "commands") and word != "…"):
            bad.append(f"no command {' '.join([*path, word])}")
            break
        elif path == ["show"] and word == "handout":
            path.append(word)
        elif " ".join(path) in TAKES_HANDOUTS and re.fullmatch(r"[a-z-]+", word) and word not in HANDOUTS | {"all"}:
            bad.append(f"no handout {word}")
    return bad


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_shown_can_be_typed(page: Path) -> None:
    assert {line: bad for line in told(page.read_text("utf-8")) if (bad := faults(line))} == {}


def test_the_guides_hold_commands_at_all() -> None:
    shown = [line for page in PAGES for line in told(page.read_text("utf-8")) if "generate.py " in line]
    assert len(shown) > 50


@pytest.mark.parametrize(
    ("line", "bad"),
    [
        (".venv/bin/python generate.py mak", ["no command mak"]),
        ("generate.py make --papr a4", ["no option --papr of make"]),
        ("generate.py review sing get-help", ["no command review sing"]),
        ("generate.py print first-aid --copies 3", ["no handout first-aid"]),
        ("review sign get-hlep", ["no handout get-hlep"]),
        ("… --blead 3mm", ["no option --blead"]),
        ("generate.py make 'get-help", ["cannot be typed: make 'get-help"]),
        ("generate.py -w mine make get-help -c x --date 2026-01-01 | head", []),
        ("make leaflets", []),
        ("ls -l", []),
    ],
)
def test_what_does_not_exist_is_seen(line: str, bad: list[str]) -> None:
    assert faults(line) == bad


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_and_links_are_there(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if link and not (page.parent / link).exists()] == []
    named = re.findall(r"`((?:docs|handouts|templates|clinic_profiles|src|tests|benchmarks|schemas)/[\w./-]+\.\w+)`", text)
    mine = {"vi", "our-leaflet", "my-clinic", "my-move", "neck-spasm", "wry-neck"} | MADE_UP  # what the reader is to write
    gone = [name for name in named if not (ROOT / name).exists() and not mine & set(re.split(r"[/.]", name))]
    assert gone == []


def test_readme_tells_every_exit_code() -> None:
    told = (ROOT / "README.md").read_text("utf-8").partition("## Exit codes")[2].partition("##")[0]
    assert {int(code) for code in re.findall(r"(?:^|· )(\d+) ", told, re.MULTILINE)} == {int(code) for code in ExitCode}
