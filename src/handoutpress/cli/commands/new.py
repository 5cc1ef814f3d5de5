"""`new`: a clinic profile, a template, a style, a section or a whole workspace, ready to fill in. Never writes over anything."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handoutpress.cli import options, prompts
from handoutpress.cli.common import command, data, library, say, workspace, workspace_to_write_in
from handoutpress.cli.options import option
from handoutpress.content.word_rules import UNWRITTEN
from handoutpress.errors import NotFound, OutputFailed, UsageError
from handoutpress.support import atomic_write
from handoutpress.support.filesystem import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handoutpress.content.library import Library

app = typer.Typer(
    help="Begin a clinic profile, a template, a style, a section or a folder of your own.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_ABOUT = """\
# What is true of this section in every language.
# sources: which evidence it rests on. The ids are in docs/facts.md; take those that fit.
sources: [{sources}]
"""
_TEXT = """\
# Write over the words after the colons and the dashes. Leave the rest, and the spaces before it, as they are.
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


@app.command("section")
def new_section(
    name: Annotated[str, typer.Argument(help="A short name: small letters, digits, dashes, as sleep-well.")],
    handout: Annotated[
        str, option("The handout it goes into, at its end.", "--in", metavar="HANDOUT", autocompletion=options.complete_handouts)
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


@app.command("clinic")
def new_clinic(
    name: Annotated[str, option("The clinic's name.", "--name")] = "",
    city: Annotated[str, option('City, as "Fairview, CA".', "--city")] = "",
    phone: Annotated[str, option('Phone with area code, as "(707) 555-0142".', "--phone")] = "",
    file_id: Annotated[str, option("Short name of the file. Default: made of the clinic's name.", "--id", metavar="ID")] = "",
) -> None:
    """Write a new clinic profile. Asks for what you leave out."""
    answers = prompts.clinic({"name": name, "city": city, "phone": phone})
    from handoutpress.content import profile_editor

    short = profile_editor.short_name(answers["name"], file_id)
    path = (workspace() or Path.cwd()) / "clinic_profiles" / f"{short}.yaml"
    countries = library().countries().value.root
    _write_new(path, profile_editor.begun(**answers, short=short, command=command(), countries=countries))
    data(shown(path))
    say(f"Next: {command()} make --clinic {short}")


@app.command("workspace")
def new_workspace(folder: Annotated[Path, typer.Argument(help="The folder to make.")]) -> None:
    """Make a folder for your clinic, with a sample profile and places for your own texts."""
    from handoutpress.content.library import built_in

    if folder.exists() and not folder.is_dir():
        raise OutputFailed(f"{shown(folder)} is a file", "Choose another name")
    if folder.exists() and any(folder.iterdir()):
        raise OutputFailed(f"{shown(folder)} is there and not empty", "Choose another name")
    sample = built_in() / "clinic_profiles" / "fairview-back-care.yaml"
    text = "\n".join(line for line in sample.read_text("utf-8").splitlines() if "yaml-language-server" not in line)
    _write_new(folder / "clinic_profiles" / "sample-clinic.yaml", text + "\n")
    for name in ("handouts", "templates"):
        try:
            (folder / name).mkdir(exist_ok=True)
        except OSError as error:
            raise atomic_write.failure(error, folder / name) from error
    data(shown(folder))
    say(f"Next: {command(folder)} new clinic")


@app.command("template")
def new_template(
    name: Annotated[str, typer.Argument(help="Its id, which is the name of its file: small letters, digits, dashes.")],
    base: Annotated[str, option("What it begins as.", "--from", autocompletion=options.complete_templates)] = "leaflet",
) -> None:
    """Begin a sheet of your own: a file in which you say only what differs from another template."""
    from handoutpress.cli.template_stub import overlay_file
    from handoutpress.content import profile_editor

    made_from = library().template(base).value
    folder = workspace_to_write_in()
    path = folder / "templates" / f"{profile_editor.short_name(name, name)}.yaml"
    _write_new(path, overlay_file(base, made_from, name, command()))
    data(shown(path))
    say(f"Next: change it, and look at it:  {command()} preview get-help --template {name} --watch")


@app.command("style")
def new_style(
    name: Annotated[str, typer.Argument(help="Its id, which is the name of its file: small letters, digits, dashes.")],
    base: Annotated[str, option("What it begins as.", "--from", autocompletion=options.complete_styles)] = "clinical",
) -> None:
    """Begin a style of your own: typefaces, corners, rules, colours and covers, as a copy of another style."""
    from handoutpress.content import profile_editor

    made_from = library().style(base).path.read_text("utf-8-sig")
    path = workspace_to_write_in() / "templates" / "styles" / f"{profile_editor.short_name(name, name)}.yaml"
    kept = [line for line in made_from.splitlines() if not line.startswith(("# yaml-language-server", "label:"))]
    label = name.replace("-", " ").capitalize()
    _write_new(
        path,
        "\n".join([f"# A style of your own, begun as '{base}'; docs/styles.md says what each line does.", f"label: {label}", *kept])
        + "\n",
    )
    data(shown(path))
    say(f"Next: change it, and look at it:  {command()} make get-help --style {name}")


def _texts(folder: Path, name: str, sources: Sequence[str], languages: Iterable[str]) -> dict[Path, str]:
    """The files of a new section, with words to write over."""
    from handoutpress.content.finder import SOURCE_LANGUAGE

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


def _write_new(path: Path, text: str) -> None:
    """Write a file, if it is not there yet."""
    if path.exists():
        raise OutputFailed(f"{shown(path)} is there already", "Nothing was changed. Choose another name, or edit that file")
    if path.parent.exists() and not path.parent.is_dir():
        raise NotFound(f"{shown(path.parent)} is not a folder", "Move that file away")
    atomic_write.write_together({path: text.encode()})
