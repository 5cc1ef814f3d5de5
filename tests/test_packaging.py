"""The wheel works away from the repository, in a new environment, without a network; and the repository names no registry."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NO_NETWORK = """
import socket
def _refuse(*args, **kwargs):
    raise OSError("no network in this test")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = _refuse
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]  # the wheel of the source archive
    subprocess.run(command, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_source_archive_is_whole(wheel: Path, tmp_path: Path) -> None:
    """What a packager downloads holds the tests, and they run there."""
    with tarfile.open(next(wheel.parent.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    (root,) = tmp_path.iterdir()
    kept = ("src", "tests", "docs", "handouts", "templates", "clinic_profiles", "schemas", "benchmarks")
    shipped = {path.relative_to(ROOT).as_posix() for path in tracked() if path.relative_to(ROOT).parts[0] in kept}
    assert {name for name in shipped if not (root / name).is_file()} == set()
    assert all(
        (root / name).is_file() for name in ("README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "generate.py")
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/support/test_atomic_write.py", "tests/test_python.py"],
        cwd=root, capture_output=True, text=True, env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (entries,) = (archive.read(name).decode() for name in names if name.endswith("entry_points.txt"))
        (about,) = (archive.read(name).decode() for name in names if name.endswith("METADATA"))
    assert "handouts = handoutpress.cli.app:main" in entries
    assert "handoutpress/py.typed" in names  # the types hold for those who import it
    assert not [name for name in names if name.startswith("tests") or name.endswith(".pyc")]
    for extra in ("web", "mail", "watch", "dask", "s3"):
        assert f"Provides-Extra: {extra}" in about
    assert "License-Expression: MIT" in about


def test_wheel_carries_the_library(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("handouts", "templates", "clinic_profiles"):
        shipped = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
        inside = {name.removeprefix("handoutpress/library/") for name in names}
        assert shipped <= inside, f"missing from the wheel: {sorted(shipped - inside)[:5]}"
    assert {
        "handoutpress/pdf/srgb.icc",
        "handoutpress/content/icons.json",
        "handoutpress/pdf/kerning.json",
        "handoutpress/web/pages/make.html",
        "handoutpress/web/static/page.css",
    } <= set(names)


def test_wheel_renders_elsewhere_without_network(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    scripts = "Scripts" if os.name == "nt" else "bin"
    python = environment / scripts / "python"
    site = Path(
        subprocess.run(
            [str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
    )
    zipfile.ZipFile(wheel).extractall(site)
    # the dependencies of this environment, but not this repository
    for entry in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if "handoutpress" not in entry.name and not (site / entry.name).exists() and entry.suffix != ".pth":
            (site / entry.name).symlink_to(entry)
    (site / "no_network.pth").write_text("import no_network\n")
    (site / "no_network.py").write_text(NO_NETWORK)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "HANDOUTPRESS_WORKSPACE")}
    refused = "import socket; socket.create_connection(('127.0.0.1', 9))"
    proof = subprocess.run([str(python), "-c", refused], env=clean, capture_output=True, text=True)
    assert "no network in this test" in proof.stderr
    done = subprocess.run(
        [str(python), "-m", "handoutpress", "make", "get-help", "--clinic", "cedar-family-pt", "-o", "leaflet.pdf"],
        cwd=elsewhere, env=clean, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (elsewhere / "leaflet.pdf").read_bytes().startswith(b"%PDF-1.7")
    where = subprocess.run(
        [str(python), "-c", "import handoutpress; print(handoutpress.__file__)"],
        cwd=elsewhere,
        env=clean,
        capture_output=True,
        text=True,
    )
    assert str(environment) in where.stdout, "the test ran the repository's own copy"


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        return [path for path in ROOT.rglob("*") if path.is_file() and not {".venv", ".git", "out"} & set(path.parts)]
    return [ROOT / line for line in listed.stdout.splitlines()]


FORBIDDEN = re.compile("|".join(["pypi" + r"\.org", "files" + r"\.pythonhosted", "registry" + r"\.npmjs", "--index" + "-url http"]))


def test_no_file_names_a_registry() -> None:
    found = [
        str(path)
        for path in tracked()
        if path.is_file() and path.suffix not in (".png", ".icc", ".jpg") and FORBIDDEN.search(path.read_text("utf-8", "replace"))
    ]
    assert not found


def test_registry_search_can_find() -> None:
    assert FORBIDDEN.search("https://files" + ".pythonhosted.example")


def test_locks_pin_every_package_with_hashes() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        entries = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text().split("\n", 1)[1].strip())
        assert len(entries) > 10
        for entry in entries:
            assert "==" in entry.splitlines()[0], entry[:80]
            assert "--hash=sha256:" in entry, entry[:80]
