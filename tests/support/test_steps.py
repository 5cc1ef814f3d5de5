"""Steps: all at once or together, they lead to the same, in the order asked for, and one that fails stops no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.support.steps import Steps, done, together


def counting(name: int, steps: int, log: list[tuple[int, int]], *, fails: bool = False) -> Steps[int]:
    for step in range(steps):
        log.append((step, name))
        yield
    if fails:
        raise KeyError(name)
    return name * 10


WORKS = st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=8)


@given(WORKS)
def test_together_leads_where_one_after_the_other_does(works: list[tuple[int, bool]]) -> None:
    log: list[tuple[int, int]] = []
    found = together(counting(name, steps, log, fails=fails) for name, (steps, fails) in enumerate(works))
    assert [isinstance(one, KeyError) if fails else one for one, (_, fails) in zip(found, works, strict=True)] == [
        True if fails else name * 10 for name, (_, fails) in enumerate(works)
    ]
    assert log == sorted(log)  # each step for all, in their order, before the next one
    for name, (steps, fails) in enumerate(works):
        if fails:
            with pytest.raises(KeyError):
                done(counting(name, steps, [], fails=True))
        else:
            assert done(counting(name, steps, [])) == name * 10


def test_who_wants_to_stop_is_not_held_up() -> None:
    def stopping() -> Steps[int]:
        yield
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        together([counting(1, 3, []), stopping()])
