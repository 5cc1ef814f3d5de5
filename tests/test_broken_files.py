"""Every kind of broken input: one clear message with file and line, the documented exit code, nothing written."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from handoutpress.errors import ExitCode
from tests.conftest import Run
from tests.support.workspace import CLINIC, HANDOUT, SECTION, own_handout, workspace, write

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
WITH_LOGO = CLINIC + "logo: logo.{}\n"

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(c)}: &{chr(c)} [{','.join([f'*{chr(c - 1)}'] * 9)}]\n" for c in range(98, 106)
)

# what is written as the clinic profile: (content, exit code, line, words of the message)
PROFILES: dict[str, tuple[str | bytes, ExitCode, int, str]] = {
    "a tab": ("name: A B\ncity: C D\nphone: (707) 555-0123\nhours:\n\t- {days: mon, open: 9-17}\n", ExitCode.INVALID, 5, "a tab stands"),
    "duplicate key": (CLINIC + "city: Elsewhere\n", ExitCode.INVALID, 4, "given twice (first in line 2)"),
    "unknown key": (CLINIC.replace("phone", "phnoe"), ExitCode.INVALID, 3, "Did you mean phone?"),
    "wrong type": (CLINIC + "services: massage\n", ExitCode.INVALID, 4, "should be a list"),
    "text where fields belong": (CLINIC + "reviewer: Ann\n", ExitCode.INVALID, 4, "should hold fields"),
    "missing field": ("name: A B\ncity: C D\n", ExitCode.INVALID, 1, "'phone' is missing"),
    "bad phone": (CLINIC.replace("(707) 555-0123", "12"), ExitCode.INVALID, 3, "not a phone number"),
    "bad colour": (CLINIC + "brand: teal\n", ExitCode.INVALID, 4, "not a colour"),
    "colour without quotes": (CLINIC + "brand: #0f6e73\n", ExitCode.INVALID, 4, "begins with # needs quotes"),
    "bad days": (CLINIC + "hours:\n  - {days: someday, open: 9-17}\n", ExitCode.INVALID, 5, "not a day"),
    "closes before it opens": (CLINIC + "hours:\n  - {days: mon, open: 17-9}\n", ExitCode.INVALID, 5, "closes before it opens"),
    "bad web address": (CLINIC + "website: not an address\n", ExitCode.INVALID, 4, "not a web address"),
    "bare doctor": (CLINIC + "practitioners:\n  - {name: Dr. X, title: DC}\n", ExitCode.INVALID, 5, "starts with 'Dr.'"),
    "name too long": (CLINIC.replace("Test Clinic", "x" * 61), ExitCode.INVALID, 1, "longer than 60"),
    "unknown service": (CLINIC + "services: [masage]\n", ExitCode.INVALID, 4, "Did you mean massage?"),
    "unknown country": (CLINIC + "country: XX\n", ExitCode.INVALID, 4, "country XX is not known"),
    "logo outside": (CLINIC + "logo: ../logo.png\n", ExitCode.INVALID, 4, "beside the profile"),
    "logo missing": (CLINIC + "logo: logo.png\n", ExitCode.INVALID, 4, "the logo logo.png is not there"),
    "alias": ("name: &a A B\ncity: *a\nphone: (707) 555-0123\n", ExitCode.INVALID, 1, "alias"),
    "expansion bomb": (BOMB, ExitCode.INVALID, 1, "alias"),
    "a tag": ("name: !!python/object:os.system x\ncity: C D\nphone: (707) 555-0123\n", ExitCode.INVALID, 1, "tag"),
    "not UTF-8": (CLINIC.encode() + b"address: Calle Mu\xf1oz\n", ExitCode.INVALID, 4, "not UTF-8"),
    "empty": ("", ExitCode.INVALID, 0, "the file is empty"),
    "comments only": ("# nothing\n", ExitCode.INVALID, 0, "the file is empty"),
    "two documents": (CLINIC + "---\n" + CLINIC, ExitCode.INVALID, 4, "two documents"),
    "a list": ("- name: A\n", ExitCode.INVALID, 1, "should hold fields"),
    "too deep": (CLINIC + "hours: " + "[" * 40 + "]" * 40 + "\n", ExitCode.INVALID, 4, "too deep"),
    "too large": (CLINIC + "# " + "x" * 1_000_001 + "\n", ExitCode.INVALID, 0, "larger than 1 MB"),
    "colon in text": ("name: Spine: and more\ncity: C D\nphone: (707) 555-0123\n", ExitCode.INVALID, 1, "colon stands inside"),
    "open quote": ('name: "A B\ncity: C D\nphone: (707) 555-0123\n', ExitCode.INVALID, 4, "quotation mark is opened"),
    "bad indent": ("name: A B\n  city: C D\nphone: (707) 555-0123\n", ExitCode.INVALID, 2, ""),
    "control character": (CLINIC.encode() + b"address: a\x07b\n", ExitCode.INVALID, 4, "may not stand here"),
    "missing glyph": (CLINIC.replace("Test Clinic", "Test \U0001f600 Clinic"), ExitCode.FONT, 1, "U+1F600"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PROFILES)
def test_broken_profile(kind: str, tmp_path: Path, run: Run) -> None:
    content, code, line, words = PROFILES[kind]
    workspace(tmp_path, content)
    got, out, err = run("make", "get-help", "--workspace", tmp_path)
    assert got == code, err
    check_message(err, tmp_path / "clinic_profiles/test.yaml", line, words)
    assert out == ""
    assert not (tmp_path / "out").exists()


def png(mode: str = "RGB", size: tuple[int, int] = (10, 10)) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, "PNG")
    return target.getvalue()


LOGOS: dict[str, tuple[str, bytes, str]] = {
    "not an image": ("png", b"hello", "not a PNG, JPEG or SVG"),
    "damaged": ("png", png()[:40], "damaged"),
    "too many bytes": ("png", png() + b"\0" * 2_000_001, "larger than 2 MB"),
    "too many pixels": ("png", png("1", (6000, 6000)), "pixels"),
    "SVG with a script": ("svg", SVG.format("<script>alert(1)</script>").encode(), "<script>"),
    "SVG that fetches": ("svg", SVG.format('<use xlink:href="http://example.org/x.svg#a"/>').encode(), "may load or run"),
    "SVG with an event": ("svg", SVG.format('<rect width="9" height="9" onload="x()"/>').encode(), "may load or run"),
    "SVG with text": ("svg", SVG.format("<text>Hi</text>").encode(), "holds text"),
    "SVG with an image": ("svg", SVG.format('<image href="x.png"/>').encode(), "<image>"),
    "SVG with entities": ("svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("").encode(), "document type"),
    "SVG cut short": ("svg", SVG.format("<g>").encode(), "damaged"),
    "SVG of nothing": ("svg", SVG.format("").encode(), "cannot be drawn"),
}


@pytest.mark.parametrize("kind", LOGOS)
def test_broken_logo(kind: str, tmp_path: Path, run: Run) -> None:
    suffix, content, words = LOGOS[kind]
    workspace(tmp_path, WITH_LOGO.format(suffix))
    logo = write(tmp_path / "clinic_profiles" / f"logo.{suffix}", content)
    got, _, err = run("make", "get-help", "--workspace", tmp_path)
    assert got == ExitCode.INVALID, err
    check_message(err, logo, 0, words)
    assert not (tmp_path / "out").exists()


TEXTS: dict[str, tuple[str, int, str]] = {
    "unknown placeholder": ('"Wait {ice.max_minuts} minutes."', 4, "Did you mean {ice.max_minutes}?"),
    "placeholder of an absent field": ('"We are at {clinic.address}."', 4, "the profile gives no address"),
    "bad placeholder": ('"Wait {Minutes} minutes."', 4, "a single { or }"),
    "bad link": ('"[Here](javascript:alert)"', 4, "a link must start with"),
    "no text": ('""', 4, "is empty"),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_broken_text(kind: str, tmp_path: Path, run: Run) -> None:
    text, line, words = TEXTS[kind]
    own_handout(tmp_path, text=text)
    got, _, err = run("make", "mine", "--workspace", tmp_path)
    assert got == ExitCode.INVALID, err
    check_message(err, tmp_path / "handouts/sections/mine/en.yaml", line, words)


OUTLINES: dict[str, tuple[str, int, str]] = {
    "unknown section": (HANDOUT.replace("section: mine", "section: mien"), 6, "Did you mean mine"),
    "unknown condition": (
        HANDOUT.replace("section: mine}", "section: mine, when: service.masage}"),
        6,
        "Did you mean service.massage?",
    ),
    "malformed condition": (HANDOUT.replace("section: mine}", "section: mine, when: if massage}"), 6, "Write service.massage"),
    "bad date": (HANDOUT.replace("2026-11-01", "1 November"), 3, "not a date"),
    "bad version": (HANDOUT.replace('"1.0"', "one"), 2, "Write a version as 1.0"),
    "unknown figure": (HANDOUT + "figure: wlak\n", 7, "Did you mean walk"),
}


@pytest.mark.parametrize("kind", OUTLINES)
def test_broken_outline(kind: str, tmp_path: Path, run: Run) -> None:
    content, line, words = OUTLINES[kind]
    own_handout(tmp_path, handout=content)
    got, _, err = run("make", "mine", "--workspace", tmp_path)
    assert got in (ExitCode.INVALID, ExitCode.MISSING), err
    check_message(err, tmp_path / "handouts/mine.yaml", line, words)


def test_two_kinds_in_one_block(tmp_path: Path, run: Run) -> None:
    own_handout(tmp_path, section=SECTION.format(text="A.") + "    bullets: [B]\n")
    got, _, err = run("make", "mine", "--workspace", tmp_path)
    assert got == ExitCode.INVALID
    check_message(err, tmp_path / "handouts/sections/mine/en.yaml", 4, "a block is exactly one of")


def test_text_that_cannot_fit(tmp_path: Path, run: Run) -> None:
    long = "\n".join(f'  - paragraph: "{"Word after word. " * 60}"' for _ in range(40))
    own_handout(tmp_path, section="heading: Long\nkey_message: Long.\nblocks:\n" + long + "\n")
    got, _, err = run("make", "mine", "--workspace", tmp_path)
    assert got == ExitCode.FIT
    assert re.search(r"section 'mine' .* \d+ points too long", err)
    assert not (tmp_path / "out").exists()


def test_a_character_no_font_has_is_found_in_its_file(tmp_path: Path, run: Run) -> None:
    own_handout(tmp_path, text='"One two \U00012000 three."')
    got, _, err = run("make", "mine", "--workspace", tmp_path)
    assert got == ExitCode.FONT
    check_message(err, tmp_path / "handouts/sections/mine/en.yaml", 4, "U+12000")


def test_a_folder_instead_of_a_file(tmp_path: Path, run: Run) -> None:
    (tmp_path / "clinic_profiles" / "test.yaml").mkdir(parents=True)
    got, _, err = run("make", "get-help", "--clinic", tmp_path / "clinic_profiles" / "test.yaml")
    assert got == ExitCode.MISSING
    check_message(err, tmp_path / "clinic_profiles/test.yaml", 0, "a folder, not a file")


def test_red_flags_of_ones_own(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path, handouts__red_flags__en="title: None\n")
    got, _, err = run("make", "get-help", "--workspace", tmp_path)
    assert got == ExitCode.INVALID
    assert "red flags cannot be changed" in err


def test_all_problems_of_a_file_at_once(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path, "nmae: A\ncity: C D\nphone: 12\nbrand: red\n")
    got, _, err = run("make", "get-help", "--workspace", tmp_path)
    assert got == ExitCode.INVALID
    assert len([line for line in err.splitlines() if line.startswith("Error:")]) == 4


def test_what_can_be_made_is_made(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path, clinic_profiles__broken="name: X\n")
    got, out, err = run("make", "get-help", "--workspace", tmp_path)
    assert got == ExitCode.PARTIAL
    assert out.strip().endswith("test-get-help-en-leaflet.pdf")
    assert "broken.yaml:1" in err


def check_message(err: str, file: Path, line: int, words: str) -> None:
    """One message names the file, its line, and says what is wrong; nothing looks like a fault of the program."""
    assert "Traceback" not in err
    assert "made a mistake" not in err
    place = f"{file.as_posix()}:{line}:" if line else file.as_posix()
    named = [message for message in err.splitlines() if place in message and words in message]
    assert named, err
    assert all(message.startswith("Error: ") and message.endswith((".", "?")) for message in named), err
