"""Random clinic profiles, as a strategy: everything the model takes, in every mixture."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from handoutpress.content.library import Library

LIBRARY = Library()
# letters of names from many places that the fonts have; no digits, which would say something of their own
_WORD = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZÄÉÎÖØßçñšžğłőКлинаα&'’-.", min_size=1, max_size=18)


def _text(least: int, most: int) -> st.SearchStrategy[str]:
    return (
        st.lists(_WORD, min_size=1, max_size=8)
        .map(lambda words: " ".join(" ".join(words).split())[:most].strip())
        .filter(lambda text: len(text) >= least)
    )


NAME = _text(2, 40).filter(lambda name: not name.lower().startswith("dr"))
PERSON = st.fixed_dictionaries({"name": NAME, "title": st.sampled_from(["DC", "DPT", "MD, PhD"])})
OPENING = st.fixed_dictionaries(
    {
        "days": st.sampled_from(["mon, wed, fri", "tue, thu", "sat", "sun"]),
        "open": st.sampled_from(
            ["8-17", "7:30-12:00, 13:00-19:30", "8 am to 6 pm", "24 hours", "6 pm to 2 am", "closed", "by appointment"]
        ),
    }
)
ADDRESS = st.from_regex(r"www\.[a-z]{1,30}(-[a-z]{1,12}){0,3}\.example\.org(/[a-z]{1,20}){0,3}", fullmatch=True)

PROFILES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"name": _text(2, 60), "city": _text(2, 60), "phone": st.integers(0, 99).map(lambda n: f"(707) 555-01{n:02d}")},
    optional={
        "address": _text(1, 90),
        "towns_served": st.lists(_text(2, 25), max_size=13),
        "discipline": st.sampled_from(["chiropractic", "physical-therapy", "medical", "massage"]),
        "practitioners": st.lists(PERSON, max_size=16),
        "hours": st.lists(OPENING, max_size=4, unique_by=lambda opening: str(opening["days"])),
        "after_hours": _text(2, 80),
        "website": ADDRESS,
        "booking": ADDRESS,
        "services": st.lists(st.sampled_from(sorted(LIBRARY.services("en").value.root)), unique=True, max_size=9),
        "languages": st.lists(st.sampled_from(sorted(LIBRARY.language_names("en").value.root)), unique=True, max_size=14),
        "interpreter": _text(2, 60),
        "masthead": st.sampled_from(["standard", "name", "band"]),
        "footer": _text(2, 80),
        "next_visit": st.sampled_from(["true", "false"]),
        "brand": st.integers(0, 0xFFFFFF).map("#{:06x}".format),
        "print": st.just("process"),
        "paper": st.sampled_from(["letter", "a4"]),
        "reviewer": PERSON,
    },
)


def as_yaml(profile: dict[str, Any]) -> str:
    """A profile as its file."""
    return "".join(f"{field}: {json.dumps(value, ensure_ascii=False)}\n" for field, value in profile.items())
