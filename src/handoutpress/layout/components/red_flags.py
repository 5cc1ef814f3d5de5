"""The tiers of signs, what needs a call now and what a call today: the same on every sheet, told by words, place, shape and colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handoutpress.content import markup
from handoutpress.content.markup import Inline
from handoutpress.content.schema.red_flags import Tier
from handoutpress.content.schema.template import Role
from handoutpress.layout.blocks.text_blocks import FAR, Mark, spread_list
from handoutpress.layout.context import Elastic, Group, Row, Setting
from handoutpress.layout.drawing.pen import Flowable, Pen
from handoutpress.layout.text.paragraph import Paragraph
from handoutpress.layout.text.text_style import TextStyle
from handoutpress.merge.leaflet import Draft
from handoutpress.pdf.tag_tree import Element
from handoutpress.support.values import immutable

NARROW = 300.0  # a tier at least this wide has wide edges, drawn for 12-point type, points
SHARES = (0.5, 0.46, 0.54, 0.58, 0.6, 0.62)  # of its width that the first of two columns of signs may have
ROW_GROWS = 20.0  # by how much a sign in a row of its own may stand higher where a page has room, points
APART = 14.0  # least white between a title and the order beside it, points


@immutable
class _Look:
    """How a tier is drawn; sizes are for 12-point type, points. Shapes and the weight of lines do without colour.

    Attributes:
        bar: width of a bar along its start, in place of the field behind its head.
    """

    field: str
    on: str
    edge: str
    ground: str
    weight: float
    picture: str
    icon: float
    mark: Mark
    air: float
    order: str
    bar: float = 0.0


EMERGENCY = _Look("alert", "on_alert", "alert", "alert_tint", 2.2, "warn", 1.6, "square", 9.5, "on_alert")
QUIET = _Look("white", "alert", "alert", "white", 1.2, "warn", 1.6, "square", 9.5, "black", 8)  # for those who are well
SAME_DAY = _Look("amber_field", "on_amber", "amber", "white", 1.4, "phone", 1.2, "triangle", 7.25, "on_amber")


def red_flags(setting: Setting, parent: Element, *, checked: bool = False) -> Group:
    """The loudest thing on the page, one piece, never split. `checked`: on a draft, the block in the authors' language instead."""
    return red_box(setting, parent, checked=checked).make(0)


def red_box(setting: Setting, parent: Element, *, checked: bool = False) -> Elastic:
    """The same, whose list may be spread."""
    setting = setting.safe
    draft = setting.leaflet.draft if checked else None
    tier = (draft.red_flags if draft else setting.leaflet.red_flags).emergency
    section = parent.add("Sect", lang=draft.language if draft else None)
    lead = tuple(replace(span, bold=True) for span in tier.lead)
    orders = (tier.rule, lead) if tier.rule else (lead,)
    ident = "red-flags-checked" if draft else "red-flags"
    role: Role = "body" if setting.width >= setting.k(NARROW) else "signs"
    look = QUIET if setting.leaflet.prevention else EMERGENCY
    return _framed(setting, section, look, (tier,), orders, setting.style(role), ident)


def checked_rows(draft: Draft, setting: Setting, parent: Element) -> list[Row]:
    """Doses and never-lists in the language they were checked in: what a reader of a draft may rely on."""
    from handoutpress.layout.section_rows import section_rows

    leaflet = replace(setting.leaflet, words=draft.words, language=draft.language)
    return section_rows(draft.sections, replace(setting, leaflet=leaflet), parent.add("Sect", lang=draft.language), setting.width)


def same_day(setting: Setting, parent: Element, *, book: bool = True) -> Group:
    """What needs a call today, for whom besides and, `book`, when to book a visit: quieter than the red box."""
    return amber_box(setting, parent, book=book).make(0)


def amber_box(setting: Setting, parent: Element, *, book: bool = True) -> Elastic:
    """The same, whose list may be spread."""
    setting, flags = setting.safe, setting.leaflet.red_flags
    tiers = flags.later if book else flags.of("same-day")
    return _framed(setting, parent.add("Sect"), SAME_DAY, tiers, (tiers[0].lead,), setting.style("signs"))


def told(tier: Tier, setting: Setting, section: Element, width: float, style: TextStyle, look: _Look = SAME_DAY) -> list[Flowable]:
    """A tier without a head: its sentence; without one, its lead and its signs as a list."""
    if tier.sentence:
        return [setting.text(tier.sentence, style, section.add("P"), width)]
    lead = setting.text(markup.join(" ", (tier.who, tier.lead)), style, section.add("P"), width)
    return [lead, _signs(tier, setting, section, width, style, look)]


def when_to_book(setting: Setting, section: Element, width: float, style: TextStyle | None = None) -> list[Flowable]:
    """When to book a visit, where that does not stand with the signs of the same day; in body type, if no `style` is named."""
    tiers, style = setting.leaflet.red_flags.of("book"), style or setting.style("body")
    return [piece for tier in tiers for piece in told(tier, setting, section, width, style)]


def other_signs(setting: Setting, parent: Element, where: str) -> Group:
    """Where the signs stand that there is no room for here."""
    setting = setting.safe
    width, pad, style, look = setting.width, setting.k(6.5), setting.style("signs"), SAME_DAY
    icon = style.size * 1.3
    start = pad + icon + setting.k(7)
    text = setting.text(where, style, parent.add("P"), width - start - pad)
    group = Group(text.height + 2 * pad, [(start, pad, text)])
    group.parts[:0] = [
        (0, 0, lambda pen, x, y: pen.panel(x, y, width, group.height, edge=look.edge, radius=6, width=look.weight)),
        (pad, (group.height - icon) / 2, lambda pen, x, y: pen.icon(look.picture, x, y, icon, main=look.edge)),
    ]
    return group


def _signs(tier: Tier, setting: Setting, section: Element, width: float, style: TextStyle, look: _Look) -> Elastic:
    if setting.template.text == "easy":
        return _sign_rows(tier, setting, section, width, look)
    signs, columns = tuple(sign.text for sign in tier.signs), setting.template.columns.red_flags
    return spread_list(
        signs, setting, section, width, style=style, ink=look.edge, gap=2, mark=look.mark, columns=columns, shares=SHARES,
        gutter=12 if style.size >= FAR else 18,
    )  # fmt: skip


def _sign_rows(tier: Tier, setting: Setting, section: Element, width: float, look: _Look) -> Elastic:
    """Each sign in a row of its own, its pictogram or else the tier's mark before it, hairlines between; rows share a page's white."""
    emergency = tier.action == "emergency"
    style, icon = setting.style("signs", balance="even"), setting.u(26 if emergency else 12)
    start, pad = icon + setting.u(12), setting.u(7 if emergency else 6)
    lst = section.add("L", ListNumbering="Square")
    made: list[tuple[str | None, Element, Paragraph]] = []
    for sign in tier.signs:
        entry = lst.add("LI")
        label = entry.add("Lbl", actual="•")
        made.append((sign.icon, label, setting.text(sign.text, style, entry.add("LBody"), width - start)))

    def make(extra: float) -> Group:
        group = Group(0)
        for number, (name, label, words) in enumerate(made):
            if number:
                group.add(0, group.height, lambda pen, x, y: pen.rule(x, y, width, ink=look.edge, width=0.5))
            high = max(icon if emergency else 0.0, words.height) + 2 * pad + extra / len(made)
            top = group.height

            def mark(pen: Pen, x: float, y: float, name: str | None = name, label: Element = label) -> None:
                with pen.canvas.content(label):
                    if emergency and name:
                        pen.icon(name, x, y + icon / 2, icon, main=look.edge, second=look.ground)
                    elif emergency:
                        pen.square(x + icon * 0.32, y + icon * 0.18, icon * 0.36, look.edge)
                    else:
                        pen.triangle(x + icon * 0.1, y + icon * 0.35, icon * 0.7, look.edge)

            group.add(0, top + high / 2, mark)
            group.add(start, top + (high - words.height) / 2, words)
            group.height = top + high
        return group

    return Elastic(make, make(0).height, ROW_GROWS * len(made))


def _framed(
    setting: Setting, section: Element, look: _Look, tiers: Sequence[Tier], orders: Sequence[Inline], style: TextStyle,
    ident: str | None = None,
) -> Elastic:  # fmt: skip
    """Tiers in one frame: a bar with the name of the first and what to do (the first order beside the name where there is room)."""
    width, far = setting.width, style.size >= FAR
    wide = width >= setting.k(NARROW)
    title_style = setting.style("h2", ink=look.on, size="head")
    icon, air, pad = title_style.size * look.icon, setting.u(look.air), setting.k(14 if wide else 9)
    if not wide:  # beside the name alone: it touches neither the edge nor the words under it
        icon = min(icon, title_style.cap + 2 * air - 4)
    begin = setting.k(look.bar) + pad
    start = begin + icon + setting.k(9 if wide else 7)
    room, inner = width - start - pad, width - begin - pad
    lead = start if wide else begin  # in a narrow bar the icon stands beside the name alone
    first, *others = tiers
    title = first.title or ()
    head = Group(0)
    heading = section.add("H2", title=markup.plain(title), ident=ident)
    name = setting.text(title, title_style, heading, room)
    bar = head.add(start, air, name)
    for number, order in enumerate(orders):
        owner, last = section.add("P"), number == len(orders) - 1
        ending = setting.style("small" if far and not last else "body", ink=look.order, align="end")
        beside = setting.text(order, ending, owner, room)
        if not number and len(beside.lines) == 1 and name.width + APART + beside.width <= room:
            head.add(start, bar - beside.height, beside)
        else:
            style_of = setting.style("small" if far and not last else "body" if wide else "signs", ink=look.order)
            bar = head.add(lead, bar + setting.u(7.5), setting.text(order, style_of, owner, width - lead - pad))
    head.height = bar + air
    signs = _signs(first, setting, section, inner, style, look)
    rest = [piece for tier in others for piece in told(tier, setting, section, inner, style, look)]
    end = setting.u(look.air + 1.5)

    def make(extra: float) -> Group:
        group = Group(0)

        def frame(pen: Pen, x: float, y: float) -> None:
            pen.panel(x, y, width, group.height, fill=look.ground, edge=look.edge, radius=9, width=look.weight)

        def along(pen: Pen, x: float, y: float) -> None:
            ink = "black" if pen.saves_ink else look.edge
            pen.panel(x, y, begin - pad, group.height, fill=ink, radius=min(9, begin - pad), corners="s")

        group.add(0, 0, frame)
        if look.bar:
            group.add(0, 0, along)
        else:
            group.add(0, 0, lambda pen, x, y: pen.panel(x, y, width, head.height, fill=look.field, radius=9, corners="t"))
        middle = (head.height if wide else 2 * air + name.height) / 2 - icon / 2
        group.add(begin, middle, lambda pen, x, y: pen.icon(look.picture, x, y, icon, main=look.on, ground=look.field))
        group.add(0, 0, head)
        under = 0.0 if look.bar else air
        down = group.add(begin, head.height + under, signs.make(extra))
        if rest:
            down += setting.u(6)
            group.add(begin, down, lambda pen, x, y: pen.rule(x, y, inner, ink=look.edge))
        for piece in rest:
            down = group.add(begin, down + style.line_gap + setting.u(1.5), piece)
        group.height = down + end
        return group

    return Elastic(make, make(0).height, signs.give)
