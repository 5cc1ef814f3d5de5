"""Figures: bodies that hold together, feet on the ground, drawings that are small, and words for each."""

from __future__ import annotations

import json
import math
import re
import zlib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from handoutpress.checks.readability import grade, sentences
from handoutpress.content.library import Library
from handoutpress.content.schema.figure import Figure, PlainShape, Prop
from handoutpress.layout import figures
from handoutpress.layout.figures import Picture, anatomy, curves, front_view, kinematics, sketch
from handoutpress.merge.merge import merge
from tests.conftest import Run

LIBRARY = Library()
NAMES = LIBRARY.figures()
SIZES = {"thigh": anatomy.THIGH, "shin": anatomy.SHIN, "upper": anatomy.UPPER, "fore": anatomy.FORE}
SIDES: tuple[kinematics.Side, ...] = ("near", "far")

HOW = {"at", "ink", "bend", "width", "tilt", "dots", "fill", "edge", "behind"}  # how a thing is drawn, not which

angles = st.floats(-180, 180)


def built_in_text(path: str) -> str:
    return (Path(__file__).resolve().parents[2] / path).read_text("utf-8")


@cache
def shipped(name: str) -> Figure:
    return Figure.model_validate(json.loads(LIBRARY.figure(name)[1]))


@cache
def drawn(name: str) -> Picture:
    return figures.draw_figure(shipped(name))


def numbers(code: str) -> list[str]:
    return re.findall(r"-?\d*\.?\d+", re.sub(r"/Ink c?C?s?S? \d+ s?S?c?C?", "", code))


# -- the mannequin -----------------------------------------------------------------------------------


def test_zero_is_standing() -> None:
    body = kinematics.solve(Figure(), (0, 50))
    heights = [body.joints[joint][1] for joint in ("ankle_near", "knee_near", "hip", "waist", "chest", "c7", "head")]
    assert heights == sorted(heights)
    x0, y0, x1, y1 = figures.draw_figure(Figure()).box
    assert y1 - y0 == pytest.approx(100, abs=3)
    assert x1 - x0 < 30


@given(trunk=angles, hip=angles, knee=angles, shoulder=angles, elbow=angles)
@settings(max_examples=60, deadline=None)
def test_bones_keep_their_length(trunk: float, hip: float, knee: float, shoulder: float, elbow: float) -> None:
    limbs = {"leg": {"hip": hip, "knee": knee}, "arm": {"shoulder": shoulder, "elbow": elbow}}
    j = kinematics.solve(Figure.model_validate({"trunk": trunk, **limbs}), (0, 0)).joints
    for side in SIDES:
        found = {
            "thigh": math.dist(j[f"hip_{side}"], j[f"knee_{side}"]),
            "shin": math.dist(j[f"knee_{side}"], j[f"ankle_{side}"]),
            "upper": math.dist(j[f"sh_{side}"], j[f"elbow_{side}"]),
            "fore": math.dist(j[f"elbow_{side}"], j[f"wrist_{side}"]),
        }
        assert found == pytest.approx(SIZES)


@given(x=st.floats(-60, 60), y=st.floats(-60, 60))
@settings(max_examples=60, deadline=None)
def test_a_foot_goes_where_it_is_sent_or_as_near_as_the_leg_is_long(x: float, y: float) -> None:
    pose = Figure.model_validate({"leg_near": {"to": [x, y]}})
    ankle, hip = (kinematics.solve(pose, (0, 0)).joints[joint] for joint in ("ankle_near", "hip_near"))
    away, reach = math.dist(hip, (x, y)), anatomy.THIGH + anatomy.SHIN
    assert math.dist(ankle, (x, y)) == pytest.approx(max(0.0, away - reach, anatomy.THIGH - anatomy.SHIN - away), abs=0.05)


@pytest.mark.parametrize("bend", [1, -1])
def test_an_elbow_bends_the_way_it_is_told(bend: int) -> None:
    joints = kinematics.solve(Figure.model_validate({"arm_near": {"to": ["hip", 10, 10], "bend": bend}}), (0, 50)).joints
    (sx, sy), (ex, ey), (wx, wy) = (joints[f"{joint}_near"] for joint in ("sh", "elbow", "wrist"))
    assert math.copysign(1, (ex - sx) * (wy - ey) - (ey - sy) * (wx - ex)) == bend
    assert joints["wrist_near"] == pytest.approx((10, 60))


def test_seen_from_behind_the_arms_lift_alike() -> None:
    joints = front_view.solve(Figure.model_validate({"view": "back", "arm": {"abduct": 50}}), (0, 0)).joints
    (nx, ny), (fx, fy) = joints["hand_near"], joints["hand_far"]
    assert (nx, ny) == pytest.approx((-fx, fy))
    assert ny > front_view.solve(Figure(view="back"), (0, 0)).joints["hand_near"][1]


@pytest.mark.parametrize("trunk", [90, 40])
def test_a_body_without_a_place_is_let_down_onto_the_floor(trunk: float) -> None:
    assert figures.draw_figure(Figure(trunk=trunk)).box[1] == pytest.approx(0, abs=0.8)


# -- drawing -----------------------------------------------------------------------------------------


def test_a_mirrored_figure_covers_the_mirrored_box() -> None:
    plain, mirrored = figures.draw_figure(Figure(trunk=60)), figures.draw_figure(Figure(trunk=60, flip=True))
    x0, y0, x1, y1 = plain.box
    assert mirrored.box == pytest.approx((-x1, y0, -x0, y1))


def test_a_figure_turned_to_lie_is_as_long_as_it_was_high() -> None:
    plain, turned = figures.draw_figure(Figure(view="front")), figures.draw_figure(Figure(view="front", turn=90))
    x0, y0, x1, y1 = plain.box
    assert turned.box == pytest.approx((-y1, x0, -y0, x1))


def test_lines_are_thinner_on_small_figures() -> None:
    widths = [max(float(w) * scale for w in re.findall(r"([\d.]+) w", drawn("walk").operators(scale))) for scale in (0.6, 1.0, 1.5)]
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_drawn_small(name: str) -> None:
    code = drawn(name).operators(1.2)
    assert code.split().count("q") == code.split().count("Q")
    assert "nan" not in code and "inf" not in code and "e-" not in code
    assert max(len(number.partition(".")[2]) for number in numbers(code)) <= 4
    assert len(code) < 25_000 * max(1, shipped(name).person + len(shipped(name).people))
    assert len(zlib.compress(code.encode())) < 5_000 * max(1, shipped(name).person + len(shipped(name).people))


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_has_a_sound_size(name: str) -> None:
    x0, y0, x1, y1 = drawn(name).box
    assert 20 < x1 - x0 < 145 and 20 < y1 - y0 < 115


GROUNDED = [
    name for name in NAMES if shipped(name).view == "side" and shipped(name).person and not any(p.bed for p in shipped(name).props)
]


@pytest.mark.parametrize("name", GROUNDED)
def test_nothing_sinks_into_the_floor(name: str) -> None:
    assert drawn(name).box[1] >= -0.6 - (2.6 + 0.1 if any(p.mat for p in shipped(name).props) else 0.8)


@pytest.mark.parametrize("name", [name for name in NAMES if shipped(name).person])
def test_hands_and_feet_reach_what_they_are_sent_to(name: str) -> None:
    for person in (shipped(name), *shipped(name).people):
        if person.view != "side" or person.root is None:
            continue
        place = person.root[0] + person.shift[0], person.root[1] + person.shift[1]
        body = kinematics.solve(person, place)
        for side in SIDES:
            for part, joint in (("leg", "ankle"), ("arm", "wrist")):
                goal = person.limb("leg" if part == "leg" else "arm", side).to
                if goal is not None:
                    assert math.dist(body.joints[f"{joint}_{side}"], body.at(goal)) < 3, (part, side)


def test_the_same_figure_is_drawn_the_same() -> None:
    assert figures.draw_figure(shipped("walk")).operators(1.1) == figures.draw_figure(shipped("walk")).operators(1.1)


class OtherMath:
    """The mathematics of another system: sines and cosines differ in their last digit."""

    def __init__(self) -> None:
        self.calls = 0

    def __getattr__(self, name: str) -> object:
        return getattr(math, name)

    def sin(self, x: float) -> float:
        self.calls += 1
        return math.nextafter(math.sin(x), 2)

    def cos(self, x: float) -> float:
        self.calls += 1
        return math.nextafter(math.cos(x), -2)


@pytest.mark.parametrize("name", ["side-rest", "hour-clock", "visit-plan", "lift-wrong"])
def test_a_figure_is_the_same_on_every_system(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = drawn(name).operators(1.25)
    other = OtherMath()
    for module in (anatomy, curves, kinematics, sketch, front_view):
        monkeypatch.setattr(module, "math", other)
    assert figures.draw_figure(shipped(name)).operators(1.25) == here
    assert other.calls > 100


# -- figures as a set ---------------------------------------------------------------------------------


@given(
    sizes=st.lists(st.tuples(st.floats(20, 140), st.floats(20, 110)), min_size=1, max_size=6),
    width=st.floats(40, 400),
    height=st.floats(40, 300),
    spread=st.floats(1, 2),
)
@settings(max_examples=80, deadline=None)
def test_a_set_fits_its_boxes_and_stays_alike(sizes: list[tuple[float, float]], width: float, height: float, spread: float) -> None:
    scales = figures.fit_scales([Picture((0, 0, w, h), ()) for w, h in sizes], width, height, spread)
    assert all(w * k <= width * 1.0001 and h * k <= height * 1.0001 for (w, h), k in zip(sizes, scales, strict=True))
    assert max(scales) <= min(scales) * spread * 1.0001
    if spread > 1 and len(scales) > 1:
        assume(max(scales) > min(scales))
        w, h = sizes[scales.index(min(scales))]
        assert max(w * min(scales) / width, h * min(scales) / height) == pytest.approx(1)


# -- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"trunkk": 90}, "trunkk"),
        ({"leg": {"hipp": 3}}, "hipp"),
        ({"zone": "elbow"}, "low_back"),
        ({"cast": "zoe"}, "cora"),
        ({"props": [{"mat": [0, 9], "floor": [0, 9]}]}, "exactly one thing"),
        ({"props": [{"at": "front"}]}, "exactly one thing"),
        ({"props": [{"mat": [0]}]}, "mat"),
        ({"shapes": [{"disc": [0, 0, 1], "dial": [0, 0, 1]}]}, "exactly one thing"),
        ({"shapes": [{"disc": [0, 0, 1], "fill": "brandd"}]}, "did you mean 'brand'"),
        ({"shapes": [{"icon": ["wlk", 0, 0, 9]}]}, "did you mean 'walk'"),
        ({"shapes": [{"line": [[0, 0]]}]}, "line"),
    ],
)
def test_a_mistake_is_named(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(says)):
        Figure.model_validate(wrong)


def test_a_joint_that_does_not_exist() -> None:
    for wrong in ({"arm_near": {"to": ["knee_naer", 0, 0]}}, {"props": [{"plumb": [0, 0, 1], "dots": ["knee_naer"]}]}):
        with pytest.raises(ValueError, match="there is no joint 'knee_naer'; did you mean 'knee_near'"):
            Figure.model_validate(wrong)


@pytest.mark.parametrize(
    ("line", "where", "what"),
    [
        ("arm_near: {to: [wing_near, 0, 0]}", ":3:", "there is no joint 'wing_near'"),
        ("legs: {}", ":3:1: legs: there is no field 'legs' here", ""),
        ("view: front\narm_near: {to: [toe_near, 0, 0]}", "", "the joint 'toe_near' is not known there"),
    ],
)
def test_a_figure_that_is_wrong_is_told_with_its_line(run: Run, tmp_path: Path, line: str, where: str, what: str) -> None:
    (tmp_path / "clinic_profiles").mkdir()
    (tmp_path / "handouts/figures").mkdir(parents=True)
    (tmp_path / "handouts/figures/walk.yaml").write_text(f"cast: cora\ntrunk: 90\n{line}\n", "utf-8")
    code, _, err = run("show", "figure", "walk", "-w", tmp_path, "--png", tmp_path / "walk.png")
    assert (code, f"walk.yaml{where}" in err, what in err, (tmp_path / "walk.png").exists()) == (3, True, True, False), err
    code, _, err = run("make", "what-is-a-spasm", "-w", tmp_path, "-c", "harbor-spine", "-o", tmp_path / "x.pdf")
    assert (code, "walk.yaml" in err, what in err, "made a mistake" in err) == (3, True, True, False), err


# -- words --------------------------------------------------------------------------------------------

WORDS = LIBRARY.figure_texts("en").value.root


def test_every_figure_has_words_and_all_words_a_figure() -> None:
    assert set(WORDS) == set(NAMES)


@pytest.mark.parametrize("name", sorted(WORDS))
def test_words_are_plain_and_short(name: str) -> None:
    alt, caption = WORDS[name].alt, WORDS[name].caption
    assert 30 <= len(alt) <= 160 and alt.endswith(".")
    assert len(caption) <= 34 and caption not in alt
    assert max(map(len, sentences(alt))) <= 22


def test_words_read_at_grade_six_or_below() -> None:
    assert grade([words for text in WORDS.values() for words in sentences(text.alt)]) <= 6.0


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(("-wrong", "-right"))])
def test_a_right_or_wrong_picture_says_which(name: str) -> None:
    assert WORDS[name].alt.startswith(name.rpartition("-")[2].capitalize())


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("-wrong")])
def test_a_wrong_picture_has_a_right_one(name: str) -> None:
    assert name.replace("-wrong", "-right") in NAMES


def test_a_set_shows_people_of_many_kinds() -> None:
    cast = {person.cast for name in NAMES if shipped(name).person for person in (shipped(name), *shipped(name).people)}
    assert cast == set(anatomy.BUILD)


def test_files_name_the_figure_they_draw() -> None:
    folder = Path(LIBRARY.figure("walk")[0]).parent
    for name in NAMES:
        assert (folder / f"{name}.yaml").read_text("utf-8").splitlines()[1].startswith("# ")


def test_a_figure_is_solved_once_for_many_leaflets() -> None:
    from handoutpress.layout.components import figure_box
    from handoutpress.layout.document import typeset

    template = LIBRARY.template("leaflet").value
    typeset(merge(LIBRARY, "harbor-spine", "move-and-stretch"), template)
    before = figure_box._picture.cache_info().misses
    typeset(merge(LIBRARY, "cedar-family-pt", "move-and-stretch"), template)
    assert figure_box._picture.cache_info().misses == before


@pytest.mark.parametrize("handout", LIBRARY.handouts())
def test_a_leaflet_with_its_figures_is_small(handout: str) -> None:
    from handoutpress.layout.document import typeset

    assert len(typeset(merge(LIBRARY, "harbor-spine", handout), LIBRARY.template("leaflet").value)) <= 180_000


def test_a_smaller_person_covers_a_smaller_box_and_has_lines_as_wide() -> None:
    whole, half = figures.draw_figure(Figure()), figures.draw_figure(Figure(size=0.5))
    rim = 0.6
    for near, far in zip(whole.box, half.box, strict=True):
        assert abs(far) - rim == pytest.approx((abs(near) - rim) / 2, abs=0.7)
    widths = [{float(w) for w in re.findall(r"([\d.]+) w\b", picture.operators(1))} for picture in (whole, half)]
    assert max(widths[1]) * 0.5 == pytest.approx(max(widths[0]), abs=0.01)


def test_as_many_people_are_dark_as_the_text_says() -> None:
    pain = LIBRARY.facts().value.root["pain"]
    heads = [shape for shape in shipped("most-adults").shapes if shape.disc is not None]
    assert len(heads) == int(pain["adults_of"].value)
    assert sum(shape.fill != "white" for shape in heads) == int(pain["adults"].value)


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", built_in_text("docs/draw-a-figure.md"), re.DOTALL))
def test_the_examples_of_the_guide_are_drawn(example: str, tmp_path: Path) -> None:
    (tmp_path / "handouts/figures").mkdir(parents=True)
    (tmp_path / "handouts/figures/mine.yaml").write_text(example, "utf-8")
    figure = Figure.model_validate(json.loads(Library(tmp_path).figure("mine")[1]))
    x0, y0, x1, y1 = figures.draw_figure(figure).box
    assert 30 < x1 - x0 < 120 and 30 < y1 - y0 < 110


def test_the_guide_names_every_key_of_a_figure_and_every_prop_and_shape() -> None:
    said = built_in_text("docs/draw-a-figure.md")
    keys = {*Figure.model_fields} - {"shrug", "arms_behind", "person"}
    assert [key for key in sorted(keys) if not re.search(rf"`{key}`|^{key}:", said, re.MULTILINE)] == []
    things = {*Prop.model_fields, *PlainShape.model_fields} - HOW - {"at"}
    assert [name for name in sorted(things) if not re.search(rf"\b{name}\b", said)] == []
