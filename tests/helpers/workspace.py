"""A small workspace in a temporary folder: one clinic, and whatever a test writes over it."""

from __future__ import annotations

from pathlib import Path

CLINIC = "name: Test Clinic\ncity: Testtown, CA\nphone: (707) 555-0123\n"


def workspace(folder: Path, clinic: str | bytes = CLINIC, **files: str | bytes) -> Path:
    """Write a workspace; `files` are relative paths (with __ for / and the suffix .yaml left out) and their text."""
    write(folder / "clinic_profiles" / "test.yaml", clinic)
    for name, text in files.items():
        write(folder / (name.replace("__", "/") + ".yaml"), text)
    return folder


def write(path: Path, text: str | bytes) -> Path:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


SECTION = """\
heading: A heading
key_message: One thing to know.
blocks:
  - paragraph: {text}
"""
ABOUT = "sources: [E1]\ncovers: []\n"
HANDOUT = """\
topic: back-spasm
code: TST-01
version: "1.0"
released: 2026-11-01
review: {due: 2028-11-01}
sections:
  - {section: mine}
"""
TITLES = """\
title: My handout
running: My handout
summary: A handout for a test.
main_message: Do one thing.
key_points:
  - {icon: walk, title: Walk, text: Short walks}
  - {icon: heat, title: Warm, text: Not hot}
  - {icon: warn, title: Signs, text: Know them}
closing: Call us.
"""


def own_handout(
    folder: Path, *, text: str = "Some text.", handout: str = HANDOUT, section: str = "", clinic: str | bytes = CLINIC
) -> Path:
    """A workspace with a handout of its own, `mine`, of one section with one paragraph."""
    return workspace(
        folder,
        clinic,
        handouts__mine=handout,
        handouts__titles__mine__en=TITLES,
        handouts__sections__mine__about=ABOUT,
        handouts__sections__mine__en=section or SECTION.format(text=text),
    )
