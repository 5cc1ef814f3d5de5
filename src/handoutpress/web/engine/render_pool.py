"""Rendering for the page: in other processes, each thing once, the latest kept ready.

What is kept is known by the library's fingerprint and by what was asked for, so a changed file is never answered with an old
picture. Two who ask for the same at once wait for one rendering.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from handoutpress.content.library import Library
from handoutpress.press import executors, render
from handoutpress.press.job import Job

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
Kept = TypeVar("Kept", bytes, "RenderedLeaflet")
WAIT = 60.0  # seconds; a rendering that takes longer has failed
KEPT = 160_000_000  # bytes of leaflets and pictures


@dataclass(frozen=True)
class RenderedLeaflet:
    """A leaflet: width and height of its pages (points), what its template does not say in full, all text in reading order."""

    pdf: bytes
    pages: tuple[tuple[float, float], ...]
    notes: tuple[str, ...]
    title: str
    text: str


class RenderPool:
    """Renders leaflets, pages and figures, and keeps them."""

    def __init__(self, workspace: Path, *, processes: int | None = None) -> None:
        """Start nothing yet; 0 processes: a thread of this one (tests); None: as many as there are processors, at most four."""
        self.workspace = workspace
        count = min(4, max(2, os.cpu_count() or 1)) if processes is None else processes
        # spawn: a fork of a process with threads may never come back
        self.processes = count
        self.executor = self._started()
        self._kept: OrderedDict[tuple[Any, ...], Future[Any]] = OrderedDict()
        self._sizes: dict[tuple[Any, ...], int] = {}
        self._lock = threading.Lock()

    def _started(self) -> Executor:
        if not self.processes:
            return ThreadPoolExecutor(1)
        context = multiprocessing.get_context("spawn")
        self._line = context.Pipe(duplex=False)  # whose other end falls with this process, whatever ends it
        return ProcessPoolExecutor(self.processes, mp_context=context, initializer=_enter, initargs=self._line)

    def close(self) -> None:
        """Let the processes go, when they have done what they are at."""
        self.executor.shutdown(cancel_futures=True)

    def warm(self) -> None:
        """Start the processes, so that the first preview does not wait for them."""
        for _ in range(getattr(self.executor, "_max_workers", 1)):
            self.executor.submit(_begin)

    def leaflet(self, stamp: str, job: Job) -> RenderedLeaflet:
        """A leaflet. Raises HandoutError: as `press.make` does."""
        return self._get(("leaflet", stamp, job), _leaflet, self.workspace, stamp, job)

    def page(self, stamp: str, job: Job, number: int, width: int) -> bytes:
        """A page, from 0, as a PNG of so many pixels. Raises HandoutError: as `leaflet` does; IndexError: there is no such page."""
        drawn = self.leaflet(stamp, job)
        if not 0 <= number < len(drawn.pages):
            raise IndexError(number)
        dpi = 72 * width / drawn.pages[number][0]
        return self._get(("page", stamp, job, number, width), _page, drawn.pdf, number, dpi)

    def begin(self, stamp: str, job: Job, width: int) -> None:
        """Begin to draw the first pages of a leaflet that is made: they will be asked for next."""
        drawn = self.leaflet(stamp, job)
        for number, (across, _) in enumerate(drawn.pages[:2]):
            self._begun(("page", stamp, job, number, width), _page, drawn.pdf, number, 72 * width / across)

    def figure(self, stamp: str, name: str, brand: str, width: int) -> bytes:
        """A figure in a clinic's colours as a PNG of `width` pixels. Raises NotFound, InvalidSource: it is not there, or wrong."""
        return self._get(("figure", stamp, name, brand, width), _figure, self.workspace, stamp, name, brand, width)

    def booklet(self, stamp: str, jobs: tuple[Job, ...], *, imposed: bool) -> bytes:
        """Several handouts of one clinic bound as one. Raises HandoutError: as `render.bind` does."""
        bind = functools.partial(render.render_booklet, imposed=imposed)
        pdf: bytes = self._get(("booklet", stamp, jobs, imposed), _with_library, self.workspace, stamp, bind, (jobs,))
        return pdf

    def run(self, stamp: str, work: Callable[..., T], *arguments: Any) -> T:
        """What `work(library, *arguments)` gives in another process, as all typesetting here; not kept. Raises what `work` does.

        `work` is a function of a module, or a partial of one.
        """
        with self._lock:
            future = self._submit(_with_library, self.workspace, stamp, work, arguments)
        value: T = future.result(WAIT)
        return value

    def _submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        try:
            return self.executor.submit(work, *arguments)
        except BrokenExecutor:  # a process was killed, and the others with it
            self.executor = self._started()
            return self.executor.submit(work, *arguments)

    def _begun(self, key: tuple[Any, ...], work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        with self._lock:
            found = self._kept.get(key)
            if found is None or found.cancelled():
                found = self._kept[key] = self._submit(work, *arguments)
            self._kept.move_to_end(key)
            return found

    def _get(self, key: tuple[Any, ...], work: Callable[..., Kept], *arguments: Any) -> Kept:
        try:
            value = self._waited(key, work, *arguments)
        except BrokenExecutor:  # what a killed process was at is begun once more
            value = self._waited(key, work, *arguments)
        with self._lock:
            self._sizes[key] = len(value.pdf if isinstance(value, RenderedLeaflet) else value)
            while sum(self._sizes.values()) > KEPT:
                old, _ = self._kept.popitem(last=False)
                self._sizes.pop(old, None)
        return value

    def _waited(self, key: tuple[Any, ...], work: Callable[..., Kept], *arguments: Any) -> Kept:
        found: Future[Kept] = self._begun(key, work, *arguments)
        try:
            return found.result(WAIT)
        except Exception:
            with self._lock:  # what failed is tried again when it is asked for again
                if self._kept.get(key) is found:
                    del self._kept[key]
            raise


# -- in the other process ----------------------------------------------------------------------------

_LIBRARY: tuple[str, Library] | None = None


def _enter(reader: Connection, writer: Connection) -> None:
    """Begin the life of a process, which ends with the server's."""
    executors.start_worker(reader, writer)
    _begin()


def _begin() -> None:
    """Import what rendering needs."""
    import pypdfium2  # noqa: F401

    from handoutpress import layout  # noqa: F401
    from handoutpress.formats import text  # noqa: F401
    from handoutpress.merge import merge  # noqa: F401
    from handoutpress.pdf.fonts import text_family

    text_family()


def _library(workspace: Path, stamp: str) -> Library:
    """The library as it is now, read once per state of its files."""
    global _LIBRARY
    if _LIBRARY is None or _LIBRARY[0] != stamp:
        _LIBRARY = (stamp, Library(workspace))
    return _LIBRARY[1]


def _leaflet(workspace: Path, stamp: str, job: Job) -> RenderedLeaflet:
    from handoutpress.formats import png, text

    library = _library(workspace, stamp)
    notes: list[str] = []
    merged = render.merge_job(library, job)
    pdf = render.render_pdf(merged, library.template(job.template).value, job, notes)
    return RenderedLeaflet(pdf, tuple(png.page_sizes(pdf)), tuple(notes), merged.title, text.plain(merged))


def _page(pdf: bytes, number: int, dpi: float) -> bytes:
    from handoutpress.formats import png

    return png.page_png(pdf, number, dpi)


def _figure(workspace: Path, stamp: str, name: str, brand: str, width: int) -> bytes:
    from handoutpress.formats import png

    return png.page_png(png.figure_pdf(_library(workspace, stamp), name, width=150, brand=brand), 0, 72 * width / 150)


def _with_library(workspace: Path, stamp: str, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return work(_library(workspace, stamp), *arguments)
