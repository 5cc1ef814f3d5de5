"""The waiting room: what lies there, and what is to be done about it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from handoutpress.content.library import Library
from handoutpress.delivery.waiting_room import WaitingRoom
from handoutpress.errors import NotFound, UsageError

VERSION = Library().handout("get-help").value.version
PILE = ("harbor-spine", "get-help", "leaflet", "en")
DAY = datetime.date(2026, 11, 25)


@pytest.fixture
def stock(tmp_path: Path) -> WaitingRoom:
    return WaitingRoom(tmp_path)


def todo(stock: WaitingRoom, day: datetime.date = DAY) -> tuple[str, ...]:
    (status,) = stock.statuses(Library(), day)
    return status.todo


def test_printing_adds_to_a_pile(stock: WaitingRoom) -> None:
    stock.record(*PILE, copies=50, version=VERSION, today=DAY)
    item = stock.record(*PILE, copies=20, version=VERSION, today=DAY)
    assert (item.copies, item.printed, item.version) == (70, "2026-11-25", VERSION)
    assert todo(stock) == ()


def test_copies_of_a_new_version_take_the_place_of_the_old(stock: WaitingRoom) -> None:
    stock.record(*PILE, copies=50, version="0.9")
    assert todo(stock) == ("replace",)
    assert stock.record(*PILE, copies=20, version=VERSION).copies == 20
    assert todo(stock) == ()


def test_few_left_and_review_overdue(stock: WaitingRoom) -> None:
    stock.set(*PILE, copies=9, reorder=10)
    assert todo(stock) == ("print",)
    assert stock.set(*PILE, copies=10).reorder == 10
    assert todo(stock) == ()
    assert todo(stock, datetime.date(2040, 1, 1)) == ("review",)


def test_a_handout_that_is_gone_is_withdrawn(stock: WaitingRoom) -> None:
    stock.record("harbor-spine", "no-such-handout", "leaflet", "en", copies=5, version=VERSION)
    assert todo(stock) == ("withdraw",)
    stock.remove("harbor-spine", "no-such-handout", "leaflet", "en")
    assert stock.piles() == []
    with pytest.raises(NotFound):
        stock.remove(*PILE)


def test_what_is_urgent_comes_first(stock: WaitingRoom) -> None:
    stock.set("a", "get-help", "leaflet", "en", copies=5)
    stock.set("z", "get-help", "leaflet", "en", copies=5, reorder=6)
    assert [status.pile.clinic for status in stock.statuses(Library(), DAY)] == ["z", "a"]


@pytest.mark.parametrize("wrong", [{"copies": -1}, {"reorder": 100_001}])
def test_numbers_that_cannot_be(stock: WaitingRoom, wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        stock.set(*PILE, **wrong)
    assert stock.piles() == []
