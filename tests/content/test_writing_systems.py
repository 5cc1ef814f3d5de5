"""Letters the program cannot set right are refused, in names and in texts, with their place, by whatever makes a leaflet."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from fontTools import unicodedata

import handoutpress
from handoutpress.content.writing_systems import PRINTED, SHARED, unprintable
from handoutpress.errors import ExitCode, InvalidSource
from tests.conftest import Run
from tests.helpers.workspace import CLINIC, SECTION, own_handout, workspace, write

WORDS = {
    "Devanagari": "दर्द", "Gurmukhi": "ਦਰਦ", "Bengali": "ব্যথা", "Gujarati": "દર્દ", "Tamil": "வலி", "Telugu": "నొప్పి",
    "Kannada": "ನೋವು", "Malayalam": "വേദന", "Sinhala": "වේදනාව", "Arabic": "ألم", "Hebrew": "כאב", "Syriac": "ܟܐܒܐ", "Thaana": "ރިހުން",
    "Thai": "ปวด", "Khmer": "ឈឺ", "Lao": "ເຈັບ", "Myanmar": "နာ", "Tibetan": "ན", "Ethiopic": "ህመም", "Mongolian": "ᠥᠪ",
    "Hangul": "통증", "Han": "疼痛", "Hiragana": "いたみ", "Armenian": "ցավ", "Georgian": "ტკივილი", "N'Ko": "ߘߌߡߌ", "Adlam": "𞤲𞤢",
}  # fmt: skip
PLAIN = ["pain", "dolor", "ból żółć", "đau lưng", "боль", "πόνος", "Zoë 5–6 °C ½ → ✓ €", "a\u0301"]


@pytest.mark.parametrize("system", WORDS)
def test_each_writing_system_is_named(system: str) -> None:
    found = unprintable(f"Ann {WORDS[system]}")
    assert found == (WORDS[system][0], {"N'Ko": "Nko"}.get(system, system))


@pytest.mark.parametrize("text", PLAIN)
def test_latin_greek_and_cyrillic_are_printed(text: str) -> None:
    assert unprintable(text) is None


@pytest.mark.parametrize("text", ["٣", "१", "।", "،", "。"])
def test_digits_and_stops_of_another_system_are_refused(text: str) -> None:
    assert unprintable(f"5 {text}")


def test_every_character_is_judged_by_the_unicode_data() -> None:
    for code in range(sys.maxunicode + 1):
        script = unicodedata.script(chr(code))
        found = unprintable(chr(code))
        if script not in SHARED:
            assert (found is None) == (script in PRINTED), hex(code)
        else:
            extensions = unicodedata.script_extension(chr(code))
            assert (found is None) == bool(extensions & (PRINTED | SHARED)), hex(code)


PLACES = {  # what holds the word: a workspace, the file and the line it is told at, and the field
    "name": ({"clinic": CLINIC.replace("Test Clinic", "{}")}, "clinic_profiles/test.yaml", 1, "name"),
    "practitioner": (
        {"clinic": CLINIC + "practitioners:\n  - {{name: Ann {}, title: DC}}\n"},
        "clinic_profiles/test.yaml",
        5,
        "name",
    ),
    "notice": ({"clinic": CLINIC + "notice_text:\n  hi: {}\n"}, "clinic_profiles/test.yaml", 5, "notice_text.hi"),
    "section": ({"section": SECTION.replace("{text}", "Say {}.")}, "handouts/sections/mine/en.yaml", 4, "blocks[0].paragraph"),
}


def lay(folder: Path, place: str, word: str) -> tuple[Path, int, str]:
    """A workspace with the word in that place; the file, the line and the field."""
    parts, file, line, field = PLACES[place]
    own_handout(folder, **{"clinic": CLINIC} | {name: text.format(word) for name, text in parts.items()})  # type: ignore[arg-type]
    profile = folder / "clinic_profiles/test.yaml"
    write(profile, profile.read_text("utf-8") + "email: desk@example.org\n")
    return folder / file, line, field


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("word", ["दर्द", "ਦਰਦ", "ألم", "ปวด"])
def test_it_is_refused_with_file_line_and_field(place: str, word: str, tmp_path: Path, run: Run) -> None:
    file, line, field = lay(tmp_path, place, word)
    makes = [
        ("make", "mine", "-o", tmp_path / "out"),
        ("make", "mine", "-f", "html", "-o", "-"),
        ("make", "mine", "-f", "text", "-o", "-"),
    ]
    others = [
        ("check",), ("preview", "mine"),
        ("email", "mine", "--to", "ann@example.org", "--dry-run", "--allow-unreviewed"),
    ]  # fmt: skip
    for arguments in (*makes, *others):
        code, out, err = run("-w", tmp_path, *arguments)
        told = out + err
        assert code in ((ExitCode.INVALID, ExitCode.DELIVERY) if arguments[0] == "email" else (ExitCode.INVALID,)), told
        assert f"{file}:{line}:" in told and f"{field}: " in told and "cannot be printed yet" in told, (arguments, told)
        assert "Latin, Greek or Cyrillic" in told
    assert not (tmp_path / "out").exists()
    with pytest.raises(InvalidSource, match="cannot be printed yet"):
        handoutpress.render("test", "mine", workspace=tmp_path)


def test_the_mend_cures(tmp_path: Path, run: Run) -> None:
    for place in PLACES:
        lay(tmp_path / place, place, "Боль")
        assert run("-w", tmp_path / place, "make", "mine", "-o", tmp_path / f"{place}.pdf")[0] == 0


def test_a_table_of_clinics_is_told_at_its_cell(tmp_path: Path, run: Run) -> None:
    workspace(tmp_path)
    table = write(tmp_path / "clinics.csv", "id,name,city,phone\na,Back Care,Reno,(707) 555-0100\nb,दर्द,Reno,(707) 555-0101\n")
    code, _, err = run("-w", tmp_path, "make", "get-help", "--clinics-from", table, "-o", tmp_path / "out")
    assert code == ExitCode.PARTIAL
    assert f"{table}:3:2: name: Devanagari cannot be printed yet" in err


def test_what_is_not_printed_may_hold_any_letters(tmp_path: Path, run: Run) -> None:
    mail = "host: smtp.example.org\nfrom: Back Care <desk@example.org>\n"
    folder = workspace(tmp_path, mail=mail + "# दर्द\n", handouts__wording__hi=WORD_LISTS)
    assert run("-w", folder, "make", "get-help", "-o", tmp_path / "out.pdf")[0] == 0
    assert "cannot be printed" not in "".join(run("-w", folder, "check")[1:])


WORD_LISTS = "formula: none\nbanned: [इलाज]\nnumbers: [दो]\npatients: [मरीज़]\nreader: आप\n"
