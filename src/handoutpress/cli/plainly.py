"""The help and the complaints of the command line in plain words, for all commands alike."""

from __future__ import annotations

import re
from datetime import datetime
from enum import Enum
from typing import Any, get_args


def named(command: Any) -> Any:
    """A command (as Typer makes it) and all below it, with what their options take named for people: CLINIC, not <list[str]>."""
    for parameter in command.params:
        if parameter.metavar is None and not getattr(parameter, "is_flag", False):
            parameter.metavar = _metavar(parameter)
    for one in getattr(command, "commands", {}).values():
        text = " ".join((one.help or "").split("\n\n")[0].split())
        one.short_help = one.short_help or re.split(r"(?<=\.)\s", text)[0]
        named(one)
    return command


def _metavar(parameter: Any) -> str | None:
    """What stands behind an option in its help; None: the words it may be."""
    kind = getattr(parameter, "type", None)  # up to Typer 0.25, a type of click's; later, the annotation
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    several = get_args(annotation)
    annotation = several[0] if several else annotation
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "|".join(str(choice.value) for choice in annotation) if several else None
    if getattr(kind, "choices", None):
        return None
    if getattr(kind, "formats", None) or annotation is datetime:
        return "YYYY-MM-DD"
    return str(parameter.name).rstrip("_").replace("_", "-").upper()


def complaint(text: str) -> str:
    """What the command line found wrong with itself."""
    text = text.replace("Value error, ", "")
    text = re.sub(r"does not match the formats? '%Y-%m-%d'", "is not a date. Write it as 2026-07-31", text)
    text = re.sub(r"(No such option: \S+) \(Possible options: (.*)\)", r"\1. Did you mean \2?", text)
    text = re.sub(r"('--[\w-]+') / '[^']*'", r"\1", text)  # one name of an option is enough
    text = re.sub(r"'\[?(\w+)\]?:\[[^']*'", r"'\1'", text)  # older versions name an argument with all it may be
    if found := re.fullmatch(r"Invalid value for '?([^':]+)'?: ('.*?') is not one of (.*?)\.?", text):
        text = f"{found[1]}: there is no {found[2]}. There are: " + found[3].replace("'", "")
    text = re.sub(r"Invalid value for '?([^':]+)'?: ", r"\1: ", text)
    text = re.sub(r"Missing argument '\{?([^'}]+)\}?'", r"\1 is missing", text)
    return text if text.endswith((".", "?")) else f"{text}."
