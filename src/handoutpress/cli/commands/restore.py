"""`restore`: a workspace as it was when a backup was made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handoutpress.cli.common import counted, say, workspace_to_write_in
from handoutpress.support.filesystem import shown


def restore(source: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]) -> None:
    """Make a workspace what it was when a backup was made. End the page first. What is there now is kept beside it."""
    from handoutpress.delivery import backup

    made, files, aside = backup.restore(source, workspace_to_write_in())
    say(f"Restored {counted(files, 'file')} of {made}." + (f" What was here before is in {shown(aside)}" if aside else ""))
    say("Messages that waited then are listed as uncertain, as they may have been sent since: see outbox list.")
