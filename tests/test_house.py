"""The house holds: imports run one way, modules stay small, public things are described."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from handoutpress.content.schema.words import Words

SRC = Path(__file__).resolve().parent.parent / "src" / "handoutpress"
# from the bottom up; a room may know those before it, and itself
ROOMS = ["errors", "support", "content", "merge", "pdf", "layout", "formats", "checks", "press", "delivery", "web", "cli"]
MOST_LINES = 400


def room(path: Path) -> str:
    relative = path.relative_to(SRC)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imports(tree: ast.AST) -> set[str]:
    """Rooms a module imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "handoutpress" else [node.module]
        found |= {name.split(".")[1] for name in names if name.startswith("handoutpress.")}
    return found - {"__version__"}


def upward(name: str, source: str) -> set[str]:
    """Rooms above `name` that its source imports."""
    level = ROOMS.index(name)
    return {other for other in imports(ast.parse(source)) if ROOMS.index(other) > level}


MODULES = sorted(
    path
    for path in SRC.rglob("*.py")
    if path not in (SRC / "__init__.py", SRC / "__main__.py") and "library" not in path.relative_to(SRC).parts[:1]
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_run_one_way(path: Path) -> None:
    assert upward(room(path), path.read_text("utf-8")) == set()


def test_an_upward_import_is_seen() -> None:
    assert upward("content", "from handoutpress.merge.merge import merge") == {"merge"}
    assert upward("pdf", "def f():\n    from handoutpress.layout import icons") == {"layout"}


def test_pdf_knows_nothing_of_clinics() -> None:
    for path in (SRC / "pdf").rglob("*.py"):
        assert imports(ast.parse(path.read_text("utf-8"))) <= {"errors", "pdf", "support"}, path


def test_private_reportlab_is_touched_in_pdf_only() -> None:
    for path in MODULES:
        if room(path) != "pdf":
            assert "reportlab" not in path.read_text("utf-8").replace('"reportlab"', ""), path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


def undescribed(source: str) -> list[str]:
    """Public functions and classes without a description or without types."""
    bad = []
    for node in ast.parse(source).body:
        members = [node, *node.body] if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
        for member in members:
            if not isinstance(member, (ast.FunctionDef, ast.ClassDef)) or member.name.startswith("_"):
                continue
            if not ast.get_docstring(member):
                bad.append(member.name)
            if isinstance(member, ast.FunctionDef) and member.returns is None:
                bad.append(f"{member.name} ->")
    return bad


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_public_things_are_described(path: Path) -> None:
    assert undescribed(path.read_text("utf-8")) == []


def test_what_is_not_described_is_seen() -> None:
    assert undescribed("def f(): ...") == ["f", "f ->"]
    assert undescribed("class A:\n    '''a'''\n    def b(self) -> None: ...") == ["b"]


def test_no_circles() -> None:
    """No two modules of different rooms import each other, directly or not (top-level imports)."""
    graph = {path: _modules(path) for path in MODULES}
    state: dict[Path, int] = {}

    def visit(path: Path) -> None:
        state[path] = 1
        for other in graph.get(path, ()):
            assert state.get(other) != 1, f"{path.name} and {other.name} import each other"
            if other not in state:
                visit(other)
        state[path] = 2

    for path in MODULES:
        if path not in state:
            visit(path)


def _modules(path: Path) -> set[Path]:
    out = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("handoutpress"):
            base = SRC.parent / Path(*str(node.module).split("."))
            for candidate in (base.with_suffix(".py"), *(base / f"{alias.name}.py" for alias in node.names)):
                if candidate.is_file():
                    out.add(candidate)
    return out


def unsaid(fields: Iterable[str], sources: Iterable[str]) -> set[str]:
    """Fixed words nobody takes from their list."""
    said = {name for source in sources for name in re.findall(r"\.(\w+)", source)}
    return set(fields) - said


def test_no_fixed_word_is_written_for_nobody() -> None:
    """A word nobody prints still costs every translator."""
    sources = [path.read_text("utf-8") for path in MODULES if path != SRC / "content" / "schema" / "words.py"]
    assert unsaid(Words.model_fields, sources) == set()
    assert unsaid(["am", "noon"], ["words.am + hours.pm"]) == {"noon"}


def other_words(source: str) -> set[str]:
    """Texts of a module, its docstrings left out, that have another word for a thing than all others do."""
    tree = ast.parse(source)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]
    return {word for node in texts for word in re.findall(r"(?i)\b(?:blanks?|white ?spaces?)\b", node.value)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_what_stands_between_words_is_a_space_in_all_messages(path: Path) -> None:
    assert other_words(path.read_text("utf-8")) == set()


def test_a_message_with_another_word_is_seen() -> None:
    assert other_words('"""A blank page."""\nraise ValueError(f"holds {n} blanks")') == {"blanks"}
