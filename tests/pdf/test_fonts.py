from __future__ import annotations

import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

import handoutpress
from handoutpress.pdf import fonts
from handoutpress.pdf.canvas import Run
from handoutpress.pdf.font_file import Font, MissingGlyphs
from handoutpress.pdf.fonts import Family, text_family
from tests.helpers import invariants, pdftext, validators
from tests.helpers.tagged import paper, regular, runs

PACKAGE = Path(handoutpress.__file__).parent
FALLBACK = "\u03df"  # Greek koppa: the second typeface has it, the first does not


def _folder() -> Path:
    spec = find_spec("rendercv_fonts")
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def _text(text: str) -> str:
    return "".join(part for _, part in text_family().split(text))


@pytest.mark.parametrize(("bold", "italic"), [(False, False), (True, False), (False, True), (True, True)])
def test_each_style_is_a_font_of_its_own(bold: bool, italic: bool) -> None:
    name = text_family().split("a", bold=bold, italic=italic)[0][0].name
    assert ("Bold" in name, "Italic" in name) == (bold, italic)


def test_width_is_proportional_to_size_and_additive() -> None:
    font = regular()
    assert font.width("Back", 20) == pytest.approx(2 * font.width("Back", 10))
    assert font.width("Back", 10) == pytest.approx(sum(font.width(char, 10) for char in "Back"))
    assert font.width("W", 10) > font.width("i", 10) > 0
    assert font.width("", 10) == 0


def test_text_the_first_face_has_is_one_stretch() -> None:
    assert len(text_family().split("Llámenos al 555-0101, xin chào, Москва")) == 1


def test_only_what_the_first_face_lacks_falls_back() -> None:
    assert not regular().covers(FALLBACK)
    parts = text_family().split(f"a{FALLBACK}b")
    assert [text for _, text in parts] == ["a", FALLBACK, "b"]
    assert parts[0][0] is parts[2][0] is not parts[1][0]
    assert parts[1][0].covers(FALLBACK)


def test_fallback_text_can_be_copied_and_validates() -> None:
    tree, canvas = paper()
    text = f"Ice 10 min {FALLBACK} then rest"
    canvas.line(20, 300, runs(text), tree.root.add("P"))
    data = canvas.finish()
    assert pdftext.spoken(data) == text
    assert validators.findings(data) == [] and invariants.findings(data) == []


def test_missing_characters_are_named_once_each() -> None:
    with pytest.raises(MissingGlyphs) as caught:
        text_family().split("a 漢 b 字 漢")
    assert caught.value.chars == ("漢", "字")
    assert caught.value.text == "a 漢 b 字 漢"
    assert "U+6F22" in str(caught.value)


def test_missing_glyphs_crosses_process_borders() -> None:
    error = pickle.loads(pickle.dumps(MissingGlyphs(("漢",), "a 漢")))
    assert (error.chars, error.text) == (("漢",), "a 漢")


def test_a_run_in_a_font_without_its_characters_is_refused() -> None:
    tree, canvas = paper()
    with pytest.raises(MissingGlyphs):
        canvas.line(20, 300, [Run(f"a{FALLBACK}", regular(), 12, "ink")], tree.root.add("P"))


@pytest.mark.parametrize(
    "char", ["\0", "\x07", "\x7f", "\x9f", "\u00ad", "\u200b", "\u200d", "\u200e", "\u2060", "\ufe0f", "\ufeff"]
)
def test_invisible_characters_leave_no_trace(char: str) -> None:
    assert _text(f"back{char}ache") == "backache"


@pytest.mark.parametrize("char", ["\t", "\n", "\r", "\u2003", "\u2028", "\u3000"])
def test_white_characters_are_spaces(char: str) -> None:
    assert _text(f"back{char}ache") == "back ache"


@pytest.mark.parametrize("char", ["\u2007", "\u2009", "\u202f"])
def test_white_that_holds_together_still_does(char: str) -> None:
    assert _text(f"10{char}min") == "10\u00a0min"


def test_nothing_visible_is_nothing() -> None:
    assert text_family().split("\u200b\u00ad") == ()


def test_accents_are_joined_to_their_letters() -> None:
    assert _text("llame\u0301") == "llam\u00e9"


def test_hyphen_that_does_not_break_is_kept() -> None:
    assert _text("X\u2011ray") == "X\u2011ray"


@pytest.mark.parametrize("text", ["a(b)c\\d", "((", "\\)", "“Don’t”—½ • €", "\u00a0"])
def test_what_is_drawn_is_what_is_copied(text: str) -> None:
    tree, canvas = paper()
    canvas.line(20, 300, runs(text), tree.root.add("P"))
    assert pdftext.spoken(canvas.finish()) == text.replace("\u00a0", " ")


def test_more_glyphs_than_one_subset_holds() -> None:
    tree, canvas = paper()
    font = regular()
    text = "".join(chr(code) for code in range(0x21, 0x500) if font.covers(chr(code)) and code != 0xA0)
    assert len(text) > 2 * 255
    end = canvas.line(5, 300, [Run(text, font, 4, "ink"), Run("end", font, 4, "ink")], tree.root.add("P"))
    data = canvas.finish()
    assert end == pytest.approx(5 + font.width(text + "end", 4))
    assert pdftext.spoken(data) == text + "end"
    assert validators.findings(data) == [] and invariants.findings(data) == []


def test_only_fonts_that_are_used_are_listed_and_all_are_embedded() -> None:
    tree, canvas = paper()
    canvas.line(20, 300, runs("plain"), tree.root.add("P"))
    with pikepdf.open(BytesIO(canvas.finish())) as pdf:
        listed = [str(font.BaseFont) for font in dict(pdf.pages[0].Resources.Font).values()]
    assert len(listed) == 1 and listed[0].endswith(text_family().font("Regular").name)


def test_a_font_file_that_is_not_there() -> None:
    from reportlab.pdfbase.ttfonts import TTFError

    with pytest.raises((OSError, TTFError)):
        Font(Path("nowhere.ttf"))


def test_threads_share_a_family(monkeypatch: pytest.MonkeyPatch) -> None:
    """A family whose faces are loaded by many threads at once still has each face once, in order."""

    def slow(path: Path) -> Font:
        time.sleep(0.01)  # long enough for every other thread to want the same face
        return Font(path)

    monkeypatch.setattr(fonts, "Font", slow)
    folder = _folder()
    family = Family(folder, *fonts.TYPEFACES)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: family.split(f"{n}{FALLBACK}"), range(16)))
    assert {tuple(font.name for font, _ in parts) for parts in found} == {
        (family.font("Regular").name, family.font("Regular", 1).name)
    }


def _naming(name: str, folder: Path) -> list[str]:
    """The files of a folder that say a typeface's name, or the name of its files."""
    names = (name, name.replace(" ", ""))
    files = [path for path in folder.rglob("*") if path.suffix in {".py", ".css", ".html", ".yaml", ".js", ".json"}]
    return [path.name for path in files if any(one in path.read_text("utf-8") for one in names)]


def test_one_module_names_the_typeface() -> None:
    assert sorted(_naming(fonts.TYPEFACES[0], PACKAGE)) == [
        "fonts.py",
        "kerning.json",  # written from the font
        "style.py",  # the typefaces a style may name
    ]


@pytest.mark.parametrize("text", ["font-family: 'Source Sans 3'", 'FONT = "SourceSans3-Bold"'])
def test_a_second_place_would_be_seen(text: str, tmp_path: Path) -> None:
    (tmp_path / "page.css").write_text(text)
    assert _naming("Source Sans 3", tmp_path) == ["page.css"]


def test_capitals_are_as_high_as_the_font_says() -> None:
    for style in ("Regular", "Bold"):
        font = text_family().font(style)
        assert font.cap_height == TTFont(font.path)["OS/2"].sCapHeight / 1000
