"""Write docs/facts.md, docs/figures.md, docs/reading.md and docs/ratings.md from the library: `.venv/bin/python docs/tables.py`."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path

from handoutpress.checks import readability
from handoutpress.checks.pemat_cdc import INDEXES
from handoutpress.content.figure_names import figure_id
from handoutpress.content.library import Library
from handoutpress.content.trials import text_fingerprint
from handoutpress.content.word_rules import Scope
from handoutpress.merge.merge import merge

HERE = Path(__file__).resolve().parent
# rows of the brief that are no section of their own but stand on every leaflet
EVERYWHERE = {
    "A1": "the red flags, on every leaflet",
    "A7": "the small print of every leaflet",
    "A8": "the interpreter line of the clinic profile; on drafts, the draft note",
}
MADE = "<!-- Made by `python docs/tables.py`. A test holds it to the files. -->"


def facts_table(library: Library, rows: Path) -> str:
    """Every fact row with the sections it lands in, the handouts that hold them, and their sources, as Markdown.

    Args:
        rows: CSV of row, fact, evidence and used (yes or no).
    """
    used: dict[str, list[str]] = {}
    for section in library.sections():
        for row in library.section_about(section).value.covers:
            used.setdefault(row, []).append(section)
    holds = {section: _handouts(library, section) for section in library.sections()}
    known = library.sources().value.root
    lines = ["| row | fact, in the brief's short words | evidence | section | handout | sources |", "|---|---|---|---|---|---|"]
    with rows.open(encoding="utf-8", newline="") as file:
        for entry in csv.DictReader(file):
            sections = used.get(entry["row"], [])
            sources = dict.fromkeys(s for section in sections for s in library.section_about(section).value.sources if s in known)
            places = [", ".join(sections)] if sections else []
            places += [EVERYWHERE[entry["row"]]] if entry["row"] in EVERYWHERE else []
            place = "; ".join(places) or ("**missing**" if entry["used"] == "yes" else "left out")
            handouts = ", ".join(dict.fromkeys(handout for section in sections for handout in holds[section]))
            lines.append(_row(entry["row"], entry["fact"], entry["evidence"], place, handouts, ", ".join(sources)))
    facts = ["", "## Numbers", "", "| number | value | sources | note |", "|---|---|---|---|"]
    for group, members in library.facts().value.root.items():
        for name, fact in members.items():
            facts.append(_row(f"`{{{group}.{name}}}`", f"{fact.value} {fact.unit}", ", ".join(fact.sources), fact.note or ""))
    sources_ = ["", "## Sources", "", "| id | citation | what it supports | seen |", "|---|---|---|---|"]
    for name, source in known.items():
        sources_.append(_row(name, source.cite, source.claim, source.seen))
    head = ["# Facts: what is said, where, and on what evidence", "", MADE, ""]
    head += ["`fact-rows.csv` has the words that print each fact, in both languages; a test looks for them on the leaflets.", ""]
    head += ["Facts marked *left out* are contradicted, promotional or lost in what we began from; no handout may use them.", ""]
    return "\n".join([*head, *lines, *facts, *sources_]) + "\n"


def figures_table(library: Library, rows: Path) -> str:
    """Every picture that was asked for, the figures that show it, and where they are shown, as Markdown.

    Args:
        rows: CSV of row, what it shows, and figures (with spaces between).
    """
    shown = _shown(library)
    words = library.figure_texts("en").value.root
    lines = ["| row | what it shows | figure | caption | shown in |", "|---|---|---|---|---|"]
    with rows.open(encoding="utf-8", newline="") as file:
        for entry in csv.DictReader(file):
            for i, name in enumerate(entry["figures"].split()):
                first = (entry["row"], entry["shows"]) if not i else ("", "")
                lines.append(_row(*first, name, words[name].caption, ", ".join(sorted(shown.get(name, ()))) or "**missing**"))
    head = ["# Figures: what each shows, and where", "", MADE, "", "![All figures](pictures/figures.png)", ""]
    head += [
        "A handout's name stands for its front or for one of its sections; a section's for its text or, in large print,",
        "below it.",
        "",
    ]
    return "\n".join([*head, *lines]) + "\n"


def _shown(library: Library) -> dict[str, set[str]]:
    """The handouts and sections that show each figure."""
    shown: dict[str, set[str]] = {}
    for handout in library.handouts():
        outline = library.handout(handout).value
        for name in (outline.figure, *(entry.figure for entry in outline.sections)):
            if name:
                shown.setdefault(figure_id(name), set()).add(handout)
    for section in library.sections():
        for name in library.section_about(section).value.figures:
            shown.setdefault(figure_id(name), set()).add(section)
        for name in _named(library.section(section, "en").value.model_dump()):
            shown.setdefault(name, set()).add(section)
    return shown


def _named(data: object) -> Iterable[str]:
    """Every figure named in a text, however deep."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("figure", "start") and isinstance(value, str):
                yield figure_id(value)
            elif key == "ids":
                yield from map(figure_id, value)
            else:
                yield from _named(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _named(value)


def reading_table(library: Library) -> str:
    """Reading grades of every handout and section, as Markdown."""
    out = ["# How hard the texts are to read", "", MADE, ""]
    out += [
        "English: Flesch-Kincaid (at most 6.0 a handout, 8.0 a section) and SMOG (at most 8.0 a handout). Spanish: Fernández Huerta's"
    ]
    out += ["index, 100 very easy, 0 very hard (at least 70 a handout). Full sentences count, with their numbers filled in.", ""]
    out += ["| handout | Flesch-Kincaid | SMOG | words a sentence | Spanish index |", "|---|---|---|---|---|"]
    grades: dict[str, float | None] = {}
    for handout in library.handouts():
        english = Scope(library, handout, "en", datetime.date.min)
        listed = _sentences(text.words for text in english.texts)
        mean = sum(map(len, listed)) / len(listed)
        spanish = ""
        if "es" in library.languages(handout):
            words = (text.words for text in Scope(library, handout, "es", datetime.date.min).texts)
            spanish = f"{readability.fernandez_huerta(_sentences(words)):.0f}"
        out.append(_row(handout, f"{readability.grade(listed):.1f}", f"{readability.smog(listed):.1f}", f"{mean:.1f}", spanish))
        for name in english.sections:
            said = _sentences(text.words for text in english.texts if text.section == name)
            grades[name] = readability.grade(said) if said else None
    out += ["", "| section | Flesch-Kincaid |", "|---|---|"]
    out += [_row(name, "labels only" if value is None else f"{value:.1f}") for name, value in sorted(grades.items())]
    return "\n".join(out) + "\n"


RATED = "harbor-spine"  # the sample clinic whose leaflets were rated
RATER = (
    "an editor's strict rating, second rater; not a clinician's, by the leaflet as printed (English, template leaflet, clinic "
    "harbor-spine)"
)


def ratings_table(library: Library, rows: Path) -> str:
    """How a strict reader rated every printed handout, item by item, as Markdown.

    Args:
        rows: CSV of handout, on (the day), text (fingerprint of what was rated), item, answer (no, n/a), reason and lift; the rest is yes.
    """
    with rows.open(encoding="utf-8", newline="") as file:
        entries = list(csv.DictReader(file))
    items = [item for index in INDEXES.values() for item in index]
    out = [
        "# How clear a strict reader finds the handouts",
        "",
        MADE,
        "",
        f"Rated by {RATER}. What is not named below is *yes*.",
        "",
    ]
    out += [f"Shares of *yes* among the items that apply, of 100; the aim is {AIM} or more.", ""]
    out += [_row("handout", "rated", *INDEXES, "text"), _row(*["---"] * (3 + len(INDEXES)))]
    reasons: list[str] = []
    for handout in library.handouts():
        found = {entry["item"]: entry for entry in entries if entry["handout"] == handout}
        first = next(iter(found.values()))
        answers = {item.id: found[item.id]["answer"] if item.id in found else "yes" for item in items}
        shares = []
        for index in INDEXES.values():
            said = [answers[item.id] for item in index if answers[item.id] != "n/a"]
            shares.append(f"{100 * said.count('yes') / len(said):.0f}")
        now = text_fingerprint(merge(library, RATED, handout).texts).startswith(first["text"])
        out.append(_row(handout, first["on"], *shares, "as rated" if now else "changed since"))
        reasons += ["", f"## {handout}", "", "| item | asks | answer | why | what would mend it |", "|---|---|---|---|---|"]
        questions = {item.id: item.question for item in items}
        reasons += [_row(name, questions[name], entry["answer"], entry["reason"], entry["lift"]) for name, entry in found.items()]
    out += [*reasons, "", "## Items", "", "| item | asks | decided |", "|---|---|---|"]
    out += [_row(item.id, item.question, "by a person" if item.asked else "by rule") for item in items]
    return "\n".join(out) + "\n"


AIM = 90


def _handouts(library: Library, section: str) -> tuple[str, ...]:
    return tuple(h for h in library.handouts() if section in [entry.section for entry in library.handout(h).value.sections])


def _sentences(texts: Iterable[str]) -> Sequence[readability.Sentence]:
    return [sentence for text in texts for sentence in readability.sentences(text)]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    own = Library()
    (HERE / "facts.md").write_text(facts_table(own, HERE / "fact-rows.csv"), encoding="utf-8")
    (HERE / "figures.md").write_text(figures_table(own, HERE / "figure-rows.csv"), encoding="utf-8")
    (HERE / "reading.md").write_text(reading_table(own), encoding="utf-8")
    (HERE / "ratings.md").write_text(ratings_table(own, HERE / "ratings.csv"), encoding="utf-8")
