"""Files the program writes: names that are safe on every system, and writes that are whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import time
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from handoutpress.errors import OutputFailed, Place, Problem
from handoutpress.support.filesystem import shown

# letters of the scripts that leaflets are printed in which are no ASCII letter with an accent
_LETTERS = str.maketrans(dict(re.findall(r"(\w)=(\w*)", """
ß=ss æ=ae œ=oe ø=o ł=l đ=d ð=d þ=th ı=i ħ=h
а=a б=b в=v г=g ґ=g д=d е=e ё=yo ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ў=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь=
э=e ю=yu я=ya і=i ї=yi є=ye ђ=dj ѓ=gj ѕ=dz ј=j љ=lj њ=nj ћ=c ќ=kj џ=dz ѐ=e ѝ=i
α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o
""")))  # fmt: skip
FULL = (errno.ENOSPC, errno.EDQUOT)
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LEFT = 600.0  # seconds after which a half-written file is one that nobody writes any more
_begun: set[str] = set()  # what this process is writing just now
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def slug(text: str) -> str:
    """Text as a file name without suffix: small ASCII letters, digits, dashes; accents dropped, Greek and Cyrillic letters spelt out.

    May be empty; never a reserved name.
    """
    stem = _plain(text)
    return f"clinic-{stem}" if _RESERVED.fullmatch(stem) else stem


def _plain(text: str) -> str:
    plain = re.sub("['’ʼ]", "", unicodedata.normalize("NFC", text)).lower().translate(_LETTERS)
    apart = unicodedata.normalize("NFKD", plain).translate(_LETTERS)  # now what had accents as well
    letters = "".join(c if c.isalnum() else "-" for c in apart if not unicodedata.combining(c))
    return re.sub("-+", "-", letters.lower().encode("ascii", "ignore").decode()).strip("-")


def file_name(*parts: str, suffix: str) -> str:
    """Ids joined by dashes: `harbor-spine-back-spasm-first-aid-en-leaflet.pdf`.

    An id of which nothing can be spelt in ASCII is stood for by a short fingerprint, so that two such clinics keep two files.
    """
    stem = "-".join(parts)
    if not _PLAIN.fullmatch(stem):
        stem = "-".join(map(_id, parts))
    if len(parts) == 1:  # a name with dashes in it is never reserved
        stem = slug(stem)
    return f"{stem[:150].rstrip('-')}{suffix}"


def _id(part: str) -> str:
    return part if _PLAIN.fullmatch(part) else _plain(part) or hashlib.sha256(part.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def write(path: Path, data: bytes, *, private: bool = False, option: str = "") -> None:
    """Write a file so that a reader sees the old one or the whole new one, never a part; if `private`, for its owner alone.

    An `option` of the command line that names the place is named in the message.
    Raises OutputFailed: it cannot be written; what stood there before is untouched.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        _begun.add(temporary)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o600 if private else 0o644)
        os.replace(temporary, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(temporary)
        raise failure(error, path, option) from error
    finally:
        _begun.discard(temporary)


def abandon() -> None:
    """Take away what is half written: the process ends at once."""
    for temporary in tuple(_begun):
        with suppress(OSError):
            os.unlink(temporary)


def sweep(folder: Path) -> None:
    """Take away what processes that were killed have left half written in a folder and those in it."""
    with suppress(OSError):
        for path in folder.rglob(".*.part"):
            if path.stat().st_mtime < time.time() - _LEFT:
                path.unlink()


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write files that are of use only together: all of them, or none of those that were not there before.

    Raises OutputFailed: one cannot be written; new files and folders are taken away again.
    """
    folders = dict.fromkeys(folder for path in files for folder in reversed(path.parents) if not folder.exists())
    new = [path for path in files if not path.exists()]
    try:
        for path, data in files.items():
            write(path, data)
    except OutputFailed:
        for path in new:
            with suppress(OSError):  # it did not come to that
                path.unlink()
        for folder in reversed(folders):
            with suppress(OSError):  # somebody else has put something there meanwhile
                folder.rmdir()
        raise


def failure(error: OSError, path: Path, option: str = "") -> OutputFailed:
    """Why a file cannot be written, in plain words; `option` of the command line names another place."""
    return OutputFailed(Problem(*why(error, option), Place(shown(path))))


def why(error: OSError, option: str = "") -> tuple[str, str]:
    """What is wrong with a place that cannot be written to, and the mend."""
    by = f" with {option}" if option else ""
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "it cannot be written: no permission", f"Close it if it is open elsewhere, or choose another folder{by}"
    if error.errno in FULL:
        return "it cannot be written: the disk is full", f"Make room, or choose another folder{by}"
    if error.errno == errno.EISDIR:
        return "it cannot be written: a folder of that name is there", f"Choose another name{by}"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return "it cannot be written: a file stands where a folder should be", f"Choose another folder{by}"
    return f"it cannot be written ({error.strerror or 'the disk said no'})", f"Choose another folder{by}"
