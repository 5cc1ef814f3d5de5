"""`new section`: a section of one's own in a handout, with words to write over."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli import completion
from handoutpress.cli.common import command, data, library, say, workspace_to_write_in
from handoutpress.cli.options import option
from handoutpress.content.word_rules import UNWRITTEN
from handoutpress.errors import OutputFailed, UsageError
from handoutpress.support import atomic_write
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handoutpress.content.library import Library

_ABOUT = """\
# What is true of this section in every language.
# sources: which evidence it rests on. The ids are in docs/facts.md; take those that fit.
sources: [{sources}]
"""
_TEXT = """\
# Write over the words after the colons and the dashes. Leave the rest, and the blanks before it, as they are.
# A text with a colon or a number sign in it stands in "quotes". **Two stars** make words bold.
heading: {heading}
key_message: {0}
blocks:
  - paragraph: {1}
  - bullets:
      - {2}
      - {3}
"""
_TRANSLATE = "# Not translated yet. Say here what en.yaml says, part by part.\n"


def new_section(
    name: Annotated[str, typer.Argument(help="A short name: small letters, digits, dashes, as sleep-well.")],
    handout: Annotated[
        str, option("The handout it goes into, at its end.", "--in", metavar="HANDOUT", autocompletion=completion.handouts)
    ],
    sources: Annotated[str, option("Ids of the evidence it rests on, as E4 or E4,E39.", "--sources")] = "E1",
) -> None:
    """Begin a section of your own in a handout. Writes its files and puts it at the handout's end."""
    home = workspace_to_write_in()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise UsageError(f"'{name}' cannot be the name of a section", "Use small letters, digits and dashes, as sleep-well")
    found = library()
    if name in found.sections():
        raise OutputFailed(f"there is a section '{name}' already", "Choose another name")
    evidence = [one.strip() for one in sources.split(",") if one.strip()]
    if unknown := [one for one in evidence if one not in found.sources().value.root]:
        raise UsageError(f"there is no source '{unknown[0]}'", "The sources are listed in docs/facts.md")
    outline = _outline(found, handout, name)
    folder = home / "handouts" / "sections" / name
    texts = _texts(folder, name, evidence, found.languages(handout)) | {home / "handouts" / f"{handout}.yaml": outline}
    atomic_write.write_together({path: text.encode() for path, text in texts.items()})
    data("\n".join(map(shown, texts)))
    say(f"Next: open {shown(folder / 'en.yaml')}, write your words, then  {command()} check  and  {command()} preview {handout}")


def _texts(folder: Path, name: str, sources: Sequence[str], languages: Iterable[str]) -> dict[Path, str]:
    """The files of a new section, with words to write over."""
    from handoutpress.content.signoff import SOURCE_LANGUAGE

    files = {folder / "about.yaml": _ABOUT.format(sources=", ".join(sources))}
    text = _TEXT.format(*UNWRITTEN, heading=name.replace("-", " ").capitalize())
    for language in languages:
        files[folder / f"{language}.yaml"] = text if language == SOURCE_LANGUAGE else _TRANSLATE + text
    return files


def _outline(found: Library, handout: str, name: str) -> str:
    """The handout's outline with the section at the end of its list."""
    path: Path = found.handout(handout).path
    kept = [line for line in path.read_text("utf-8-sig").splitlines() if "yaml-language-server" not in line]
    return "\n".join([*kept, f"  - {{section: {name}, priority: 5}}"]) + "\n"
