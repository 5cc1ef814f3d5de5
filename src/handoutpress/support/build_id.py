"""Fingerprints of the program: what it made may be kept as long as it is the same."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from handoutpress.support import filesystem

LIBRARIES = ("reportlab", "rendercv_fonts", "segno", "svgelements")  # what typesets, its fonts, codes and logos
SUFFIXES = (".py", ".json", ".icc")  # code, and data in the package that decides what is printed


@cache
def fingerprint() -> str:
    """Of its version, its own code, and the versions of what decides the bytes with it; the same on all machines."""
    from handoutpress import __version__

    code = hashlib.sha256(" ".join((__version__, *_installed())).encode())
    for path in sorted(_here().rglob("*")):
        if path.suffix in SUFFIXES and "library" not in path.relative_to(_here()).parts[:1]:
            code.update(path.relative_to(_here()).as_posix().encode() + path.read_bytes())
    return code.hexdigest()[:16]


@cache
def stamp() -> str:
    """Of the same by size and time of its files, on this machine: reading them all takes longer than filling a leaflet."""
    told = _installed()
    files = filesystem.standing([str(_here())], wanted=lambda _, name: name.endswith(SUFFIXES), but=("__pycache__", "library"))
    told += [f"{path} {about.st_size} {about.st_mtime_ns}" if about else path for path, about in files]
    return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()[:16]


def _here() -> Path:
    return Path(__file__).resolve().parents[1]


@cache
def installed(module: str) -> str:
    """Name and version of a library, as its folder says; asking the library itself takes far longer."""
    spec = find_spec(module)
    place = Path(spec.origin).parents[1] if spec and spec.origin else None
    return " ".join(sorted(path.name for path in place.glob(f"{module}-*.dist-info"))) if place else ""


def _installed() -> list[str]:
    return sorted(map(installed, LIBRARIES))
