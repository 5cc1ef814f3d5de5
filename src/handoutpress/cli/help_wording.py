"""The help and the complaints of the command line in plain words, for all commands alike.

The help is plain text, written as Typer does without Rich: Rich would take a third longer, and draws boxes into pipes and consoles.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from difflib import get_close_matches
from enum import Enum
from functools import partial
from typing import Any, get_args

_SURPLUS = r'too much is said: \1. Leave it out, or put words that belong together in quotes: "two words"'
_TYPERS = {  # words of Typer's own options, and those of this program
    "Show this message and exit.": "Show this help.",
    "Install completion for the current shell.": "Let the Tab key finish commands and names in this terminal.",
    "Show completion for the current shell, to copy it or customize the installation.": "Show what that would install.",
}


def reword(command: Any) -> Any:
    """A command (as Typer makes it) and all below it, with what their options take named for people: CLINIC, not <list[str]>."""
    for parameter in command.params:
        if parameter.metavar is None and not getattr(parameter, "is_flag", False):
            parameter.metavar = _metavar(parameter)
        parameter.get_help_record = partial(_explained, parameter.get_help_record)
        if parameter.param_type_name == "argument":
            parameter.get_usage_pieces = partial(_unbraced, parameter.get_usage_pieces)
    command.format_options = partial(_write_options, command)
    for below in getattr(command, "commands", {}).values():
        text = " ".join((below.help or "").split("\n\n")[0].split())
        below.short_help = below.short_help or re.split(r"(?<=\.)\s", text)[0]
        reword(below)
    return command


def _write_options(command: Any, context: Any, formatter: Any) -> None:
    """The rows of a command's help under their headings: commands first, then arguments and options."""
    below = getattr(command, "commands", {})
    rows: dict[str, list[tuple[str, str]]] = {}
    for name, one in below.items():
        rows.setdefault(one.rich_help_panel or "Commands", []).append((name, one.get_short_help_str(limit=1_000)))
    headings, heading = getattr(command.callback, "headings", {}), ""
    for parameter in command.get_params(context):
        heading = headings.get(parameter.name, heading)
        usual = "Arguments" if parameter.param_type_name == "argument" else "Options"
        if row := parameter.get_help_record(context):
            rows.setdefault(heading or usual, []).append((row[0], _TYPERS.get(row[1], row[1])))
    for heading, found in rows.items():
        with formatter.section(heading):
            formatter.write_dl(found)


def _metavar(parameter: Any) -> str | None:
    """What stands behind an option in its help; None: the words it may be."""
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    words = get_args(annotation)
    if words and isinstance(words[0], type) and issubclass(words[0], Enum):
        return "|".join(str(choice.value) for choice in words[0])
    if words and isinstance(words[0], str):
        return None
    if annotation is datetime:
        return "YYYY-MM-DD"
    return str(parameter.name).rstrip("_").replace("_", "-").upper()


def _explained(record: Callable[[Any], tuple[str, str] | None], context: Any) -> tuple[str, str] | None:
    """A row of the help without types of Python (NAME <list[str]>) and formulas (0<=x<=256)."""
    if (row := record(context)) is None:
        return None
    text = re.sub(r"([\d.]+)<=x<=([\d.]+)", r"\1 to \2", row[1])
    return re.sub(r" <[a-z]+(\[[a-z]+\])?>$", "", row[0]), re.sub(r"x>=([\d.]+)", r"\1 or more", text)


def _unbraced(pieces: Callable[[Any], list[str]], context: Any) -> list[str]:
    """What must be given stands bare in the usage line, as in manuals: braces are no more to be typed than brackets."""
    return [re.sub(r"^\{(.*)\}", r"\1", piece) for piece in pieces(context)]


def complaint(text: str) -> str:
    """What the command line found wrong with itself."""
    text = text.replace("Value error, ", "")
    text = re.sub(r"does not match the formats? '%Y-%m-%d'", "is not a date. Write it as 2026-07-31", text)
    text = re.sub(r"No such option: (\S+) \(Possible options: (.*)\)", _nearest, text)
    text = re.sub(r"('--[\w-]+') / '[^']*'", r"\1", text)  # one name of an option is enough
    text = re.sub(r"'\[?(\w+)\]?:\[[^']*'", r"'\1'", text)  # older versions name an argument with all it may be
    if found := re.fullmatch(r"Invalid value for '?([^':]+)'?: ('.*?') is not one of (.*?)\.?", text):
        text = f"{found[1]}: there is no {found[2]}. There are: " + found[3].replace("'", "")
    text = re.sub(r"Invalid value for '?([^':]+)'?: ", r"\1: ", text)
    text = re.sub(r"Missing (?:argument|option) '\{?([^'}]+)\}?(?:\.\.\.)?'", r"\1 is missing", text)
    text = re.sub(r"\. Choose from:\s*(.*)", lambda found: f". There are: {' '.join(found[1].split())}", text, flags=re.DOTALL)
    text = re.sub(r"Input should be a valid (?:integer|number), .*", "that is not a number", text)
    text = re.sub(r"'[^']*' is not a valid (?:integer|float)(?: range)?", "that is not a number", text)  # older versions
    text = re.sub(r"(\S+) is not in the range (?:([\d.]*\d)<=x<=([\d.]*\d)|x>=([\d.]*\d))", _limit, text)
    text = re.sub(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", _SURPLUS, text)
    text = re.sub(r"Option '(\S+)' requires an argument", r"what belongs after \1 is missing", text)
    text = text.replace("Missing command", "it is not said what to do: a command is missing")
    text = re.sub(r"Input should be less than or equal to ([\d.]*\d)", r"\1 is the most it may be", text)
    text = re.sub(r"Input should be greater than or equal to ([\d.]*\d)", r"\1 is the least it may be", text)
    return text if text.endswith((".", "?")) else f"{text}."


def _nearest(found: re.Match[str]) -> str:
    typed, options = found[1], found[2].split(", ")
    near = get_close_matches(typed, options, 1) or options
    return f"No such option: {typed}. Did you mean {' or '.join(near)}?"


def _limit(found: re.Match[str]) -> str:
    given, least, most, alone = found.groups()
    low = alone or least
    return f"{low} is the least it may be" if float(given) < float(low) else f"{most} is the most it may be"
