"""`schemas/` holds what the models say now: editors complete and check by those files."""

from __future__ import annotations

import shutil
from pathlib import Path

from handoutpress.content.json_schemas import write_all

SHIPPED = Path(__file__).resolve().parents[2] / "schemas"


def stale(folder: Path, fresh: Path) -> set[str]:
    """Names of schema files in `folder` that are not as the models have them: changed, missing, or of no model."""
    write_all(fresh)
    wanted = {path.name: path.read_bytes() for path in fresh.iterdir()}
    there = {path.name: path.read_bytes() for path in folder.iterdir()}
    return {name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name)}


def test_schemas_are_as_the_models(tmp_path: Path) -> None:
    assert stale(SHIPPED, tmp_path) == set(), "write them anew: make schemas"


def test_a_stale_schema_is_seen(tmp_path: Path) -> None:
    old = Path(shutil.copytree(SHIPPED, tmp_path / "old"))
    changed = old / "clinic.schema.json"
    changed.write_text(changed.read_text("utf-8").replace('"phone"', '"telephone"'), "utf-8")
    (old / "mail.schema.json").unlink()
    (old / "nothing.schema.json").write_text("{}")
    assert stale(old, tmp_path / "fresh") == {"clinic.schema.json", "mail.schema.json", "nothing.schema.json"}
