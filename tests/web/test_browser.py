"""The page in a real browser: the whole journey of a new user, the keyboard alone, and the accessibility rules on every page."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from handoutpress.delivery.order import Order
from handoutpress.delivery.outbox import Outbox
from handoutpress.delivery.waiting_room import WaitingRoom
from tests.helpers import printers
from tests.helpers.browser import AXE, Address, browser, server
from tests.helpers.desk import Post, fake_queue, mail_settings
from tests.helpers.printers import Cups, Missing, Printed
from tests.web.conftest import PROFILE

pytestmark = pytest.mark.xdist_group("browser")  # one browser and one server for all of them


@dataclass
class Place:
    """A running page, and what stands around it: a real print queue with an IPP printer, or why there is none."""

    url: Address
    workspace: Path
    printer: Cups | Missing
    post: Post
    browser: Any

    def open(self, path: str = "/", **context: Any) -> Any:
        """A page in a window of its own; what the browser complains about is an error."""
        window = self.browser.new_context(accept_downloads=True, **({"viewport": {"width": 1280, "height": 900}} | context))
        window.add_cookies(self.url.for_browser)
        page = window.new_page()
        page.set_default_timeout(15_000)
        page.complaints = []
        wrong = "status of 422"  # a form that was not right is answered so, and browsers write it down
        page.on(
            "console", lambda told: page.complaints.append(told.text) if told.type == "error" and wrong not in told.text else None
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(self.url + path)
        page.wait_for_load_state("networkidle")
        return page


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    root = tmp_path_factory.mktemp("desk")
    workspace = root / "ours"
    (workspace / "clinic_profiles").mkdir(parents=True)
    (workspace / "clinic_profiles" / "our-clinic.yaml").write_text(PROFILE)
    with ExitStack() as stack:
        printer: Cups | Missing
        try:
            printer = stack.enter_context(printers.cups())
            environment = {"PATH": printers.PATH, "CUPS_SERVER": printer.server}
        except Missing as missing:  # what the page does up to the printer is tried with a queue that only writes down
            printer = missing
            environment = {"PATH": f"{fake_queue(root / 'bin')}{os.pathsep}{os.environ['PATH']}"}
        opened, post = stack.enter_context(browser()), stack.enter_context(Post())
        url = stack.enter_context(server(workspace, **environment))
        mail_settings(workspace, post.port)
        yield Place(url, workspace, printer, post, opened)


def printed(printer: Cups) -> list[Printed]:
    """What the printer has got, when it has got something."""
    until = time.monotonic() + 30
    while not (found := printer.printed()) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def texts(pdf: bytes) -> list[str]:
    """What stands on each page, without blanks: the queue has taken the tags out and turned the sheets, so kerned words fall apart."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def test_a_new_user_makes_sees_keeps_prints_and_mails_a_spanish_trifold(place: Place) -> None:
    page = place.open()
    # a clinic of one's own, from three fields
    page.get_by_role("link", name="Clinics", exact=True).click()
    page.get_by_role("link", name="New clinic").click()
    page.get_by_label("Name of the clinic").fill("Elm Street Back Care")
    page.get_by_label("City").fill("Fairview")
    page.get_by_label("Phone").fill("555")
    page.get_by_role("button", name="Make the clinic").click()
    page.wait_for_function("() => document.activeElement.id === 'summary'")  # what is wrong is met first
    page.get_by_label("Phone").fill("(707) 555-0143")
    page.get_by_role("button", name="Make the clinic").click()
    page.get_by_label("E-mail", exact=False).first.fill("desk@example.org")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    page.get_by_role("link", name="Make a leaflet").click()
    # a Spanish tri-fold: a draft has no room to say so, and is signed first
    page.get_by_role("radio", name="When to get help", exact=True).check()
    page.get_by_role("radio", name="Español").check()
    page.get_by_role("radio", name="Tri-fold").check()
    page.get_by_text("Draft translation.").wait_for()
    page.get_by_role("link", name="Read and sign").click()
    for label, words in (("Clinician's name", "Pat Reed"), ("Licence", "DC"), ("Translator's name", "Luz Vega")):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("Translator's qualification").fill("CMI")
    page.get_by_label("I have read the whole text above").check()
    page.get_by_role("button", name="Sign").click()
    page.get_by_text("Leaflets made from now on say so").wait_for()
    # made and seen: two landscape pages, drawn at the screen's density
    page.goto(f"{place.url}/?clinic=elm-street-back-care&handout=get-help&language=es&template=trifold")
    page.wait_for_load_state("networkidle")
    pictures = page.locator(".paper-shown img")
    assert pictures.count() == 2
    for at in range(2):
        assert pictures.nth(at).evaluate(
            "one => one.complete && one.naturalWidth >= one.clientWidth && one.naturalWidth > one.naturalHeight"
        )
        assert "Elm Street Back Care" in pictures.nth(at).get_attribute("alt")
    # kept
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download").click()
    assert kept.value.suggested_filename == "elm-street-back-care-get-help-es-trifold.pdf"
    assert Path(kept.value.path()).read_bytes().startswith(b"%PDF-")
    # printed
    page.get_by_role("link", name="Print").click()
    page.get_by_label("Printer", exact=True).select_option(printers.QUEUE if isinstance(place.printer, Cups) else "Front_Desk")
    page.get_by_label("Copies").fill("25")
    page.get_by_role("button", name="Print").click()
    page.get_by_text(re.compile(r"took it as (waiting-room|Front_Desk)-\d+")).wait_for()
    if isinstance(place.printer, Cups):
        (job,) = printed(place.printer)
        assert (job.attributes["copies"], job.attributes["sides"]) == ("25", "two-sided-short-edge")
        sheets = texts(job.document)
        assert len(sheets) == 2 and "ElmStreetBackCare" in sheets[0] and "Eldolordeespaldanosueleser" in sheets[0]
    # mailed, after a look
    page.get_by_role("link", name="Choose another").click()
    page.get_by_role("link", name="E-mail").click()
    page.get_by_label("E-mail address").fill("rosa@patients.example.org")
    page.get_by_role("button", name="Check").click()
    page.get_by_text("r***@p***.org").wait_for()
    assert place.post.got == []
    page.get_by_role("button", name="Send 1 message").click()
    page.locator("#task[data-state=done]").wait_for()
    (message,) = place.post.got
    assert message.recipients == ["rosa@patients.example.org"] and message.sender == "desk@example.org"
    assert b"elm-street-back-care-get-help-es-trifold.pdf" in message.content
    # and counted
    page.get_by_role("link", name="Waiting room").click()
    assert page.locator("input[name=copies]").first.input_value() == "25"
    assert page.complaints == []
    if isinstance(place.printer, Missing):
        pytest.skip(f"all of it was tried but a real printer: {place.printer}")


def test_the_preview_follows_each_choice(place: Place) -> None:
    page = place.open("/?clinic=our-clinic")
    title = page.locator("#preview-title").inner_text()
    page.get_by_text("Your visit", exact=True).click()
    page.wait_for_function("before => document.getElementById('preview-title').innerText !== before", arg=title)
    assert "handout=your-visit" in page.url
    assert page.locator("#news").inner_text().startswith(page.locator("#preview-title").inner_text()), "and says so"
    assert page.complaints == []


def test_colours_are_shown_while_they_are_picked(place: Place) -> None:
    page = place.open("/clinics/our-clinic")
    before = page.locator("#colours").inner_html()
    page.locator("#brand").fill("#8a1538")
    page.wait_for_function("before => document.getElementById('colours').innerHTML !== before", arg=before)
    assert page.locator("#brand-pick").input_value() == "#8a1538"
    assert "#8a1538" in page.locator("#colours").inner_html()
    assert page.complaints == []


def press_until(page: Any, wanted: str, key: str = "Tab", most: int = 80) -> None:
    """Press a key until what has the focus says `wanted`; the focus must be seen on the way."""
    for _ in range(most):
        page.keyboard.press(key)
        said = page.evaluate(
            "(() => { const one = document.activeElement; const card = one.closest('label') || one; const style = getComputedStyle(card);"
            " const own = getComputedStyle(one); const seen = style.outlineStyle !== 'none' || own.outlineStyle !== 'none';"
            " return [(card.innerText || one.value || one.getAttribute('aria-label') || '').trim(), seen] })()"
        )
        assert said[1], f"the focus is not seen at {said[0]!r}"
        if said[0].startswith(wanted):
            return
    raise AssertionError(f"{wanted!r} is never reached")


def test_the_keyboard_alone_is_enough(place: Place) -> None:
    page = place.open("/?clinic=our-clinic")
    press_until(page, "Skip to the page", most=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    press_until(page, "Back spasm: first aid")
    page.keyboard.press("ArrowDown")  # the next handout
    page.wait_for_function("() => location.search.includes('handout=get-help')")
    press_until(page, "Leaflet")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => location.search.includes('template=trifold')")
    press_until(page, "Download")
    with page.expect_download() as kept:
        page.keyboard.press("Enter")
    assert kept.value.suggested_filename == "our-clinic-get-help-en-trifold.pdf"
    press_until(page, "Print")
    page.keyboard.press("Enter")
    page.get_by_label("Copies").wait_for()
    assert page.complaints == []


def test_the_essentials_work_without_scripts(place: Place) -> None:
    page = place.open("/?clinic=our-clinic", java_script_enabled=False)
    page.locator("input[value=half-sheet]").check(force=True)
    page.get_by_role("button", name="Show the preview").click()
    assert "template=half-sheet" in page.url and page.locator(".paper-shown img").count() >= 1


PATHS = (
    "/", "/?handout=get-help&language=es&template=trifold", "/?clinic=nothing", "/clinics", "/clinics/new", "/clinics/our-clinic",
    "/texts", "/texts/get-help/en", "/texts/your-visit/es", "/print?handout=get-help", "/send?handout=get-help", "/outbox", "/stock",
    "/mail", "/jobs", "/booklet",
)  # fmt: skip


@pytest.fixture(scope="module")
def busy(place: Place) -> Place:
    """With something on every list."""
    box = Outbox(place.workspace)
    box.add([Order("email", f"p{i}@patients.example.org", "our-clinic", ("get-help",), "en") for i in range(3)])
    numbers = [entry.id for entry in box.entries()]
    box.failed(numbers[0], 550, "the address is not known there")
    box.doubt(numbers[1], "nobody can know whether it arrived")
    box.cancel([numbers[2]])
    WaitingRoom(place.workspace).set("our-clinic", "your-visit", "leaflet", "en", copies=3, reorder=10)
    return place


def violations(page: Any) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, and its best practices."""
    page.wait_for_load_state("load")  # with its styles
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})")
    return [f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_breaks_an_accessibility_rule_or_scrolls_sideways(busy: Place, width: int) -> None:
    if not AXE.is_file():
        pytest.skip("the accessibility rules are not here: npm ci --prefix tests/web/axe")
    page = busy.open(viewport={"width": width, "height": 900}, bypass_csp=True, reduced_motion="reduce")
    found = {}
    for path in PATHS:
        page.goto(busy.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if bad := [*violations(page), *([f"{wide} pixels wide"] if wide > width else [])]:
            found[path] = bad
    assert found == {}


def test_axe_sees_what_is_wrong(place: Place) -> None:
    if not AXE.is_file():
        pytest.skip("the accessibility rules are not here: npm ci --prefix tests/web/axe")
    page = place.open("/texts", bypass_csp=True)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=/static/icon.svg><input>')")
    assert {one.partition(":")[0] for one in violations(page)} >= {"image-alt", "label"}


def test_errors_and_spanish_keep_the_rules_too(busy: Place) -> None:
    if not AXE.is_file():
        pytest.skip("the accessibility rules are not here: npm ci --prefix tests/web/axe")
    page = busy.open("/clinics/our-clinic", bypass_csp=True, locale="es-MX")
    assert page.locator("html").get_attribute("lang") == "es"
    page.locator("#phone").fill("1")
    page.get_by_role("button", name="Guardar").click()
    assert page.locator("#phone").get_attribute("aria-invalid") == "true"
    assert violations(page) == []
    assert re.search(r"aria-describedby=\"[^\"]*phone-error", page.content())


def test_pages_on_the_way_keep_the_rules_too(busy: Place, tmp_path: Path) -> None:
    """What is met only after a form was sent: a list looked at, work, a conflict, and the sign-in."""
    if not AXE.is_file():
        pytest.skip("the accessibility rules are not here: npm ci --prefix tests/web/axe")
    page = busy.open("/send?clinic=our-clinic&handout=your-visit", bypass_csp=True)
    page.get_by_label("List (CSV)").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": b"email\na@patients.example.org\nnobody\n"}
    )
    page.get_by_label("Give it out all the same").check()
    page.get_by_role("button", name="Check").click()
    page.get_by_text("Send 1 message").wait_for()
    assert "row 3" in page.content() and violations(page) == []
    page.goto(busy.url + "/clinics")
    page.get_by_role("button", name="Make all leaflets").first.click()
    page.locator("#task").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Download 8 leaflets").wait_for(timeout=60_000)
    assert violations(page) == []
    page.goto(busy.url + "/clinics/our-clinic")
    profile = busy.workspace / "clinic_profiles" / "our-clinic.yaml"
    profile.write_text(profile.read_text() + "# somebody else was here\naddress: 1 Elm Street\n")
    page.get_by_label("City").fill("Northgate")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The file changed while you were typing").wait_for()
    assert violations(page) == []
    other = tmp_path / "ours"
    (other / "clinic_profiles").mkdir(parents=True)
    with server(other, HANDOUTPRESS_PASSWORD="green chairs by the door") as url:
        page.goto(url)
        page.get_by_label("Password of this page").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_text("That is not the password").wait_for()
        assert violations(page) == []
