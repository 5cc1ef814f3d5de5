"""Every rule of `check` sees what it is for, and leaves a good handout alone."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Collection
from pathlib import Path

import pytest
from docs import tables
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from handoutpress.checks import pemat_cdc, printed_rules, rules
from handoutpress.checks.rule import Level
from handoutpress.content import signoff
from handoutpress.content.library import Library
from handoutpress.content.schema.review import Signer
from handoutpress.content.schema.wordlists import pattern
from handoutpress.content.word_rules import Scope
from handoutpress.merge.merge import merge
from tests.conftest import Run
from tests.helpers.workspace import ABOUT, CLINIC, HANDOUT, TITLES, workspace, write

ROOT = Path(__file__).resolve().parents[2]
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
        "handouts__sources": ONE_SOURCE,
        "handouts__facts": facts(SLOTS),
    }
    clinic = parts.pop("clinic", CLINIC.replace("555-0123", "556-2671"))
    return Library(workspace(folder, clinic, **(files | parts)))


def en(text: str) -> dict[str, str]:
    return {"handouts__sections__mine__en": SECTION.replace("  - paragraph: Walk a little. Stop if it hurts.\n", text)}


def para(text: str) -> dict[str, str]:
    return en(f'  - paragraph: "{text}"\n')


def title(old: str, new: str) -> dict[str, str]:
    return {"handouts__titles__mine__en": TITLES.replace(old, new)}


def built_in(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _with(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def facts(names: Collection[str]) -> str:
    """facts.yaml with these numbers alone."""
    known = Library().facts().value.root
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        group, _, fact = name.partition(".")
        groups.setdefault(group, []).append(f"  {fact}: {{value: {known[group][fact].value}, unit: x, sources: [E1]}}\n")
    return "".join(f"{group}:\n{''.join(lines)}" for group, lines in groups.items())


def third(language: str = "fr", **changed: tuple[str, str]) -> dict[str, str]:
    """All files of one more language, which says what the English says; `changed` has a file's old and new words."""
    names = ("interface", "services", "care_words", "wording", "red_flags/back-spasm", "figures/text")
    files = {f"handouts__{name.replace('/', '__')}": built_in(f"handouts/{name}/en.yaml") for name in names}
    files |= {"handouts__titles__mine": TITLES, "handouts__sections__mine": SECTION}
    for name, (old, new) in changed.items():
        files[name] = _with(files[name], old, new)
    return {f"{name}__{language}": text for name, text in files.items()}


SLOTS = {"age.older", "age.young", "review.from_weeks", "review.to_weeks", "review.still_weeks"}  # those of the red flags
ONE_SOURCE = "E1: {cite: A study, short: A study, claim: It helps, year: 2020}\n"
HARD = "Conservative musculoskeletal rehabilitation necessitates considerable individualised professional evaluation."
HARD_SPANISH = "Consideraciones individualizadas rehabilitadoras musculoesqueléticas necesitan profesionalización."
EIGHT = "[a, b, c, d, e, f, g, h]"
NEEDLES = CLINIC + "discipline: physical-therapy\nservices: [dry-needling]\n"
ASKED = "questions:\n  - {ask: What do you do?, kind: do, answers: [Stop if it hurts]}\n"
UNCHECKED = {"handouts__sections__mine__en": SECTION.partition("  - checklist")[0]}
LONG = SECTION + "".join(f"  - paragraph: {'Walk on and on. ' * 14}\n" for _ in range(60))
# rule -> what makes it speak, put in the place of a part of the good handout
HOLLOW = """\
base: poster
label: Hollow
sizes: {large: 15, head: 13, sub: 12, text: 11}
panels:
  - at: {letter: [0, 0, 792, 1224], a4: [0, 0, 841.89, 1190.55]}
    inset: [46, 32, 46, 22]
    holds: [red-flags, same-day, phone]
"""
FIRES: dict[str, dict[str, str]] = {
    "files": {"handouts__sections__mine__es": SPANISH.replace("blocks:", "block:")},
    "style-contrast": {"templates__styles__pale": "label: Pale\nroles:\n  soft: [.8, .01, h]\n"},
    "reading-grade": para(" ".join([HARD] * 12)),
    "section-grade": para(HARD),
    "smog-grade": para(" ".join([HARD] * 12)),
    "spanish-ease": {"handouts__sections__mine__es": SPANISH.replace("Camine un poco. Pare", " ".join([HARD_SPANISH] * 12) + " Pare")},
    "lix": third(
        handouts__wording=("flesch-kincaid", "lix"), handouts__sections__mine=("a little. Stop", "on. " + " ".join([HARD] * 12) + " Stop")
    ),
    "sentence-length": para(f"Please {WORDS}."),
    "banned-claim": para("It will heal you."),
    "jargon": para("Rest the lumbar spine."),
    "raw-number": para("Do it 5 times."),
    "speaks-to-you": para("Patients walk."),
    "capitals": para("DO NOT LIFT."),
    "percent": para("It helps half, or 50%."),
    "long-emphasis": para("*Walk a little each and every day.*"),
    "regional": para("Go to A&E."),
    "link-text": para("Click [here](https://example.org)."),
    "main-message": title("Do one thing.", f"Do {WORDS}."),
    "long-paragraph": para(". ".join(["Walk and walk and walk and walk and walk"] * 8)),
    "long-list": en(f"  - bullets: {EIGHT}\n"),
    "far-headings": en("".join(f"  - paragraph: {'Walk and walk on. ' * 12}\n" for _ in range(4))),
    "something-to-do": UNCHECKED,
    "treatment-words": en(TREATMENT.replace("Weak so far.", "Weak.")),
    "review-due": {"handouts__mine": HANDOUT.replace("2028-11-01", "2026-11-03")},
    "sources": {"handouts__sections__mine__about": "sources: [E999]\n"},
    "figure-words": en("  - figures: {ids: [mine]}\n") | {"handouts__figures__mine": built_in("handouts/figures/walk.yaml")},
    "unwritten": para("A short text, a few lines at most."),
    "undefined-term": para("Use TENS."),
    "passive-voice": para("The pack is wrapped. The skin is watched. The pain is eased."),
    "sums": para("Do it twice as long."),
    "something-to-tick": {"handouts__sections__mine__en": UNCHECKED["handouts__sections__mine__en"] + "  - bullets: [Walk]\n"},
    "front-figure": {"handouts__mine": HANDOUT},
    "table-heads": en("  - table: {header: [One two three four five, b], rows: [[a, b]]}\n"),
    "boxes": en("".join("  - callout: {text: Walk.}\n" for _ in range(5))),
    "glyphs": para("Walk \u2603."),
    "translation": {"handouts__sections__mine__es": SPANISH.replace("Pare si", "Espere {review.to_weeks} semanas si")},
    "answers": {"handouts__questions__mine__en": ASKED + "  - {ask: Why?, kind: find, answers: [No such words]}\n"},
    "questions": {"handouts__questions__mine__en": ASKED},
    "unused-source": {"handouts__sources": ONE_SOURCE + ONE_SOURCE.replace("E1", "MINE")},
    "unused-fact": {"handouts__facts": facts({*SLOTS, "ice.max_minutes"})},
    "safety-floor": {"clinic": CLINIC + "emergency_number: '12345'\n"},
    "unused-figure": {"handouts__figures__mine": built_in("handouts/figures/walk.yaml")},
    "contrast": {},  # the test spoils a colour: no brand colour gives a poor pair
    "profile": {"clinic": NEEDLES},
    "logo": {"clinic": CLINIC.replace("555-0123", "556-2671") + "logo: few.png\n"},  # the test puts it there
    "sample-phone": {"clinic": CLINIC},
    "missing-language": {"handouts__yours": HANDOUT.replace("TST-01", "TST-02"), "handouts__titles__yours__en": TITLES},
    "translated-lists": {"handouts__services__es": _with(built_in("handouts/services/es.yaml"), "\ncupping:", "\ncopas:")},
    "typed-numbers": {"handouts__sections__mine__es": SPANISH.replace("Pare si", "Pare tras 3 pasos si")},
    "draft-translation": {},  # the good handout, before anyone has signed
    "sign-off": {},
    "sign-off-void": {},  # signed, then changed
    "printed-grade": para(HARD),
    "printed-words": para(f"Please {WORDS}."),
    "all-tiers": {},  # templates that lack some are refused when they are read: below a sheet is asked for more
    "fit": {"handouts__sections__mine__en": LONG},
    "empty-space": {"templates__mine": HOLLOW},
    "one-sheet": {"handouts__sections__mine__en": LONG[: len(LONG) // 3].rpartition("  - ")[0]},
}  # fmt: skip
MORE: list[tuple[str, dict[str, str]]] = [
    ("files", {"handouts__sections__mine__en": "heading: 'Keep moving\n"}),
    ("files", {k: v for k, v in third().items() if "wording" not in k}),
    ("jargon", {"handouts__sections__mine__es": SPANISH.replace("Camine", "Mueva la zona lumbar. Camine")}),
    ("passive-voice", {"handouts__sections__mine__es": SPANISH.replace("Camine", "La bolsa fue envuelta. La piel es mirada. Camine")}),
    ("figure-words", en("  - figures: {ids: [walk]}\n")
     | {"handouts__figures__text__en": "walk: {alt: Drawing of a walker., caption: Walk with ease}\n"}),
    ("profile", {"clinic": CLINIC + "notice_1557: true\n"}),
]  # fmt: skip


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the handouts of the workspace, and one template: the shipped ones are looked at in a test of their own."""
    mine = ("mine", "yours")
    monkeypatch.setattr(Library, "handouts", lambda self: tuple(name for name in self.ids("handouts") if name in mine))
    monkeypatch.setattr(Library, "templates", lambda _: ("leaflet",))


def fired(run: Run, folder: Path, *options: str) -> set[str]:
    """Ids of the rules that speak, at the command line."""
    _, out, err = run("check", "--workspace", folder, "--json", "--today", str(DAY), *options)
    assert "mistake" not in err
    return {finding["rule"] for finding in json.loads(out)}


def sign(library: Library) -> None:
    me = Signer(name="Ann Lee", title="DC", on=datetime.date(2026, 11, 2))
    for language in ("en", "es"):
        signoff.sign(library, "mine", language, clinician=me, translator=me if language == "es" else None,
                     next_review=datetime.date(2028, 1, 1))  # fmt: skip


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(("rule", "parts"), [*FIRES.items(), *MORE], ids=[*FIRES, *(f"{rule}-more" for rule, _ in MORE)])
def test_rule_sees_what_it_is_for(
    rule: str, parts: dict[str, str], tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handoutpress.layout.drawing import brand_palette

    library = handout(tmp_path, **parts)
    if rule == "contrast":
        good = brand_palette.roles
        monkeypatch.setattr(brand_palette, "roles", lambda *of, **how: {**good(*of, **how), "brand": "#dddddd"})
    if rule == "all-tiers":
        asked = printed_rules.required_signs
        monkeypatch.setattr(printed_rules, "required_signs", lambda *of: {**asked(*of), "thumb": "A blue thumb"})
    if rule == "logo":
        Image.new("RGB", (60, 60), "red").save(tmp_path / "clinic_profiles/few.png")
    if rule == "sign-off-void":
        sign(library)
        write(tmp_path / "handouts/sections/mine/en.yaml", SECTION.replace("Walk a", "Stroll a"))
    said = fired(run, tmp_path, "--select", rule)
    assert rule in said
    assert said <= {rule, "files"}  # some faults stop the leaflet, too


@pytest.mark.usefixtures("alone")
def test_every_rule_leaves_a_good_workspace_alone(tmp_path: Path, run: Run) -> None:
    """The quiet twin of every case above: one workspace, good and signed, that no rule says a word of."""
    sign(handout(tmp_path))
    # its one section of a sentence leaves pages empty; the built-in handouts are what that rule leaves alone
    code, out, err = run("check", "--workspace", tmp_path, "--json", "--today", DAY, "--fit", "--ignore", "empty-space")
    assert json.loads(out) == [], err
    assert code == 0


def test_every_rule_has_a_case_that_fires() -> None:
    """And so, with the test before, a quiet one: a rule without both cannot be added."""
    assert set(FIRES) == {each.id for each in rules.RULES}


@pytest.mark.usefixtures("alone")
def test_a_third_language_that_is_whole_leaves_the_rules_alone(tmp_path: Path, run: Run) -> None:
    handout(tmp_path, **third(), handouts__sources=ONE_SOURCE)
    assert fired(run, tmp_path) == {"sign-off", "draft-translation"}


def walks(words: int, *, a_sentence: int = 10) -> str:
    """So many words in sentences of so many."""
    return ". ".join(" ".join(["walk"] * min(a_sentence, words - at)) for at in range(0, words, a_sentence)) + "."


def items(count: int) -> str:
    return f"[{', '.join(['walk'] * count)}]"


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("rule", "most", "above"),
    [
        ("main-message", title("Do one thing.", walks(25)), title("Do one thing.", walks(26))),
        ("sentence-length", para(walks(25, a_sentence=25)), para(walks(26, a_sentence=26))),
        ("long-paragraph", para(walks(60)), para(walks(61))),
        ("long-list", en(f"  - bullets: {items(7)}\n"), en(f"  - bullets: {items(8)}\n")),
        ("far-headings", en("".join(f"  - paragraph: {walks(n)}\n" for n in (60, 53))),  # and 7 of the heading and the checklist
         en("".join(f"  - paragraph: {walks(n)}\n" for n in (60, 54)))),
        ("capitals", para("DO NOT lift. A I B."), para("Please DO, NOT. LIFT.")),
        ("long-emphasis", para("*Walk a little each day.*"), para("*Walk a little each single day.*")),
        ("treatment-words", en(TREATMENT.replace("Weak so far.", "Weak yet.")), en(TREATMENT.replace("You may be sore.", "Sore."))),
        ("review-due", {"handouts__mine": HANDOUT.replace("2028-11-01", "2027-01-23")},
         {"handouts__mine": HANDOUT.replace("2028-11-01", "2027-01-22")}),
        ("raw-number", para("Walk for {review.to_weeks} weeks."), para("Walk for {review.to_weeks} weeks or ten.")),
        ("link-text", para("Click [on this](https://example.org)."), para("Click [ here ](https://example.org).")),
        ("percent", para("It helps half."), para("It helps 50 %.")),
        ("banned-claim", para("It may ease pain."), para("It cures pain.")),
    ],
)  # fmt: skip
def test_a_rule_speaks_from_its_limit_on(rule: str, most: dict[str, str], above: dict[str, str], tmp_path: Path) -> None:
    """What is just allowed is left alone, and a step beyond is told once, at its file."""
    found = [
        [str(problem) for problem in rules.rule(rule).find(Scope(handout(tmp_path / name, **parts), "mine", "en", DAY))]
        for name, parts in (("most", most), ("above", above))
    ]
    assert found[0] == []
    assert len(found[1]) == 1 and ".yaml:" in found[1][0]


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("due", "says"), [("2026-11-23", "was due on 2026-11-23"), ("2026-11-24", "is due soon, on 2026-11-24"), ("2027-02-01", "")]
)
def test_a_review_is_asked_for_before_it_is_due_and_after(due: str, says: str, tmp_path: Path) -> None:
    library = handout(tmp_path, handouts__mine=HANDOUT.replace("2028-11-01", due))
    found = [problem.what for problem in rules.rule("review-due").find(Scope(library, "mine", "en", DAY))]
    assert [says in what for what in found] == ([True] if says else [])


@pytest.mark.usefixtures("alone")
def test_headings_of_treatments_break_a_section_too(tmp_path: Path) -> None:
    many = en(TREATMENT.replace("A push.", walks(40)) * 4)
    assert [*rules.rule("far-headings").find(Scope(handout(tmp_path, **many), "mine", "en", DAY))] == []


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(("items", "told"), [(4, 4), (5, 1)])
def test_a_translation_that_lacks_much_is_told_once(items: int, told: int, tmp_path: Path) -> None:
    more = "".join(f"  - paragraph: Walk {'on ' * n}.\n" for n in range(items))
    library = handout(tmp_path, handouts__sections__mine__en=SECTION + more)
    found = [problem.what for problem in rules.rule("translation").find(Scope(library, "mine", "es", DAY))]
    assert len(found) == told
    assert all(what.startswith("not translated: blocks." if told > 1 else "5 texts are in one language") for what in found)


@pytest.mark.usefixtures("alone")
def test_a_section_that_is_not_translated_is_told(tmp_path: Path) -> None:
    library = handout(tmp_path)
    (tmp_path / "handouts/sections/mine/es.yaml").unlink()
    assert ["mine" in problem.what for problem in rules.rule("translation").find(Scope(library, "mine", "es", DAY))] == [True]


def whole(library: Library, rule: str) -> list[str]:
    look = rules.rule(rule).whole
    assert look
    return [str(problem) for problem in look(library, DAY)]


def test_the_samples_that_are_shipped_may_have_sample_phones(tmp_path: Path) -> None:
    assert whole(Library(), "sample-phone") == []
    assert len(whole(handout(tmp_path, clinic=CLINIC), "sample-phone")) == 1


@pytest.mark.usefixtures("alone")
def test_sign_offs_are_told_once_a_language(tmp_path: Path) -> None:
    library = handout(tmp_path)
    assert len(whole(library, "sign-off")) == len(whole(library, "draft-translation")) == 1
    assert whole(library, "sign-off-void") == []
    me = Signer(name="Ann Lee", title="DC", on=datetime.date(2024, 1, 1))
    signoff.sign(library, "mine", "en", clinician=me, translator=None, next_review=datetime.date(2026, 1, 1))
    assert "is past its next review" in whole(library, "sign-off-void")[0]


@pytest.mark.usefixtures("alone")
def test_what_does_not_fit_is_found_only_when_asked(tmp_path: Path) -> None:
    library = handout(tmp_path, **FIRES["fit"])
    assert "fit" not in {finding.rule.id for finding in rules.check(library, today=DAY)}
    assert "fit" in {finding.rule.id for finding in rules.check(library, today=DAY, fit=True)}


# -- word lists --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("cure", "A cure is near.", True), ("cure", "It is secure.", False), ("cure", "CURE", True),
        ("guarantee*", "We guaranteed it.", True), ("*align*", "realigned", True), ("pain free", "a pain-free day", True),
        ("bone* ... moved", "Bones of the back have moved.", True), ("bone* ... moved", "A bone. It moved.", False),
        ("100%", "100% sure", True), ("a.b", "axb", False), ("(x", "so (x", True),
    ],
)  # fmt: skip
def test_a_phrase_finds_whole_words(phrase: str, text: str, found: bool) -> None:
    made = pattern((phrase,))
    assert made
    assert bool(made.search(text)) is found


@given(st.text(alphabet="ab *.(%é", min_size=1, max_size=20))
def test_any_phrase_is_refused_or_finds_itself(phrase: str) -> None:
    from pydantic import TypeAdapter, ValidationError

    from handoutpress.content.schema.wordlists import Phrase

    try:
        said = TypeAdapter(Phrase).validate_python(phrase).strip()
    except ValidationError:
        return
    made = pattern((said,))
    assert made
    if "..." not in said and "*" not in said:
        assert made.search(f"so {said} then")


@pytest.mark.parametrize("wrong", ["*", "...", "* ... *"])
def test_a_phrase_that_would_be_found_everywhere_is_refused_with_its_line(wrong: str, tmp_path: Path, run: Run) -> None:
    lists = _with(built_in("handouts/wording/es.yaml"), "  - causa raíz", f'  - "{wrong}"')
    handout(tmp_path, handouts__wording__es=lists)
    code, out, _ = run("check", "--workspace", tmp_path, "--select", "files")
    assert code == 3
    assert "handouts/wording/es.yaml:6:5: banned[1]" in out
    assert "would be found in every text" in out


def test_a_language_without_its_word_list_is_told_what_to_write(tmp_path: Path, run: Run) -> None:
    handout(tmp_path, **{k: v for k, v in third().items() if "wording" not in k})
    code, out, _ = run("check", "--workspace", tmp_path, "--select", "files")
    assert code == 3
    assert "the list of words the checks look for is not there in language 'fr'" in out


# -- the command -------------------------------------------------------------------------------------


def test_what_is_shipped_has_no_error_and_no_warning_but_drafts() -> None:
    said = rules.check(Library(), today=DAY)
    assert {finding.rule.id for finding in said if finding.rule.level > Level.NOTE} <= {"draft-translation"}, list(map(str, said))


def test_what_is_shipped_takes_one_sheet_each() -> None:
    assert list(map(str, rules.check(Library(), select=["one-sheet"], today=DAY))) == []


@pytest.mark.usefixtures("alone")
def test_files_that_cannot_be_read_are_told_whatever_is_chosen(tmp_path: Path, run: Run) -> None:
    handout(tmp_path, **FIRES["files"])
    code, out, err = run("check", "--workspace", tmp_path, "--select", "banned-claim")
    assert code == 3
    assert "handouts/sections/mine/es.yaml" in out
    assert "All is well" not in err
    assert run("check", "--workspace", tmp_path, "--select", "banned-claim", "--ignore", "files")[0] == 0


@pytest.mark.parametrize("rule", [each.id for each in rules.RULES])
def test_every_rule_explains_itself(rule: str) -> None:
    each = rules.rule(rule)
    assert each.what.endswith(".")
    assert len(each.reason) > 20


def test_explain_at_the_command_line(run: Run) -> None:
    code, out, _ = run("check", "--explain", "undefined-term")
    assert code == 0
    assert "Why: PEMAT item 4" in out


@pytest.mark.usefixtures("alone")
def test_sarif_names_the_rule_and_the_line(tmp_path: Path, run: Run) -> None:
    handout(tmp_path, **para("It will heal you."))
    code, out, _ = run("check", "--workspace", tmp_path, "--select", "banned-claim", "--format", "sarif")
    result = json.loads(out)["runs"][0]["results"][0]
    assert code == 7
    assert result["ruleId"] == "banned-claim"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 4


# -- scores ------------------------------------------------------------------------------------------


def test_there_is_no_score_while_an_item_waits_for_a_person() -> None:
    for score in pemat_cdc.scores([], {}):
        assert score.percent is None
        assert "of 100" not in str(score)
        assert f"for a person: {len(score.waiting)}" in str(score)
    almost = dict.fromkeys([item.id for item in pemat_cdc.ASKED][:-1], "yes")
    assert pemat_cdc.scores([], almost)[-1].percent is None


def test_a_score_counts_what_rules_find_and_what_people_say() -> None:
    said = {item.id: "yes" for item in pemat_cdc.ASKED}
    assert [score.percent for score in pemat_cdc.scores([], said)] == [100, 100, 100]
    understand, act, cdc = pemat_cdc.scores([], said | {"pemat-15": "no", "pemat-16": "n/a"})
    assert understand.percent == pytest.approx(100 * 15 / 16)
    assert (act.percent, cdc.percent) == (100, 100)


def test_a_rule_that_is_broken_says_no_whatever_people_say_and_none_says_yes_for_them() -> None:
    said = {item.id: "yes" for item in pemat_cdc.ASKED}
    for item in (*pemat_cdc.PEMAT, *pemat_cdc.CDC):
        for rule in item.rules:
            assert any(score.percent != 100 for score in pemat_cdc.scores([rule], said)), item
    waiting = {name for score in pemat_cdc.scores([], {}) for name in score.waiting}
    assert waiting == {item.id for item in pemat_cdc.ASKED}
    assert {"pemat-6", "pemat-8", "pemat-15", "cdc-1", "cdc-9", "cdc-16"} <= waiting


def test_check_tells_what_is_decided_from_what_waits(tmp_path: Path, run: Run) -> None:
    code, out, _ = run("check", "--scores", "--select", "files", "--workspace", workspace(tmp_path))
    assert code == 0
    lines = [line for line in out.splitlines() if line.startswith("get-help ")]
    assert len(lines) == 6
    assert all("decided by rule: " in line and "for a person: " in line and "100" not in line for line in lines)


def test_items_name_rules_that_exist() -> None:
    named = {rule for item in (*pemat_cdc.PEMAT, *pemat_cdc.CDC) for rule in item.rules}
    assert named <= {each.id for each in rules.RULES}


def test_signing_keeps_the_answers(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path)
    who = ["--name", "Ann Lee", "--title", "DC", "--workspace", tmp_path]
    assert run("review", "sign", "get-help", *who, "--rate", "pemat-1=yes", "--rate", "cdc-4=no")[0] == 0
    record = signoff.status(Library(tmp_path), "get-help", "en").record
    assert record
    assert record.ratings == {"pemat-1": "yes", "cdc-4": "no"}
    code, _, err = run("review", "sign", "get-help", *who, "--rate", "pemat-1=perhaps")
    assert code == 2
    assert "yes, no or n/a" in err


# -- tables in docs ----------------------------------------------------------------------------------


def test_docs_tables_are_those_of_the_files() -> None:
    library = Library()
    assert built_in("docs/facts.md") == tables.facts_table(library, ROOT / "docs" / "fact-rows.csv"), "run python docs/tables.py"
    assert built_in("docs/figures.md") == tables.figures_table(library, ROOT / "docs" / "figure-rows.csv"), (
        "run python docs/tables.py"
    )
    assert built_in("docs/reading.md") == tables.reading_table(library), "run python docs/tables.py"
    assert built_in("docs/ratings.md") == tables.ratings_table(library, ROOT / "docs" / "ratings.csv"), "run python docs/tables.py"


def test_every_handout_was_rated_and_each_no_has_a_reason() -> None:
    with (ROOT / "docs/ratings.csv").open(encoding="utf-8", newline="") as file:
        rated = list(csv.DictReader(file))
    assert {row["handout"] for row in rated} == set(Library().handouts())
    assert {row["item"] for row in rated} <= {item.id for item in (*pemat_cdc.PEMAT, *pemat_cdc.CDC)}
    assert {row["answer"] for row in rated} == {"no", "n/a"}
    assert all(len(row["reason"]) > 10 for row in rated)
    assert all(len(row["lift"]) > 5 for row in rated if row["answer"] == "no")


def test_a_rating_of_another_text_says_so(tmp_path: Path) -> None:
    text = built_in("docs/ratings.csv")
    handout, _, rated, *_ = text.splitlines()[1].split(",")
    now = tables.text_fingerprint(merge(Library(), tables.RATED, handout).texts)[: len(rated)]

    def changed(fingerprint: str) -> int:
        rows = write(tmp_path / "rows.csv", text.replace(rated, fingerprint))
        return tables.ratings_table(Library(), rows).count("| changed since |")

    assert changed("0" * len(rated)) == changed(now) + 1


def test_every_usable_fact_lands_somewhere() -> None:
    assert "**missing**" not in built_in("docs/facts.md")


def test_every_picture_asked_for_is_shown_and_every_figure_is_one() -> None:
    table = built_in("docs/figures.md")
    assert "**missing**" not in table
    rows = [line.split(" | ")[2] for line in table.splitlines() if line.startswith("| ")][1:]
    outlines = {"body-front", "body-back"}  # drawn on, not shown: of the map of the body
    assert sorted({*rows, *outlines}) == sorted(Library().figures())
    assert len(rows) == len(set(rows))


def test_a_figure_nobody_shows_is_seen(tmp_path: Path) -> None:
    workspace(tmp_path)
    write(tmp_path / "handouts/figures/bare.yaml", "# y\n# A person\ncast: ben\n")
    write(tmp_path / "handouts/figures/text/en.yaml", 'bare: {alt: "A person stands with the arms down.", caption: "Stand"}\n')
    rows = write(tmp_path / "rows.csv", "row,shows,figures\nI99,a person,bare\n")
    table = tables.figures_table(Library(tmp_path), rows)
    assert "| I99 | a person | bare | Stand | **missing** |" in table


def test_a_fact_without_a_section_is_seen(tmp_path: Path) -> None:
    rows = write(tmp_path / "rows.csv", "row,fact,evidence,used\nF999,a fact,supported,yes\nF998,a myth,promotional,no\n")
    table = tables.facts_table(Library(), rows)
    assert "| F999 | a fact | supported | **missing** |" in table
    assert "| F998 | a myth | promotional | left out |" in table
