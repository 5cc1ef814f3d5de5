"""The leaflet as a web page and as an e-mail: valid, self-contained, safe, and saying what the printed one says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import html5lib
import pytest

from handoutpress import web
from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.formats import html
from handoutpress.formats.html import svg
from handoutpress.formats.text import plain
from handoutpress.layout.components.figure_box import picture
from handoutpress.layout.document import drawn
from handoutpress.layout.drawing.brand_palette import roles
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from handoutpress.support.colour import contrast
from tests.helpers import pdftext
from tests.helpers.browser import browser
from tests.helpers.red_flags import emergency_signs
from tests.helpers.workspace import workspace

LIBRARY = Library()
ALL = LIBRARY.template("leaflet").value.model_copy(update={"plan": False})  # with a plan page it says less than all
HANDOUTS, CLINICS = LIBRARY.handouts(), LIBRARY.clinics()
SPREAD = [(clinic, handout) for i, handout in enumerate(HANDOUTS) for clinic in (CLINICS[i % 4], CLINICS[(i + 1) % 4])]
NASTY = """\
name: "<b>A & B</b> <script>alert(1)</script>"
city: "\\"Quote\\" > Town"
phone: (707) 555-0123
address: "</style><img src=x onerror=y>"
"""


@cache
def leaflet(clinic: str, handout: str, language: str = "en") -> Leaflet:
    return merge(LIBRARY, clinic, handout, language)


def parsed(text: str) -> ElementTree.Element:
    """A page as a tree; any fault in it is an error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def visible(node: ElementTree.Element) -> str:
    return "".join("".join(part.itertext()) for part in node.iter("body"))


def letters(text: str) -> str:
    """Only what is read aloud: no white space, no signs of lists."""
    return re.sub(r"[\W_]+", "", text)


def faults(root: ElementTree.Element) -> list[str]:
    """What breaks the rules of a page anybody can read."""
    out = []
    levels = [int(node.tag[1]) for node in root.iter() if re.fullmatch("h[1-6]", str(node.tag))]
    if levels.count(1) != 1 or levels[0] != 1:
        out.append("not one first heading")
    out += [f"a heading skips from {a} to {b}" for a, b in pairwise(levels) if b > a + 1]
    idents = [node.get("id") for node in root.iter() if node.get("id")]
    out += ["an id stands twice"] * (len(set(idents)) < len(idents))
    out += [
        f"no such id: {node.get('aria-labelledby')}" for node in root.iter() if node.get("aria-labelledby") not in (None, *idents)
    ]
    out += ["no language"] * (not root.get("lang"))
    out += ["a picture without alternate text"] * any(node.get("alt") is None for node in root.iter("img"))
    out += ["no title"] * (not "".join(root.find("head/title").itertext()).strip())
    out += ["a table's heading cell without scope"] * any(not node.get("scope") for node in root.iter("th"))
    out += ["an empty heading or link"] * any(
        not "".join(node.itertext()).strip() for node in root.iter() if node.tag in ("h1", "h2", "h3", "a", "th")
    )
    return out


def fetched(root: ElementTree.Element) -> list[str]:
    """All that a browser would load or run."""
    out = [node.tag for node in root.iter() if node.tag in ("script", "link", "iframe", "object", "embed", "base", "form")]
    for node in root.iter():
        out += [f"{name}={value[:40]}" for name, value in node.items() if name == "src" and not value.startswith("data:image/")]
        out += [name for name, _ in node.items() if name.startswith("on")]
        out += [value for name, value in node.items() if name == "href" and not value.startswith(("https:", "http:", "tel:"))]
    style = "".join("".join(node.itertext()) for node in root.iter("style"))
    return out + re.findall(r"url\(|@import", style)


@pytest.mark.parametrize(("clinic", "handout"), SPREAD)
def test_page_is_valid_and_self_contained(clinic: str, handout: str) -> None:
    for text in (html.document(leaflet(clinic, handout)), html.mail(leaflet(clinic, handout))):
        root = parsed(text)
        assert faults(root) == []
        assert fetched(root) == []
        assert text.startswith("<!DOCTYPE html>")


def test_faults_are_seen() -> None:
    bad = parsed(
        "<!DOCTYPE html><html><head><title> </title><style>a{background:url(x)}</style></head><body><h1 id=a>A</h1><h3 id=a></h3>"
        "<img src=http://x><table><tbody><tr><th>x</th></tr></tbody></table><script></script><a href='javascript:x' onclick=x></a>"
        "</body></html>"
    )
    assert len(faults(bad)) == 7
    assert len(fetched(bad)) == 5
    with pytest.raises(html5lib.html5parser.ParseError):
        parsed("<!DOCTYPE html><html lang=en><head><title>x</title></head><body><p><div></p></body></html>")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("handout", HANDOUTS)
def test_page_says_what_the_printed_leaflet_says_in_the_same_order(handout: str, language: str) -> None:
    """All of it from the title to the last section, letter for letter; then the small print."""
    made = replace(leaflet("harbor-spine", handout, language), plan=None)
    printed = drawn(made, ALL).canvas.finish()
    spoken, page = letters(pdftext.spoken(printed, without=("/Lbl",))), letters(visible(parsed(html.document(made))))
    first, last = letters(made.words.patient_guide), letters(markup.plain(made.closing))

    def body(text: str) -> str:
        return text[text.index(first) : text.rindex(last)]

    assert body(page) == body(spoken)
    small = letters(f"{made.words.disclaimer} {made.words.sources} {'; '.join(made.sources)} {made.control}")
    assert page.endswith(small)
    assert small in spoken
    for text in (made.clinic.name, made.clinic.phone, *made.clinic.services, *(times for _, times in made.clinic.hours)):
        assert letters(text) in page


@pytest.mark.parametrize("handout", HANDOUTS)
def test_figures_have_the_alternate_texts_of_the_printed_leaflet(handout: str) -> None:
    made = leaflet("harbor-spine", handout)
    printed = drawn(made, ALL).canvas.finish()
    alts = [alt for alt in pdftext.alternates(printed) if not alt.startswith(made.words.qr_alt.split("{")[0])]
    root = parsed(html.document(made))
    assert [node.get("alt") for node in root.iter("img") if node.get("alt")] == alts
    mail = visible(parsed(html.mail(made)))
    for _, figure in made.figures:
        assert (figure.alt in mail) == (figure.alt in alts)


@pytest.mark.parametrize("form", [html.document, html.mail, plain])
@pytest.mark.parametrize("handout", HANDOUTS)
def test_the_plan_is_said_on_screen(handout: str, form: Callable[[Leaflet], str]) -> None:
    made = leaflet("harbor-spine", handout)
    said = form(made)
    said = letters(said if form is plain else visible(parsed(said)))
    for words in (made.plan.state, *made.plan.do, *(stage.text for stage in made.plan.stages)) if made.plan else ():
        assert letters(markup.plain(words)) in said


def facing_left(made: Leaflet) -> Leaflet:
    return replace(made, words=made.words.model_copy(update={"direction": "rtl"}))


def test_a_language_from_right_to_left_is_told_to_the_browser() -> None:
    made = leaflet("harbor-spine", "get-help", "es")
    assert "dir" not in parsed(html.document(made)).attrib
    root = parsed(html.document(facing_left(made)))
    assert root.get("dir") == "rtl"
    assert {node.get("dir") for node in root.iter() if node.get("lang") == "en"} == {"auto"}  # the signs that were checked


def test_styles_know_start_and_end_only() -> None:
    for path in (Path(html.__file__).with_name("page.css"), Path(web.__file__).parent / "static/page.css"):
        sheet = path.read_text("utf-8")
        assert re.findall(r"[a-z-]*(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|float", sheet) == [], path


def test_a_draft_carries_both_languages() -> None:
    made = leaflet("harbor-spine", "get-help", "es")
    assert made.draft
    root = parsed(html.document(made))
    assert root.get("lang") == "es"
    english = [node for node in root.iter() if node.get("lang") == "en"]
    assert [node.tag for node in english] == ["p", "section", "div"]
    assert markup.plain(emergency_signs(made.draft.red_flags)[0]) in "".join(english[1].itertext())


def test_no_text_of_a_profile_becomes_markup(tmp_path: Path) -> None:
    made = merge(Library(workspace(tmp_path, NASTY)), "test", "get-help")
    for text in (html.document(made), html.mail(made)):
        root = parsed(text)
        assert fetched(root) == []
        assert not [node for node in root.iter() if node.tag == "b"]
        assert made.clinic.name in visible(root)
        assert made.clinic.address in visible(root)


def test_nothing_of_the_page_needs_its_style(tmp_path: Path) -> None:
    """A mail program that takes the style out leaves the red flags framed, headed and listed."""
    root = parsed(html.mail(leaflet("harbor-spine", "get-help")))
    flags = next(node for node in root.iter("section") if node.get("class") == "flags")
    assert "border" in flags.get("style", "")
    assert [node.tag for node in flags.iter() if node.tag in ("h2", "strong", "li")][:4] == ["h2", "strong", "strong", "li"]
    assert not list(root.iter("img"))
    assert len(html.mail(leaflet("harbor-spine", "get-help"))) < 60_000  # some programs cut messages at 102 kB


@pytest.mark.parametrize("brand", ["#0f6e73", "#ffd400", "#ffffff", "#000000", "#ff00ff"])
def test_words_keep_their_contrast_for_any_brand(brand: str) -> None:
    """Pairs as the style sheet has them; the roles themselves are proven in test_colours."""
    made = leaflet("harbor-spine", "get-help")
    style = html.document(replace(made, clinic=replace(made.clinic, brand=brand))).partition("<style>")[2].partition("</style>")[0]
    found = 0
    for rule in re.findall(r"\{([^{}]*)\}", style):
        ground = re.search(r"background: (#\w{6})", rule)
        ink = re.search(r"(?<![-\w])color: (#\w{6})", rule)
        if ground and ink:
            found += 1
            assert contrast(ground[1], ink[1]) >= 4.5
    assert found >= 4


# every text node's colour and the nearest painted ground behind it
_PAINTED = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const clear = colour => colour === "transparent" || colour === "rgba(0, 0, 0, 0)";
  while (walk.nextNode()) {
    let node = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !node.getClientRects().length) continue;
    const ink = getComputedStyle(node).color;
    while (node && clear(getComputedStyle(node).backgroundColor)) node = node.parentElement;
    found.push([walk.currentNode.data.trim(), ink, node ? getComputedStyle(node).backgroundColor : "rgb(255, 255, 255)"]);
  }
  return found;
}"""


@pytest.mark.parametrize("clinic", ["cedar-family-pt", "northgate-chiropractic"])
def test_in_a_browser_every_word_stands_out_from_its_ground(clinic: str) -> None:
    def code(colour: str) -> str:
        return "#" + "".join(f"{int(v):02x}" for v in re.findall(r"\d+", colour)[:3])

    with browser() as opened:
        page = opened.new_page()
        page.set_content(html.document(leaflet(clinic, "get-help")))
        painted = page.evaluate(_PAINTED)
    assert len(painted) > 40
    assert [(words, ink, ground) for words, ink, ground in painted if contrast(code(ink), code(ground)) < 4.5] == []


@pytest.mark.parametrize("mode", ["colour", "ink_saver"])
def test_ink_saver_is_grey(mode: str) -> None:
    text = html.document(leaflet("harbor-spine", "get-help"), mode)  # type: ignore[arg-type]
    coloured = [c for c in re.findall(r"#(\w{6})\b", text.partition("<style>")[2]) if len({c[:2], c[2:4], c[4:]}) > 1]
    assert bool(coloured) == (mode == "colour")


# -- drawings ----------------------------------------------------------------------------------------


def drawings() -> Iterator[tuple[str, str]]:
    for handout in HANDOUTS:
        made = leaflet("harbor-spine", handout)
        for name, _ in made.figures:
            yield handout, name


@pytest.mark.parametrize(("handout", "name"), sorted(set({name: (handout, name) for handout, name in drawings()}.values())))
def test_a_figure_as_svg_is_the_drawing(handout: str, name: str) -> None:
    """As many painted paths, in the inks of the brand, and through the same points."""
    made = leaflet("harbor-spine", handout)
    drawn_one, colours = picture(made, name), roles(made.clinic.brand)
    width = drawn_one.line_width(1.25)
    root = ElementTree.fromstring(svg.svg(drawn_one.art, drawn_one.box, colours, line_width=width))
    painted = [node for node in root.iter("{http://www.w3.org/2000/svg}path") if node.get("fill")]
    code = drawn_one.operators(1.25)
    assert len(painted) == len(re.findall(r"\s(?:f|S)\b", code))
    assert {node.get("stroke") for node in painted} | {node.get("fill") for node in painted} <= {*colours.values(), "none", None}
    x0, y0, x1, y1 = drawn_one.box
    view = [float(v) for v in root.get("viewBox", "").split()]
    assert view == pytest.approx([x0, -y1, x1 - x0, y1 - y0], abs=0.02)
    points = [float(v) for operands in re.findall(r"((?:-?[\d.]+ ){2,6})[mlc]\b", code) for v in operands.split()]
    paths = "".join(node.get("d", "") for node in root.iter("{http://www.w3.org/2000/svg}path"))
    assert [float(v) for v in re.findall(r"-?\d*\.?\d+", paths)] == points


def test_svg_keeps_transforms_clips_and_lines() -> None:
    square = ["M0 0", "L10 0", "L10 10", "L0 10", "z"]
    art = [
        [("line-cap", "round"), ("line-join", "round"), ("save", None), ("clip", square)],
        [("save", None), ("transform", "1 0 0 1 5 5"), ("dash", "2 1"), ("stroke-colour", "brand"), ("line-width", 2.5)],
        [("stroke", ["M0 0", "L5 5"]), ("restore", None)],
        [("fill-colour", (1, 0, 0)), ("fill-evenodd", square), ("restore", None), ("stroke", ["M0 0", "C1 1 2 1 3 0", "z"])],
    ]
    text = svg.svg(art, (0, 0, 10, 10), {"brand": "#123456"}, line_width=0.8)
    root = ElementTree.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    line, red, last = [node for node in root.iter(f"{space}path") if node.get("fill")]
    assert (line.get("stroke"), line.get("stroke-width"), line.get("stroke-dasharray"), line.get("stroke-linecap")) == (
        "#123456", "2", "2,1", "round",
    )  # fmt: skip
    assert (red.get("fill"), red.get("fill-rule"), red.get("d")) == ("#ff0000", "evenodd", "M0,0L10,0L10,10L0,10z")
    assert (last.get("stroke"), last.get("stroke-dasharray"), last.get("d")) == ("#000000", None, "M0,0C1,1,2,1,3,0z")
    groups = {node.get("transform") or node.get("clip-path") for node in root.iter(f"{space}g")}
    assert groups == {"scale(1,-1)", "url(#c1)", "matrix(1,0,0,1,5,5)"}
    assert unquote(svg.data_uri(text).partition(",")[2]) == text


def test_what_a_browser_cannot_be_told_is_refused() -> None:
    with pytest.raises(ValueError, match="no way to draw the command blur"):
        svg.svg([[("blur", 3)]], (0, 0, 1, 1), {})
    with pytest.raises(KeyError, match="mauve"):
        svg.svg([[("fill-colour", "mauve")]], (0, 0, 1, 1), {"brand": "#123456"})


# -- in a browser ------------------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("chromium"), reason="no browser here")
def test_a_browser_shows_it_from_320_pixels_up(tmp_path: Path) -> None:
    """Nothing sticks out, everything tapped is large enough, and every drawing is one to the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        try:
            for handout in ("move-and-stretch", "sit-move-lift", "your-visit"):
                file = tmp_path / f"{handout}.html"
                file.write_text(html.document(leaflet("harbor-spine", handout)), "utf-8")
                page = browser.new_page(viewport={"width": 320, "height": 640})
                said: list[str] = []
                page.on("console", lambda message, said=said: said.append(message.text))
                page.goto(file.as_uri())
                assert page.evaluate("document.documentElement.scrollWidth") <= 320
                assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
                small = "[...document.querySelectorAll('a')].filter(a => a.getBoundingClientRect().height < 24).length"
                assert page.evaluate(small) == 0
                assert said == []
                page.close()
        finally:
            browser.close()
