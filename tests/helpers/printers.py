"""A real CUPS with a real IPP printer behind it, both of this test run alone: cupsd on a port of its own, and ippeveprinter.

ippeveprinter wants Avahi (and Avahi D-Bus) on the machine; `.ci/run` starts them. What is missing is said, and the tests skipped.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.helpers.processes import free_port

PROGRAMS = ("lp", "lpstat", "lpadmin", "cancel", "cupsdisable", "cupsenable", "cupsreject", "cupsaccept", "cupsd", "ippeveprinter")
QUEUE = "waiting-room"
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])

_FILES = """\
ServerRoot {root}
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/state
TempDir {root}/tmp
ServerBin /usr/lib/cups
DataDir /usr/share/cups
AccessLog {root}/access.log
ErrorLog {root}/error.log
PageLog {root}/page.log
Sandboxing relaxed
"""
_SERVER = """\
LogLevel warn
Listen 127.0.0.1:{port}
Browsing Off
WebInterface No
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order deny,allow
    Allow all
  </Limit>
</Policy>
"""
# what the printer is told to run for each job: it keeps the document, and what came with it
_KEEP = """\
#!/bin/sh
n=$(ls {folder}/*.pdf 2>/dev/null | wc -l)
env | grep '^\\(IPP_\\|CONTENT_TYPE\\)' | sort > "{folder}/$n.env"
cp "$1" "{folder}/$n.part" && mv "{folder}/$n.part" "{folder}/$n.pdf"
"""


class Missing(Exception):
    """What a machine lacks to print."""


@dataclass(frozen=True)
class Printed:
    """A job as the printer got it: the document, and its attributes (IPP_COPIES and the like) by small names: copies, sides."""

    document: bytes
    attributes: dict[str, str]


@dataclass(frozen=True)
class Cups:
    """A running CUPS with one printer."""

    server: str
    folder: Path

    def run(self, *command: str) -> str:
        """Run a CUPS program against it; what it prints."""
        environment = {**os.environ, "CUPS_SERVER": self.server, "PATH": PATH, "LC_ALL": "C"}
        return subprocess.run(command, env=environment, check=True, capture_output=True, timeout=30).stdout.decode()

    def printed(self) -> list[Printed]:
        """All the printer has got so far."""
        out = []
        for path in sorted(self.folder.glob("*.pdf"), key=lambda path: int(path.stem)):
            pairs = [line.partition("=") for line in path.with_suffix(".env").read_text().splitlines()]
            names = {name.removeprefix("IPP_").lower().replace("_", "-"): value for name, _, value in pairs}
            out.append(Printed(path.read_bytes(), names))
        return out


@contextmanager
def cups() -> Iterator[Cups]:
    """Start a CUPS and a printer; both end with the block.

    Raises:
        Missing: this machine cannot.
    """
    missing = [name for name in PROGRAMS if not shutil.which(name, path=PATH)]
    if sys.platform == "win32" or missing:
        raise Missing(f"not installed: {', '.join(missing) or 'CUPS'} (Debian: apt install cups cups-ipp-utils)")
    with TemporaryDirectory(prefix="cups-") as folder:
        root = Path(folder)
        root.chmod(0o755)  # what CUPS starts runs as another user, who must be able to read what is in here
        with _started(root) as found:
            yield found


@contextmanager
def _started(root: Path) -> Iterator[Cups]:
    for name in ("spool", "cache", "state", "tmp", "got"):
        (root / name).mkdir()
    (root / "got").chmod(0o777)
    keep = root / "keep.sh"
    keep.write_text(_KEEP.format(folder=root / "got"))
    keep.chmod(0o755)
    port, printer = free_port(), free_port()
    (root / "files.conf").write_text(_FILES.format(root=root))
    (root / "server.conf").write_text(_SERVER.format(port=port))
    device = f"ipp://localhost:{printer}/ipp/print"
    with ExitStack() as stack:
        spool = root / "printer"
        spool.mkdir()
        command = ["ippeveprinter", "-2", "-d", str(spool), "-p", str(printer), "-f", "application/pdf", "-c", str(keep), "Test"]
        stack.enter_context(_running(command, root / "printer.log", printer))
        command = ["cupsd", "-f", "-c", str(root / "server.conf"), "-s", str(root / "files.conf")]
        stack.enter_context(_running(command, root / "cupsd.log", port))
        found = Cups(f"127.0.0.1:{port}", root / "got")
        try:
            found.run("lpadmin", "-p", QUEUE, "-E", "-v", device, "-m", "everywhere")
        except subprocess.SubprocessError:
            raise Missing("CUPS does not take the printer") from None
        yield found


@contextmanager
def _running(command: list[str], log: Path, port: int) -> Iterator[None]:
    """A program that listens on a port."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "PATH": PATH})
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                if process.poll() is not None:
                    said = log.read_text("utf-8", "replace").strip().splitlines()
                    raise Missing(f"{command[0]} does not start: {said[0] if said else process.returncode}")
                time.sleep(0.1)
            else:
                raise Missing(f"{command[0]} does not listen")
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
