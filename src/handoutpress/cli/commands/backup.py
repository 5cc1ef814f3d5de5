"""`backup`: a workspace in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handoutpress.cli.common import command, counted, data, library, own_workspace, say
from handoutpress.cli.options import option
from handoutpress.support.filesystem import shown


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to: a file, or a folder for one named by the time.")],
    replace: Annotated[bool, option("Write over the file if it is there.", "--replace")] = False,
) -> None:
    """Keep a copy of a workspace: profiles, texts, sign-offs, outbox, stock and record. The page may be open meanwhile.

    It holds patients' addresses: keep it where only you can read it.
    """
    from handoutpress.delivery import backup as backups

    path, files = backups.back_up(own_workspace(library()), target, replace=replace)
    data(shown(path))
    say(
        f"Kept {counted(files, 'file')}. It holds patients' addresses: keep it safe. To put it back:  {command()} restore {shown(path)}"
    )
