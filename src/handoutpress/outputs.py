"""Files the program writes: names that are safe on every system, and writes that are whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import unicodedata
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from handoutpress.errors import OutputFailed, Place, Problem
from handoutpress.source import shown

# Latin letters that are no ASCII letter with an accent
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def slug(text: str) -> str:
    """Text as a file name without suffix: small ASCII letters, digits, dashes; accents dropped. May be empty; never a reserved name."""
    stem = _plain(text)
    return f"clinic-{stem}" if _RESERVED.fullmatch(stem) else stem


@lru_cache(4096)
def _plain(text: str) -> str:
    plain = re.sub("['’ʼ]", "", text).lower().translate(_LETTERS)
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")


def file_name(*parts: str, suffix: str) -> str:
    """Ids joined by dashes: `harbor-spine-back-spasm-first-aid-en-leaflet.pdf`.

    An id with no Latin letter or digit in it is stood for by a short fingerprint, so that two such clinics keep two files.
    """
    kept = [_plain(part) or hashlib.sha256(part.encode()).hexdigest()[:8] for part in parts]
    return f"{slug('-'.join(kept))[:150].rstrip('-')}{suffix}"


def write(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file so that a reader sees the old one or the whole new one, never a part.

    Args:
        private: nobody but its owner may read it.

    Raises:
        OutputFailed: it cannot be written; what stood there before is untouched.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o600 if private else 0o644)
        os.replace(temporary, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(temporary)
        raise failure(error, path) from error


def failure(error: OSError, path: Path) -> OutputFailed:
    """Why a file cannot be written, in plain words."""
    return OutputFailed(Problem(*_why(error), Place(shown(path))))


def _why(error: OSError) -> tuple[str, str]:
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "it cannot be written: no permission", "Close it if it is open elsewhere, or choose another folder with -o"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "it cannot be written: the disk is full", "Make room, or choose another folder with -o"
    if error.errno == errno.EISDIR:
        return "it cannot be written: a folder of that name is there", "Choose another name with -o"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return "it cannot be written: a file stands where a folder should be", "Choose another folder with -o"
    return f"it cannot be written ({error.strerror or 'the disk said no'})", "Choose another folder with -o"
