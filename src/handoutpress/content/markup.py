"""Inline markup: **bold**, *emphasis*, [links](https://…) and {placeholders} in a sentence -> spans.

Only these four exist. Everything else is plain text, so no text can reach an interpreter: HTML, ReportLab's XML
and Markdown blocks have no meaning here. The Markdown rules are markdown-it-py's (CommonMark).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from handoutpress.support.values import immutable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LINK_SCHEMES = ("https", "http", "tel", "mailto")
_NAME = r"[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)*"
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{(" + _NAME + r")\}|[{}]")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")  # and not the space that ties two words
_NEEDS_PARSER = re.compile(r"[*_\[\\\n]")


@immutable
class Span:
    """A stretch of text of one look. If `slot` is true, `text` is the name of a placeholder still to be filled."""

    text: str
    bold: bool = False
    emphasis: bool = False
    link: str | None = None
    slot: bool = False


Inline = tuple[Span, ...]


@cache  # 90 µs to set up, ten times for each handout read
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    md = MarkdownIt("zero")
    md.enable(["emphasis", "link", "escape", "balance_pairs", "newline"])
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # judged below, with a message
    return md


def parse(source: str) -> Inline:
    """Spans of one sentence or heading; runs of white space count as one space.

    Raises ValueError: a placeholder is not well formed, or a link is not one of https, http, tel or mailto.
    """
    text = _SPACES.sub(" ", source).strip(" ")
    if not _NEEDS_PARSER.search(text):
        return tuple(_fill_slots(Span(text)))
    spans: list[Span] = []
    bold = emphasis = 0
    link: str | None = None
    for token in _parser().parseInline(text)[0].children or ():
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "link_open":
                link = _checked_link(str(token.attrs.get("href", "")))
            case "link_close":
                link = None
            case "softbreak" | "hardbreak":
                spans.append(Span(" ", bold > 0, emphasis > 0, link))
            case _:
                spans += _fill_slots(Span(token.content, bold > 0, emphasis > 0, link))
    return _joined(spans)


def _checked_link(url: str) -> str:
    try:
        scheme, netloc, path, _, _ = urlsplit(url)
    except ValueError:  # a [ that is not closed
        scheme = netloc = path = ""
    if scheme not in LINK_SCHEMES or not (netloc or path):
        raise ValueError(f"a link must start with https://, http://, tel: or mailto:, not {url!r}")
    return url


def _fill_slots(span: Span) -> Iterable[Span]:
    last = 0
    for found in _PLACEHOLDER.finditer(span.text):
        if found[0] in "{}":
            raise ValueError("a single { or } means a placeholder such as {clinic.phone}; write {{ or }} for a brace")
        if before := span.text[last : found.start()]:
            yield replace(span, text=before)
        yield replace(span, text=found[1], slot=True) if found[1] else replace(span, text=found[0][0])
        last = found.end()
    if rest := span.text[last:]:
        yield replace(span, text=rest)


def _joined(spans: Iterable[Span]) -> Inline:
    """Neighbours of the same look as one span."""
    out: list[Span] = []
    for span in spans:
        if out and not span.slot and not out[-1].slot and replace(out[-1], text=span.text) == span:
            out[-1] = replace(span, text=out[-1].text + span.text)
        else:
            out.append(span)
    return tuple(out)


def fill(inline: Inline, value: Callable[[str], str]) -> Inline:
    """Put values in the place of placeholders; `value` may raise KeyError for a name it does not know."""
    if not any(span.slot for span in inline):
        return inline
    return _joined(replace(s, text=value(s.text), slot=False) if s.slot else s for s in inline)


def join(between: str, parts: Iterable[Inline | None]) -> Inline:
    """Texts one after the other, with `between` between those there are."""
    return tuple(span for part in parts if part for span in (Span(between), *part))[1:]


def slots(inline: Inline) -> tuple[str, ...]:
    """Names of the placeholders still to be filled, in order."""
    return tuple(span.text for span in inline if span.slot)


def plain(inline: Inline) -> str:
    """The bare text of filled spans."""
    return "".join(f"{{{span.text}}}" if span.slot else span.text for span in inline)


def one_line(inline: Inline) -> str:
    """The same with one space between words, whatever white the text has there."""
    return " ".join(plain(inline).split())
