"""Who makes the leaflets: processes of this machine, or the workers of a Dask cluster. To the press, both are an `Executor`."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from handoutpress.errors import NotFound, UsageError
from handoutpress.support import atomic_write, optional_parts

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext

_DASK = re.compile(r"dask(\+tls)?://([^/\s]+:\d+)/?")
TIMEOUT = 15  # seconds for a scheduler to answer and for its first worker to be there


class WorkerPool:
    """An executor, how many work in it, and how to end it.

    Attributes:
        count: workers.
        remote: whether they see other files than this process does.
        end: lets go of it; told whether all work is done. If it is not, nothing more is written when it returns (processes),
            or no new share is begun (a cluster).
    """

    def __init__(self, executor: Executor, count: int, *, remote: bool, end: Callable[[bool], None]) -> None:
        self.executor, self.count, self.remote, self.end = executor, count, remote, end


def check_executor(name: str) -> None:
    """Refuse what is no executor. Raises UsageError: it is not one of those there are."""
    if name != "processes" and not _DASK.fullmatch(name):
        raise UsageError(f"there is no executor '{name}'", "Write processes, or dask://host:8786 for a Dask scheduler")


def start_pool(name: str, count: int) -> WorkerPool:
    """Start workers: `count` "processes", or those of a Dask scheduler: "dask://host:8786", "dask+tls://host:8786".

    Raises UsageError: no such executor; FontMissing: the optional part for it is not installed; NotFound: the scheduler does not
    answer, or has no workers.
    """
    check_executor(name)
    found = _DASK.fullmatch(name)
    return _dask(f"{'tls' if found[1] else 'tcp'}://{found[2]}") if found else start_processes(count)


def start_processes(count: int) -> WorkerPool:
    """Processes of this machine, which end when this one does, whatever ends it."""
    context = _context()
    reader, writer = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(count, context, start_worker, (reader, writer))

    def end(orderly: bool) -> None:
        if not orderly:
            writer.close()  # they end at once, in the midst of whatever they do: files are whole or not there
        pool.shutdown(wait=True, cancel_futures=True)
        writer.close()
        reader.close()

    return WorkerPool(pool, count, remote=False, end=end)


def _context() -> BaseContext:
    """Forked processes have the library read already. A process with threads must not fork: it may copy a lock that is held."""
    import multiprocessing

    methods = multiprocessing.get_all_start_methods()
    if "fork" in methods and sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def start_worker(reader: Connection, writer: Connection) -> None:
    """Begin a worker: it ends when the other end of the pipe is closed, by whoever started it, or by the system after that died.

    Ctrl-C reaches all processes of a terminal; the press answers it, not the workers.
    """
    import signal

    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    writer.close()
    threading.Thread(target=_exit_with_press, args=(reader,), daemon=True).start()


def _exit_with_press(reader: Connection) -> None:
    with suppress(EOFError, OSError):
        reader.recv_bytes()
    atomic_write.abandon()
    os._exit(1)


def _dask(address: str) -> WorkerPool:
    try:
        from distributed import Client
    except ImportError as error:
        raise optional_parts.missing_part("dask", "dask://") from error
    shown = address.partition("://")[2]
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            address, timeout=TIMEOUT, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise NotFound(f"no Dask scheduler answers at {shown}", "Start one: dask scheduler, or check host and port") from error
    try:
        client.wait_for_workers(1, timeout=TIMEOUT)
        count = len(client.scheduler_info(n_workers=-1)["workers"])
    except (OSError, TimeoutError) as error:
        client.close()
        raise NotFound(f"the Dask scheduler at {shown} has no workers", f"Start some: dask worker tcp://{shown}") from error
    executor = client.get_executor(pure=False)

    def end(orderly: bool) -> None:
        executor.shutdown(wait=orderly)
        client.close()

    return WorkerPool(executor, count, remote=True, end=end)
