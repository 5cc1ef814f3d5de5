"""The shelf on disk: what stands there whole is used, what is damaged is made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress import shelf


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(tmp_path / "shelf"))
    return tmp_path / "shelf"


def test_made_once_for_a_key(place: Path) -> None:
    made: list[str] = []

    def make(text: str) -> str:
        made.append(text)
        return text

    assert [shelf.kept("a", "key", lambda: make("one")) for _ in range(3)] == ["one"] * 3
    assert shelf.kept("a", "other key", lambda: make("two")) == "two"
    assert shelf.kept("b", "key", lambda: make("three")) == "three"
    assert made == ["one", "two", "three"]
    assert not list(place.glob("*.part"))


@pytest.mark.parametrize("damage", [b"", b"no digest", b"\xff\xfe", None])
def test_a_damaged_text_is_made_again(place: Path, damage: bytes | None) -> None:
    shelf.kept("a", "key", lambda: "right")
    (file,) = place.iterdir()
    file.write_bytes(file.read_bytes()[:-2] if damage is None else damage)
    assert shelf.kept("a", "key", lambda: "right again") == "right again"
    assert shelf.kept("a", "key", lambda: "never") == "right again"


def test_a_place_that_cannot_be_written_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(tmp_path / "file" / "shelf"))
    assert shelf.kept("a", "key", lambda: "text") == "text"


def test_off_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOUTPRESS_CACHE", "off")
    monkeypatch.chdir(tmp_path)
    assert [shelf.kept("a", "key", lambda n=n: n) for n in ("one", "two")] == ["one", "two"]
    assert not list(tmp_path.iterdir())


def test_it_is_emptied_when_it_holds_too_much(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST", 5)
    for n in range(12):
        shelf.kept("a", str(n), lambda n=n: str(n))
        assert len(list(place.iterdir())) <= 5


def test_a_leaflet_is_the_same_from_an_empty_and_a_full_shelf(place: Path) -> None:
    from handoutpress import render
    from handoutpress.typeset import bodies, pictures

    made = []
    for _ in range(2):
        bodies.forget()
        pictures._picture.cache_clear()
        made.append(render("harbor-spine", "back-spasm-first-aid"))
    assert made[0] == made[1]
    assert list(place.glob("figure-*"))
