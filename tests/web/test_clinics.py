"""The clinic form: what is saved, what is refused, and what is left alone."""

from __future__ import annotations

import html
import io
import re
import runpy
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient

import handoutpress
from handoutpress.content.library import Library
from handoutpress.content.profile_editor import begun
from handoutpress.content.schema import clinic
from handoutpress.content.schema.clinic import Clinic
from handoutpress.support import picture_kind as kinds
from handoutpress.support.picture_kind import PictureKind
from handoutpress.web import clinic_form
from tests.web.conftest import PROFILE, files, token

PATH = "/clinics/our-clinic"


def form(page: TestClient, path: str = PATH) -> dict[str, object]:
    """What a browser would send if nothing were changed."""
    text = page.get(path).text
    text = text[text.index('class="profile"') :]
    out: dict[str, object] = {}
    for tag in re.findall(r"<input [^>]*>", text):
        get = {key: html.unescape(value) for key, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if (get.get("type") in ("checkbox", "radio") and " checked" not in tag) or get.get("type") in ("file", "color"):
            continue
        if "name" in get:
            out[get["name"]] = [*out.get(get["name"], []), get["value"]] if get.get("type") == "checkbox" else get.get("value", "")  # type: ignore[misc]
    for name, words in re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>(.*?)</textarea>', text, re.DOTALL):
        out[name] = html.unescape(words).removeprefix("\n")
    for name, body in re.findall(r'<select id="\w+" name="(\w+)".*?>(.*?)</select>', text, re.DOTALL):
        found = re.search(r'value="([^"]*)" selected', body)
        out[name] = found[1] if found else ""
    return out


def saved(page: TestClient, picture: bytes | None = None, **change: object):
    upload = {"logo_file": ("../../evil.svg", picture)} if picture else {"logo_file": ("", b"")}
    return page.post(PATH, data=form(page) | change, files=upload)


def profile_of(workspace: Path) -> Path:
    return workspace / "clinic_profiles" / "our-clinic.yaml"


def test_saving_what_was_not_changed_changes_no_byte(page: TestClient, workspace: Path) -> None:
    full = (Path(__file__).parents[2] / "clinic_profiles" / "harbor-spine.yaml").read_text()
    (workspace / "clinic_profiles" / "harbor-spine.svg").write_bytes(
        (Path(__file__).parents[2] / "clinic_profiles" / "harbor-spine.svg").read_bytes()
    )
    for text in (PROFILE, full):
        profile_of(workspace).write_text(text)
        time.sleep(0.45)
        assert saved(page).status_code == 303
        assert profile_of(workspace).read_text() == text


def test_a_change_keeps_the_comments(page: TestClient, workspace: Path) -> None:
    answer = saved(
        page, city="Northgate, CA", **{"hours-0-days": "mon-fri", "hours-0-open": "8 am to 6 pm", "services": ["massage"]}
    )
    assert answer.status_code == 303 and answer.headers["location"].endswith("said=saved")
    text = profile_of(workspace).read_text()
    assert text.startswith(PROFILE.replace("Fairview", "Northgate"))
    clinic = Library(workspace).clinic("our-clinic").value
    assert clinic.city == "Northgate, CA" and clinic.services == ("massage",) and clinic.hours[0].open == ((480, 1080),)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"phone": "12"}, "phone", "Is not a phone number"),
        ({"hours-0-days": "someday", "hours-0-open": "8-9"}, "hours-0-days", "write mon-fri"),
        ({"practitioners-0-name": "Dr. Reed", "practitioners-0-title": "DC"}, "practitioners-0-name", "leave it out"),
        ({"brand": "teal"}, "brand", "Is not a colour"), ({"name": ""}, "name", "Is empty. Fill it in."),
        ({"print": "spot", "ink": ""}, "ink", "A spot colour needs its name"), ({"emergency_number": "help"}, "emergency_number", "as 911"),
        ({"website": "not an address"}, "website", "Is not a web address"), ({"reviewer_name": "Pat"}, "reviewer_title", "Is empty"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(
    page: TestClient, workspace: Path, change: dict[str, str], field: str, words: str
) -> None:
    before = files(workspace)
    answer = saved(page, **change)
    assert answer.status_code == 422, answer.text
    assert f'href="#{field}"' in answer.text and f'id="{field}-error"' in answer.text
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', answer.text)
    assert words.lower() in html.unescape(answer.text).lower()
    assert files(workspace) == before


@pytest.mark.parametrize(
    ("change", "field", "called"),
    [
        ({"hours-1-open": "8-9 am"}, "hours-1-days", "Opening hours, row 2, Days: Is empty"),
        ({"hours-2-days": "sat"}, "hours-2-open", "Opening hours, row 3, Open: Is empty"),
        ({"hours-0-days": "mon", "hours-0-open": "8-12", "hours-2-days": "mon-tue", "hours-2-open": "9-13"}, "hours",
         "Opening hours: Say two things of mon (mon, and mon-tue)"),
        ({"practitioners-1-name": "Pat Reed"}, "practitioners-1-title", "Practitioners, row 2, Licence: Is empty"),
        ({"notice_text-0-language": "Thai", "notice_text-0-words": "x"}, "notice_text-0-language",
         "The words of the notice, row 1, Language:"),
        ({"towns_served": "Fairview\nदर्द"}, "towns_served", "Towns you serve, row 2:"),
        ({"footer_es": "दर्द"}, "footer_es", "A line in the small print, in Spanish:"),
        ({"footer": "yes"}, "footer", "A line in the small print:"),
        ({"reviewer_name": "Pat"}, "reviewer_title", "Licence: Is empty"), ({"city": ""}, "city", "City: Is empty"),
    ],
)  # fmt: skip
def test_the_summary_names_the_field_and_its_row_as_the_form_does(
    page: TestClient, workspace: Path, change: dict[str, str], field: str, called: str
) -> None:
    answer = saved(page, **change)
    [(link, said)] = re.findall(r'<li><a href="#([^"]+)">(.*?)</a></li>', answer.text)
    assert answer.status_code == 422 and link == field and html.unescape(said).startswith(called), said
    assert f'id="{field}"' in answer.text and f'id="{field}-error"' in answer.text


def test_the_notice_of_language_help_is_written_by_language(page: TestClient, workspace: Path) -> None:
    """Each text as it was approved, comments kept, and what is not shown in the page's languages too."""
    profile_of(workspace).write_text(PROFILE + "notice_text:  # approved in May\n  en: Free help.\n  vi: Miễn phí.  # by Lan\n")
    time.sleep(0.45)
    long = "We give free help with language: " + "interpreters, and letters in large print. " * 5 + "\r\nAsk at the desk."
    answer = saved(
        page,
        **{"notice_1557": "yes", "notice_text-0-words": long, "notice_text-2-language": "es", "notice_text-2-words": "Gratis."},
    )
    assert answer.status_code == 303, answer.text
    clinic = Library(workspace).clinic("our-clinic").value
    assert clinic.notice_1557 and clinic.notice_text == {"en": long.replace("\r", ""), "vi": "Miễn phí.", "es": "Gratis."}
    text = profile_of(workspace).read_text()
    assert text.startswith(PROFILE) and "# approved in May" in text and "# by Lan" in text
    time.sleep(0.45)
    assert saved(page).status_code == 303 and profile_of(workspace).read_text() == text, "and saving again changes nothing"
    for change, field in (
        ({"notice_text-0-language": ""}, "notice_text-0-language"), ({"notice_text-2-language": "en"}, "notice_text-2-language"),
        ({"notice_text-1-language": "Thai"}, "notice_text-1-language"), ({"notice_text-1-words": "x" * 1201}, "notice_text-1-words"),
    ):  # fmt: skip
        answer = saved(page, **change)
        assert answer.status_code == 422 and f'id="{field}-error"' in answer.text, (
            change,
            re.findall(r'id="[\w-]+-error".*', answer.text),
        )
    assert saved(page, **{f"notice_text-{row}-words": "" for row in range(3)}).status_code == 303
    assert Library(workspace).clinic("our-clinic").value.notice_text == {}


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"name": "दर्द"}, "no se puede imprimir"),
    ({"name": ""}, "Está vacío. Escríbalo."), ({"name": "A"}, "menos de 2 caracteres"), ({"city": "B" * 61}, "más de 60 caracteres"),
    ({"phone": "12"}, "No es un número de teléfono"),
    ({"phone": "(707) 555-0142, (707) 555-0143"}, "2 números"),
    ({"address": "C" * 91}, "más de 90"), ({"website": "no address"}, "dirección web"),
    ({"booking": "no address"}, "dirección web"), ({"email": "desk"}, "dirección de correo"), ({"reply_to": "desk"}, "dirección de correo"),
    ({"brand": "teal"}, "No es un color"), ({"brand": "“#0f6e73”"}, "comillas"), ({"print": "spot", "ink": ""}, "necesita su nombre"),
    ({"ink": "black"}, "tinta directa"), ({"ink": "X"}, "menos de 2"), ({"emergency_number": "help"}, "solo el número"),
    ({"hours-0-days": "someday", "hours-0-open": "8-9"}, "mon-fri"), ({"hours-0-days": "mon", "hours-0-open": "late"}, "horario"),
    ({"hours-0-days": "mon", "hours-0-open": "8 pm to 6 pm"}, "cierra antes"),
    ({"hours-0-days": "mon", "hours-0-open": "8-6"}, "de la mañana"), ({"hours-0-days": "mon"}, "vacío"),
    ({"practitioners-0-name": "Dr. Reed", "practitioners-0-title": "DC"}, "Dr."), ({"practitioners-0-name": "Pat Reed"}, "vacío"),
    ({"practitioners-0-name": "Pat", "practitioners-0-title": "C"}, "menos de 2"), ({"reviewer_name": "Pat"}, "vacío"),
    ({"services": "no such"}, "minúsculas"), ({"languages": "English"}, "código de idioma"), ({"country": "us"}, "escriba US"),
)  # fmt: skip


def test_on_the_spanish_page_mistakes_are_told_in_spanish(page: TestClient, workspace: Path) -> None:
    page.cookies.set("handoutpress-language", "es")
    before, english = files(workspace), {}
    for change, words in WRONG:
        answer = saved(page, **change)
        assert answer.status_code == 422, change
        told = html.unescape(" ".join(re.findall(r'<p class="error-text".*?</p>', answer.text)))
        assert told and words.lower() in re.sub("<[^>]*>", "", told).lower(), (change, told)
        if 'lang="en"' in told:
            english[str(change)] = told
    for picture in (b"hello", b"\x89PNG broken", b"<svg xmlns='http://www.w3.org/2000/svg'><text>a</text></svg>", huge_png()):
        told = " ".join(re.findall(r'<p class="error-text".*?</p>', saved(page, picture).text))
        assert "logotipo" in told and 'lang="en"' not in told
    assert english == {} and files(workspace) == before


def test_what_has_no_spanish_words_is_marked_as_english(page: TestClient, workspace: Path) -> None:
    profile_of(workspace).write_text(PROFILE + "adress: 1 Elm Street\n")
    page.cookies.set("handoutpress-language", "es")
    assert '<span lang="en">There is no field &#39;adress&#39; here</span>' in page.get("/clinics").text


def test_a_file_that_changed_meanwhile_is_not_overwritten(page: TestClient, workspace: Path) -> None:
    mine = form(page) | {"address": "1 Elm Street"}
    profile_of(workspace).write_text(PROFILE.replace("Fairview", "Sunnydale"))
    before = files(workspace)
    answer = page.post(PATH, data=mine)
    assert answer.status_code == 409 and "Sunnydale, CA" in answer.text and "1 Elm Street" in answer.text
    assert files(workspace) == before
    stamp = re.search(r'name="stamp" value="(\w+)"', answer.text)
    assert stamp and page.post(PATH, data=mine | {"stamp": stamp[1]}).status_code == 303, "saving again is a decision"
    assert "1 Elm Street" in profile_of(workspace).read_text()


def written(pillow: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "#0f6e73").save(out, pillow, lossless=True)
    return out.getvalue()


def png() -> bytes:
    return written("PNG")


def huge_png() -> bytes:
    """A few bytes that claim to be 60,000 pixels square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = (60_000).to_bytes(4) * 2 + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">%s</svg>'


def test_a_logo_is_kept_under_our_name(page: TestClient, workspace: Path) -> None:
    assert saved(page, png()).status_code == 303
    assert set(files(workspace)) == {"clinic_profiles/our-clinic.yaml", "clinic_profiles/our-clinic-logo.png"}
    assert Library(workspace).clinic("our-clinic").value.logo == "our-clinic-logo.png"
    assert page.get(f"{PATH}/logo").content == png()
    assert saved(page, logo_off="yes").status_code == 303
    assert Library(workspace).clinic("our-clinic").value.logo is None
    assert page.get(f"{PATH}/logo").status_code == 404


def test_a_picture_for_covers_is_shown_and_stays_as_it_is(page: TestClient, workspace: Path) -> None:
    path = workspace / "clinic_profiles/our-clinic.yaml"
    slot = "cover:  # since May\n  photo: room.jpg\n  alt: Our room\n  focus: [0.5, 0.25]\n"
    path.write_text(path.read_text("utf-8") + slot, "utf-8")
    assert "room.jpg" in page.get(PATH).text
    assert saved(page, city="Elsewhere, CA").status_code == 303
    assert slot in path.read_text("utf-8") and "Elsewhere" in path.read_text("utf-8")


BMP = PictureKind("BMP", (".bmp",), "image/bmp", re.compile(rb"BM"), "BMP")


def test_a_row_in_the_table_is_all_that_a_new_kind_of_logo_needs(
    page: TestClient, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leaflet() -> bytes:
        return handoutpress.render("our-clinic", "get-help", workspace=workspace)

    data = written("BMP")
    bare, refused = leaflet(), saved(page, data)
    assert refused.status_code == 422 and "none of these kinds: PNG, JPEG, WebP, GIF, TIFF, SVG." in refused.text
    assert ".bmp" not in page.get(PATH).text
    monkeypatch.setattr(kinds, "PICTURE_KINDS", (*kinds.PICTURE_KINDS, BMP))
    assert saved(page, data).status_code == 303
    assert Library(workspace).clinic("our-clinic").value.logo == "our-clinic-logo.bmp"
    shown = page.get(f"{PATH}/logo")
    assert (shown.content, shown.headers["content-type"]) == (data, "image/bmp")
    as_bmp = leaflet()
    assert as_bmp != bare
    text = page.get(PATH).text
    assert 'accept=".png,.jpg,.jpeg,.webp,.gif,.tif,.tiff,.svg,.bmp"' in text and "(PNG, JPEG, WebP, GIF, TIFF, SVG, BMP)" in text
    page.cookies.set("handoutpress-language", "es")
    assert "de hasta 2 MB (PNG, JPEG, WebP, GIF, TIFF, SVG, BMP)" in page.get(PATH).text
    assert "ninguno de estos tipos: PNG, JPEG, WebP, GIF, TIFF, SVG, BMP." in saved(page, b"hello").text
    assert "PNG, JPEG, WebP, GIF, TIFF, SVG, BMP\n" in begun(
        "Elm Care", "Fairview, CA", "(707) 555-0143", short="elm", command="make"
    )
    schema = runpy.run_path(clinic.__file__)["Clinic"].model_json_schema()
    assert "PNG, JPEG, WebP, GIF, TIFF, SVG, BMP" in str(schema["properties"]["logo"])
    assert saved(page, png()).status_code == 303
    assert leaflet() == as_bmp, "the same pixels print the same leaflet"


@pytest.mark.parametrize(
    "picture",
    [
        SVG % b"<script>alert(1)</script>", SVG % b'<rect width="9" height="9" onload="alert(1)"/>',
        SVG % b'<image href="http://evil.example.org/x.png"/>', b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG % b"", b"hello", b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\nnot really", huge_png(), b"\x89PNG" + b"\0" * 2_100_000,
    ],
    ids=["script", "handler", "fetch", "entity", "gif", "pdf", "damaged", "pixels", "bytes"],
)  # fmt: skip
def test_a_bad_logo_is_refused_and_nothing_written(page: TestClient, workspace: Path, picture: bytes) -> None:
    before = files(workspace)
    answer = saved(page, picture, city="Northgate, CA")
    assert answer.status_code == 422 and 'id="logo_file-error"' in answer.text
    assert files(workspace) == before


def test_a_new_clinic_from_three_fields(page: TestClient, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["generate.py", "serve"])
    three = {"csrf": token(page), "name": "Elm & Co. Back Care", "city": "Fairview, CA", "phone": "(707) 555-0143"}
    answer = page.post("/clinics/new", data=three)
    assert answer.status_code == 303 and answer.headers["location"].startswith("/clinics/elm-co-back-care?")
    assert Library(workspace).clinic("elm-co-back-care").value.name == "Elm & Co. Back Care"
    text = (workspace / "clinic_profiles" / "elm-co-back-care.yaml").read_text("utf-8")
    assert " generate.py make --clinic elm-co-back-care" in text.splitlines()[0], "the command in use"
    before = files(workspace)
    assert page.post("/clinics/new", data=three).status_code == 409, "never over another"
    bad = page.post("/clinics/new", data=three | {"name": "../../etc/x", "phone": "1"})
    assert bad.status_code == 422 and 'id="phone-error"' in bad.text
    assert files(workspace) == before


def test_no_id_leads_out_of_the_profiles(page: TestClient, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text(PROFILE)
    before, csrf = files(tmp_path), token(page)
    for bad in ("..%2F..%2Fsecret", "%2E%2E%2Fsecret", "our-clinic.yaml", "nothing"):
        assert page.get(f"/clinics/{bad}").status_code == 404
        assert page.post(f"/clinics/{bad}", data={"csrf": csrf, "name": "x"}).status_code == 404
        assert page.get(f"/clinics/{bad}/logo").status_code == 404
    assert files(tmp_path) == before


def test_samples_are_not_changed_here(start, workspace: Path) -> None:
    profile_of(workspace).unlink()
    page = start()
    assert "sample" in page.get("/clinics").text
    before = files(workspace)
    assert page.post("/clinics/harbor-spine", data={"csrf": token(page), "name": "x"}).status_code == 500
    assert files(workspace) == before


def test_colours_follow_from_the_brand(page: TestClient) -> None:
    from handoutpress.layout.drawing.brand_palette import roles

    shown = page.get("/colours", params={"brand": "#ffcc00"}).text
    assert roles("#ffcc00")["deep"] in shown and roles("#ffcc00")["on_fill"] in shown
    ratios = [float(ratio) for ratio in re.findall(r"([\d.]+) : 1", shown)]
    assert ratios and min(ratios) >= 4.5
    assert page.get("/colours", params={"brand": "red;}"}).status_code == 400


def test_the_form_knows_every_field_of_a_profile() -> None:
    known = {
        *clinic_form.SCALARS,
        *clinic_form.IDS,
        *clinic_form.LOCALISED,
        *clinic_form.ROWS,
        *clinic_form.SWITCHES,
        *clinic_form.TEXT_LISTS,
        *clinic_form.ELSEWHERE,
    }
    assert known == set(Clinic.model_fields)


def test_many_clinics_are_listed_a_page_at_a_time_and_can_be_looked_for(page: TestClient, workspace: Path) -> None:
    assert 'type="search"' not in page.get("/clinics").text  # nothing to look for among a few
    for i in range(60):
        text = f"name: Clinic Number {i}\ncity: Town {i}, CA\nphone: (707) 555-01{i:02}\n"
        (workspace / "clinic_profiles" / f"many-{i:02}.yaml").write_text(text)
    time.sleep(0.02)
    first, second = (page.get(f"/clinics?page={number}").text for number in (1, 2))
    assert first.count('class="tile"') == 48 and second.count('class="tile"') == 13
    assert "/clinics?q=&amp;page=2" in first and "/clinics?q=&amp;page=1" in second
    found = page.get("/clinics", params={"q": "town 7,"}).text
    assert re.findall(r"<h2>(.*?)</h2>", found) == ["Clinic Number 7"]
    assert page.get("/clinics", params={"q": "0131"}).text.count('class="tile"') == 1  # the end of a phone number
    strange = page.get("/clinics", params={"q": '"><script>alert(1)</script>', "page": "-1"})
    assert strange.status_code == 200 and "<script>alert" not in strange.text and 'class="tile"' not in strange.text
    for number in ("0", "99999999999", "x", "²"):
        assert page.get("/clinics", params={"page": number}).status_code == 200


def test_letters_that_cannot_be_printed_are_told_at_their_field(page: TestClient, workspace: Path) -> None:
    before = profile_of(workspace).read_bytes()
    answer = saved(page, name="दर्द")
    assert answer.status_code == 422 and "Devanagari cannot be printed yet" in answer.text
    assert profile_of(workspace).read_bytes() == before
