"""The shelf on disk: what stands there whole is used, what is damaged is made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.layout.reuse import body_store
from handoutpress.support import disk_cache


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(tmp_path / "shelf"))
    monkeypatch.setattr(body_store, "_put", 0)  # what other tests of this process put on theirs does not count
    return tmp_path / "shelf"


def test_made_once_for_a_key(place: Path) -> None:
    made: list[bytes] = []

    def make(text: bytes) -> bytes:
        made.append(text)
        return text

    assert [disk_cache.kept("qr", "key", lambda: make(b"one")) for _ in range(3)] == [b"one"] * 3
    assert disk_cache.kept("qr", "other key", lambda: make(b"two")) == b"two"
    assert disk_cache.kept("figure", "key", lambda: make(b"three")) == b"three"
    assert made == [b"one", b"two", b"three"]
    assert not list(place.rglob("*.part"))


@pytest.mark.parametrize("damage", [b"", b"no digest", b"\xff\xfe", None])
def test_what_is_damaged_is_made_again(place: Path, damage: bytes | None) -> None:
    disk_cache.kept("qr", "key", lambda: b"right")
    (file,) = (place / "qr").iterdir()
    file.write_bytes(file.read_bytes()[:-2] if damage is None else damage)
    assert disk_cache.kept("qr", "key", lambda: b"right again") == b"right again"
    assert disk_cache.kept("qr", "key", lambda: b"never") == b"right again"


def test_a_place_that_cannot_be_written_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HANDOUTPRESS_CACHE", str(tmp_path / "file" / "shelf"))
    assert disk_cache.kept("qr", "key", lambda: b"text") == b"text"


def test_off_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOUTPRESS_CACHE", "off")
    monkeypatch.chdir(tmp_path)
    assert [disk_cache.kept("qr", "key", lambda n=n: n) for n in (b"one", b"two")] == [b"one", b"two"]
    assert not list(tmp_path.iterdir())


def test_it_is_emptied_when_it_holds_too_much(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(disk_cache.MOST, "qr", 5)
    for n in range(12):
        disk_cache.kept("qr", str(n), lambda n=n: b"%d" % n)
        assert len(list((place / "qr").iterdir())) <= 5


def test_a_leaflet_is_the_same_from_an_empty_and_a_full_shelf(place: Path) -> None:
    from handoutpress import render
    from handoutpress.layout.components import figure_box, qr_code
    from handoutpress.layout.reuse import body_cache

    made = []
    for _ in range(2):
        body_cache.forget()
        figure_box._picture.cache_clear()
        qr_code._form.cache_clear()
        made.append(render("harbor-spine", "back-spasm-first-aid"))
    assert made[0] == made[1]
    assert {path.name for path in place.iterdir()} >= {"figure", "body", "qr"}
