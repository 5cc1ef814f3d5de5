"""Every rule of `check` sees what it is for, and leaves a good handout alone."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from handoutpress import signing
from handoutpress.library import Library
from handoutpress.model.review import Signer
from handoutpress.review import indexes, rules, tables
from handoutpress.review.finding import Level
from handoutpress.wording import Scope
from tests.conftest import Run
from tests.support.workspace import ABOUT, CLINIC, HANDOUT, TITLES, workspace, write

ROOT = Path(__file__).resolve().parents[1]
DAY = datetime.date(2026, 11, 24)
SECTION = """\
heading: Keep moving
key_message: Walk a little each hour.
blocks:
  - paragraph: Walk a little. Stop if it hurts.
  - checklist: [I walked, I took breaks]
"""
SPANISH = """\
heading: Siga en movimiento
key_message: Camine un poco cada hora.
blocks:
  - paragraph: Camine un poco. Pare si le duele.
  - checklist: [Caminé, Tomé pausas]
"""
TREATMENT = "  - treatment: {what: A push., may_help: It may ease pain a bit., risks: You may be sore., evidence: Weak so far.}\n"
WORDS = " ".join(["walk"] * 30)


def handout(folder: Path, **parts: str) -> Library:
    """A workspace with the handout `mine` in English and Spanish; `parts` are put in the place of its good ones."""
    files = {
        "handouts__mine": HANDOUT.replace("sections:", "figure: walk\nsections:"),
        "handouts__titles__mine__en": TITLES,
        "handouts__titles__mine__es": TITLES.replace("My handout", "Mi hoja").replace("Call us.", "Llame."),
        "handouts__sections__mine__about": ABOUT,
        "handouts__sections__mine__en": SECTION,
        "handouts__sections__mine__es": SPANISH,
    }
    clinic = parts.pop("clinic", CLINIC.replace("555-0123", "556-2671"))
    return Library(workspace(folder, clinic, **(files | parts)))


def en(text: str) -> dict[str, str]:
    return {"handouts__sections__mine__en": SECTION.replace("  - paragraph: Walk a little. Stop if it hurts.\n", text)}


def para(text: str) -> dict[str, str]:
    return en(f'  - paragraph: "{text}"\n')


def title(old: str, new: str) -> dict[str, str]:
    return {"handouts__titles__mine__en": TITLES.replace(old, new)}


HARD = "Conservative musculoskeletal rehabilitation necessitates considerable individualised professional evaluation."
EIGHT = "[a, b, c, d, e, f, g, h]"
# rule -> what makes it speak
FIRES: dict[str, dict[str, str]] = {
    "reading-grade": para(" ".join([HARD] * 12)),
    "section-grade": para(HARD),
    "smog-grade": para(" ".join([HARD] * 12)),
    "sentence-length": para(f"Please {WORDS}."),
    "banned-claim": para("It will heal you."),
    "jargon": para("Rest the lumbar spine."),
    "raw-number": para("Do it 5 times."),
    "speaks-to-you": para("Patients walk."),
    "capitals": para("DO NOT LIFT."),
    "percent": para("It helps half, or 50%."),
    "long-emphasis": para("*Walk a little each and every day.*"),
    "link-text": para("Click [here](https://example.org)."),
    "main-message": title("Do one thing.", f"Do {WORDS}."),
    "long-paragraph": para(". ".join(["Walk and walk and walk and walk and walk"] * 8)),
    "long-list": en(f"  - bullets: {EIGHT}\n"),
    "far-headings": en("".join(f"  - paragraph: {'Walk and walk on. ' * 12}\n" for _ in range(4))),
    "something-to-do": {"handouts__sections__mine__en": SECTION.partition("  - checklist")[0]},
    "treatment-words": en(TREATMENT.replace("Weak so far.", "Weak.")),
    "review-due": {"handouts__mine": HANDOUT.replace("2028-11-01", "2026-11-03")},
    "sources": {"handouts__sections__mine__about": "sources: [E999]\n"},
    "figure-words": en("  - figures: {ids: [mine]}\n"),
    "undefined-term": para("Use TENS."),
    "passive-voice": para("The pack is wrapped. The skin is watched. The pain is eased."),
    "sums": para("Do it twice as long."),
    "something-to-tick": {"handouts__sections__mine__en": SECTION.partition("  - checklist")[0] + "  - bullets: [Walk]\n"},
    "front-figure": {"handouts__mine": HANDOUT},
    "table-heads": en("  - table: {header: [One two three four five, b], rows: [[a, b]]}\n"),
    "boxes": en("".join("  - callout: {text: Walk.}\n" for _ in range(5))),
    "glyphs": para("Walk \u2603."),
    "translation": {"handouts__sections__mine__es": SPANISH.replace("Pare si", "Espere {ice.max_minutes} minutos si")},
}
SPANISH_ONLY = {
    "spanish-ease": "Consideraciones individualizadas rehabilitadoras musculoesqueléticas necesitan profesionalización."
}


def found(library: Library, rule: str, language: str = "en") -> list[str]:
    return [str(problem) for problem in rules.rule(rule).find(Scope(library, "mine", language, DAY))]


@pytest.mark.parametrize("rule", FIRES)
def test_rule_sees_what_it_is_for(rule: str, tmp_path: Path) -> None:
    library = handout(tmp_path, **FIRES[rule])
    assert found(library, rule, "es" if rule == "translation" else "en")


@pytest.mark.parametrize("language", ["en", "es"])
def test_rules_leave_a_good_handout_alone(language: str, tmp_path: Path) -> None:
    library = handout(tmp_path)
    said = {each.id: found(library, each.id, language) for each in rules.RULES if each.whole is None}
    assert {rule: lines for rule, lines in said.items() if lines} == {}
    assert set(FIRES) | set(SPANISH_ONLY) | {"red-flag-tiers", "files"} == set(said), "every rule has a case that fires"


def test_hard_spanish_is_seen(tmp_path: Path) -> None:
    hard = " ".join([SPANISH_ONLY["spanish-ease"]] * 12)
    library = handout(tmp_path, handouts__sections__mine__es=SPANISH.replace("Camine un poco. Pare si le duele.", hard))
    assert found(library, "spanish-ease", "es")


def test_a_lost_red_flag_is_seen(tmp_path: Path) -> None:
    scope = Scope(handout(tmp_path), "mine", "en", DAY)
    loaded = scope.red_flags
    short = loaded.value.model_copy(update={"now": loaded.value.now[1:], "soon": ()})
    scope.__dict__["red_flags"] = type(loaded)(**{**vars(loaded), "value": short})
    problems = [problem.what for problem in rules.rule("red-flag-tiers").find(scope)]
    assert problems == ["the sign 'numb saddle area' is missing", "the tier 'soon' is empty"]


def whole(library: Library, rule: str) -> list[str]:
    look = rules.rule(rule).whole
    assert look
    return [str(problem) for problem in look(library, DAY)]


def _with(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def built_in(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


NEEDLES = CLINIC + "discipline: physical-therapy\nservices: [dry-needling]\n"
WHOLE: dict[str, Callable[[], dict[str, str]]] = {
    "unused-source": lambda: {"handouts__sources": built_in("handouts/sources.yaml").replace("  backs: rules\n", "")},
    "unused-fact": lambda: {
        "handouts__facts": built_in("handouts/facts.yaml") + "mine:\n  own: {value: 3, unit: x, sources: [E1]}\n"
    },
    "unused-figure": lambda: {"handouts__figures__mine": "view: front\n"},
    "profile": lambda: {"clinic": NEEDLES},
    "profile ": lambda: {"clinic": CLINIC + "notice_1557: true\n"},
    "sample-phone": lambda: {"clinic": CLINIC},
    "missing-language": lambda: {"handouts__titles__mine__fr": TITLES},
    "translated-lists": lambda: {"handouts__services__es": _with(built_in("handouts/services/es.yaml"), "\ncupping:", "\ncopas:")},
    "typed-numbers": lambda: {"handouts__sections__mine__es": SPANISH.replace("Pare si", "Pare tras 3 pasos si")},
}
QUIET_AT_HOME = [
    "unused-source",
    "unused-fact",
    "contrast",
    "profile",
    "sample-phone",
    "missing-language",
    "translated-lists",
    "typed-numbers",
]


@pytest.mark.parametrize("rule", WHOLE)
def test_rule_about_the_library_sees_what_it_is_for(rule: str, tmp_path: Path) -> None:
    assert whole(handout(tmp_path, **WHOLE[rule]()), rule.strip())


@pytest.mark.parametrize("rule", QUIET_AT_HOME)
def test_rule_about_the_library_leaves_a_good_workspace_alone(rule: str, tmp_path: Path) -> None:
    assert whole(handout(tmp_path), rule) == []


def test_an_unused_figure_is_the_only_one_named(tmp_path: Path) -> None:
    assert [line for line in whole(handout(tmp_path), "unused-figure") if "walk" in line] == []


def test_poor_contrast_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No brand colour gives poor pairs, so the roles are spoiled on purpose."""
    from handoutpress.typeset import colours

    good = colours.roles
    monkeypatch.setattr(colours, "roles", lambda seed, mode="colour": {**good(seed, mode), "brand": "#dddddd"})
    assert whole(handout(tmp_path), "contrast")


def test_sign_offs_are_told_once_a_language(tmp_path: Path) -> None:
    library = handout(tmp_path)
    assert len(whole(library, "sign-off")) == len(whole(library, "draft-translation")) == 1
    assert whole(library, "sign-off-void") == []
    me = Signer(name="Ann Lee", title="DC", on=datetime.date(2024, 1, 1))
    signing.sign(library, "mine", "en", clinician=me, translator=None, next_review=datetime.date(2026, 1, 1))
    assert "is past its next review" in whole(library, "sign-off-void")[0]
    signing.sign(library, "mine", "en", clinician=me, translator=None, next_review=datetime.date(2028, 1, 1))
    assert whole(library, "sign-off-void") == []
    write(tmp_path / "handouts/sections/mine/en.yaml", SECTION.replace("Walk a", "Stroll a"))
    assert "has changed" in whole(Library(tmp_path), "sign-off-void")[0]


def test_what_does_not_fit_is_found_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = {"handouts__sections__mine__en": SECTION + "".join(f"  - paragraph: {'Walk on and on. ' * 14}\n" for _ in range(60))}
    library = handout(tmp_path, **long)
    monkeypatch.setattr(Library, "handouts", lambda _: ("mine",))
    monkeypatch.setattr(Library, "templates", lambda _: ("leaflet",))
    assert any("does not fit" in line for line in whole(library, "fit"))
    assert "fit" not in {finding.rule.id for finding in rules.check(library, today=DAY)}
    assert "fit" in {finding.rule.id for finding in rules.check(library, today=DAY, fit=True)}
    assert whole(handout(tmp_path / "good"), "fit") == []


# -- the command -------------------------------------------------------------------------------------


def test_what_is_shipped_has_no_error_and_no_warning_but_drafts() -> None:
    said = rules.check(Library(), today=DAY)
    assert {finding.rule.id for finding in said if finding.rule.level > Level.NOTE} <= {"draft-translation"}, list(map(str, said))


@pytest.mark.parametrize("rule", [each.id for each in rules.RULES])
def test_every_rule_explains_itself(rule: str) -> None:
    each = rules.rule(rule)
    assert each.what.endswith(".")
    assert len(each.reason) > 20


def test_explain_at_the_command_line(run: Run) -> None:
    code, out, _ = run("check", "--explain", "undefined-term")
    assert code == 0
    assert "Why: PEMAT item 4" in out


def test_sarif_names_the_rule_and_the_line(tmp_path: Path, run: Run) -> None:
    handout(tmp_path, **para("It will heal you."))
    code, out, _ = run("check", "--workspace", tmp_path, "--select", "banned-claim", "--format", "sarif")
    result = json.loads(out)["runs"][0]["results"][0]
    assert code == 7
    assert result["ruleId"] == "banned-claim"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 4


# -- scores ------------------------------------------------------------------------------------------


def test_a_score_counts_what_rules_find_and_what_people_say() -> None:
    clean, broken = indexes.scores([], {})[0], indexes.scores(["undefined-term"], {})[0]
    assert clean.percent == 100
    assert broken.percent < 100
    asked = {item.id: "no" for item in indexes.ASKED}
    assert indexes.scores([], asked)[0].percent == pytest.approx(100 * 16 / 22)
    assert indexes.scores([], dict.fromkeys(asked, "n/a"))[0].percent == 100
    assert indexes.scores([], asked)[0].asked == 0


def test_items_name_rules_that_exist() -> None:
    named = {rule for item in (*indexes.PEMAT, *indexes.CDC) for rule in item.rules} - set(indexes.HELD)
    assert named <= {each.id for each in rules.RULES}


def test_signing_keeps_the_answers(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path)
    who = ["--name", "Ann Lee", "--title", "DC", "--workspace", tmp_path]
    assert run("review", "sign", "get-help", *who, "--rate", "pemat-1=yes", "--rate", "cdc-4=no")[0] == 0
    record = signing.status(Library(tmp_path), "get-help", "en").record
    assert record
    assert record.ratings == {"pemat-1": "yes", "cdc-4": "no"}
    code, _, err = run("review", "sign", "get-help", *who, "--rate", "pemat-1=perhaps")
    assert code == 2
    assert "yes, no or n/a" in err


# -- tables in docs ----------------------------------------------------------------------------------


def test_docs_tables_are_those_of_the_files() -> None:
    library = Library()
    assert built_in("docs/facts.md") == tables.facts_table(library, ROOT / "docs" / "fact-rows.csv"), "run python docs/tables.py"
    assert built_in("docs/reading.md") == tables.reading_table(library), "run python docs/tables.py"


def test_every_usable_fact_lands_somewhere() -> None:
    assert "**missing**" not in built_in("docs/facts.md")


def test_a_fact_without_a_section_is_seen(tmp_path: Path) -> None:
    rows = write(tmp_path / "rows.csv", "row,fact,evidence,used\nF999,a fact,supported,yes\nF998,a myth,promotional,no\n")
    table = tables.facts_table(Library(), rows)
    assert "| F999 | a fact | supported | **missing** |" in table
    assert "| F998 | a myth | promotional | left out |" in table
