"""Where leaflets go: a folder of this machine, or anything fsspec reaches by a URL (s3://bucket/prefix, memory://...).

Both keep one promise: a reader sees the old file or the whole new one, never a part of it.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from handoutpress.press.stores.base import Stamp, Store, digest
from handoutpress.press.stores.folder import Folder

__all__ = ["Folder", "Stamp", "Store", "digest", "is_url", "open_store"]


def is_url(name: str) -> bool:
    """Whether a name is a URL and not a path."""
    return "://" in name


def open_store(where: str | Path) -> Store:
    """The store a folder name or URL means.

    Raises FontMissing: the optional part for such URLs is not installed; OutputFailed: nothing here can write to such a URL.
    """
    if isinstance(where, Path) or not is_url(where):
        return Folder(Path(where))
    if urlsplit(where).scheme == "file":
        return Folder(Path(unquote(urlsplit(where).path)))
    from handoutpress.press.stores.objects import ObjectStore

    return ObjectStore(where)
