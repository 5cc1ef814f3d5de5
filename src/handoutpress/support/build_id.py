"""The build id: what the program made may be used again as long as the program is the same."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from functools import cache
from pathlib import Path

from handoutpress.support.filesystem import read_file, walk_files

# distributions that decide the bytes of a leaflet together with the program's own code
LIBRARIES = frozenset(
    {
        "reportlab",
        "rendercv_fonts",
        "segno",
        "svgelements",
        "resvg_py",
        "pillow",
        "phonenumberslite",
        "phonenumbers",
        "markdown_it_py",
        "pypdfium2",
    }
)
SUFFIXES = (".py", ".json", ".icc")  # code, and data in the package that decides what is printed
_DISTRIBUTION = re.compile(r"(.+?)-([^-]+)(?:-.*)?\.(?:dist|egg)-info")


@cache
def build_id() -> str:
    """Hash of the program's version and source, and of the versions of the libraries: the same on all machines, 16 hex digits.

    All source is read: that takes no longer than asking for the size and time of each file, and no time can hide a change.
    """
    from handoutpress import __version__

    digest = hashlib.sha256(" ".join((__version__, *installed_libraries(sys.path))).encode())
    root = str(package_folder())
    content = f"{root}{os.sep}library{os.sep}"  # packed with the program; no part of it
    files = walk_files([root], wanted=lambda folder, name: name.endswith(SUFFIXES) and not f"{folder}{os.sep}".startswith(content))
    for path in sorted(path for path, _ in files):
        digest.update(path[len(root) :].replace(os.sep, "/").encode() + b"\0" + read_file(path)[0] + b"\0")
    return digest.hexdigest()[:16]


def package_folder() -> Path:
    """The folder of the package."""
    return Path(__file__).resolve().parents[1]


def installed_libraries(search_path: list[str]) -> list[str]:
    """Names and versions of the `LIBRARIES`, as their metadata folders are named: asking each of them takes far longer."""
    found: dict[str, str] = {}
    for folder in search_path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208  (names alone)
        except OSError:  # no folder: an archive, or one that is gone
            continue
        for match in filter(None, [_DISTRIBUTION.fullmatch(name) for name in names if name.endswith("-info")]):
            name = re.sub(r"[-_.]+", "_", match[1]).lower()
            if name in LIBRARIES:
                found.setdefault(name, match[2])
    return [f"{name} {version}" for name, version in sorted(found.items())]
