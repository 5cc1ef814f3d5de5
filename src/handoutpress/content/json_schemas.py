"""JSON Schemas of all files people edit, made from the models. `python -m handoutpress.content.json_schemas DIR` writes them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from handoutpress.content.finder import unknown
from handoutpress.content.schema import model

# the model of each kind of file
MODELS = {
    "clinic": "clinic.Clinic", "handout": "handout.Handout", "titles": "handout.Titles", "section": "handout.Section",
    "section-about": "handout.SectionAbout", "red-flags": "red_flags.RedFlags", "services": "handout.ServiceNames",
    "languages": "handout.LanguageNames", "interface": "words.Words", "page": "page.PageWords", "messages": "page.Messages",
    "wording": "wordlists.WordLists", "facts": "handout.Facts", "sources": "handout.Sources", "countries": "handout.Countries",
    "care-words": "handout.CareWords",
    "template": "template.Template", "style": "style.StyleFamily", "figure": "figure.Figure",
    "figure-texts": "handout.FigureTexts", "mail": "mail.MailSettings",
    "questions": "questions.ReaderQuestions", "test-kit": "trial.KitWords", "trial": "trial.ReaderTrial",
}  # fmt: skip


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file. Raises NotFound: there is no such kind."""
    if kind not in MODELS:
        raise unknown("schema", kind, tuple(MODELS))
    made: dict[str, Any] = model(MODELS[kind]).model_json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["$id"] = f"{kind}.schema.json"
    return _lenient(made)  # type: ignore[no-any-return]


def _lenient(node: Any) -> Any:
    """Text may be written without quotes even where YAML then sees a number or a date: the program reads it as text."""
    if isinstance(node, dict):
        out = {key: _lenient(value) for key, value in node.items()}
        if out.get("type") == "string":
            out["type"] = ["string", "number"]
        elif out.get("type") in ("number", "integer", "boolean"):
            out["type"] = [out["type"], "string"]
        if isinstance(out.get("const"), int):
            out.pop("type", None)
        return out
    return [_lenient(item) for item in node] if isinstance(node, list) else node


def write_all(folder: Path) -> list[Path]:
    """Write every schema into a folder; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for kind in MODELS:
        path = folder / f"{kind}.schema.json"
        path.write_bytes((json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n").encode())
        out.append(path)
    return out


if __name__ == "__main__":
    folder = sys.argv[1] if len(sys.argv) == 2 else "schemas"
    if len(sys.argv) > 2 or folder.startswith("-"):
        sys.exit("Usage: python -m handoutpress.content.json_schemas [FOLDER]")
    write_all(Path(folder))
