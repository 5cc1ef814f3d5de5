"""Optional parts of the program: the extras of its distribution, and what to type where one is not installed."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from handoutpress.errors import FontMissing
from handoutpress.support import filesystem

# what each is for, and the modules it brings
EXTRAS = {
    "web": ("page in the browser", ("starlette", "uvicorn", "jinja2", "python_multipart", "argon2", "h11", "zxcvbn")),
    "mail": ("e-mail", ("email_validator", "keyring")),
    "watch": ("preview --watch", ("watchfiles",)),
    "dask": ("other machines", ("distributed",)),
    "s3": ("cloud storage", ("fsspec", "s3fs")),
}


def missing_modules(extra: str) -> list[str]:
    """Modules of an extra that are not installed."""
    return [module for module in EXTRAS[extra][1] if find_spec(module) is None]


def missing_part(extra: str, what: str) -> FontMissing:
    """The error of a job that needs an extra; `what` names the job."""
    return FontMissing(f"{what} needs an optional part that is not installed", f"Install it: {install_command(extra)}")


def install_command(extra: str = "") -> str:
    """The command that installs the program with an extra into the Python that runs this, to be typed in the current folder."""
    root = Path(__file__).resolve().parents[3]
    cloned = (root / "pyproject.toml").is_file()  # then its own folder is installed: the network need not know the name
    what = (filesystem.from_cwd(root) if cloned else "handoutpress") + (f"[{extra}]" if extra else "")
    edited = "--editable " if cloned else ""  # else there would be two programs, each with texts of its own
    return f'{filesystem.shell_path(Path(sys.executable))} -m pip install {edited}"{what}"'
