"""Every kind of broken input: one clear message with file and line, the documented exit code, nothing written."""

from __future__ import annotations

import io
import os
import re
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from handoutpress.errors import ExitCode
from tests.conftest import Run
from tests.helpers.workspace import CLINIC, HANDOUT, SECTION, own_handout, workspace, write

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
    "closes before it opens": (CLINIC + "hours:\n  - {days: mon, open: 8 pm to 6 pm}\n", ExitCode.INVALID, 5, "closes before it opens"),
    "bad web address": (CLINIC + "website: not an address\n", ExitCode.INVALID, 4, "not a web address"),
    "bare doctor": (CLINIC + "practitioners:\n  - {name: Dr. X, title: DC}\n", ExitCode.INVALID, 5, "starts with 'Dr.'"),
    "name too long": (CLINIC.replace("Test Clinic", "x" * 61), ExitCode.INVALID, 1, "longer than 60"),
    "unknown service": (CLINIC + "services: [masage]\n", ExitCode.INVALID, 4, "Did you mean massage?"),
    "unknown country": (CLINIC + "country: XX\n", ExitCode.INVALID, 4, "country XX is not known"),
    "logo outside": (CLINIC + "logo: ../logo.png\n", ExitCode.INVALID, 4, "beside the profile"),
    "logo missing": (CLINIC + "logo: logo.png\n", ExitCode.INVALID, 4, "the logo logo.png is not there"),
    "anchor and alias": ("name: &a A B\ncity: *a\nphone: (707) 555-0123\n", ExitCode.INVALID, 1, "may not begin with &"),
    "anchor alone": (CLINIC + "footer: &More\n", ExitCode.INVALID, 4, "may not begin with &"),
    "alias alone": (CLINIC + "footer: *more\n", ExitCode.INVALID, 4, "may not begin with *"),
    "expansion bomb": (BOMB, ExitCode.INVALID, 1, "may not begin with &"),
    "a tag that runs": (CLINIC.replace("Test", "!!python/object:os.system x"), ExitCode.INVALID, 1, "may not begin with !"),
    "a tag of YAML's own": (CLINIC.replace("Test", "!!str"), ExitCode.INVALID, 1, "may not begin with !"),
    "a tag of one's own": (CLINIC + "footer: !Hurry\n", ExitCode.INVALID, 4, "may not begin with !"),
    "a tag in brackets": (CLINIC + "services: [!a b]\n", ExitCode.INVALID, 4, "may not begin with !"),
    "not UTF-8": (CLINIC.encode() + b"address: Calle Mu\xf1oz\n", ExitCode.INVALID, 4, "not UTF-8"),
    "empty": ("", ExitCode.INVALID, 0, "the file is empty"),
    "comments only": ("# nothing\n", ExitCode.INVALID, 0, "the file is empty"),
    "two documents": (CLINIC + "---\n" + CLINIC, ExitCode.INVALID, 4, "two documents"),
    "a list": ("- name: A\n", ExitCode.INVALID, 1, "should hold fields"),
    "too deep": (CLINIC + "hours: " + "[" * 40 + "]" * 40 + "\n", ExitCode.INVALID, 4, "too deep"),
    "too large": (CLINIC + "# " + "x" * 1_000_001 + "\n", ExitCode.INVALID, 0, "larger than 1 MB"),
    "colon in text": ("name: Spine: and more\ncity: C D\nphone: (707) 555-0123\n", ExitCode.INVALID, 1, "colon stands inside"),
    "open quote": ('name: "A B\ncity: C D\nphone: (707) 555-0123\n', ExitCode.INVALID, 1, "quotation mark is opened"),
    "open bracket": (CLINIC + "services: [massage\n", ExitCode.INVALID, 4, "a [ or { is opened"),
    "text behind a quotation": (CLINIC.replace("Test", '"Test"'), ExitCode.INVALID, 1, "text stands behind a closing"),
    "text behind a bracket": (CLINIC + "footer: [Part](a) of it\n", ExitCode.INVALID, 4, "text stands behind a closing"),
    "a reserved sign": (CLINIC + "footer: @home\n", ExitCode.INVALID, 4, "may not begin with @"),
    "a comma first": (CLINIC + "footer: , home\n", ExitCode.INVALID, 4, "may not begin with ,"),
    "a path with \\": (CLINIC + 'logo: "C:\\Users\\x.png"\n', ExitCode.INVALID, 4, "in double quotes"),
    "text behind a bar": (CLINIC + "footer: | home\n", ExitCode.INVALID, 4, "text stands behind |"),
    "no blank after the colon": ("name:A\ncity:B\nphone:1\n", ExitCode.INVALID, 1, "a space after each colon"),
    "blanks of the web": (CLINIC + "hours:\n\u00a0 - {days: mon, open: 9-17}\n", ExitCode.INVALID, 5, "not plain ones"),
    "curly quotes": (CLINIC + "brand: \u201c#0f6e73\u201d\n", ExitCode.INVALID, 4, "in curly quotes"),
    "null": (CLINIC + "address: null\n", ExitCode.INVALID, 4, "has no value"),
    "nested 100,000 deep": (CLINIC + "hours: " + "[" * 100_000 + "\n", ExitCode.INVALID, 4, ""),
    "lists 100,000 deep": (CLINIC + "hours:\n" + "- " * 100_000 + "x\n", ExitCode.INVALID, 5, "too deep"),
    "UTF-16": (CLINIC.encode("utf-16"), ExitCode.INVALID, 1, "not UTF-8"),
    "UTF-16 without its mark": (CLINIC.encode("utf-16-le"), ExitCode.INVALID, 1, "not UTF-8"),
    "a word processor's file": (b"PK\x03\x04 and more", ExitCode.INVALID, 1, "word processor"),
    "NUL": (CLINIC.encode() + b"footer: a\0b\n", ExitCode.INVALID, 4, "U+0000"),
    "an escaped NUL": (CLINIC + 'footer: "a\\0b"\n', ExitCode.INVALID, 4, "U+0000"),
    "a line end few know": (CLINIC + "footer: a\u2028b\n", ExitCode.INVALID, 4, "U+2028"),
    "text that runs backwards": (CLINIC + "footer: a\u202eb\n", ExitCode.INVALID, 4, "U+202E"),
    "phone without area code": (CLINIC.replace("(707) 555", "555"), ExitCode.INVALID, 3, "with its area code"),
    "logo with a long name": (CLINIC + f"logo: {'x' * 300}.png\n", ExitCode.INVALID, 4, "longer than 100"),
    "logo of no name": (CLINIC + "logo: .\n", ExitCode.INVALID, 4, "beside the profile"),
    "logo on another disk": (CLINIC + "logo: C:\\logo.png\n", ExitCode.INVALID, 4, "beside the profile"),
    "logo at an address": (CLINIC + "logo: https://example.org/logo.png\n", ExitCode.INVALID, 4, "beside the profile"),

    "bad indent": ("name: A B\n  city: C D\nphone: (707) 555-0123\n", ExitCode.INVALID, 2, ""),
    "control character": (CLINIC.encode() + b"address: a\x07b\n", ExitCode.INVALID, 4, "cannot be seen stands here (U+0007)"),
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


def png(mode: str = "RGB", size: tuple[int, int] = (10, 10), kind: str = "PNG", **more: object) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind, **more)
    return target.getvalue()


def png_bomb() -> bytes:
    """A few hundred bytes that say they are a picture of 50,000 x 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(200_000))) + chunk(b"IEND", b"")


SQUARE = '<rect width="9" height="9"/>'
# every <use> doubles what the next one draws: 2**30 squares
USES = "".join(f'<g id="g{n}">{f"""<use href="#g{n + 1}"/>""" * 2}</g>' for n in range(30)) + f'<g id="g30">{SQUARE}</g>'


LOGOS: dict[str, tuple[str, bytes | str, str]] = {
    "not an image": ("png", b"hello", "none of these kinds: PNG, JPEG, WebP, GIF, TIFF, SVG"),
    "damaged": ("png", png()[:40], "damaged"),
    "too many bytes": ("png", png() + b"\0" * 2_000_001, "larger than 2 MB"),
    "too many pixels": ("png", png("1", (6000, 6000)), "pixels"),
    "SVG with a script": ("svg", SVG.format("<script>alert(1)</script>").encode(), "<script>"),
    "SVG that fetches": ("svg", SVG.format('<use xlink:href="http://example.org/x.svg#a"/>').encode(), "loads something"),
    "SVG with an event": ("svg", SVG.format('<rect width="9" height="9" onload="x()"/>').encode(), "runs something"),
    "SVG with text": ("svg", SVG.format("<text>Hi</text>").encode(), "<text>"),
    "SVG with an image": ("svg", SVG.format('<image href="x.png"/>').encode(), "<image>"),
    "SVG with entities": ("svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("").encode(), "entities"),
    "decompression bomb": ("png", png_bomb(), "damaged or is not a picture"),
    "animated GIF": ("png", png(kind="GIF", save_all=True, append_images=[Image.new("RGB", (10, 10), "red")]), "several pictures"),
    "JPEG cut short": ("jpg", png("RGB", (200, 200), "JPEG")[:400], "damaged"),
    "no bytes": ("png", b"", "none of these kinds: PNG, JPEG, WebP, GIF, TIFF, SVG"),
    "SVG that uses itself": ("svg", SVG.format('<g id="a"><use href="#a"/></g>' + SQUARE), "repeats its parts"),
    "SVG of uses of uses": ("svg", SVG.format(USES), "repeats its parts"),
    "SVG nested deep": ("svg", SVG.format("<g>" * 3000 + SQUARE + "</g>" * 3000), "nests them too deep"),
    "SVG without end": ("svg", SVG.format('<rect width="1e400" height="9"/>'), "is empty or white"),
    "SVG of too much": ("svg", SVG.format(f'<path d="M0 0{" L1 1" * 50_000}"/>'), "is empty or white"),
    "SVG with a style from elsewhere": ("svg", SVG.format("<style>@import url(x.css);</style>" + SQUARE), "loads something"),
    "SVG that fetches an entity": (
        "svg",
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hosts">]>' + SVG.format("&x;"),
        "entities",
    ),
    "SVG cut short": ("svg", SVG.format("<g>").encode(), "damaged"),
    "SVG of nothing": ("svg", SVG.format("").encode(), "is empty or white"),
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
    "unknown section": (HANDOUT.replace("section: mine", "section: mien"), 7, "Did you mean mine"),
    "unknown condition": (
        HANDOUT.replace("section: mine}", "section: mine, when: service.masage}"),
        7,
        "Did you mean service.massage?",
    ),
    "malformed condition": (HANDOUT.replace("section: mine}", "section: mine, when: if massage}"), 7, "Write service.massage"),
    "bad date": (HANDOUT.replace("2026-11-01", "1 November"), 4, "not a date"),
    "bad version": (HANDOUT.replace('"1.0"', "one"), 3, "Write a version as 1.0"),
    "no topic": (HANDOUT.replace("topic: back-spasm\n", ""), 1, "Add a line `topic: ...`, as `topic: back-spasm`"),
    "bad topic": (HANDOUT.replace("back-spasm", "Back spasm"), 1, "Use small letters and digits"),
    "unknown figure": (HANDOUT + "figure: wlak\n", 8, "Did you mean walk"),
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


def test_a_pictogram_nobody_drew(tmp_path: Path, run: Run) -> None:
    section = SECTION.format(text="A.") + "  - habits:\n      - {icon: wlak, title: Walk, text: Short walks}\n"
    own_handout(tmp_path, section=section)
    got, _, err = run("make", "mine", "--workspace", tmp_path)
    assert got == ExitCode.INVALID
    check_message(err, tmp_path / "handouts/sections/mine/en.yaml", 6, "there is no icon 'wlak'. Did you mean 'walk'?")


def test_text_that_cannot_fit(tmp_path: Path, run: Run) -> None:
    long = "\n".join(f'  - paragraph: "{"Word after word. " * 60}"' for _ in range(40))
    own_handout(tmp_path, section="heading: Long\nkey_message: Long.\nblocks:\n" + long + "\n")
    got, _, err = run("make", "mine", "--workspace", tmp_path)
    assert got == ExitCode.FIT
    assert re.search(r"section 'mine' .* \d+ points too long", err)
    assert not (tmp_path / "out").exists()


def test_a_character_no_font_has_is_found_in_its_file(tmp_path: Path, run: Run) -> None:
    own_handout(tmp_path, text='"One two \U0001f600 three."')
    got, _, err = run("make", "mine", "--workspace", tmp_path)
    assert got == ExitCode.FONT
    check_message(err, tmp_path / "handouts/sections/mine/en.yaml", 4, "U+1F600")


def test_a_folder_instead_of_a_file(tmp_path: Path, run: Run) -> None:
    (tmp_path / "clinic_profiles" / "test.yaml").mkdir(parents=True)
    got, _, err = run("make", "get-help", "--clinic", tmp_path / "clinic_profiles" / "test.yaml")
    assert got == ExitCode.MISSING
    check_message(err, tmp_path / "clinic_profiles/test.yaml", 0, "a folder, not a file")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes or links in folders")
@pytest.mark.parametrize("kind", ["link to nowhere", "link to itself", "pipe"])
def test_a_profile_that_is_no_plain_file(kind: str, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "clinic_profiles" / "test.yaml"
    file.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("nowhere" if kind == "link to nowhere" else file.name)
    got, _, err = run("make", "get-help", "--workspace", tmp_path)
    assert got == ExitCode.MISSING
    check_message(err, file, 0, "file")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["test.yml", "test.yaml.txt", "Test.YAML.TXT"])
def test_a_profile_whose_name_ends_otherwise(name: str, tmp_path: Path, run: Run) -> None:
    file = write(tmp_path / "clinic_profiles" / name, CLINIC)
    got, _, err = run("make", "get-help", "--workspace", tmp_path)  # and not: the sample clinics, as if nothing were there
    assert got == ExitCode.INVALID
    check_message(err, file, 0, "Rename it to")
    workspace(tmp_path)
    got, out, _ = run("check", "--workspace", tmp_path)
    assert got == ExitCode.INVALID
    assert "Rename it to" in out


def test_what_other_programs_leave_is_no_profile(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path)
    write(tmp_path / "clinic_profiles" / "._test.yaml", b"\0\5\x16\7")
    got, out, err = run("list", "clinics", "--workspace", tmp_path)
    assert (got, err) == (0, "")
    assert "._test" not in out


@pytest.mark.parametrize("content", [CLINIC.replace("\n", "\r\n"), CLINIC.replace("\n", "\r"), "\ufeff" + CLINIC])
def test_what_editors_of_all_systems_write_is_read(content: str, tmp_path: Path, run: Run) -> None:
    workspace(tmp_path, content.encode())
    assert run("show", "clinic", "test", "--workspace", tmp_path)[0] == 0
    workspace(tmp_path, content.replace("phone", "phnoe").encode())
    check_message(run("show", "clinic", "test", "--workspace", tmp_path)[2], tmp_path / "clinic_profiles/test.yaml", 3, "phone?")


def test_red_flags_of_ones_own(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path, **{"handouts__red_flags__back-spasm__en": "title: None\n"})
    got, _, err = run("make", "get-help", "--workspace", tmp_path)
    assert got == ExitCode.CHECK
    assert "red flags cannot be changed" in err


def test_all_problems_of_a_file_at_once(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path, "nmae: A\ncity: C D\nphone: 12\nbrand: red\n")
    got, _, err = run("make", "get-help", "--workspace", tmp_path)
    assert got == ExitCode.INVALID
    assert len([line for line in err.splitlines() if line.startswith("Error:")]) == 3  # that name is missing is said with nmae


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
    named = [message for message in err.splitlines() if place in message and words in message.partition(place)[2]]
    assert named, err
    assert all(message.startswith("Error: ") and message.endswith((".", "?")) for message in named), err
