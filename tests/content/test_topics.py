"""A topic is data: its red flags stand on its own handouts and on no other, and nothing is made without them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import handoutpress
from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.errors import ExitCode, Forbidden, HandoutError
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for
from tests.conftest import Run
from tests.helpers.red_flags import BACK
from tests.helpers.workspace import HANDOUT, own_handout, write

NECK = """\
topic: neck spasms
booklet: Your neck care booklet
tiers:
  - id: emergency
    action: emergency
    title: Get help right away
    lead: "Call {emergency.number} or go to {care.emergency_room} for any of these:"
    signs:
      - {id: arm-weakness, text: A weak or numb arm that is new}
      - {id: stiff-fever, text: Any fever}
    rule: "**Act now:** do not wait for a visit here."
  - id: same-day
    action: same-day
    title: "Call us or a {care.doctor} today"
    lead: "Call the same day if you have:"
    signs:
      - {id: cancer, text: "cancer, now or before"}
  - id: pregnant
    action: same-day
    who: If you are pregnant,
    lead: "call your {care.maternity} now for:"
    signs:
      - {id: pregnant-head, text: a new headache}
  - id: book
    action: book
    lead: "Book a visit if your neck:"
    signs:
      - {id: no-better, text: "is no better in {review.to_weeks} weeks"}
"""
SAME_DAY, PREGNANT = (re.search(rf"  - id: {name}\n(?:    .*\n)+", NECK)[0] for name in ("same-day", "pregnant"))  # type: ignore[index]
SIGNS = ("A weak or numb arm that is new", "Any fever", "cancer, now or before", "a new headache", "is no better in 2 weeks")
OUTLINE = HANDOUT.replace("topic: back-spasm", "topic: neck-spasm")
EMAIL = ("email", "mine", "--to", "ann@example.org", "--dry-run", "--allow-unreviewed")


def neck(folder: Path, flags: str = NECK, **files: str) -> Path:
    """A workspace with a handout of a topic of its own."""
    own_handout(folder, handout=OUTLINE, clinic="name: Test\ncity: Testtown\nphone: (707) 555-0123\nemail: desk@example.org\n")
    for name, text in {"en": flags, **files}.items():
        if text:
            write(folder / f"handouts/red_flags/neck-spasm/{name}.yaml", text)
    return folder


def said(folder: Path, run: Run, *handouts: str) -> str:
    code, out, err = run("-w", folder, "make", *handouts, "-f", "text", "-o", "-")
    assert code == 0, err
    return " ".join(out.split())


def test_a_topic_of_ones_own_is_yaml_only(tmp_path: Path, run: Run) -> None:
    folder = neck(tmp_path)
    mine = said(folder, run, "mine")
    assert all(sign in mine for sign in SIGNS)
    assert "groin" not in mine  # and none of the back
    assert "groin" in said(folder, run, "get-help") and "numb arm" not in said(folder, run, "get-help")
    code, out, _ = run("-w", folder, "check")
    assert code in (0, 7) and "red_flags" not in out, out
    for template in templates_for(Library(folder), "mine"):
        assert run("-w", folder, "make", "mine", "-t", template, "-o", tmp_path / "out" / template)[0] == 0


def test_without_red_flags_of_its_topic_nothing_is_made(tmp_path: Path, run: Run) -> None:
    folder = neck(tmp_path, "")
    where = f"{folder}/handouts/mine.yaml:1:8: "
    for arguments in (
        ("make", "mine", "-o", tmp_path / "out"), ("make", "mine", "-f", "html", "-o", "-"), ("preview", "mine"), ("check",), EMAIL,
    ):  # fmt: skip
        code, out, err = run("-w", folder, *arguments)
        assert (
            where in out + err
            and "no red flags are written for the topic 'neck-spasm'. Write handouts/red_flags/neck-spasm/en.yaml" in out + err
        ), arguments
        assert code == (ExitCode.DELIVERY if arguments == EMAIL else ExitCode.CHECK), arguments
    assert not (tmp_path / "out").exists()
    with pytest.raises(Forbidden, match="no red flags are written"):
        handoutpress.render("test", "mine", workspace=folder)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  - id: book\n    action: book", "  - id: book\n    action: same-day", "no tier for everyone says 'book'"),
        ("    title: Get help right away\n", "", "the first tier of its kind has no title"),
        ('    rule: "**Act now:** do not wait for a visit here."\n', "", "the emergency tier does not say to go now"),
        ("{emergency.number}", "911", "the emergency number is not the country's"),
        ("id: stiff-fever", "id: arm-weakness", "'arm-weakness' is the id of another one too"),
        (
            "    action: same-day\n    title",
            "    who: If you are old,\n    action: same-day\n    title",
            "no tier for everyone says 'same-day'",
        ),
        ("  - id: same-day\n    action: same-day", "  - id: same-day\n    action: emergency", "Put one emergency first"),
        (SAME_DAY + PREGNANT, PREGNANT + SAME_DAY, "is for some readers only. Put the one for everyone first"),
        (
            '"cancer, now or before"}\n',
            '"cancer, now or before"}\n    sentence: For cancer, now or before.\n',
            "is said in a sentence",
        ),
        ('      - {id: cancer, text: "cancer, now or before"}\n', "", "signs"),
    ],
)
def test_what_red_flags_must_hold(old: str, new: str, says: str, tmp_path: Path, run: Run) -> None:
    assert old in NECK
    code, _, err = run("-w", neck(tmp_path, NECK.replace(old, new, 1)), "make", "mine", "-o", tmp_path / "out.pdf")
    assert code == ExitCode.INVALID and says in err and "handouts/red_flags/neck-spasm/en.yaml:" in err, err
    assert not (tmp_path / "out.pdf").exists()


def test_a_built_in_handout_keeps_its_topic(tmp_path: Path, run: Run) -> None:
    folder = neck(tmp_path)
    built_in = Library().handout("get-help").path.read_text("utf-8")
    write(folder / "handouts/get-help.yaml", built_in.replace("topic: back-spasm", "topic: neck-spasm"))
    code, _, err = run("-w", folder, "make", "get-help", "-o", tmp_path / "out.pdf")
    assert code == ExitCode.CHECK and "get-help.yaml:2:8: topic: a built-in handout keeps its topic" in err


@pytest.mark.parametrize("name", ["en", "es", "fr"])
def test_red_flags_that_would_not_be_read_are_told(name: str, tmp_path: Path, run: Run) -> None:
    """The place of red flags in earlier versions."""
    write(neck(tmp_path) / f"handouts/red_flags/{name}.yaml", NECK)
    code, _, err = run("-w", tmp_path, "make", "get-help", "-o", tmp_path / "out.pdf")
    assert code == ExitCode.CHECK and f"handouts/red_flags/{name}.yaml: red flags stand in the folder of their topic" in err


def test_the_red_flags_of_the_back_are_locked_language_by_language(tmp_path: Path) -> None:
    folder, text = neck(tmp_path), (Library().roots[0] / BACK / "en.yaml").read_text("utf-8")
    write(folder / BACK / "fr.yaml", text)  # one it lacks
    assert Library(folder).red_flags("get-help", "fr").path == folder / BACK / "fr.yaml"
    write(folder / BACK / "es.yaml", text)
    with pytest.raises(Forbidden, match="red flags cannot be changed"):
        Library(folder)


def test_a_translation_without_the_english_is_told(tmp_path: Path) -> None:
    folder = neck(tmp_path, "", es=NECK)
    write(folder / "handouts/titles/mine/es.yaml", (folder / "handouts/titles/mine/en.yaml").read_text("utf-8"))
    write(folder / "handouts/sections/mine/es.yaml", (folder / "handouts/sections/mine/en.yaml").read_text("utf-8"))
    with pytest.raises(HandoutError, match=r"are not there in English\. Write handouts/red_flags/neck-spasm/en\.yaml"):
        merge(Library(folder), "test", "mine", "es")


def test_a_booklet_of_two_topics_has_both_boxes_once(tmp_path: Path, run: Run) -> None:
    folder = neck(tmp_path)
    file = tmp_path / "booklet.pdf"
    assert run("-w", folder, "make", "get-help", "mine", "your-visit", "--booklet", "-o", file)[0] == 0
    text = " ".join(
        subprocess.run(["pdftotext", "-raw", str(file), "-"], check=True, capture_output=True, text=True).stdout.split()
    )
    assert text.count("Any fever") == 1 and text.count("or a foot that drops") == 1
    assert "Your booklet: back spasms, neck spasms" in text
    assert text.index("or a foot that drops") < text.index("Any fever")
    assert run("-w", folder, "make", "get-help", "your-visit", "--booklet", "-o", file)[0] == 0
    text = " ".join(
        subprocess.run(["pdftotext", "-raw", str(file), "-"], check=True, capture_output=True, text=True).stdout.split()
    )
    assert "Any fever" not in text and markup.plain(Library().red_flags("get-help", "en").value.emergency.title or ()) in text
    assert "Your back care booklet" in text


SAYS = {  # each emergency sign of the back, and words of which any wording of it has one
    "numb-saddle": ("groin|genital|bottom|buttock", "ingle|genital|nalga"),
    "bladder-bowel": ("pee|urine|bladder|stool|bowel", "orin|vejiga|heces"),
    "leg-weakness": (r"\blegs?\b.*foot", r"\bpierna.*pie\b"),
    "sexual-function": ("sex", "sex"),
    "hard-blow": ("crash.*fall", "choque.*caída"),
    "chest-breath-faint": ("chest.*faint.*breath|faint.*breath.*chest", "pecho.*(?:desmayo.*aire|aire.*desmayo)"),
    "belly": ("belly", "vientre|abdomen|barriga"),
    "fever-very-ill": ("fever.*ill", "fiebre.*malestar"),
}


@pytest.mark.parametrize(("language", "at"), [("en", 0), ("es", 1)])
def test_each_sign_of_the_back_says_what_its_id_says(language: str, at: int) -> None:
    signs = {sign.id: markup.plain(sign.text) for sign in Library().red_flags("get-help", language).value.emergency.signs}
    assert signs.keys() == SAYS.keys()
    assert [name for name, words in SAYS.items() if not re.search(words[at], signs[name], re.IGNORECASE)] == []
