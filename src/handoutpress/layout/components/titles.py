"""Titles as a style sets them: large, in italics at the end, with the label above and the main message below."""

from __future__ import annotations

from handoutpress.content.markup import Inline, Span
from handoutpress.layout.context import Group, Setting
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.pdf.tag_tree import Element

HANGING = {"plain": "gjpqy,", "italic": "gjpqyf,"}  # letters that reach below the line; an italic f is one
LARGE = 0.74  # a title on one line may be as small as this share of its size
LEAST_TITLE = 0.5  # of its size: a title is not made smaller than this to fit


def titled(setting: Setting, *, plain: bool = False) -> Inline:
    """The title; the last word in italics if the style has it so."""
    words = setting.leaflet.title.split()
    if plain or setting.family.title == "plain" or len(words) < 2:
        return (Span(setting.leaflet.title),)
    return (Span(" ".join(words[:-1]) + " "), Span(words[-1], emphasis=True))


def words(
    setting: Setting,
    parent: Element,
    width: float,
    most: float,
    *,
    lines: int = 3,
    ink: str | None = None,
    lead: float = 1.0,
    labelled: bool = True,
) -> tuple[Group, Paragraph, float]:
    """Label, title and main message, `most` points high if the title can be made so small; the title, and how far down it stands.

    `lead`: the share of the width that the message takes; 0: it stands elsewhere. A title in at most two `lines` stands on one if that
    leaves it large.
    """
    leaflet = setting.leaflet
    label = setting.text(leaflet.words.patient_guide, setting.style("label", ink=ink), parent.add("P"), width) if labelled else None
    head = parent.add("H1", title=leaflet.title, ident="title")
    message = setting.text(leaflet.main_message, setting.style("lead", ink=ink), parent.add("P"), width * lead) if lead else None
    full = setting.template.sizes["display"]
    tries = [(full - step, 1) for step in range(int(full * (1 - LARGE)))] if lines == 2 else []
    tries += [(full - step, lines) for step in range(int(full * LEAST_TITLE) + 1)]
    for points, allowed in tries:
        style = setting.style("display", points=points, ink=ink)
        title = setting.text(titled(setting), style, head, width)
        group = Group(0)
        at = group.add(0, 0, label) + style.size * 0.22 + 4 if label else 0.0
        group.height = group.add(-1, at, title)
        if message:
            hangs = any(letter in line.text for line in title.lines[-1:] for letter in HANGING[setting.family.title])
            down = group.height + style.size * (0.28 if hangs else 0.14) + message.style.line_gap
            group.height = group.add(0, down, message)
        if len(title.lines) <= allowed and title.whole(leaflet.title) and group.height <= most:
            break
    return group, title, at
