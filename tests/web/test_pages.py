"""What the pages show and do."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from starlette.testclient import TestClient

from handoutpress.content.library import Library
from handoutpress.content.signoff import status
from handoutpress.web.app import collect_routes
from handoutpress.web.engine.workspace import WebWorkspace
from tests.web.conftest import files, token

SPANISH = {"clinic": "our-clinic", "handout": "get-help", "language": "es", "template": "trifold"}


# -- make --------------------------------------------------------------------------------------------


def test_the_page_shows_what_was_picked(page: TestClient) -> None:
    answer = page.get("/", params={"clinic": "our-clinic", "handout": "get-help", "template": "half-sheet", "ink_saver": "yes"})
    assert answer.status_code == 200
    checked = re.findall(r'name="(\w+)" value="([\w-]+)"[^>]* checked', answer.text)
    assert {("handout", "get-help"), ("template", "half-sheet"), ("language", "en"), ("ink_saver", "yes")} <= set(checked)
    assert "Harbor Spine &amp; Wellness" in answer.text and "When to call for help" not in answer.headers


def test_pictures_and_pdf_are_those_of_the_press(page: TestClient, workspace: Path) -> None:
    from handoutpress.press import render
    from handoutpress.press.job import Job

    query = {"clinic": "our-clinic", "handout": "get-help", "template": "half-sheet"}
    pdf = page.get("/leaflet.pdf", params=query | {"keep": "1"})
    assert pdf.content == render.render_job(Library(workspace), Job("our-clinic", "get-help", template="half-sheet"))
    assert pdf.headers["content-disposition"] == 'attachment; filename="our-clinic-get-help-en-half-sheet.pdf"'
    png = page.get("/page/1.png", params=query | {"w": "420"})
    assert png.content.startswith(b"\x89PNG") and int.from_bytes(png.content[16:20]) == 420
    assert png.headers["cache-control"] == "no-store", "only a picture whose address names its state may be kept"


def test_a_changed_profile_is_seen_at_once(page: TestClient, workspace: Path) -> None:
    import time

    before = page.get("/leaflet.pdf", params={"clinic": "our-clinic"}).content
    profile = workspace / "clinic_profiles" / "our-clinic.yaml"
    profile.write_text(profile.read_text().replace("Fairview, CA", "Northgate, CA"))
    time.sleep(0.5)
    assert page.get("/leaflet.pdf", params={"clinic": "our-clinic"}).content != before


def test_a_wrong_profile_is_told_with_its_line(page: TestClient, workspace: Path) -> None:
    (workspace / "clinic_profiles" / "our-clinic.yaml").write_text("name: A B\ncity: Fairview\nphone: 12\n")
    answer = page.get("/", params={"clinic": "our-clinic"})
    assert answer.status_code == 200 and "Is not a phone number" in answer.text and "our-clinic.yaml:3" in answer.text


def test_a_draft_is_told_and_leads_to_signing(page: TestClient) -> None:
    answer = page.get("/", params=SPANISH)
    assert "Draft translation." in answer.text and "/texts/get-help/es" in answer.text


def test_it_can_be_kept_as_a_web_page_and_as_text(page: TestClient) -> None:
    query = {"clinic": "our-clinic", "handout": "get-help"}
    kept = page.get("/leaflet.html", params=query)
    assert kept.headers["content-disposition"] == 'attachment; filename="our-clinic-get-help-en-leaflet.html"'
    assert "<title>" in kept.text and "Harbor Spine &amp; Wellness" in kept.text
    kept = page.get("/leaflet.txt", params=query)
    assert kept.headers["content-disposition"].endswith('.txt"') and "(707) 555-0142" in kept.text


def test_handouts_are_bound_as_a_booklet(page: TestClient, workspace: Path) -> None:
    from handoutpress.press import render
    from handoutpress.press.job import Job

    query = {"clinic": "our-clinic", "handout": ["your-visit", "get-help"], "language": "en", "imposed": "yes"}
    made = page.get("/booklet.pdf", params=query)
    jobs = [Job("our-clinic", name, template="booklet") for name in ("get-help", "your-visit")]
    assert made.content == render.render_booklet(Library(workspace), jobs, imposed=True)
    assert "booklet" in made.headers["content-disposition"]
    assert page.get("/booklet").status_code == 200
    assert page.get("/booklet.pdf", params={"clinic": "our-clinic"}).status_code == 400
    assert page.get("/booklet.pdf", params={"clinic": "our-clinic", "handout": "../x"}).status_code == 404


def test_the_page_speaks_spanish(page: TestClient) -> None:
    assert 'lang="es"' in page.get("/", headers={"accept-language": "es-MX,es;q=0.9"}).text
    page.post("/language", data={"csrf": token(page), "to": "es", "next": "/texts"})
    assert "Textos de los folletos" in page.get("/texts").text


# -- texts -------------------------------------------------------------------------------------------


def signed(page: TestClient, path: str = "/texts/get-help/es", **change: str):
    shown = page.get(path).text
    mark = re.search(r'name="fingerprint" value="(\w+)"', shown)
    assert mark
    form = {
        "csrf": token(page), "fingerprint": mark[1], "name": "Pat Reed", "title": "DC", "translator_name": "Luz Vega",
        "translator_title": "CMI", "on": "2026-11-02", "next_review": "2028-11-01", "read": "yes",
    }  # fmt: skip
    return page.post(path, data=form | change)


def test_signing_a_translation_frees_every_sheet(page: TestClient, workspace: Path) -> None:
    assert page.get("/leaflet.pdf", params=SPANISH).status_code == 422
    assert signed(page).status_code == 303
    assert status(Library(workspace), "get-help", "es").state == "signed"
    assert page.get("/leaflet.pdf", params=SPANISH).status_code == 200
    assert "Pat Reed" in page.get("/texts").text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"read": ""}, "read"), ({"name": "", "translator_name": "", "translator_title": ""}, "name"), ({"on": "yesterday"}, "on"),
        ({"on": "9000-01-01"}, "on"),
        ({"next_review": "2026-11-02"}, "next_review"), ({"next_review": "soon"}, "next_review"), ({"fingerprint": "0" * 64}, "read"),
        ({"translator_title": ""}, "translator_title"), ({"title": "D" * 60}, "title"),
    ],
)  # fmt: skip
def test_a_sign_off_that_is_not_whole_is_told_and_not_written(
    page: TestClient, workspace: Path, change: dict[str, str], field: str
) -> None:
    before = files(workspace)
    answer = signed(page, **change)
    assert answer.status_code == 422 and f'href="#{field}"' in answer.text and f'id="{field}-error"' in answer.text
    assert files(workspace) == before


def test_a_text_is_shown_whole(page: TestClient) -> None:
    import datetime
    import html

    from handoutpress.content.word_rules import Scope

    shown = html.unescape(page.get("/texts/your-visit/en").text)
    for text in Scope(Library(), "your-visit", "en", datetime.date.min).texts:
        assert text.words in shown
    assert page.get("/texts/nothing/en").status_code == 404 and page.get("/texts/get-help/xx").status_code == 404


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_text_names_its_sources_as_leaflets_print_them(page: TestClient, language: str) -> None:
    import html

    library = Library()
    for handout in library.handouts():
        shown = html.unescape(page.get(f"/texts/{handout}/{language}").text)
        named = re.findall('<li><p lang="en"><b>(.*?)</b>', shown)
        known = {source.short.get("", source.short.get("en")) for source in library.sources().value.root.values()}
        assert named and set(named) <= known


# -- addresses ---------------------------------------------------------------------------------------


def module(name: str, **parts: object) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(parts)
    return made


def test_modules_say_their_addresses_and_none_is_taken_twice() -> None:
    one, other = module("one_page", GETS={"/x": len}), module("other_endpoint", GETS={"/x": str}, POSTS={"/x": str})
    assert collect_routes([one], "GET") == {"/x": len}
    assert collect_routes([one, other], "POST") == {"/x": str}
    with pytest.raises(ValueError, match="one_page and other_endpoint both answer GET /x"):
        collect_routes([one, other], "GET")


@pytest.mark.parametrize(
    ("path", "status"), [("/leaflet.pdf?clinic=nobody", 404), ("/nowhere", 404), ("/leaflet.pdf?paper=b5", 404)]
)
def test_a_program_gets_its_errors_as_json(page: TestClient, path: str, status: int) -> None:
    answer = page.get(path, headers={"accept": "application/json"})
    assert answer.status_code == status and answer.headers["content-type"] == "application/json"
    assert {"what", "mend", "file", "line", "column", "field"} == set(answer.json()["problems"][0])
    assert not page.get(path, headers={"accept": "text/html, application/json"}).text.startswith("{")


def test_a_fault_is_told_to_a_program_without_what_was_typed(page: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("rosa@patients.example.org")

    monkeypatch.setattr(WebWorkspace, "waiting_room", broken)
    answer = page.get("/stock", headers={"accept": "application/json"})
    assert answer.status_code == 500 and "RuntimeError" in answer.json()["problems"][0]["what"] and "rosa" not in answer.text
