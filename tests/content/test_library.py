"""Finding things: the workspace before the built-in, near misses named, red flags never a clinic's choice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.content.finder import signature
from handoutpress.content.library import Library, built_in
from handoutpress.content.yaml_reader import MAX_BYTES
from handoutpress.errors import Forbidden, InvalidSource, NotFound
from tests.helpers.red_flags import BACK
from tests.helpers.workspace import CLINIC, own_handout, workspace, write

BUILT_IN = Library()
KINDS = {
    "clinic": (BUILT_IN.clinics(), BUILT_IN.clinic),
    "handout": (BUILT_IN.handouts(), BUILT_IN.handout),
    "template": (BUILT_IN.templates(), BUILT_IN.template),
    "section": (BUILT_IN.sections(), BUILT_IN.section_about),
    "figure": (BUILT_IN.figures(), BUILT_IN.figure),
}


@given(st.sampled_from(sorted(KINDS)), st.data())
@settings(max_examples=60)
def test_a_slip_of_the_hand_is_answered_with_what_was_meant(kind: str, draw: st.DataObject) -> None:
    ids, get = KINDS[kind]
    meant = draw.draw(st.sampled_from(ids))
    at = draw.draw(st.integers(0, len(meant) - 1))
    slip = draw.draw(st.sampled_from([meant[:at] + meant[at + 1 :], meant[:at] + "x" + meant[at:], meant + "s"]))
    if slip in ids:
        return
    with pytest.raises(NotFound) as caught:
        get(slip)
    assert f"there is no {kind} '{slip}'" in str(caught.value)
    near = str(caught.value).partition("Did you mean ")[2]
    assert meant in near if len(meant) > 4 else near or "There are:" in str(caught.value)


@given(st.text(max_size=30))
@settings(max_examples=60)
def test_any_id_is_found_or_refused(name: str) -> None:
    for kind, (ids, get) in KINDS.items():
        if name not in ids:
            with pytest.raises((NotFound, InvalidSource)):
                get(name)
        assert kind


def test_everything_that_is_listed_can_be_read() -> None:
    for ids, get in KINDS.values():
        assert ids
        for name in ids:
            get(name)


def test_a_workspace_comes_first_and_hides_nothing_else(tmp_path: Path) -> None:
    template = (built_in() / "templates" / "poster.yaml").read_text("utf-8").replace("label: Poster", "label: Our poster")
    own = Library(own_handout(tmp_path))
    write(tmp_path / "templates" / "poster.yaml", template)
    assert own.clinics() == ("test",)  # the samples are not a clinic's own
    assert own.clinic("harbor-spine").value.name == BUILT_IN.clinic("harbor-spine").value.name  # but can be asked for
    assert own.template("poster").value.label == "Our poster"
    assert own.template("leaflet").value == BUILT_IN.template("leaflet").value
    assert set(own.handouts()) == {"mine", *BUILT_IN.handouts()}
    assert own.section("mine", "en").path == tmp_path / "handouts/sections/mine/en.yaml"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("fainting or ", ""),
        ("{id: belly, ", "{id: tummy, "),
        ("action: emergency", "action: same-day"),
        ("{emergency.number}", "555-0100"),
        ("      - {id: leg-pain", "      # - {id: leg-pain"),
    ],
)
def test_a_workspace_with_other_red_flags_is_refused(old: str, new: str, tmp_path: Path) -> None:
    text = (built_in() / BACK / "en.yaml").read_text("utf-8")
    assert old in text
    workspace(tmp_path, **{"handouts__red_flags__back-spasm__en": text.replace(old, new, 1)})
    with pytest.raises(Forbidden, match="red flags cannot be changed"):
        Library(tmp_path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_copy_of_the_red_flags_changes_nothing_and_the_built_in_ones_are_read(end: str, tmp_path: Path) -> None:
    text = (built_in() / BACK / "en.yaml").read_text("utf-8")
    workspace(tmp_path)
    (tmp_path / BACK).mkdir(parents=True)
    (tmp_path / BACK / "en.yaml").write_text(text, "utf-8", newline=end)
    read = Library(tmp_path).red_flags("get-help", "en")
    assert read.path.is_relative_to(built_in()) and read.value == BUILT_IN.red_flags("get-help", "en").value


def test_the_repository_is_no_workspace_of_itself() -> None:
    assert Library(built_in()).roots == (built_in(),)


def test_a_file_is_read_once(tmp_path: Path) -> None:
    library = Library(workspace(tmp_path))
    first = library.clinic("test")
    write(tmp_path / "clinic_profiles" / "test.yaml", CLINIC.replace("Test", "Another"))
    assert library.clinic("test") is first
    assert Library(tmp_path).clinic("test").value.name == "Another Clinic"


def test_the_signature_knows_every_change(tmp_path: Path) -> None:
    own_handout(tmp_path)
    before = signature([tmp_path])
    assert signature([tmp_path]) == before
    write(tmp_path / "handouts" / "facts.yaml", "x: y\n")
    assert signature([tmp_path]) != before


def test_the_largest_file_that_may_be_is_read(tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, CLINIC + "#" * (MAX_BYTES - len(CLINIC))))
    assert library.clinic("test").value.name == "Test Clinic"
    write(tmp_path / "clinic_profiles" / "test.yaml", CLINIC + "#" * (MAX_BYTES - len(CLINIC) + 1))
    with pytest.raises(InvalidSource, match="larger than 1 MB"):
        Library(tmp_path).clinic("test")


def test_words_of_a_figure_of_one_s_own_stand_beside_the_built_in_ones(tmp_path: Path) -> None:
    text = tmp_path / "handouts/figures/text/en.yaml"
    text.parent.mkdir(parents=True)
    text.write_text(
        'bow: {alt: "A person bows a little.", caption: "Bow"}\nwalk: {alt: "A person walks with a dog.", caption: "Dog walk"}\n'
    )
    mine, built = Library(tmp_path).figure_texts("en"), Library().figure_texts("en")
    assert mine.value.root["bow"].caption == "Bow"
    assert mine.value.root["walk"].caption == "Dog walk"
    assert mine.value.root["cat"] == built.value.root["cat"]
    place = mine.problem("what", "mend", "walk", "alt").place
    assert place is not None and (place.file, place.line) == (str(text), 2)


def test_what_was_read_ahead_of_a_profile_is_typed_once(tmp_path: Path) -> None:
    """A press reads each profile to see whether it has changed: what it then prints is what it saw."""
    path = write(tmp_path / "clinic_profiles/test.yaml", CLINIC)
    library = Library(tmp_path)
    library.profiles.put(library.clinic_place("test"), CLINIC.replace("Test", "Seen").encode())
    assert "Seen" in library.clinic("test").value.name
    other = Library(tmp_path)
    other.profiles.put(other.clinic_place("test"), b"name: Only\n")
    assert other.profiles.handed_on(["test", "unknown"]) == {str(path): b"name: Only\n"}
    assert "Test" in other.clinic("test").value.name
