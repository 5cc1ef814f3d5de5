"""The file that `new template` writes: an overlay that says nothing yet, with everything that can be said as comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handoutpress.content.schema.template import Template

_HEAD = """\
# A sheet of your own, made from '{base}': what is not said here is as it is there.
# To change a line, take away the # and the space before it; for a line that is set in, before the line it belongs to as well.
# Lengths are in points: 72 to the inch, 28.35 to the centimetre.
# Look at it while you change it:  {command} preview get-help --template {name} --watch
base: {base}
label: {label}

"""
_ABOUT = {
    "description": "",
    "pages": "at most so many",
    "text": "full, fit (long sections by their key message), key (key messages only), or easy (its easy-read pairs)",
    "duplex": "the edge the sheet is turned over: long, short or no",
    "binding": "none or saddle (stapled in the fold)",
    "breaks": "outline (pages begin where the handout says so), or flow (in sequence, each picture beside its words)",
    "heads": "plain, or ruled: a rule in your colour under each heading",
    "hero": "figure or plain",
    "plan": "true: the last page is the reader's plan, with every warning sign by zone",
    "strip": "a strip in your colour along the head, with --bleed",
    "sheets": "width and height",
    "margins": "white edges, at least 17",
    "growth": "what a sheet with room makes larger: its text by one size; its pictures so many times",
    "columns": "cards in a row",
    "sizes": "sizes of letters, largest first: at least 10, and 8 for the small print (micro)",
    "type": "what is set at which of these sizes",
    "panels": "fields of the sheet in reading order; at: left, bottom, width, height; inset: white within",
    "copies": "how far further copies stand from the first: right, up",
    "copies_as": "content, or decoration: readers meet the first copy only",
    "each": "handout, or exercise: a copy of its odd sheets for each exercise",
    "marks": "where to fold and cut",
}
_WIDE = 100  # characters; what is longer takes a line for each part


def overlay_file(base: str, template: Template, name: str, command: str) -> str:
    """The text of a new template file, with all that its base says (defaults too) as comments."""
    label = name.replace("-", " ").capitalize()
    fields = [field for field in _ABOUT if field not in ("copies_as", "each") or template.copies]
    lines = [line for field in fields for line in _said(field, getattr(template, field))]
    return _HEAD.format(base=base, label=label, name=name, command=command) + "\n".join(lines) + "\n"


def _said(field: str, value: Any) -> Iterator[str]:
    plain = _plain(value)
    if plain in (None, [], {}):
        return
    about = f"   # {_ABOUT[field]}" if _ABOUT[field] else ""
    flow = _flow(plain)
    if len(flow) <= _WIDE or not isinstance(plain, (dict, list)):
        yield f"# {field}: {flow}{about}"
        return
    yield f"# {field}:{about}"
    for part in plain if isinstance(plain, list) else [f"{key}: {_flow(inner)}" for key, inner in plain.items()]:
        yield f"#   - {_flow(part)}" if isinstance(plain, list) else f"#   {part}"


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return {key: inner for key, inner in value.model_dump(mode="json").items() if inner not in ({}, [], None)}
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value


def _flow(value: Any) -> str:
    """A value as YAML on one line."""
    import json

    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:g}" if abs(value) < 10_000 and round(value, 4) == float(f"{value:g}") else repr(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value)
    return text if text.replace("-", "").replace("_", "").isalnum() else json.dumps(text, ensure_ascii=False)
