"""Every block type, in every way it is used: on pages, as HTML, as text, in drafts, with its figures and its words of the clinic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.content.schema.base import Id, Inline, Model
from handoutpress.content.schema.block import Block, BlockContext
from handoutpress.content.schema.block_entry import BLOCK_TYPES, by_kind
from handoutpress.content.schema.blocks.basic import ParagraphBlock
from handoutpress.content.schema.blocks.clinic_details import Contact
from handoutpress.formats import html, text
from handoutpress.formats.text import TEXT_BLOCKS
from handoutpress.layout.document import typeset
from handoutpress.merge.draft_safety import doses_and_nevers
from handoutpress.merge.leaflet import FigureText, Leaflet, LeafletSection
from handoutpress.merge.merge import merge
from tests.helpers import pdftext

LIBRARY = Library()
GUIDE = Path(__file__).parents[2] / "docs" / "write-a-handout.md"
KINDS = pytest.mark.parametrize("kind", BLOCK_TYPES)
CLINIC = {
    "phone": "(qph) 1", "tel": "+1", "hours": (("qday", "qtime"),), "address": "qaddress", "website": "qweb", "url": "https://qweb",
    "services": ("qmassage", "qcupping"),
}  # fmt: skip
SHOWN_LESS = {  # fields that some formats leave out, and why
    "often": ("pages", "HTML", "text"),  # how often stands in the heading of the section; only the card of one movement says it
    "sides": ("text",),  # of the outlines to draw on: text has none
}


class Sample:
    """A block of a type with a word of its own in every text, and a figure of its own wherever a figure can be named."""

    def __init__(self, block_type: type[Block], text: str = "{word}") -> None:
        self.text, self.words, self.figures, self.left_out = text, list[str](), list[str](), set[tuple[str, str]]()
        self._numbers, self._figures, self._letters = count(), iter(LIBRARY.figures()), iter("ÑÖÜ")
        assert issubclass(block_type, Model) or hasattr(block_type, "model_validate")
        schema: dict[str, Any] = block_type.model_json_schema()  # type: ignore[union-attr]
        self.definitions = schema.get("$defs", {})
        self.block: Block = block_type.model_validate(self._value(schema, ""))  # type: ignore[union-attr]

    def _value(self, schema: dict[str, Any], name: str) -> Any:
        if "$ref" in schema:
            return self._value(self.definitions[schema["$ref"].rpartition("/")[2]], name)
        if "anyOf" in schema:
            return self._value(schema["anyOf"][0], name)
        if "enum" in schema:
            return schema["enum"][0]
        if schema["type"] == "object":
            return {key: self._value(value, key) for key, value in schema["properties"].items()}
        if schema["type"] == "array":
            if "prefixItems" in schema:
                return tuple(self._value(item, name) for item in schema["prefixItems"])
            return tuple(self._value(schema["items"], name) for _ in range(max(2, schema.get("minItems", 2))))
        if name == "icon":
            return "walk"
        if schema.get("maxLength") == 1:
            self.words.append(next(self._letters))
            return self.words[-1]
        if "pattern" not in schema:
            self.words.append(f"q{next(self._numbers)}q")
            self.left_out |= {(form, self.words[-1]) for form in SHOWN_LESS.get(name, ())}
            return self.text.replace("{word}", self.words[-1])
        self.figures.append(next(self._figures))
        return self.figures[-1]


@cache
def _leaflet() -> Leaflet:
    leaflet = merge(LIBRARY, "harbor-spine", "get-help")
    figures = tuple(
        (name, FigureText(f"alt of {name}", f"caption of {name}", LIBRARY.figure(name)[1])) for name in LIBRARY.figures()
    )
    return replace(leaflet, clinic=replace(leaflet.clinic, **CLINIC), figures=figures, figure=None)


def leaflet_of(block: Block) -> Leaflet:
    heading = markup.parse("A heading")
    sections = (LeafletSection("one", heading, heading, (block,)),)
    return replace(_leaflet(), sections=sections, clinic_fields=tuple(block.clinic_fields))


def shown(block: Block) -> dict[str, str]:
    """What each format says of a leaflet of one block."""
    leaflet = leaflet_of(block)
    return {
        "pages": pdftext.spoken(typeset(leaflet, LIBRARY.template("leaflet").value)),
        "HTML": re.sub(r"<[^>]*>", "", html.document(leaflet)),
        "text": text.plain(leaflet),
    }


def unshown(sample: Sample) -> list[str]:
    """Words a format leaves out, and those it shows though it is said to leave them out."""
    return [
        f"{name}: {word}"
        for name, said in shown(sample.block).items()
        for word in sample.words
        if (word not in said) != ((name, word) in sample.left_out)
    ]


def unsafe(block_type: type[Block]) -> list[str]:
    """Doses and prohibitions that a draft would not repeat; a type that chooses among its texts must keep one at least."""
    sample = Sample(block_type, "Never more than {ice.max_minutes} {word}")
    said = markup.plain(doses_and_nevers(markup.parse("A heading"), [sample.block], "Do not"))
    left_out = [word for word in sample.words if word not in said]
    chooses = block_type.safety_texts is not Block.safety_texts
    return [] if chooses and len(left_out) < len(sample.words) else left_out


def clinic_words_missing(block: Block) -> Iterator[str]:
    """Words of the clinic that the block has in text and not on pages, which are laid out without what it does not name."""
    said = "\n".join(
        line for lines, part in TEXT_BLOCKS.resolve([block], leaflet_of(block)) for line in lines(part, leaflet_of(block))
    )
    pages, others = shown(block)["pages"], shown(ParagraphBlock("Nothing."))["pages"]
    for word in ("(qph) 1", "qday", "qtime", "qaddress", "qweb", "qmassage", "qcupping"):
        if word in said and pages.count(word) <= others.count(word):
            yield word


@KINDS
def test_every_text_is_shown_in_every_format(kind: str) -> None:
    assert unshown(Sample(BLOCK_TYPES[kind])) == []


@KINDS
def test_doses_and_prohibitions_are_repeated_in_drafts(kind: str) -> None:
    assert unsafe(BLOCK_TYPES[kind]) == []


@KINDS
def test_every_figure_is_named(kind: str) -> None:
    sample = Sample(BLOCK_TYPES[kind])
    assert sample.block.figures() == tuple(sample.figures)


@KINDS
def test_words_of_the_clinic_are_on_pages_too(kind: str) -> None:
    assert list(clinic_words_missing(Sample(BLOCK_TYPES[kind]).block)) == []


@KINDS
def test_the_guide_has_every_type(kind: str) -> None:
    assert f"- {kind}:" in GUIDE.read_text("utf-8")


class Said(Block, Model, kind="said"):
    """A type that is made of another, as new ones are."""

    text: Inline
    who: Inline

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """A paragraph each."""
        return ParagraphBlock(self.text), ParagraphBlock(self.who)


class Forgetful(Said, kind="forgetful"):
    """A type whose parts leave a text out, whose drafts repeat nothing, and whose figure stands in a field of another name."""

    picture: Id

    def parts(self, context: BlockContext) -> tuple[Block, ...]:
        """One of two."""
        return (ParagraphBlock(self.text),)

    def safety_texts(self, never: str, *, whole: bool = False) -> list[markup.Inline]:
        """None."""
        return []


class Shapeless(Block, Model, kind="shapeless"):
    """A type no format can show."""

    text: Inline


def test_a_type_made_of_others_needs_nothing_more() -> None:
    assert unshown(Sample(Said)) == unsafe(Said) == []


def test_what_a_type_forgets_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    sample = Sample(Forgetful)
    assert unshown(sample) == ["pages: q1q", "HTML: q1q", "text: q1q"]
    assert unsafe(Forgetful) == ["q0q", "q1q"]
    assert sample.block.figures() != tuple(sample.figures)
    monkeypatch.setattr(Contact, "clinic_fields", ("phone", "tel", "hours"))
    assert list(clinic_words_missing(Sample(Contact, "Call {word}").block)) == ["qaddress", "qweb"]


@pytest.mark.parametrize("name", ["pages", "HTML", "text"])
def test_a_type_no_format_can_show_is_an_error(name: str) -> None:
    leaflet = leaflet_of(Sample(Shapeless).block)
    ways = {
        "pages": lambda: typeset(leaflet, LIBRARY.template("leaflet").value),
        "HTML": lambda: html.mail(leaflet),
        "text": lambda: text.plain(leaflet),
    }
    with pytest.raises(TypeError, match="Shapeless has no parts"):
        ways[name]()


@pytest.mark.parametrize("kind", ["", "said"])
def test_a_type_without_a_kind_of_its_own_is_an_error(kind: str) -> None:
    module = ModuleType(__name__)
    quote = type("Quote", (Said,), {"__module__": __name__}, kind=kind)  # type: ignore[call-overload]
    vars(module).update(Said=Said, Quote=quote)
    with pytest.raises(TypeError, match="Quote: give the class a kind"):
        by_kind([module])
