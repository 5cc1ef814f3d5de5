"""What a store of leaflets does, whatever it is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from handoutpress.pdf.reuse.file_writer import PdfFile


@immutable
class Stamp:
    """A file as its store knows it without reading it.

    Attributes:
        size: bytes.
        mark: what changes whenever the file is written: the time in nanoseconds in a folder, the ETag in an object store.
        touched: when anything about the file last changed, nanoseconds; no program can set it. 0: the store does not know, and its
            mark follows from the content. On Windows: when the file was made.
    """

    size: int
    mark: str
    touched: int = field(default=0, compare=False)


class Pieces(Protocol):
    """Bytes in pieces: a leaflet, whose pieces stand in many, or what is made while it is written."""

    @property
    def pieces(self) -> Iterable[bytes]:
        """One after the other."""

    def __bytes__(self) -> bytes:
        """The pieces joined."""


class Store(Protocol):
    """A flat place for leaflets and their manifest. Picklable: it goes to workers."""

    def is_reached(self, *, remote: bool) -> bool:
        """Whether a worker can write there itself (a `remote` one: on another machine); if not, bytes come back to the press."""

    @property
    def shown(self) -> str:
        """Its name for people."""

    def place(self, name: str) -> str:
        """A file's path or URL."""

    def stamps(self) -> dict[str, Stamp]:
        """All files by name."""

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None if it is not there."""

    def put(self, name: str, data: bytes | Pieces, announce: Callable[[Stamp], None] | None = None) -> Stamp:
        """Write a file, whole or not at all; `announce` is told the stamp, where that can be before the file takes its place.

        Raises OutputFailed: it cannot be written; what stood there before is untouched.
        """

    def drop(self, names: Iterable[str]) -> None:
        """Delete files; those that are not there do not matter."""


def digest(data: bytes | PdfFile) -> str:
    """SHA-256, as manifests hold it."""
    return hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else data.sha256
