"""Taking leaflets away: printer, e-mail, outbox, waiting room, and long work that goes on."""

from __future__ import annotations

import html
import re
import tempfile
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from handoutpress.delivery.order import Order
from handoutpress.delivery.outbox import Outbox
from handoutpress.delivery.waiting_room import WaitingRoom
from tests.helpers.desk import Ipp, Post, fake_queue, mail_settings
from tests.web.conftest import files, token
from tests.web.test_pages import signed

CHOICE = {"clinic": "our-clinic", "handout": "get-help", "language": "en", "template": "trifold"}


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return fake_queue(tmp_path / "bin", monkeypatch)


@pytest.fixture
def post(workspace: Path):
    with Post() as server:
        mail_settings(workspace, server.port)
        yield server


def ended(page: TestClient, path: str) -> str:
    """The page of long work, when it has ended."""
    for _ in range(200):
        text = page.get(path).text
        if 'data-state="running"' not in text:
            return text
        time.sleep(0.05)
    raise AssertionError("it never ends")


# -- print -------------------------------------------------------------------------------------------


def test_printing_hands_it_over_and_counts_it(page: TestClient, workspace: Path, queue: Path) -> None:
    signed(page, "/texts/get-help/en", translator_name="", translator_title="")
    assert "Front_Desk" in page.get("/print", params=CHOICE).text
    answer = page.post("/print", data=CHOICE | {"csrf": token(page), "copies": "30", "printer": "Front_Desk"})
    assert answer.status_code == 303, answer.text
    assert "Front_Desk-17" in page.get(answer.headers["location"]).text
    told = (queue / "told").read_text()
    assert "-n 30" in told and "sides=two-sided-short-edge" in told and "media=Letter" in told
    assert (queue / "printed.pdf").read_bytes().startswith(b"%PDF-")
    (pile,) = WaitingRoom(workspace).piles()
    assert (pile.handout, pile.template, pile.copies) == ("get-help", "trifold", 30)
    assert "30" in page.get("/stock").text


@pytest.mark.parametrize("change", [{"copies": "0"}, {"copies": "x"}, {"copies": "1000"}, {"printer": "nobody"}, {"copies": "2"}])
def test_what_cannot_be_printed_is_told(page: TestClient, workspace: Path, queue: Path, change: dict[str, str]) -> None:
    before = files(workspace)  # 2 copies: nobody has signed for the text
    answer = page.post("/print", data=CHOICE | {"csrf": token(page), "copies": "1", "printer": "Front_Desk"} | change)
    assert answer.status_code == 422 and "-error" in answer.text
    assert not (queue / "printed.pdf").exists() and files(workspace) == before


def test_a_printer_without_the_sheet_and_a_job_that_came_to_nothing(
    page: TestClient, workspace: Path, queue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ipp(["na_letter_8.5x11in", "iso_a4_210x297mm"]) as server:
        monkeypatch.setenv("CUPS_SERVER", server.place)
        form = CHOICE | {"csrf": token(page), "copies": "1", "printer": "Front_Desk"}
        answer = page.post("/print", data=form | {"template": "poster"})
        assert answer.status_code == 422 and "Front_Desk takes Letter and A4 only, and a poster needs Tabloid" in answer.text
        assert "--" not in re.findall(r'id="printer-error">(.*?)</p>', answer.text)[0] and not (queue / "told").exists()
        server.jobs[17] = 8
        answer = page.post("/print", data=form)
        assert answer.status_code == 303
        text = page.get(answer.headers["location"]).text
        assert "Front_Desk did not print Front_Desk-17. It is not counted" in text and "took it" not in text
        assert WaitingRoom(workspace).piles() == []
        server.jobs[17] = 5
        assert "took it as Front_Desk-17" in page.get(page.post("/print", data=form).headers["location"]).text
        server.jobs[17] = 7
        assert "Front_Desk-17 was not printed. Its copies (1)" in page.get("/stock").text
        assert "was not printed" not in page.get("/stock").text and WaitingRoom(workspace).piles() == []


# -- e-mail ------------------------------------------------------------------------------------------


def checked(page: TestClient, **change: object):
    form = {"csrf": token(page), "to": "", "name": "", "note": "", **CHOICE} | {k: v for k, v in change.items() if k != "list"}
    upload = {"list": ("patients.csv", change["list"])} if "list" in change else {"list": ("", b"")}
    return page.post("/send", data=form, files=upload)  # type: ignore[arg-type]


def test_one_message_is_looked_at_and_sent_once(page: TestClient, workspace: Path, post: Post) -> None:
    signed(page, "/texts/get-help/en", translator_name="", translator_title="")
    shown = checked(page, to="rosa.diaz@patients.example.org", name="Rosa")
    assert shown.status_code == 200 and "rosa.diaz" not in shown.text and "r***@p***.org" in shown.text
    assert post.got == []
    draft = re.search(r'name="draft" value="([\w-]+)"', shown.text)
    assert draft
    form = {"csrf": token(page), "draft": draft[1]}
    answer = page.post("/send/go", data=form)
    assert answer.status_code == 303 and answer.headers["location"].startswith("/jobs/")
    text = ended(page, answer.headers["location"])
    assert 'data-state="done"' in text, text
    (message,) = post.got
    assert message.recipients == ["rosa.diaz@patients.example.org"] and b"application/pdf" in message.content
    assert page.post("/send/go", data=form).headers["location"] == "/outbox", "a list is sent once"
    assert len(post.got) == 1 and "sent" in page.get("/outbox").text and "rosa.diaz" not in page.get("/outbox").text


def test_a_list_is_shown_with_its_problems_before_anything_is_sent(page: TestClient, workspace: Path, post: Post) -> None:
    signed(page, "/texts/get-help/en", translator_name="", translator_title="")
    rows = b"email,name,language,Room\na@patients.example.org,Ann,English,2\nnot an address,Bo,en\nc@patients.example.org,Cy,es\n"
    shown = checked(page, list=rows)
    assert shown.status_code == 200 and "a***@p***.org" in shown.text
    assert "row 3" in shown.text and "row 4" in shown.text and "not an address" not in shown.text
    assert "Columns that are not used: Room" in shown.text
    assert "Send 1 message" in shown.text and post.got == []
    assert Outbox(workspace).entries() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to": "nobody"}, "to"), ({"to": ""}, "to"), ({"list": b"\xff\xfe\x00"}, "list"), ({"list": b"name\nAnn\n"}, "list"),
        ({"to": "a@patients.example.org", "name": "Ann\r\nBcc: x@patients.example.org"}, "name"),
    ],
)  # fmt: skip
def test_a_wrong_address_or_list_is_told(
    page: TestClient, workspace: Path, post: Post, change: dict[str, object], field: str
) -> None:
    answer = checked(page, **change)
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert post.got == []


def go(page: TestClient, shown: str, **more: str) -> str:
    """Send what a check has shown; the page of that work when it has ended."""
    draft = re.search(r'name="draft" value="([\w-]+)"', shown)
    assert draft
    answer = page.post("/send/go", data={"csrf": token(page), "draft": draft[1]} | more)
    return ended(page, answer.headers["location"])


def test_an_address_typed_beside_a_list_gets_one_too(page: TestClient, workspace: Path, post: Post) -> None:
    signed(page, "/texts/get-help/en", translator_name="", translator_title="")
    rows = b"email,language\nann@patients.example.org,en\nRosa@patients.example.org,\nann@patients.example.org,\n"
    shown = checked(page, to="rosa@patients.example.org", list=rows).text
    assert "Send 2 messages" in shown and "same as the address you typed" in shown and "same as row 2" in shown
    assert "2 of 2" in go(page, shown)
    assert sorted(message.recipients[0] for message in post.got) == ["ann@patients.example.org", "rosa@patients.example.org"]
    for typed in ({"to": "nobody"}, {"name": "Rosa"}, {"note": "See you."}):
        answer = checked(page, list=rows, **typed)
        assert answer.status_code == 422 and 'id="to-error"' in answer.text, "neither of the two is dropped in silence"


def test_a_long_list_stays_in_memory(page: TestClient, workspace: Path, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of patients is never in a temporary file, not even one that goes at once."""
    made: list[int] = []
    roll = tempfile.SpooledTemporaryFile.rollover
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", lambda file: (made.append(1), roll(file))[1])
    signed(page, "/texts/get-help/en", translator_name="", translator_title="")
    rows = b"email,note\n" + b"".join(b"p%d@patients.example.org,%s\n" % (number, b"x" * 900) for number in range(2_500))
    assert len(rows) > 2_000_000 and "Send 2500 messages" in checked(page, list=rows).text and made == []
    with tempfile.SpooledTemporaryFile(max_size=10) as small:
        small.write(b"x" * 20)
    assert made == [1], "it would be seen"


def test_what_was_checked_is_sent_and_nothing_else(page: TestClient, workspace: Path, post: Post) -> None:
    signed(page, "/texts/get-help/en", translator_name="", translator_title="")
    box = Outbox(workspace)
    box.add([Order("email", f"{who}@patients.example.org", "our-clinic", ("get-help",), "en") for who in ("ann", "other", "cy")])
    box.sending(1), box.sent(1, [])
    box.later(2, 451, "later", 0.0)
    shown = checked(page, list=b"email\nann@patients.example.org\nben@patients.example.org\ncy@patients.example.org\n").text
    assert "Send 2 messages" in shown and "Send to all 3" in shown
    assert re.search(r"had it \d\d:\d\d<", shown) and "was waiting" in shown
    assert "2 of 2" in go(page, shown)
    assert sorted(message.recipients[0][:3] for message in post.got) == ["ben", "cy@"]
    assert box.show(2).state == "queued"
    shown = checked(page, list=b"email\nann@patients.example.org\nben@patients.example.org\n").text
    assert re.search(r'class="first" disabled>', shown) and "Send to all 2" in shown
    assert "2 of 2" in go(page, shown, again="yes")
    assert len(post.got) == 4 and box.counts()["queued"] == 1


def test_a_refused_message_is_never_done(page: TestClient, workspace: Path, post: Post) -> None:
    """It stays in sight with its row, its handout and whom to ring up, and is sent again at once when that is asked for."""
    signed(page, "/texts/get-help/en", translator_name="", translator_title="")
    post.refuse = "ben@"
    rows = b"email,name\nann@patients.example.org,Ann Ames\nben@patients.example.org,Ben Boyd\n"
    text = go(page, checked(page, list=rows).text)
    assert 'data-state="partly"' in text and "1 of 2" in text and "done in part" in text
    assert "Row 3, b***@p***.org" in text.replace("row", "Row") and "Ben" not in text
    shown = page.get("/outbox").text
    assert "Ben Boyd" in shown and "Ann Ames" not in shown and "When back pain cannot wait" in shown
    assert re.search(r'data-head="Row">3<', shown) and "Send it again now" in shown
    post.refuse = ""
    answer = page.post("/outbox/2/retry", data={"csrf": token(page)})
    assert 'data-state="done"' in ended(page, answer.headers["location"]) and Outbox(workspace).show(2).state == "sent"
    assert "Ben Boyd" not in page.get("/outbox").text
    post.refuse = "@"
    assert 'data-state="failed"' in go(page, checked(page, to="cy@patients.example.org").text)


ROSA = "rosa.diaz@patients.example.org"
WITH_HER_ADDRESS = {
    "its column": f"email,name\n{ROSA},Rosa\n",
    "no heads": f"{ROSA},Rosa\nana@patients.example.org,Ana\n",
    "no heads, name first": f"Rosa,{ROSA}\nAna,ana@patients.example.org\n",
    "handouts": f"email,handouts\n{ROSA},{ROSA}\n",
    "language": f"email,language\n{ROSA},{ROSA}\n",
    "two in a cell": f'email\n"{ROSA}, {ROSA}"\n',
    "a head": f"email,{ROSA}\n{ROSA},x\n",
    "in a head": f"email,asked by {ROSA}\n{ROSA},x\n",
    "head of addresses": f"email {ROSA},name\n{ROSA},x\n",
    "name": f"email,name\n{ROSA},{ROSA}\n",
    "mailto": f"email,name\nmailto:{ROSA},x\n",
    "misspelt": f'email,name\n{ROSA}.,x\n"<{ROSA}",y\n',
    "note": f"email,note\n{ROSA},write to {ROSA}\n",
    "head of consent": f"email,opt out {ROSA}\n{ROSA},yes\n",
    "consent": f"email,opt out\n{ROSA},{ROSA}\n",
    "beside all columns": f"email,name\n{ROSA},a,{ROSA}\n",
}


@pytest.mark.parametrize("where", WITH_HER_ADDRESS)
def test_no_page_of_a_mailing_shows_a_whole_address(page: TestClient, workspace: Path, post: Post, where: str) -> None:
    """Wherever in a list it stands; nor when the mail server refuses it."""
    signed(page, "/texts/get-help/en", translator_name="", translator_title="")
    post.refuse = "rosa"
    pages = [checked(page, list=WITH_HER_ADDRESS[where].encode()).text]
    if re.search(r"Send \d message", pages[0]):
        pages.append(go(page, pages[0]))
    pages.append(page.get("/outbox").text)
    assert not any("rosa.diaz@" in html.unescape(text) for text in pages), where


def test_a_draft_of_another_session_is_not_sent(page: TestClient, start, workspace: Path, post: Post) -> None:
    signed(page, "/texts/get-help/en", translator_name="", translator_title="")
    draft = re.search(r'name="draft" value="([\w-]+)"', checked(page, to="rosa@patients.example.org").text)
    assert draft
    page.cookies.clear()
    assert page.post("/send/go", data={"csrf": token(page), "draft": draft[1]}).headers["location"] == "/outbox"
    assert Outbox(workspace).entries() == []


def test_without_mail_settings_it_is_said(page: TestClient) -> None:
    assert "E-mail is not set up yet" in page.get("/send", params=CHOICE).text
    assert page.post("/outbox/go", data={"csrf": token(page)}).status_code == 404


def test_another_channel_needs_no_mail_settings(page: TestClient, workspace: Path) -> None:
    signed(page, "/texts/get-help/en", translator_name="", translator_title="")
    box = Outbox(workspace)
    places = {"email": "rosa@patients.example.org", "folder": "chart 4711"}
    box.add([Order(name, place, "our-clinic", ("get-help",), "en") for name, place in places.items()])
    assert page.post("/outbox/go", data={"csrf": token(page)}).status_code == 404, "a letter waits too"
    assert "E-mail is not set up yet" in page.get("/outbox").text
    box.cancel([1])
    assert "E-mail is not set up yet" not in page.get("/outbox").text
    answer = page.post("/outbox/go", data={"csrf": token(page)})
    assert 'data-state="done"' in ended(page, answer.headers["location"])
    assert box.show(2).state == "sent" and len([*(workspace / "hand-off").iterdir()]) == 2


def test_the_outbox_does_what_is_asked(page: TestClient, workspace: Path) -> None:
    box = Outbox(workspace)
    box.add([Order("email", f"p{i}@patients.example.org", "our-clinic", ("get-help",), "en") for i in range(3)])
    box.failed(1, 550, "not known there")
    box.doubt(2, "nobody can know")
    csrf = {"csrf": token(page)}
    for path in ("/outbox/1/retry", "/outbox/2/settle", "/outbox/3/cancel"):
        assert page.post(path, data=csrf).status_code == 303
    assert [entry.state for entry in box.entries()] == ["cancelled", "sent", "queued"]
    assert page.post("/outbox/2/retry", data=csrf).status_code == 400, "what was sent is not sent again"
    assert page.post("/outbox/99/retry", data=csrf).status_code == 404
    assert page.post("/outbox/1/purge", data=csrf).status_code == 404
    assert [entry.state for entry in box.entries()] == ["cancelled", "sent", "queued"]


# -- waiting room ------------------------------------------------------------------------------------


def test_piles_are_counted_changed_and_taken_off(page: TestClient, workspace: Path) -> None:
    csrf = {"csrf": token(page)}
    assert page.post("/stock", data=csrf | CHOICE | {"copies": "12", "reorder": "20"}).status_code == 303
    assert "print again" in page.get("/stock").text
    before = files(workspace)
    assert page.post("/stock", data=csrf | CHOICE | {"copies": "-3"}).status_code == 422
    for slip in ({"reorder": "20"}, {"copies": "12", "reorder": "x"}):  # a new pile without a number is no empty one
        wrong = page.post("/stock", data=csrf | CHOICE | {"template": "poster"} | slip)
        assert wrong.status_code == 422 and "Give a number" in wrong.text
    assert page.post("/stock", data=csrf | CHOICE | {"handout": "../x", "copies": "3"}).status_code == 404
    assert files(workspace) == before
    assert page.post("/stock", data=csrf | CHOICE | {"remove": "yes"}).status_code == 303
    assert WaitingRoom(workspace).piles() == []


# -- long work ---------------------------------------------------------------------------------------


def test_making_all_goes_on_alone_and_can_be_taken(page: TestClient, workspace: Path) -> None:
    answer = page.post("/jobs", data={"csrf": token(page), "clinic": "our-clinic"})
    assert answer.status_code == 303
    text = ended(page, answer.headers["location"])
    assert "8 of 8" in text and 'data-state="done"' in text
    bundle = zipfile.ZipFile(BytesIO(page.get(f"{answer.headers['location']}/leaflets.zip").content))
    assert len(bundle.namelist()) == 8 and all(name.startswith("our-clinic-") for name in bundle.namelist())
    assert answer.headers["location"] in page.get("/jobs").text
    assert page.get("/jobs/nothing").status_code == 404 and page.get("/jobs/..%2F/leaflets.zip").status_code == 404


# -- setting e-mail up -------------------------------------------------------------------------------


def mail_form(page: TestClient) -> dict[str, str]:
    """What the form for the mail server holds, as a browser sends it."""
    text = page.get("/mail").text
    found = {name: html.unescape(value) for name, value in re.findall(r'<input [^>]*?name="(\w+)"[^>]*? value="([^"]*)"', text)}
    picked = re.search(r'value="(\w+)" selected', text)
    return found | {"security": picked[1] if picked else ""}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_mail_form_writes_what_was_touched_and_nothing_else(page: TestClient, workspace: Path, end: str) -> None:
    settings = workspace / "mail.yaml"
    text = "# ours\nhost: 'smtp.example.org'  # their words\nper_minute: 5\n# the end".replace("\n", end)
    settings.write_bytes(text.encode())
    assert page.post("/mail", data=mail_form(page)).status_code == 303
    assert settings.read_bytes() == text.encode(), "not even the usual way to encrypt"
    mine = mail_form(page) | {"port": "2525"}
    settings.write_bytes(text.replace("smtp.", "mail.").encode())
    told = page.post("/mail", data=mine)
    assert told.status_code == 409 and "mail.example.org" in told.text and 'value="2525"' in told.text
    assert settings.read_bytes() == text.replace("smtp.", "mail.").encode()
    assert page.post("/mail", data=mail_form(page) | {"port": "2525"}).status_code == 303
    assert settings.read_bytes() == f"{text.replace('smtp.', 'mail.')}{end}port: 2525{end}".encode()


def test_mail_is_set_up_without_an_editor(page: TestClient, workspace: Path) -> None:
    form = {"csrf": token(page), "host": "smtp.example.org", "security": "tls", "port": "", "user": "", "password": ""}
    assert page.post("/mail", data=mail_form(page) | form).status_code == 303
    settings = workspace / "mail.yaml"
    assert "host: smtp.example.org\nsecurity: tls\n" in settings.read_text()
    settings.write_text(settings.read_text() + "per_minute: 5  # as the provider says\n")
    assert page.post("/mail", data=mail_form(page) | form | {"port": "2525"}).status_code == 303
    assert "per_minute: 5  # as the provider says" in settings.read_text() and "port: 2525" in settings.read_text()
    assert "E-mail is not set up yet" not in page.get("/send", params=CHOICE).text
    before = files(workspace)
    for bad, field in (
        ({"host": "a b"}, "host"),
        ({"port": "99999"}, "port"),
        ({"host": ""}, "host"),
        ({"security": "x"}, "security"),
    ):
        answer = page.post("/mail", data=mail_form(page) | form | bad)
        assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert files(workspace) == before


def test_a_mail_password_stands_in_no_file(page: TestClient, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from handoutpress.delivery import password_store

    kept: list[str] = []
    monkeypatch.setattr(password_store, "keep", lambda settings, password: kept.append(password))
    form = {
        "csrf": token(page),
        "host": "smtp.example.org",
        "security": "tls",
        "user": "desk@example.org",
        "password": "very secret words",
    }
    assert page.post("/mail", data=mail_form(page) | form).status_code == 303
    assert kept == ["very secret words"]
    assert not any(b"very secret" in data for data in files(workspace).values())
    assert "very secret" not in page.get("/mail").text
