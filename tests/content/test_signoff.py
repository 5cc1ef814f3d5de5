"""Sign-offs: who has read what, for which text, and what an unsigned text may not do."""

from __future__ import annotations

import datetime
from pathlib import Path

import pypdfium2
import pytest

from handoutpress.checks.rules import check
from handoutpress.content import signoff
from handoutpress.content.library import Library
from handoutpress.content.schema.review import Signer
from handoutpress.errors import UsageError
from handoutpress.layout.document import typeset
from handoutpress.merge.merge import merge
from tests.helpers.workspace import CLINIC, own_handout, workspace, write

DAY = datetime.date(2026, 11, 24)
DUE = datetime.date(2028, 11, 24)
CLINICIAN = Signer(name="Ann Lee", title="DC", on=DAY)
TRANSLATOR = Signer(name="Luz Paz", title="CT", on=DAY)


def state(folder: Path, handout: str = "get-help", language: str = "es", today: datetime.date | None = None) -> str:
    return signoff.status(Library(folder), handout, language, today=today).state


def sign(folder: Path, handout: str = "get-help", language: str = "es", **who: Signer | None) -> Path:
    signers: dict[str, Signer | None] = {"clinician": None, "translator": None, **who}
    return signoff.sign(Library(folder), handout, language, next_review=DUE, **signers)  # type: ignore[arg-type]


def test_a_translation_goes_from_draft_over_reviewed_to_signed(tmp_path: Path) -> None:
    workspace(tmp_path)
    assert state(tmp_path) == "draft"
    sign(tmp_path, translator=TRANSLATOR)
    assert state(tmp_path) == "reviewed"
    assert merge(Library(tmp_path), "test", "get-help", "es").draft
    sign(tmp_path, clinician=CLINICIAN)
    assert state(tmp_path) == "signed"
    record = signoff.status(Library(tmp_path), "get-help", "es").record
    assert record
    assert record.translator == TRANSLATOR
    assert merge(Library(tmp_path), "test", "get-help", "es").draft is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ann Lee", "Ann Leigh"), ("DC", "MD"), ("2026-11-24}", "2026-11-25}"), ("next_review: 2028", "next_review: 2038"),
        ("handout: get-help", "handout: get-help\nratings: {pemat-1: yes}"), ("Luz Paz", "Luz Pas"), ("\nrecord: ", "\n# record: "),
    ],
)  # fmt: skip
def test_a_sign_off_changed_by_hand_is_told_and_who_stands_in_it_is_not_carried_on(tmp_path: Path, old: str, new: str) -> None:
    path = sign(workspace(tmp_path), clinician=CLINICIAN, translator=TRANSLATOR)

    def told() -> list[str]:
        found = check(Library(tmp_path), select=["sign-off-void"], today=DAY)
        return [str(one.problem) for one in found if "by hand" in one.problem.what]

    assert told() == []
    path.write_text(path.read_text("utf-8").replace("# Signed", "# Read and signed"), "utf-8")
    assert told() == [], "a comment is nobody's word"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    (line,) = told()
    assert "get-help-es.yaml" in line and "review sign get-help --language es" in line
    sign(tmp_path, translator=TRANSLATOR)
    record = signoff.status(Library(tmp_path), "get-help", "es").record
    assert told() == [] and record and (record.translator, record.clinician, record.ratings) == (TRANSLATOR, None, {})


def test_a_clinician_alone_cannot_sign_a_translation(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="translator's signature"):
        sign(workspace(tmp_path), clinician=CLINICIAN)
    assert not (tmp_path / "reviews").exists()


def test_nobody_translates_the_english(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no translator"):
        sign(workspace(tmp_path), language="en", clinician=CLINICIAN, translator=TRANSLATOR)


def test_a_change_of_the_text_voids_a_sign_off(tmp_path: Path) -> None:
    own_handout(tmp_path)
    sign(tmp_path, "mine", "en", clinician=CLINICIAN)
    assert state(tmp_path, "mine", "en") == "signed"
    own_handout(tmp_path, text="Some other text.")
    assert state(tmp_path, "mine", "en") == "changed"


def test_a_change_of_the_english_voids_the_translation(tmp_path: Path) -> None:
    workspace(tmp_path)
    sign(tmp_path, translator=TRANSLATOR, clinician=CLINICIAN)
    english = (Library().find("handouts/titles/get-help/en.yaml") or Path()).read_text("utf-8")
    write(tmp_path / "handouts/titles/get-help/en.yaml", english.replace("you are not sure", "you are not quite sure"))
    assert state(tmp_path) == "changed"


def test_a_change_of_a_figure_s_words_voids_a_sign_off(tmp_path: Path) -> None:
    workspace(tmp_path)
    sign(tmp_path, language="en", clinician=CLINICIAN)
    texts = (Library().find("handouts/figures/text/en.yaml") or Path()).read_text("utf-8")
    write(tmp_path / "handouts/figures/text/en.yaml", texts.replace('warning-map:\n  alt: "', 'warning-map:\n  alt: "Now: '))
    assert state(tmp_path, language="en") == "changed"


@pytest.mark.parametrize(("old", "new"), [("dont: Do not", "dont: Please do"), ("hello: Hello,", "hello: Good day,")])
def test_a_change_of_the_words_around_it_voids_a_sign_off(tmp_path: Path, old: str, new: str) -> None:
    workspace(tmp_path)
    sign(tmp_path, language="en", clinician=CLINICIAN)
    words = (Library().find("handouts/interface/en.yaml") or Path()).read_text("utf-8")
    assert old in words
    write(tmp_path / "handouts/interface/en.yaml", words.replace(old, new))
    assert state(tmp_path, language="en") == "changed"
    assert new.partition(": ")[2] in dict(signoff.fixed_words(Library(tmp_path), "en")).values()


def test_a_change_of_a_number_voids_a_sign_off(tmp_path: Path) -> None:
    own_handout(tmp_path, text="Wait {ice.max_minutes} minutes.")
    sign(tmp_path, "mine", "en", clinician=CLINICIAN)
    facts = (Library().find("handouts/facts.yaml") or Path()).read_text("utf-8")
    write(tmp_path / "handouts/facts.yaml", facts.replace("max_minutes: {value: 20", "max_minutes: {value: 10"))
    assert state(tmp_path, "mine", "en") == "changed"


def test_signing_again_after_a_change_does_not_keep_who_read_the_old_text(tmp_path: Path) -> None:
    own_handout(tmp_path)
    sign(tmp_path, "mine", "en", clinician=CLINICIAN)
    own_handout(tmp_path, text="Some other text.")
    with pytest.raises(UsageError, match="nobody signs"):
        sign(tmp_path, "mine", "en")


class TestRefusal:
    def test_an_unsigned_text_is_refused_and_says_how_to_sign(self, tmp_path: Path) -> None:
        problem = signoff.refusal(Library(workspace(tmp_path)), "get-help", "en", today=DAY)
        assert problem
        assert "no clinician of this clinic has signed" in problem.what
        assert "review sign get-help --language en" in problem.mend

    def test_a_signed_text_is_not(self, tmp_path: Path) -> None:
        sign(workspace(tmp_path), language="en", clinician=CLINICIAN)
        assert signoff.refusal(Library(tmp_path), "get-help", "en", today=DAY) is None

    def test_a_draft_is_refused_even_by_a_library_without_a_workspace(self) -> None:
        problem = signoff.refusal(Library(), "get-help", "es", today=DAY)
        assert problem
        assert "draft translation" in problem.what

    def test_an_overdue_text_is_refused_with_its_file(self, tmp_path: Path) -> None:
        path = sign(workspace(tmp_path), language="en", clinician=CLINICIAN)
        problem = signoff.refusal(Library(tmp_path), "get-help", "en", today=DUE + datetime.timedelta(days=1))
        assert problem
        assert problem.place
        assert problem.place.file.endswith(path.name)
        assert signoff.refusal(Library(tmp_path), "get-help", "en", today=DUE) is None


class TestDraft:
    """What a translation that nobody has signed prints."""

    @staticmethod
    def pages(template: str = "leaflet", handout: str = "ice-heat-tens") -> list[str]:
        library = Library()
        document = pypdfium2.PdfDocument(typeset(merge(library, "harbor-spine", handout, "es"), library.template(template).value))
        return [page.get_textpage().get_text_range() for page in document]

    @pytest.mark.parametrize("handout", Library().handouts())
    def test_the_checked_box_is_on_page_one(self, handout: str) -> None:
        first = self.pages(handout=handout)[0]
        assert "Get help right away" in first
        assert "Ask us for a free interpreter" in " ".join(first.split())

    def test_the_translated_box_follows(self) -> None:
        text = "".join(self.pages())
        assert text.index("Get help right away") < text.index("Rojo") < text.index("Choque grave")

    def test_doses_and_never_lists_stand_there_in_english(self) -> None:
        text = " ".join("".join(self.pages()).split())
        assert "Doses and cautions, as checked in English" in text
        assert "Keep a warm pack on for 20 minutes at most, up to 3 times a day" in text
        assert "With a pacemaker or other implant, which it can upset, over cancer, on broken or numb skin" in text
        assert "Do not lie on it or sleep with it, because it may burn you." in text
        assert "Ask a doctor first if you have diabetes, heart disease, poor blood flow" in text

    def test_every_page_is_marked(self) -> None:
        assert all("Borrador · Draft" in page for page in self.pages())

    def test_a_clinic_that_offers_everything_has_room_for_it(self, tmp_path: Path) -> None:
        services = ", ".join(Library().services("en").value.root)
        library = Library(workspace(tmp_path, CLINIC + f"services: [{services}]\n"))
        assert typeset(merge(library, "test", "your-visit", "es"), library.template("leaflet").value)

    def test_large_print_begins_with_the_checked_box_too(self) -> None:
        text = "".join(self.pages("large-print"))
        assert text.index("Get help right away") < text.index("Busque ayuda de inmediato")


@pytest.mark.parametrize(("day", "due"), [("2026-11-30", "2028-11-29"), ("2024-02-29", "2026-02-28"), ("9999-12-31", "9999-12-31")])
def test_the_usual_day_of_the_next_review(day: str, due: str) -> None:
    """Clocks without a battery show all kinds of years."""
    assert signoff.usual_review(datetime.date.fromisoformat(day)).isoformat() == due
