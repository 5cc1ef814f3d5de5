"""The public names, and every example of docs/python.md."""

from __future__ import annotations

import doctest
import inspect
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import handoutpress
from handoutpress.errors import HandoutError
from tests.helpers.processes import python

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "python.md"


def test_every_example_of_the_guide(tmp_path: Path) -> None:
    done = doctest.testfile(str(GUIDE), module_relative=False, globs={"folder": str(tmp_path)}, encoding="utf-8")
    assert done.attempted > 10
    assert done.failed == 0


@pytest.mark.parametrize("call", [handoutpress.render, handoutpress.make_many], ids=lambda call: call.__name__)
def test_the_guide_names_every_keyword(call: Callable[..., object]) -> None:
    text = GUIDE.read_text("utf-8")
    keywords = [name for name, p in inspect.signature(call).parameters.items() if p.kind is p.KEYWORD_ONLY]
    assert len(keywords) > 8
    assert [name for name in keywords if f"`{name}`" not in text] == []


def test_public_names() -> None:
    assert set(handoutpress.__all__) == {"HandoutError", "__version__", "make_many", "render"}
    assert handoutpress.HandoutError is HandoutError
    with pytest.raises(AttributeError, match="no attribute 'rendr'"):
        _ = handoutpress.rendr


def test_importing_costs_nothing() -> None:
    code = "import sys, handoutpress; print([m for m in sys.modules if m.startswith(('reportlab', 'pydantic', 'typer', 'yaml'))])"
    assert python(code).strip() == b"[]"


def test_threads_get_the_same_bytes() -> None:
    jobs = [("harbor-spine", "get-help"), ("cedar-family-pt", "ice-heat-tens")] * 2
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda job: handoutpress.render(*job), jobs))
    assert made[:2] == made[2:]
    assert made[0] == handoutpress.render(*jobs[0])


def test_run_as_a_module() -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(handoutpress.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-m", "handoutpress", "--version"], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == f"handoutpress {handoutpress.__version__}\n"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"format": "png"}, "no format 'png'"), ({"format": "docx"}, "no format"), ({"paper": "a5"}, "no paper 'a5'")],
)
def test_what_render_does_not_make_is_refused(wrong: dict[str, str], told: str) -> None:
    with pytest.raises(HandoutError, match=told) as caught:
        handoutpress.render("harbor-spine", "get-help", **wrong)  # type: ignore[arg-type]
    assert caught.value.exit_code == 2
