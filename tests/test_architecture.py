"""The house as docs/architecture.md shows it: rooms, names, caches, circles; and the picture is drawn from the code of today."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from docs import architecture

from tests.test_house import MODULES, ROOMS, SRC

MOST_CACHES = 25
CACHES = re.compile(
    r"^\s*@(?:functools\.)?(?:lru_cache|cache|cached_property)\b|\bMemo(?:ryCache)?(?:\[[^=\n]*\])?\(", re.MULTILINE
)


def sources() -> dict[str, str]:
    """The program's modules, by dotted name; a package by its own."""
    out = {}
    for path in [SRC / "__init__.py", *MODULES]:
        parts = path.relative_to(SRC.parent).with_suffix("").parts
        out[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text("utf-8")
    return out


def asks_for_addresses(source: str) -> bool:
    """Whether a source calls id(): an address is another object's as soon as this one is gone."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Name) and called.id == "id" for called in calls)


def imported(source: str, modules: Iterable[str]) -> set[str]:
    """Modules a source imports, wherever in it the import stands: those for the type checker alone count too."""
    known, found = set(modules), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module in known:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inside & known) or {str(node.module)}
            if inside - known:
                found.add(str(node.module))
    return found - {"handoutpress"}  # its version is asked for; it imports nothing until it is asked for more


def circles(graph: Mapping[str, set[str]]) -> list[str]:
    """Modules that can be reached from themselves."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [*graph[start]]
        while waiting:
            if (one := waiting.pop()) not in seen:
                seen.add(one)
                waiting += graph.get(one, ())
        return seen

    return sorted(name for name in graph if name in reached(name))


def test_no_circle_of_imports() -> None:
    all_ = sources()
    assert circles({name: imported(source, all_) for name, source in all_.items() if name != "handoutpress"}) == []


def test_a_circle_is_seen() -> None:
    all_ = {"a.x": "def f():\n    from a import y", "a.y": "if TYPE_CHECKING:\n    from a.x import z", "a": ""}
    assert circles({name: imported(source, all_) for name, source in all_.items()}) == ["a.x", "a.y"]


def repeated(all_: Mapping[str, str]) -> dict[str, list[str]]:
    """Class names that stand in more than one module."""
    where = defaultdict(list)
    for name, source in all_.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef):
                where[node.name].append(name)
    return {name: places for name, places in where.items() if len(places) > 1}


def test_no_two_classes_of_one_name() -> None:
    assert repeated(sources()) == {}
    assert repeated({"a": "class X: ...", "b": "class X: ..."}) == {"X": ["a", "b"]}


def test_caches_are_few_and_nothing_is_found_by_its_address() -> None:
    caches = {name: len(CACHES.findall(source)) for name, source in sources().items()}
    assert sum(caches.values()) <= MOST_CACHES, {name: count for name, count in caches.items() if count}
    assert [name for name, source in sources().items() if asks_for_addresses(source)] == []


@pytest.mark.parametrize(
    ("source", "count"),
    [("@cache\ndef f(): ...", 1), ("_A: Memo[str, int] = Memo(3)", 1), ("x = Memo[str, tuple[int, str]](5)", 1), ("caches = 1", 0)],
)
def test_a_cache_is_seen(source: str, count: int) -> None:
    assert len(CACHES.findall(source)) == count


def test_an_address_as_a_key_is_seen() -> None:
    assert asks_for_addresses("known[id(page)] = 1")
    assert not asks_for_addresses("self.id(page); 'id(x)'")


def test_the_listing_is_the_flow() -> None:
    """What stands in the package is the rooms, in the order of imports, and nothing else."""
    there = {path.stem for path in SRC.iterdir() if path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__")}
    assert there - {"__init__", "__main__"} == set(ROOMS)
    assert architecture.ROOMS == ROOMS


def test_the_picture_is_of_today() -> None:
    assert architecture.PICTURE.read_text("utf-8") == architecture.picture(), "run `make architecture`"


def test_a_picture_of_what_is_gone_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(architecture.HANDED_ON, "merge", ("one leaflet", "merge.leaflet:Gone"))
    with pytest.raises(AttributeError):
        architecture.picture()


@pytest.mark.parametrize("room", ROOMS)
def test_the_page_speaks_of_every_room(room: str) -> None:
    page = (Path(architecture.ROOT) / "docs" / "architecture.md").read_text("utf-8")
    assert f"`{room}`" in page or f"`{room}/`" in page
