"""One leaflet as PDF, web page, plain text and pictures: names, files, and what the command line makes of them."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

import handoutpress
from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.formats import html, text
from handoutpress.merge.merge import merge
from handoutpress.press import render
from handoutpress.press.job import Job
from tests.conftest import Run
from tests.helpers.red_flags import emergency_signs

LIBRARY = Library()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "manifest.json")


def test_each_format_is_a_file_of_its_own(run: Run, tmp_path: Path) -> None:
    formats = [word for kind in ("pdf", "html", "text", "png") for word in ("--format", kind)]
    command = ["make", "get-help", "-c", "harbor-spine", "-t", "leaflet", "-t", "wallet-card", *formats, "-o", tmp_path]
    assert run(*command)[0] == 0
    stem = "harbor-spine-get-help-en"
    sheets = [f"{stem}-{sheet}{end}" for sheet in ("leaflet", "wallet-card") for end in ("-1.png", "-2.png", ".pdf")]
    assert names(tmp_path) == sorted([*sheets, f"{stem}.html", f"{stem}.txt"])
    starts = {".pdf": b"%PDF-", ".png": b"\x89PNG", ".html": b"<!DOCTYPE html>", ".txt": b"Harbor Spine"}
    for path in tmp_path.iterdir():
        assert path.read_bytes().startswith(starts.get(path.suffix, b"{"))
    assert "up to date" in run(*command)[2]
    (tmp_path / f"{stem}-leaflet-2.png").unlink()
    assert "Made 1 leaflet" in run(*command)[2]
    assert len(names(tmp_path)) == 8


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_page_made_as_a_picture_is_told(run: Run, tmp_path: Path, jobs: str) -> None:
    command = ["make", "get-help", "your-visit", "-c", "harbor-spine", "-f", "png", "-o", tmp_path, "-j", jobs]
    for _ in range(2):  # made, then found up to date
        code, out, _err = run(*command)
        assert code == 0
        assert sorted(Path(line).name for line in out.split()) == names(tmp_path)
        assert len(out.split()) == 4
    told = json.loads(run(*command, "--json")[1])
    assert [Path(place).is_file() for entry in told for place in (entry["file"], *entry["more"])] == [True] * 4
    one = json.loads(run("make", "get-help", "-c", "harbor-spine", "-f", "png", "-o", tmp_path / "one.png", "--json")[1])
    assert (one[0]["file"], one[0]["more"]) == (str(tmp_path / "one.png"), [str(tmp_path / "one-2.png")])


def test_pictures_of_pages_that_are_no_more_are_taken_away(run: Run, tmp_path: Path) -> None:
    stem = "harbor-spine-get-help-en-poster"
    for name in (f"{stem}-2.png", f"{stem}-3.png", f"{stem}-5.png"):
        (tmp_path / name).write_bytes(b"old")
    assert run("make", "get-help", "-c", "harbor-spine", "-t", "poster", "-f", "png", "-o", tmp_path)[0] == 0
    assert names(tmp_path) == [f"{stem}-1.png", f"{stem}-5.png"]


@pytest.mark.parametrize("name", ["one.html", "ONE.HTM", "one.txt", "one.pdf", "one.png"])
def test_a_file_name_says_its_format(run: Run, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    code, out, _ = run("make", "get-help", "-c", "harbor-spine", "-t", "poster", "-o", target)
    assert code == 0
    assert out.strip() == str(target)
    assert target.stat().st_size > 1000


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-f", "html", "-o", "x.pdf"], "the name x.pdf asks for pdf, and --format for html"),
        (["-f", "html", "--mono"], "--bleed, --marks and --mono are for print"),
        (["-f", "text", "--bleed", "3mm"], "--bleed, --marks and --mono are for print"),
        (["-f", "html", "--booklet"], "a booklet is made as a PDF only"),
        (["-f", "html", "-f", "text", "-o", "-"], "2 leaflets do not go into one file"),
        (["-f", "png", "-o", "-"], "2 pictures do not go to stdout"),
        (["-f", "docx"], "docx"),
    ],
)
def test_what_makes_no_sense_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("make", "get-help", "-c", "harbor-spine", *options)
    assert code == 2
    assert told in err
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def test_json_names_the_format(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("make", "get-help", "-c", "harbor-spine", "-f", "html", "-f", "pdf", "--json", "-o", tmp_path)
    assert [(made["format"], Path(made["file"]).suffix) for made in json.loads(out)] == [("html", ".html"), ("pdf", ".pdf")]


def test_show_writes_the_page(run: Run) -> None:
    code, out, _ = run("show", "handout", "get-help", "-c", "harbor-spine", "--format", "html")
    assert code == 0
    assert out == html.document(merge(LIBRARY, "harbor-spine", "get-help"))


def test_the_library_gives_the_same(tmp_path: Path) -> None:
    leaflet = merge(LIBRARY, "harbor-spine", "get-help")
    assert handoutpress.render("harbor-spine", "get-help", format="html").decode() == html.document(leaflet)
    assert handoutpress.render("harbor-spine", "get-help", format="text").decode() == text.plain(leaflet)


def test_a_picture_is_large_enough_to_read() -> None:
    job = Job("harbor-spine", "get-help", format="png")
    pages = render.render_files(render.merge_job(LIBRARY, job), LIBRARY.template("leaflet").value, job)
    widths = [Image.open(BytesIO(page)).width for page in pages]
    assert widths == [8.5 * render.PNG_DPI] * 2


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("handout", LIBRARY.handouts())
def test_plain_text_says_it_all_in_order(handout: str, language: str) -> None:
    leaflet = merge(LIBRARY, "harbor-spine", handout, language)
    said = " ".join(text.plain(leaflet).split())
    draft = [note for _, note in leaflet.draft.notes] if leaflet.draft else []
    checked = [leaflet.draft.red_flags.emergency.rule or (), *emergency_signs(leaflet.draft.red_flags)] if leaflet.draft else []
    wanted = [
        *draft,
        leaflet.clinic.phone,
        leaflet.title.upper(),
        leaflet.main_message,
        *checked,
        *emergency_signs(leaflet.red_flags),
    ]
    wanted += [section.heading for section in leaflet.sections]
    wanted += [
        *(tier.sentence for tier in leaflet.red_flags.later[1:]),
        leaflet.closing,
        leaflet.clinic.after_hours,
        leaflet.control,
    ]
    at = 0
    for part in wanted:
        plain = " ".join((part if isinstance(part, str) else markup.plain(part)).split())
        found = said.find(plain, at)
        assert found >= 0, plain
        at = found + len(plain)
    assert all(len(line) <= text.WIDTH for line in text.plain(leaflet).splitlines()[:-1])


def test_a_box_to_tick_is_not_torn_at_the_end_of_a_line() -> None:
    days = [
        line
        for line in handoutpress.render("harbor-spine", "move-and-stretch", format="text").decode().splitlines()
        if "[ ]" in line
    ]
    assert len(days) >= 3, "none of the lists is long enough to be broken"
    assert all(line.endswith("[ ]") and line.count("[") == line.count("[ ]") for line in days)
