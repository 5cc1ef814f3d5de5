"""Any clinic there could be: its leaflets hold its name and phone and the red flags, nothing over anything; or one clear error."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handoutpress.content import markup
from handoutpress.content.library import Library
from handoutpress.content.schema.clinic import phone_number
from handoutpress.errors import DoesNotFit, ExitCode, InvalidSource
from handoutpress.layout.document import drawn
from handoutpress.merge.leaflet import Leaflet
from handoutpress.merge.merge import merge
from handoutpress.merge.moves import templates_for
from tests.conftest import Run
from tests.helpers import invariants, pdftext
from tests.helpers.profiles import LIBRARY, PROFILES, as_yaml
from tests.helpers.red_flags import emergency_signs
from tests.helpers.workspace import CLINIC, HANDOUT, SECTION, own_handout, workspace
from tests.layout.test_sheets import outside, overlaps

WIDEST = {
    "name": "W" * 60,
    "city": "M" * 60,
    "phone": "(707) 555-0100",
    "address": "W" * 90,
    "booking": f"www.{'w' * 40}.example.org/{'m' * 40}",
    "footer": "W" * 90,
    "brand": "#ffffff",
    "practitioners": [{"name": "W" * 50, "title": "MD, PhD"}] * 4,
}


def leaflet(profile: dict[str, Any], handout: str) -> Leaflet:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "any.yaml"
        file.write_text(as_yaml(profile), "utf-8")
        return merge(LIBRARY, file, handout)


@given(PROFILES, st.sampled_from(LIBRARY.handouts()), st.sampled_from(templates_for(LIBRARY, "get-help")))
@example(WIDEST, "back-spasm-first-aid", "leaflet")
@example(WIDEST, "your-visit", "trifold")
@example(WIDEST, "get-help", "wallet-card")
@example({**WIDEST, "name": "Short Name"}, "get-help", "large-print")
@settings(max_examples=16)
def test_any_clinic_gets_its_leaflet(profile: dict[str, Any], handout: str, template: str) -> None:
    merged = leaflet(profile, handout)
    sheet = LIBRARY.template(template).value
    try:
        pen = drawn(merged, sheet)
    except DoesNotFit as error:
        assert len(error.problems) == 1 and handout in str(error)
        assert template != "leaflet"  # the main sheet has room for everybody
        return
    assert overlaps(pen) == []
    assert outside(pen, sheet.sheets[merged.paper]) == []
    data = pen.canvas.finish()
    assert invariants.findings(data) == []
    said = "".join(pdftext.spoken(data).split()).replace("\u00a0", "")
    assert "".join(profile["phone"].split()) in said
    assert "".join(profile["name"].split()) in said
    for sign in emergency_signs(merged.red_flags):
        assert "".join(markup.plain(sign).split()).replace("\u00a0", "") in said


@given(PROFILES, st.sampled_from(LIBRARY.handouts()), st.sampled_from(["en", "es"]))
@settings(max_examples=30)
def test_no_profile_changes_the_red_flags(profile: dict[str, Any], handout: str, language: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "any.yaml"
        file.write_text(as_yaml(profile), "utf-8")
        mine = merge(LIBRARY, file, handout, language)
    sample = merge(LIBRARY, "harbor-spine", handout, language)

    def plain(found: Leaflet) -> list[str]:
        return [markup.plain(sign) for sign in emergency_signs(found.red_flags)]

    assert plain(mine) == plain(sample)
    assert mine.red_flags.emergency.rule == sample.red_flags.emergency.rule
    assert not any(markup.slots(sign) for sign in emergency_signs(mine.red_flags))
    assert hash(mine) == hash(mine)
    profile = LIBRARY.clinic("harbor-spine").value
    assert phone_number(profile.phone, profile.country)[2].startswith("+1")


CONDITIONS = st.lists(
    st.sampled_from(["service.massage", "not service.massage", "clinic.booking", "not clinic.booking", "clinic.hours"]), max_size=3
)


@given(CONDITIONS, st.booleans(), st.booleans())
@settings(max_examples=25)
def test_conditions_are_all_met_or_the_section_is_left_out(conditions: list[str], massage: bool, booking: bool) -> None:
    profile = {"name": "Test Clinic", "city": "Testtown", "phone": "(707) 555-0123"}
    more = {**({"services": ["massage"]} if massage else {}), **({"booking": "www.example.org"} if booking else {})}
    true = {"service.massage": massage, "clinic.booking": booking, "clinic.hours": False}
    with TemporaryDirectory() as folder:
        always = "  - {section: what-it-is}\n" if "what-it-is" in LIBRARY.sections() else ""
        listed = ", ".join(f'"{condition}"' for condition in conditions)
        outline = HANDOUT.replace("{section: mine}", f"{{section: mine, when: [{listed}]}}") + always
        root = own_handout(Path(folder), handout=outline, clinic=as_yaml({**profile, **more}))
        found = merge(Library(root), "test", "mine")
    met = all(true[condition.removeprefix("not ")] != condition.startswith("not ") for condition in conditions)
    assert ("mine" in [section.id for section in found.sections]) == met
    assert len(emergency_signs(found.red_flags)) >= 6  # whatever else is left out


@given(
    st.lists(
        st.sampled_from(["{ice.max_minuts}", "{clinic.adress}", "{no.such}", "{clinic.name}", "plain"]), min_size=1, max_size=6
    )
)
@settings(max_examples=25)
def test_all_unknown_placeholders_are_told_at_their_lines(words: list[str]) -> None:
    section = SECTION.format(text='"First."') + "".join(f'  - paragraph: "Say {word} here."\n' for word in words)
    wrong = [number for number, word in enumerate(words, 5) if word[0] == "{" and word != "{clinic.name}"]
    with TemporaryDirectory() as folder:
        library = Library(own_handout(Path(folder), section=section))
        if not wrong:
            assert len(merge(library, "test", "mine").sections[0].blocks) == len(words) + 1
            return
        with pytest.raises(InvalidSource) as caught:
            merge(library, "test", "mine")
    assert [problem.place.line for problem in caught.value.problems if problem.place] == wrong


def test_problems_of_several_files_are_told_together(tmp_path: Path, run: Run) -> None:
    clinic = "name: Test Clinic\ncity: Testtown\nphone: (707) 555-0123\nservices: [masage]\n"
    own_handout(tmp_path, text='"Say {no.such}."', handout=HANDOUT + "figure: wlak\n", clinic=clinic)
    code, _, err = run("make", "mine", "--workspace", tmp_path)
    assert code == ExitCode.INVALID
    assert all(word in err for word in ("{no.such}", "masage", "wlak"))


def test_a_profile_with_three_fields_is_enough(tmp_path: Path, run: Run) -> None:
    code, out, _ = run("make", "get-help", "--template", "all", "--workspace", workspace(tmp_path), "-o", tmp_path / "out")
    assert code == 0
    cards = "exercise-cards"  # made of handouts with exercises
    made = [line for line in out.splitlines() if line.endswith(".pdf")]
    assert sorted(Path(line).name for line in made) == [
        f"test-get-help-en-{name}.pdf" for name in LIBRARY.templates() if name != cards
    ]
    code, out, _ = run("make", "move-and-stretch", "--template", cards, "--workspace", workspace(tmp_path), "-o", tmp_path / "out")
    assert code == 0 and f"-{cards}.pdf" in out


@pytest.mark.parametrize("address", ["", "address: 1 Main Street\n"])
def test_a_block_for_clinics_with_an_address_may_print_it(tmp_path: Path, address: str) -> None:
    section = (
        "heading: Where\nkey_message: Come and see us.\nblocks:\n"
        "  - paragraph: Come and see us.\n"
        '  - {paragraph: "We are at {clinic.address}.", when: [clinic.address]}\n'
    )
    library = Library(own_handout(tmp_path, section=section, clinic=CLINIC + address))
    said = [str(block) for one in merge(library, "test", "mine").sections for block in one.blocks]
    assert len(said) == (2 if address else 1) and any("1 Main Street" in text for text in said) == bool(address)


def test_a_block_for_any_clinic_may_not(tmp_path: Path) -> None:
    library = Library(own_handout(tmp_path, text='"We are at {clinic.address}."'))
    with pytest.raises(InvalidSource, match="gives no address"):
        merge(library, "test", "mine")
