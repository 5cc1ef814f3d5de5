"""The program runs on Windows and macOS too: nothing in it leans on one system, or on the encoding of the place it runs at."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.test_house import MODULES, SRC

POSIX_MODULES = {"fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "posix", "syslog", "curses", "readline"}
POSIX_NAMES = {
    "os": {"fork", "geteuid", "getuid", "getgid", "setsid", "killpg", "mkfifo", "chown", "uname", "nice", "getloadavg", "waitpid",
           "sched_getaffinity", "O_NOFOLLOW", "O_DIRECTORY", "EX_OK", "statvfs", "sync"},
    "signal": {"SIGKILL", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGCHLD", "alarm", "setitimer", "pause"},
    "socket": {"AF_UNIX"},
    "time": {"tzset"},
}  # fmt: skip
TEXT_CALLS = {"open": 1, "read_text": 0, "write_text": 1}  # and where the encoding stands if it is not named


def not_everywhere(source: str) -> list[str]:
    """Uses of what one system alone has, but where the code asks first (hasattr, getattr, try: import, sys.platform)."""
    found: list[str] = []

    def walk(node: ast.AST, asked: bool) -> None:
        if isinstance(node, (ast.If, ast.IfExp)) and any(
            word in ast.unparse(node.test) for word in ("platform", "hasattr", "os.name")
        ):
            asked = True
        if isinstance(node, ast.Try) and any("ImportError" in ast.unparse(h.type) for h in node.handlers if h.type):
            asked = True
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [str(node.module)]
        found.extend(name for name in names if name in POSIX_MODULES and not asked)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and not asked:
            found.extend([f"{node.value.id}.{node.attr}"] if node.attr in POSIX_NAMES.get(node.value.id, ()) else [])
        for child in ast.iter_child_nodes(node):
            walk(child, asked)

    walk(ast.parse(source), asked=False)
    return found


def without_encoding(source: str) -> list[str]:
    """Texts read or written in whatever encoding the system prefers."""
    bad = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        keywords = {word.arg for word in node.keywords}
        if name in ("run", "Popen", "check_output") and {"text", "universal_newlines"} & keywords and "encoding" not in keywords:
            bad.append(f"line {node.lineno}: {name}(text=...)")
        if name not in TEXT_CALLS or "encoding" in keywords:
            continue
        if name == "open":
            module = ast.unparse(node.func).partition(".")[0]
            mode = next((ast.unparse(w.value) for w in node.keywords if w.arg == "mode"), "")
            place = 0 if isinstance(node.func, ast.Attribute) else 1
            mode = mode or (ast.unparse(node.args[place]) if len(node.args) > place else "''")
            if "b" in mode or module in ("os", "self", "Image", "webbrowser", "tarfile", "zipfile"):
                continue
            bad.append(f"line {node.lineno}: open")
        elif len(node.args) <= TEXT_CALLS[name]:
            bad.append(f"line {node.lineno}: {name}")
    return bad


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_no_call_of_one_system_alone(path: Path) -> None:
    if path.relative_to(SRC).parts[0] != "delivery":  # printers are reached in the system's own way
        assert not_everywhere(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_texts_name_their_encoding(path: Path) -> None:
    assert without_encoding(path.read_text("utf-8")) == []


def test_what_is_not_portable_is_seen() -> None:
    assert not_everywhere("import fcntl\nos.geteuid()") == ["fcntl", "os.geteuid"]
    assert not_everywhere("if os.name != 'nt':\n    os.geteuid()\ntry:\n    import fcntl\nexcept ImportError: pass") == []
    assert (
        len(without_encoding("open('x')\nPath('x').open('w')\np.read_text()\np.write_text('a')\nsubprocess.run(a, text=True)")) == 5
    )
    assert without_encoding("open('x', 'rb')\np.read_text('utf-8')\np.write_text('a', encoding='utf-8')\nos.open('x', 1)") == []
