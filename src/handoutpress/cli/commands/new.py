"""`new`: a clinic profile, a template or a whole workspace, ready to fill in. Never writes over anything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handoutpress.cli import completion, prompts
from handoutpress.cli.commands import section
from handoutpress.cli.common import command, data, library, say, workspace
from handoutpress.errors import NotFound, OutputFailed, UsageError

app = typer.Typer(
    help="Begin a clinic profile, a template, a section or a folder of your own.", no_args_is_help=True, rich_markup_mode=None
)
app.command("section")(section.section)


@app.command("clinic")
def clinic(
    name: Annotated[str, typer.Option(help="The clinic's name.")] = "",
    city: Annotated[str, typer.Option(help='City, as "Fairview, CA".')] = "",
    phone: Annotated[str, typer.Option(help='Phone with area code, as "(707) 555-0142".')] = "",
    file_id: Annotated[
        str, typer.Option("--id", metavar="ID", help="Short name of the file. Default: made of the clinic's name.")
    ] = "",
) -> None:
    """Write a new clinic profile. Asks for what you leave out."""
    answers = prompts.clinic({"name": name, "city": city, "phone": phone})
    from handoutpress.content import profile_editor

    short = profile_editor.short_name(answers["name"], file_id)
    path = (workspace() or Path.cwd()) / "clinic_profiles" / f"{short}.yaml"
    _write_new(path, profile_editor.begun(**answers, short=short, command=command(), countries=library().countries().value.root))
    from handoutpress.support.filesystem import shown

    data(shown(path))
    say(f"Next: {command()} make --clinic {short}")


@app.command("workspace")
def new_workspace(folder: Annotated[Path, typer.Argument(help="The folder to make.")]) -> None:
    """Make a folder for your clinic, with a sample profile and places for your own texts."""
    from handoutpress.content.library import built_in
    from handoutpress.support import atomic_write
    from handoutpress.support.filesystem import shown

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
def template(
    name: Annotated[str, typer.Argument(help="Its id, which is the name of its file: small letters, digits, dashes.")],
    base: Annotated[
        str, typer.Option("--from", autocompletion=completion.templates, help="The template it is made from.")
    ] = "leaflet",
) -> None:
    """Begin a sheet of your own: a file in which you say only what differs from another template."""
    from handoutpress.cli.template_stub import overlay_file
    from handoutpress.support.filesystem import shown

    found, folder = library(), workspace()
    made_from = found.template(base).value
    if folder is None:
        raise UsageError("there is no workspace here to put it in", f"Begin one: {command()} new workspace my-clinic-folder")
    from handoutpress.content import profile_editor

    path = folder / "templates" / f"{profile_editor.short_name(name, name)}.yaml"
    _write_new(path, overlay_file(base, made_from, name, command()))
    data(shown(path))
    say(f"Next: change it, and look at it:  {command()} preview get-help --template {name} --watch")


def _write_new(path: Path, text: str) -> None:
    from handoutpress.support import atomic_write
    from handoutpress.support.filesystem import shown

    if path.exists():
        raise OutputFailed(f"{shown(path)} is there already", "Nothing was changed. Choose another name, or edit that file")
    if path.parent.exists() and not path.parent.is_dir():
        raise NotFound(f"{shown(path.parent)} is not a folder", "Move that file away")
    atomic_write.write_together({path: text.encode()})
