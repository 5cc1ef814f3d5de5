"""How this program was started, so that a command it tells people to type is the one they use, and works where they are."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from handoutpress.support.filesystem import shell_path

COMMAND = "handouts"  # what is installed


def started_as_script() -> bool:
    """Whether Python was told to run a file or the package, and not the installed command."""
    return Path(sys.argv[0]).suffix == ".py"


def invocation() -> str:
    """How the program was started, as it can be typed again in this folder: `.venv/bin/python generate.py`, or `handouts`."""
    script = Path(sys.argv[0])
    if started_as_script():
        python = Path(sys.executable)
        if shutil.which(python.name) == str(python):
            python = Path(python.name)
        return f"{shell_path(python)} {'-m handoutpress' if script.name == '__main__.py' else shell_path(script)}"
    if script.stem != COMMAND:
        return COMMAND  # it runs within another program
    found = shutil.which(COMMAND)
    here = found is not None and Path(found).parent.resolve() == script.parent.resolve()
    return COMMAND if here or script.parent == Path() else shell_path(script)
