"""What the red flags of a topic must hold, and what their translations must hold of the English, which is the list of the signs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from handoutpress.content import markup

if TYPE_CHECKING:
    from handoutpress.content.schema.red_flags import RedFlags, Tier
    from handoutpress.content.yaml_reader import Loaded
    from handoutpress.errors import Problem

ACTIONS = ("emergency", "same-day", "book")  # the order in which tiers stand
NUMBER = "emergency.number"


def incomplete(flags: Loaded[RedFlags]) -> Iterator[Problem]:
    """What red flags lack in any language: a tier, its place, the number to call, an id of its own."""
    tiers = flags.value.tiers
    actions = [tier.action for tier in tiers]
    for action in ACTIONS:
        if not any(tier.action == action and not tier.who for tier in tiers):
            yield flags.problem(
                f"no tier for everyone says '{action}'", f"Add one with `action: {action}` and without `who`", "tiers"
            )
    if actions.count("emergency") > 1 or actions != sorted(actions, key=ACTIONS.index):
        yield flags.problem("the tiers do not stand in their order", "Put one emergency first, then same-day, then book", "tiers")
    seen: dict[str, tuple[str | int, ...]] = {}
    for path, name in _ids(tiers):
        if name in seen:
            yield flags.problem(f"'{name}' is the id of another one too", "Give each tier and each sign an id of its own", *path)
        seen.setdefault(name, path)
    for i, tier in enumerate(tiers):
        if tier.action == "emergency" and NUMBER not in markup.slots(tier.lead):
            mend = f"Write {{{NUMBER}}} where the number stands"
            yield flags.problem("the emergency number is not the country's", mend, "tiers", i, "lead")
        if actions.index(tier.action) == i:  # its head is printed large, and says nothing of readers
            yield from _head(flags, i, tier)
        if tier.action == "emergency" and not tier.rule:
            yield flags.problem(
                "the emergency tier does not say to go now", "Add `rule:`, as: **Act now:** do not wait", "tiers", i
            )
        sentence = markup.plain(tier.sentence or ())
        for n, sign in enumerate(tier.signs if sentence else ()):
            if markup.plain(sign.text) not in sentence:
                mend = "Say it there in the very words it has here"
                yield flags.problem(f"the sentence does not say the sign '{sign.id}'", mend, "tiers", i, "signs", n, "text")


def _head(flags: Loaded[RedFlags], i: int, tier: Tier) -> Iterator[Problem]:
    """What the first tier of its kind lacks: a title, readers who are everyone, a list."""
    if tier.who:
        yield flags.problem(
            "the first tier of its kind is for some readers only", "Put the one for everyone first", "tiers", i, "who"
        )
    if tier.action == "book":
        return
    if not tier.title:
        yield flags.problem("the first tier of its kind has no title", "Add `title:`, what to do in a few words", "tiers", i)
    if tier.sentence:
        mend = "Delete it; its signs are printed as a list"
        yield flags.problem("the first tier of its kind is said in a sentence", mend, "tiers", i, "sentence")


def untranslated(flags: Loaded[RedFlags], english: Loaded[RedFlags]) -> Iterator[Problem]:
    """What a translation lacks of the English, and has beyond it: tiers, signs, and the numbers in them."""
    ours = {tier.id: (i, tier) for i, tier in enumerate(flags.value.tiers)}
    theirs = {tier.id: tier for tier in english.value.tiers}
    for name, its in theirs.items():
        if name not in ours:
            yield flags.problem(f"the tier '{name}' is missing", f"Translate it from {english.positions.file}", "tiers")
        else:
            yield from _tier(flags, *ours[name], its, english)
    for name, (i, _) in ours.items():
        if name not in theirs:
            yield flags.problem(f"the English has no tier '{name}'", "Take it out, or add it to the English", "tiers", i, "id")


def _tier(flags: Loaded[RedFlags], i: int, tier: Tier, its: Tier, english: Loaded[RedFlags]) -> Iterator[Problem]:
    if (tier.action, bool(tier.who)) != (its.action, bool(its.who)):
        mend = f"Write `action: {its.action}`" + (", and `who:`" if its.who else ", without `who:`")
        yield flags.problem(f"the tier '{tier.id}' is for other readers, or asks for something else, in English", mend, "tiers", i)
    ours, theirs = ({sign.id: (n, sign.text) for n, sign in enumerate(one.signs)} for one in (tier, its))
    for name, (_, words) in theirs.items():
        if name not in ours:
            mend = f'Translate "{markup.plain(words)}" from {english.positions.file}'
            yield flags.problem(f"the sign '{name}' is missing", mend, "tiers", i, "signs")
        else:
            n, here = ours[name]
            yield from _numbers(flags, here, words, "tiers", i, "signs", n, "text")
    for name, (n, _) in ours.items():
        if name not in theirs:
            mend = "Take it out, or add it to the English"
            yield flags.problem(f"the English has no sign '{name}' in this tier", mend, "tiers", i, "signs", n, "id")
    for field in ("who", "title", "lead", "rule"):
        yield from _numbers(flags, getattr(tier, field) or (), getattr(its, field) or (), "tiers", i, field)


def _numbers(flags: Loaded[RedFlags], ours: markup.Inline, theirs: markup.Inline, *path: str | int) -> Iterator[Problem]:
    here, there = sorted(markup.slots(ours)), sorted(markup.slots(theirs))
    if here != there:
        what = f"placeholders {', '.join(here) or 'none'}; the English has {', '.join(there) or 'none'}"
        yield flags.problem(what, "Use the same ones", *path)


def _ids(tiers: tuple[Tier, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Ids of all tiers and signs, each with its place."""
    for i, tier in enumerate(tiers):
        yield ("tiers", i, "id"), tier.id
        yield from ((("tiers", i, "signs", n, "id"), sign.id) for n, sign in enumerate(tier.signs))
