"""The safety floor: whatever files a workspace lays over the library, what warns of danger is printed as ever, or nothing is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.content import markup
from handoutpress.content.library import Library, built_in
from handoutpress.errors import ExitCode, Forbidden, HandoutError
from handoutpress.merge.merge import merge
from tests.conftest import Run
from tests.helpers.red_flags import BACK
from tests.helpers.workspace import CLINIC, own_handout, write

BUILT_IN = Library()
FACTS = BUILT_IN.facts().value.root
NAMES = [(group, name) for group, facts in FACTS.items() for name in facts]
COUNTRIES = BUILT_IN.countries().value.root
LOCKED = [name for name in BUILT_IN.sections() if BUILT_IN.section_about(name).value.locked]
HANDOUTS = BUILT_IN.handouts()

OVERLAYS = int(os.environ.get("OVERLAYS", "150"))  # OVERLAYS=10000 for a long sweep

numbers = st.one_of(st.integers(0, 99).map(str), st.sampled_from(["0.5", "20", "12345"]))
facts = st.dictionaries(st.sampled_from(NAMES), numbers, max_size=4)
countries = st.dictionaries(
    st.sampled_from([*COUNTRIES, "JP", "XX"]), st.sampled_from(["911", "112", "119", "12345", "999"]), max_size=3
)
overlays = st.fixed_dictionaries(
    {},
    optional={
        "facts": facts,
        "countries": countries,
        "banned": st.lists(st.sampled_from(["zzzz", "cure", "walk"]), min_size=1, max_size=2),
        "flags": st.sampled_from(["en", "es", "fr"]),
        "section": st.sampled_from(LOCKED),
        "about": st.sampled_from(LOCKED),
        "dropped": st.sampled_from(LOCKED),
        "number": st.sampled_from(["911", "112", "12345", "999"]),
        "said": st.sampled_from(["We cure back pain.", "Results guaranteed.", "We listen."]),
    },
)


def lay(folder: Path, overlay: dict[str, Any], handout: str) -> None:
    """Write a workspace whose files say this."""
    profile = {"name": "Test Back Care", "city": "Fairview, CA", "phone": "(707) 555-0100"}
    profile |= {"emergency_number": overlay["number"]} if "number" in overlay else {}
    profile |= {"footer": overlay["said"]} if "said" in overlay else {}
    write(folder / "clinic_profiles/test.yaml", yaml.safe_dump(profile))
    if "facts" in overlay:
        groups: dict[str, dict[str, Any]] = {}
        for (group, name), value in overlay["facts"].items():
            groups.setdefault(group, {})[name] = {"value": value, "unit": "x", "limit": "most", "sources": ["E1"]}
        write(folder / "handouts/facts.yaml", yaml.safe_dump(groups) if groups else "ice: {}\n")
    if "countries" in overlay:
        told = {code: {"emergency": number, "paper": "a4", "clock": "24"} for code, number in overlay["countries"].items()}
        write(
            folder / "handouts/countries.yaml", yaml.safe_dump(told or {"US": {"emergency": "911", "paper": "a4", "clock": "12"}})
        )
    if "banned" in overlay:
        lists = yaml.safe_load((built_in() / "handouts/wording/en.yaml").read_text("utf-8"))
        write(folder / "handouts/wording/en.yaml", yaml.safe_dump({**lists, "banned": overlay["banned"]}))
    if "flags" in overlay:
        text = (
            (built_in() / BACK / "en.yaml")
            .read_text("utf-8")
            .replace('      - {id: chest-breath-faint, text: "Chest pain, fainting or trouble breathing"}\n', "")
        )
        write(folder / f"{BACK}/{overlay['flags']}.yaml", text)
    if "section" in overlay:
        calm = "heading: Packs\nkey_message: Packs are fine.\nblocks:\n  - bullets: [Packs are fine for you.]\n"
        write(folder / f"handouts/sections/{overlay['section']}/en.yaml", calm)
    if "about" in overlay:
        write(folder / f"handouts/sections/{overlay['about']}/about.yaml", "sources: [E35]\n")
    if "dropped" in overlay:
        outline = yaml.safe_load((built_in() / f"handouts/{handout}.yaml").read_text("utf-8"))
        outline["sections"] = [one for one in outline["sections"] if one["section"] != overlay["dropped"]]
        write(folder / f"handouts/{handout}.yaml", yaml.safe_dump(outline, sort_keys=False))


def weakened(folder: Path, handout: str) -> list[str]:
    """What a workspace's leaflet says less than the built-in one; nothing if it is refused, by name and place."""
    whole = merge(BUILT_IN, "harbor-spine", handout)
    try:
        mine = merge(Library(folder), "test", handout)
    except Forbidden as error:
        assert error.exit_code == ExitCode.CHECK
        return [f"no place: {problem}" for problem in error.problems if problem.place is None or not problem.mend]
    except HandoutError as error:  # files that are wrong in other ways print nothing either
        return [f"no place: {problem}" for problem in error.problems if problem.place is None]
    out = [] if mine.red_flags == whole.red_flags else ["red flags"]
    there = {section.id: section for section in mine.sections}
    out += [f"section {section.id}" for section in whole.sections if section.id in LOCKED and there.get(section.id) != section]
    library = Library(folder)
    for group, name in NAMES:
        mine_, its = float(library.facts().value.root[group][name].value), float(FACTS[group][name].value)
        limit = FACTS[group][name].limit
        safe = mine_ == its or (limit == "most" and mine_ < its) or (limit == "least" and mine_ > its)
        out += [] if safe else [f"{group}.{name}"]
    words = " ".join([mine.clinic.footer, *(markup.plain(block) for block in (mine.main_message, mine.closing))])
    return out + [f"claim {claim}" for claim in ("cure", "guaranteed") if claim in words.lower()]


@settings(max_examples=OVERLAYS, deadline=None)
@given(overlays, st.sampled_from(HANDOUTS))
def test_no_overlay_weakens_the_floor(tmp_path_factory: pytest.TempPathFactory, overlay: dict[str, Any], handout: str) -> None:
    folder = tmp_path_factory.mktemp("w")
    lay(folder, overlay, handout)
    assert weakened(folder, handout) == []
    shutil.rmtree(folder)


def test_a_weakened_floor_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The must-fail twin: without the floor the same overlay changes what is printed."""
    from handoutpress.content import safety_floor

    lay(tmp_path, {"facts": {("age", "older"): "90", ("ice", "max_minutes"): "45"}}, "get-help")
    assert weakened(tmp_path, "get-help") == []
    monkeypatch.setattr(safety_floor, "_beyond", lambda fact, known: None)
    assert {"red flags", "age.older", "ice.max_minutes"} <= set(weakened(tmp_path, "get-help"))


def test_a_safer_number_is_taken(tmp_path: Path) -> None:
    lay(tmp_path, {"facts": {("ice", "max_minutes"): "10", ("ice", "off_minutes"): "30"}}, "get-help")
    mine = Library(tmp_path).facts().value.root["ice"]
    assert (mine["max_minutes"].value, mine["off_minutes"].value) == ("10", "30")
    assert mine["gap_hours"] == FACTS["ice"]["gap_hours"]  # what it does not say stands as ever


def test_a_limit_is_the_programs_to_set(tmp_path: Path) -> None:
    """Saying `limit: least` does not turn a ceiling into a floor."""
    write(tmp_path / "handouts/facts.yaml", "ice:\n  max_minutes: {value: 45, unit: minutes, limit: least, sources: [E35]}\n")
    with pytest.raises(Forbidden, match=r"facts.yaml:2:24: ice.max_minutes.value: 45 is more than may be said. Write 20 or less"):
        Library(tmp_path).facts()


@pytest.mark.parametrize(
    ("code", "number", "right"), [("JP", "119", True), ("JP", "12345", False), ("GB", "112", True), ("US", "112", False)]
)
def test_emergency_numbers_are_the_countrys(code: str, number: str, right: bool, tmp_path: Path) -> None:
    write(tmp_path / "handouts/countries.yaml", f"{code}: {{emergency: '{number}', paper: a4, clock: 24}}\n")
    if right:
        assert Library(tmp_path).countries().value.root[code].emergency == number
        assert Library(tmp_path).countries().value.root["US"].emergency == "911"
    else:
        with pytest.raises(Forbidden, match=f"{number} is not an emergency number of {code}"):
            Library(tmp_path).countries()


@pytest.mark.parametrize("number", ["12345", "112"])
def test_a_profile_chooses_among_its_countrys_numbers(number: str, tmp_path: Path, run: Run) -> None:
    write(tmp_path / "clinic_profiles/test.yaml", f"{CLINIC}emergency_number: '{number}'\n")
    code, _out, err = run("make", "get-help", "--workspace", tmp_path, "-o", tmp_path / "a.pdf")
    assert (code, (tmp_path / "a.pdf").exists()) == (ExitCode.CHECK, False)
    assert "test.yaml:4:19: emergency_number:" in err and "Write 911, or delete this line" in err
    write(
        tmp_path / "clinic_profiles/test.yaml",
        f"{CLINIC}country: GB\nemergency_number: '112'\n".replace("(707) 555-0100", "020 7946 0123"),
    )
    assert run("make", "get-help", "--workspace", tmp_path, "-o", tmp_path / "a.pdf")[0] == 0


@pytest.mark.parametrize("where", ["section", "footer"])
def test_a_promise_of_cure_prints_nowhere(where: str, tmp_path: Path, run: Run) -> None:
    own_handout(tmp_path, **({"text": "We cure back pain."} if where == "section" else {}))
    if where == "footer":
        write(tmp_path / "clinic_profiles/test.yaml", CLINIC + "footer: We cure back pain.\n")
    for command in (["make", "mine"], ["check"]):
        where_to = ["-o", tmp_path / "a.pdf"] if command[0] == "make" else []
        code, out, err = run(*command, "--workspace", tmp_path, *where_to)
        assert code == ExitCode.CHECK
        assert '"cure" may not be said' in out + err
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize("name", ["facts", "wording", "section", "countries"])
def test_the_cases_of_old_are_refused(name: str, tmp_path: Path, run: Run) -> None:
    overlay = {
        "facts": {"facts": {("heat", "max_minutes"): "45"}}, "wording": {"banned": ["zzzz"], "said": "We cure."},
        "section": {"section": "ask-first-packs"}, "countries": {"countries": {"US": "12345"}},
    }[name]  # fmt: skip
    lay(tmp_path, overlay, "ice-heat-tens")
    code, _, err = run("make", "ice-heat-tens", "--workspace", tmp_path, "-o", tmp_path / "a.pdf")
    assert code == ExitCode.CHECK and "yaml" in err


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_programs_own_sources_may_be_a_workspace(tmp_path: Path, run: Run, end: str) -> None:
    """As where it is installed, and somebody works in a checkout: files that say the same override nothing."""
    for folder in ("handouts", "templates", "clinic_profiles"):
        shutil.copytree(built_in() / folder, tmp_path / folder)
    flags = tmp_path / "handouts/red_flags/back-spasm/en.yaml"
    text = flags.read_text("utf-8")
    flags.write_bytes(text.replace("\n", end).encode())
    out = run("make", "get-help", "-f", "text", "-c", "harbor-spine", "-w", tmp_path, "-o", tmp_path / "out")
    assert out[0] == 0, out[2]
    flags.write_bytes(text.replace("\n", end).encode() + b"# changed")
    assert run("make", "get-help", "-f", "text", "-w", tmp_path, "-o", tmp_path / "out")[0] == ExitCode.CHECK
