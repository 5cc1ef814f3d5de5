"""`new`: a clinic profile, a template or a whole workspace, ready to fill in. Never writes over anything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handoutpress.cli import completion, prompts
from handoutpress.cli.commands import new_section
from handoutpress.cli.common import command, data, library, say, workspace, workspace_to_write_in
from handoutpress.cli.options import option
from handoutpress.errors import NotFound, OutputFailed
from handoutpress.support.filesystem import shown

app = typer.Typer(
    help="Begin a clinic profile, a template, a section or a folder of your own.", no_args_is_help=True, rich_markup_mode=None
)
app.command("section")(new_section.new_section)


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
    from handoutpress.support import atomic_write

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
    base: Annotated[str, option("The template it is made from.", "--from", autocompletion=completion.templates)] = "leaflet",
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


def _write_new(path: Path, text: str) -> None:
    """Write a file, if it is not there yet."""
    from handoutpress.support import atomic_write

    if path.exists():
        raise OutputFailed(f"{shown(path)} is there already", "Nothing was changed. Choose another name, or edit that file")
    if path.parent.exists() and not path.parent.is_dir():
        raise NotFound(f"{shown(path.parent)} is not a folder", "Move that file away")
    atomic_write.write_together({path: text.encode()})
