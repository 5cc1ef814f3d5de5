"""docs/security.md: each row is held by a test that is there, and the lower bounds are those of today."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")
_ALL = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
TESTS = set(re.findall(r"^ *def (test_\w+)", _ALL, re.M))


def rows(text: str, head: str) -> list[list[str]]:
    """Rows of the table under a heading."""
    part = text.partition(head)[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def unproved(text: str) -> list[str]:
    """Rows of the standard that name neither a test that is there nor a reason."""
    out = []
    for row, _, how in rows(text, "## ASVS 5.0, level 1"):
        named = re.findall(r"`(test_\w+)`", how)
        reason = re.match("Not here: |above$|the next section$|in part: |yours: ", how)
        if not (named or reason) or not set(named) <= TESTS:
            out.append(row)
    return out


def test_each_row_of_the_standard_has_its_test_or_its_reason() -> None:
    assert unproved(TEXT) == [] and len(rows(TEXT, "## ASVS 5.0, level 1")) >= 60
    assert unproved(TEXT.replace("`test_it_encrypts_by_itself`", "`test_nobody_has_written`")) != []


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


def too_low(project: str) -> list[str]:
    """Libraries whose lower bound is below the one that stands for a known fault."""
    data = tomllib.loads(project)["project"]
    given = [*data["dependencies"], *(one for extra in data["optional-dependencies"].values() for one in extra)]
    bounds = dict(found.groups() for one in given if (found := re.match(r"([\w-]+)>=([\d.]+)", one)))
    wanted = rows(TEXT, "## Libraries with known faults")
    return [name for name, least, _ in wanted if version(bounds[name]) < version(least)]


def test_no_lower_bound_lets_in_a_known_fault() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert too_low(project) == []
    assert too_low(project.replace("h11>=0.16", "h11>=0.14")) == ["h11"]


COPYLEFT = re.compile(r"(?<!L)A?GPL|General Public", re.I)


def licences(name: str) -> str:
    """What a library says of its licence; empty: it is of another system, and not here."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    named = [about.get("License-Expression"), (about.get("License") or "")[:80], *about.get_all("Classifier", [])]
    return "; ".join(one for one in named if one and ("License" in one or "::" not in one))


def test_no_library_it_runs_with_asks_for_its_own_licence() -> None:
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
    told = {name: licences(name) for name in pinned}
    assert {name for name, text in told.items() if COPYLEFT.search(text)} == set() and sum(map(bool, told.values())) > 30
    assert COPYLEFT.search("AGPL-3.0-only") and COPYLEFT.search("GPL-2.0") and not COPYLEFT.search("MIT")


def unnamed(text: str) -> list[str]:
    """Files others made that go into what the program writes, and have no row in the table of licences."""
    table = str(rows(text, "## Licences of what is embedded"))
    embedded = [path for path in (ROOT / "src").rglob("*") if path.suffix in (".icc", ".ttf", ".otf", ".woff", ".woff2")]
    assert embedded
    return [path.name for path in embedded if path.name not in table] + [one for one in ("rendercv-fonts",) if one not in table]


def test_the_licence_of_all_that_is_embedded_is_told() -> None:
    assert unnamed(TEXT) == [] and unnamed(TEXT.replace("pdf/srgb.icc", "")) == ["srgb.icc"]
