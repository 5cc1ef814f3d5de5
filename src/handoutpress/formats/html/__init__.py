"""A leaflet as one HTML page: for a patient portal or a clinic's web site, and for the body of an e-mail.

One file that needs nothing from elsewhere: no scripts, style within, pictures within. It says what the printed leaflet says, in the
same order. WCAG 2.2 AA: language, headings in order, alternate texts, contrast for any brand colour, room for 320 pixels.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from handoutpress.content.markup import Span, join
from handoutpress.content.schema.blocks.clinic_details import Treatment
from handoutpress.formats.html import svg
from handoutpress.formats.html.blocks import HTML_BLOCKS, listed, points
from handoutpress.formats.html.build import HtmlPage, Node, add
from handoutpress.layout.drawing.brand_palette import Mode, roles
from handoutpress.merge.contact_lines import city_lines, contact_lines
from handoutpress.pdf.fonts import TYPEFACES

if TYPE_CHECKING:
    from handoutpress.content.schema.red_flags import RedFlags
    from handoutpress.merge.leaflet import Leaflet, LeafletSection

# nothing is fetched, nothing runs: should a text ever slip through, a browser would still not obey it
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# looks that must survive where a mail program takes the style sheet out
INLINE = {
    "flags": "border: 3px solid {alert}",
    "bar": "background-color: {alert}; color: {on_alert}; padding: 8px 12px",
    "amber": "background-color: {amber_field}; color: {on_amber}; padding: 8px 12px",
    "today": "border: 2px solid {amber}; padding: 12px",
    "call": "border: 2px solid {brand}; padding: 12px",
    "draft": "border: 2px solid {alert}; padding: 8px; color: {alert}",
}
LOGO_HEIGHT = 56  # pixels on the screen; a picture has twice as many, for sharp screens


def document(leaflet: Leaflet, mode: Mode = "colour") -> str:
    """The leaflet as a web page, for a browser. Raises NotFound, InvalidSource: the logo cannot be used."""
    return _written(HtmlPage(leaflet, roles(leaflet.clinic.brand, mode), pictures=True))


def mail(leaflet: Leaflet) -> str:
    """The leaflet as the body of an e-mail: without pictures, and plain to read where the style is taken out.

    Many mail programs drop drawings and styles, and cut long messages: figures are told in words, and what must not be missed carries
    its look with it.
    """
    return _written(HtmlPage(leaflet, roles(leaflet.clinic.brand), pictures=False))


def _written(page: HtmlPage) -> str:
    leaflet, clinic = page.leaflet, page.leaflet.clinic
    root = ElementTree.Element("html", {"lang": leaflet.language} | ({"dir": "rtl"} if page.mirrored else {}))
    head = add(root, "head")
    add(head, "meta", charset="utf-8")
    add(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    add(head, "meta", http_equiv="Content-Security-Policy", content=POLICY)
    add(head, "title", f"{leaflet.title} · {clinic.name}")
    add(head, "meta", name="description", content=leaflet.summary)
    add(head, "meta", name="author", content=clinic.name)
    sheet = Path(__file__).with_name("page.css").read_text("utf-8")
    looks = {**page.colours, "typeface": TYPEFACES[0]}  # the contrast of the colours is proven
    add(head, "style", "\n" + re.sub(r"var\(--(\w+)\)", lambda look: looks[look[1]], sheet))
    body = add(root, "body")
    _masthead(page, body)
    main = add(body, "main")
    _hero(page, main)
    points(leaflet.key_points, page, main)
    if leaflet.draft:  # the box that has been checked comes first
        _red_flags(page, main, leaflet.draft.red_flags, "red-flags-checked", leaflet.draft.language)
    _red_flags(page, main, leaflet.red_flags, "red-flags")
    _sections(page, main, leaflet.sections)
    if leaflet.draft:
        _sections(page, add(main, "div", **page.other(leaflet.draft.language)), leaflet.draft.sections)
    _plan(page, main)
    _notice(page, main)
    _same_day(page, main)
    _next_visit(page, main)
    _call(page, main)
    _small_print(page, body)
    if not page.pictures:
        for node in root.iter():
            look = [INLINE[name] for name in node.get("class", "").split() if name in INLINE]
            if look:
                node.set("style", "; ".join(look).format(**page.colours))
    return "<!DOCTYPE html>\n" + ElementTree.tostring(root, encoding="unicode", method="html") + "\n"


def _masthead(page: HtmlPage, body: Node) -> None:
    clinic, words = page.leaflet.clinic, page.leaflet.words
    head = add(body, "header", class_="masthead band" if clinic.masthead == "band" else "masthead")
    if page.leaflet.draft:
        note = add(head, "div", class_="draft")
        for language, text in page.leaflet.draft.notes:
            add(note, "p", text, **page.other(language))
    if page.pictures and clinic.logo and clinic.masthead != "name":
        source, width = _logo(clinic.logo)
        alt = words.logo_alt.format(name=clinic.name)
        add(head, "img", class_="logo", src=source, alt=alt, width=str(width), height=str(LOGO_HEIGHT))
    names = add(head, "div", class_="names")
    add(names, "p", clinic.name, class_="clinic")
    add(names, "p", next(city_lines(clinic, words, named=False), (clinic.city, 0))[0])
    reach = add(head, "div", class_="reach")
    add(reach, "p", (Span(clinic.phones, link=f"tel:{clinic.tel}"),), class_="phone")
    if clinic.hours_short:
        add(reach, "p", " · ".join(clinic.hours_short))


def _logo(path: Path) -> tuple[str, int]:
    """An address that holds the logo whole, checked and written anew as for print, and its width in pixels."""
    from handoutpress.layout.components.logo import content, load
    from handoutpress.pdf.svg_art import SvgArt

    art = content(load(path))
    if isinstance(art, SvgArt):
        return svg.data_uri(svg.svg(art.art, (0, 0, art.width, art.height), {})), round(LOGO_HEIGHT * art.width / art.height)
    small = art.copy()
    small.thumbnail((8 * LOGO_HEIGHT, 2 * LOGO_HEIGHT))
    target = BytesIO()
    small.save(target, "PNG", optimize=True)
    data = base64.b64encode(target.getvalue()).decode()
    return f"data:image/png;base64,{data}", round(LOGO_HEIGHT * small.width / small.height)


def _hero(page: HtmlPage, main: Node) -> None:
    leaflet = page.leaflet
    hero = add(main, "div", class_="hero")
    words = add(hero, "div")
    add(words, "p", leaflet.words.patient_guide, class_="label")
    add(words, "h1", leaflet.title)
    add(words, "p", leaflet.main_message, class_="lead")
    if leaflet.figure:
        shown = add(hero, "figure")
        add(shown, "figcaption", leaflet.figure_text(leaflet.figure).caption)
        page.figure(shown, leaflet.figure)


def _red_flags(page: HtmlPage, main: Node, flags: RedFlags, ident: str, language: str = "") -> None:
    """The loudest thing on the page."""
    tier = flags.emergency
    section = add(main, "section", class_="flags", aria_labelledby=ident, **(page.other(language) if language else {}))
    bar = add(section, "div", class_="bar")
    page.icon(bar, "warn", main="on_alert", ground="alert_field")
    words = add(bar, "div")
    add(words, "h2", tier.title or (), id=ident)
    if tier.rule:
        add(words, "p", tier.rule)
    add(add(words, "p"), "strong", tier.lead)
    listed([sign.text for sign in tier.signs], section)


def _sections(page: HtmlPage, main: Node, sections: Sequence[LeafletSection]) -> None:
    """Sections; those that are one treatment each stand as cards within the one before."""
    owner, cards = main, None
    for section in sections:
        if len(section.blocks) == 1 and isinstance(section.blocks[0], Treatment):
            cards = add(owner, "div", class_="cards") if cards is None else cards
            part = add(cards, "section", class_="card")
            add(part, "h3", section.heading)
        else:
            cards, part = None, add(main, "section")
            owner = part
            add(part, "h2", section.heading)
        for write, block in HTML_BLOCKS.resolve(section.blocks, page.leaflet):
            write(block, page, part)


def _plan(page: HtmlPage, main: Node) -> None:
    """The way back, and when and how to keep going at home."""
    plan = page.leaflet.plan
    if plan is None:
        return
    section = add(main, "section", class_="plan")
    add(section, "h2", plan.title)
    if plan.stages:
        listed([join(": ", (tuple(replace(span, bold=True) for span in one.title), one.text)) for one in plan.stages], section)
    add(add(section, "p"), "strong", plan.state)
    listed(plan.do, section)


def _same_day(page: HtmlPage, main: Node) -> None:
    tiers = page.leaflet.red_flags.later
    section = add(main, "section", class_="today")
    bar = add(section, "div", class_="bar amber")
    page.icon(bar, "phone", main="on_amber")
    words = add(bar, "div")
    add(words, "h2", tiers[0].title or ())
    for number, tier in enumerate(tiers):
        if tier.sentence:
            add(section, "p", tier.sentence)
        else:
            add(section if number else words, "p", join(" ", (tier.who, tier.lead)))
            listed([sign.text for sign in tier.signs], section)


def _notice(page: HtmlPage, main: Node) -> None:
    """The clinic's own notice of language help, each text in its language."""
    texts = page.leaflet.clinic.notice
    if texts:
        section = add(main, "section", class_="notice")
        add(section, "h2", page.leaflet.words.language_help)
        for language, text in texts:
            add(section, "p", text, **page.other(language))


def _next_visit(page: HtmlPage, main: Node) -> None:
    """Lines to write on, for those who print the page."""
    words = page.leaflet.words
    if not page.leaflet.clinic.next_visit or not page.pictures:
        return
    box = add(main, "section", class_="visit")
    add(box, "h2", words.my_next_visit)
    for label in (words.date_and_time, words.with_whom):
        add(add(box, "p", label), "span", class_="line")


def _call(page: HtmlPage, main: Node) -> None:
    """How to reach the clinic: what the printed leaflet says, and what it has no room for."""
    section = add(main, "section", class_="call")
    add(section, "h2", page.leaflet.closing)
    for line in contact_lines(page.leaflet.clinic, page.leaflet.words, "page"):
        match line.field:
            case "phone":
                add(section, "p", (Span(line.text(), link=line.link),), class_="phone")
            case "hours":
                add(section, "p", f"{line.label} {line.values[0]}")
            case "website":
                add(section, "p", line.spans())
            case "services":
                add(section, "p", "  ·  ".join(line.values))
            case _:
                add(section, "p", line.text())


def _small_print(page: HtmlPage, body: Node) -> None:
    leaflet, words = page.leaflet, page.leaflet.words
    foot = add(body, "footer")
    add(foot, "p", words.disclaimer)
    if leaflet.sources:
        add(foot, "p", f"{words.sources}: {'; '.join(leaflet.sources)}.")
    if leaflet.clinic.footer:
        add(foot, "p", leaflet.clinic.footer)
    add(foot, "p", leaflet.control)
