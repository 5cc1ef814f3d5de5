"""`restore`: a workspace as it was when a backup was made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handoutpress.cli.common import command, counted, say, workspace_to_write_in
from handoutpress.support.filesystem import shown


def restore(source: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]) -> None:
    """Make a workspace what it was when a backup was made. End the page first. What is there now is kept beside it."""
    from handoutpress.delivery import backup

    done = backup.restore(source, workspace_to_write_in())
    aside = f" What was here before is in {shown(done.aside)}" if done.aside else ""
    say(f"Restored {counted(done.files, 'file')} of {done.made}.{aside}")
    if done.uncertain:
        one = done.uncertain == 1
        what = "The message that waited then is" if one else f"The {done.uncertain:,} messages that waited then are"
        say(f"{what} listed as uncertain, as {'it' if one else 'they'} may have been sent since:  {command()} outbox list")
