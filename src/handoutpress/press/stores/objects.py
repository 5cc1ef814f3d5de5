"""Leaflets in an object store, or wherever else fsspec reaches: s3://bucket/prefix, memory://leaflets.

An object store shows an object when all of it has arrived, and never a part: what a rename is for in a folder is not needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from handoutpress.errors import FontMissing, OutputFailed
from handoutpress.press.stores.base import Pieces, Stamp
from handoutpress.support import optional_parts

_MARKS = ("ETag", "etag", "md5Hash", "content_md5", "mtime", "LastModified", "created", "last_modified")


@dataclass(frozen=True)
class ObjectStore:
    """A prefix of a store fsspec knows; how to reach it (keys, region) is the usual affair of that store's own settings."""

    url: str

    def is_reached(self, *, remote: bool) -> bool:
        """By every worker of every machine, unless it is this process's memory."""
        return urlsplit(self.url).scheme != "memory"

    @property
    def shown(self) -> str:
        """Its name for people: the URL."""
        return self.url

    @property
    def _system(self) -> tuple[Any, str]:
        """The file system, of which fsspec keeps one for each URL and thread, and the path in it.

        Raises FontMissing: the optional part for it is missing; OutputFailed: nothing knows such URLs, or it cannot be reached.
        """
        kind = urlsplit(self.url).scheme
        try:
            import fsspec

            system, path = fsspec.core.url_to_fs(self.url.rstrip("/"))
        except ImportError as error:
            if kind in ("s3", "s3a") or "fsspec" in optional_parts.missing_modules("s3"):
                raise optional_parts.missing_part("s3", f"{kind}://") from error
            raise FontMissing(f"{kind}:// needs a package that is not installed", str(error)) from error  # fsspec names it
        except ValueError as error:
            raise OutputFailed(
                f"'{self.url}' is not a place to write to", "Name a folder, or a URL as s3://bucket/folder"
            ) from error
        except Exception as error:  # each store fails in its own way
            raise self._failure(error, self.url) from error
        return system, path

    def place(self, name: str) -> str:
        """A file's URL."""
        return f"{self.url.rstrip('/')}/{name}"

    def stamps(self) -> dict[str, Stamp]:
        """All files by name, a thousand objects to a request. Raises OutputFailed: the store cannot be reached."""
        system, path = self._system
        try:
            system.invalidate_cache()
            found = system.ls(path, detail=True)
        except FileNotFoundError:
            return {}
        except Exception as error:  # each store fails in its own way
            raise self._failure(error, self.url) from error
        return {info["name"].rstrip("/").rpartition("/")[2]: _stamp(info) for info in found if info["type"] == "file"}

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None if it is not there. Raises OutputFailed: the store cannot be reached."""
        system, path = self._system
        try:
            return bytes(system.cat_file(f"{path}/{name}"))
        except FileNotFoundError:
            return None
        except Exception as error:  # each store fails in its own way
            raise self._failure(error, self.place(name)) from error

    def put(self, name: str, data: bytes | Pieces, announce: Callable[[Stamp], None] | None = None) -> Stamp:
        """Write an object. S3 marks it by the MD5 of its bytes; where a store has other marks, the next listing tells them.

        Raises OutputFailed: it cannot be written.
        """
        system, path = self._system
        data = bytes(data)
        try:
            system.pipe_file(f"{path}/{name}", data)
        except Exception as error:  # each store fails in its own way
            raise self._failure(error, self.place(name)) from error
        stamp = Stamp(len(data), hashlib.md5(data, usedforsecurity=False).hexdigest())
        if announce:
            announce(stamp)
        return stamp

    def drop(self, names: Iterable[str]) -> None:
        """Delete objects; those that are not there do not matter."""
        system, path = self._system
        for name in names:
            try:
                system.rm_file(f"{path}/{name}")
            except FileNotFoundError:
                continue
            except Exception as error:  # each store fails in its own way
                raise self._failure(error, self.place(name)) from error

    def _failure(self, error: Exception, place: str) -> OutputFailed:
        """Why the store said no, in plain words; never its own text, which may hold keys."""
        kind = type(error).__name__
        if isinstance(error, PermissionError) or "Credential" in kind or "Token" in kind:
            return OutputFailed(
                f"{place} cannot be written: the store does not let us in", "Check the keys and the rights they give"
            )
        if isinstance(error, FileNotFoundError):
            return OutputFailed(f"{place} cannot be written: there is no such bucket", "Check the URL, or make the bucket")
        why = error.strerror if isinstance(error, OSError) and error.strerror else kind
        return OutputFailed(f"{place} cannot be reached ({why})", "Check the URL and the connection")


def _stamp(info: dict[str, Any]) -> Stamp:
    mark = next((str(info[key]) for key in _MARKS if info.get(key)), "")
    return Stamp(int(info.get("size") or 0), mark.strip('"'))
