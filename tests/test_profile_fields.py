"""Every field of a clinic's profile does something: it is set, and some output is another; or it says here why it is not for print."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from handoutpress import errors
from handoutpress.content.library import Library
from handoutpress.content.schema.clinic import Clinic
from handoutpress.content.schema.finish import Finish
from handoutpress.content.schema.words import Words
from handoutpress.delivery import letters
from handoutpress.delivery.approved_leaflets import ApprovedLeaflet
from handoutpress.formats import html, text
from handoutpress.layout import document
from handoutpress.merge import clinic_card, contact_lines
from handoutpress.merge.leaflet import ClinicCard, Leaflet
from handoutpress.merge.merge import merge
from handoutpress.press.job import Job
from handoutpress.press.select import select_jobs
from handoutpress.web import clinic_form
from tests.helpers import pdftext
from tests.helpers.photos import photo
from tests.helpers.profiles import as_yaml
from tests.helpers.workspace import workspace, write

Profile = dict[str, Any]
BASE: Profile = {"name": "Test Clinic", "city": "Testtown, CA", "phone": "(707) 555-0123", "email": "desk@clinic.example.org"}
NOT_FOR_PRINT = {
    "reviewer.name": "a leaflet names its reviewer from the sign-off of its very text alone; the profile says whom to ask for one",
    "reviewer.title": "as reviewer.name",
}
PEOPLE = [{"name": "Robin Lee", "title": "DPT"}]
COVER = {"photo": "photo.png", "alt": "Our room"}
HOURS = [{"days": "mon-fri", "open": "8:00-17:00"}]
# for each field: what it is set to, and what else the profile must say for it to count (before and after)
EXAMPLES: dict[str, tuple[object, Profile]] = {
    "country": ("GB", {"phone": "+44 20 7946 0123"}),
    "name": ("Another Clinic", {}),
    "city": ("Northgate, CA", {}),
    "phone": ("(707) 555-0199", {}),
    "address": ("1 Main Street", {}),
    "leaflet_site": ("www.example.org/leaflets", {}),
    "towns_served": (["Millbrook"], {}),
    "discipline": ("massage", {}),
    "practitioners.name": ("Sam Rivera", {"practitioners": PEOPLE}),
    "practitioners.title": ("DC", {"practitioners": PEOPLE}),
    "hours.days": ("sat", {"hours": HOURS}),
    "hours.open": ("9:00-13:00", {"hours": HOURS}),
    "after_hours": ("Leave a message.", {}),
    "email": ("front@clinic.example.org", {}),
    "reply_to": ("answers@clinic.example.org", {}),
    "website": ("www.example.org", {}),
    "booking": ("www.example.org/book", {}),
    "services": (["massage"], {}),
    "languages": (["vi"], {}),
    "interpreter": ("Free interpreters.", {}),
    "masthead": ("band", {}),
    "footer": ("Part of Test Health.", {}),
    "next_visit": (True, {}),
    "templates": (["trifold"], {}),
    "notice_1557": (True, {"notice_text": {"en": "Free language help."}}),
    "notice_text": ({"en": "Free language help."}, {"notice_1557": True}),
    "logo": ("logo.svg", {}),
    "cover.photo": ("other.png", {"cover": COVER}),
    "cover.alt": ("Our garden", {"cover": COVER}),
    "cover.focus": ([0, 0], {"cover": COVER}),
    "cover.scene": ("cat", {"cover": {"scene": "walk"}}),
    "brand": ("#b4532a", {}),
    "style": ("warm", {}),
    "print": ("process", {}),
    "ink": ("PANTONE 3145 C", {"print": "spot", "ink": "PANTONE 185 C"}),
    "emergency_number": ("112", {"country": "GB", "phone": "020 7946 0123"}),
    "paper": ("a4", {}),
}
PIECE = ApprovedLeaflet(Job("test", "get-help"), "Title", "1.0", b"pdf", b"cGRm")
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0H9V9Z" fill="#123456"/></svg>'


def paths(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """All fields of a model, those of the models in it under its own name: practitioners.title."""
    for name, field in model.model_fields.items():
        inner = _model_in(field)
        yield from paths(inner, f"{before}{name}.") if inner else iter([before + name])


def _model_in(field: FieldInfo) -> type[BaseModel] | None:
    found = [field.annotation, *get_args(field.annotation)]
    return next((kind for kind in found if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def changed(path: str, value: object, profile: Profile) -> Profile:
    """A profile with one field set; of a list of models, that of its first."""
    head, _, part = path.partition(".")
    if not part:
        return profile | {head: value}
    inner = profile[head]
    return profile | {head: [inner[0] | {part: value}] if isinstance(inner, list) else inner | {part: value}}


def outputs(profile: Profile) -> dict[str, bytes]:
    """What a profile gives: sheets, web page, text, letter, and which sheets are made when none is named."""
    with TemporaryDirectory() as folder:
        root = workspace(Path(folder), as_yaml(profile))
        write(root / "clinic_profiles/logo.svg", LOGO)
        for seed, name in enumerate(("photo.png", "other.png")):
            photo(seed).save(root / "clinic_profiles" / name)
        library = Library(root)
        leaflet = merge(library, "test", "get-help")
        sheet = library.template("leaflet").value
        desk = letters.letterhead(library, "test", "en")
        made = {
            name: document.typeset(leaflet, library.template(name).value) for name in ("leaflet", "trifold", "large-print")
        }  # fmt: skip
        return made | {
            "print shop": document.typeset(leaflet, sheet, finish=Finish(bleed=9, marks=True)),
            "html": html.document(leaflet).encode(),
            "text": text.plain(leaflet).encode(),
            "letter": repr(words_of(letters.compose(desk, "ana@example.org", [PIECE], message_id="<1@example.org>"))).encode(),
            "plan": repr([job.template for job in select_jobs(library, handouts=["get-help"])]).encode(),
        }


def words_of(message: EmailMessage) -> list[str]:
    """What a letter says: who writes, where answers go, subject, and both bodies. What parts them differs each time."""
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
    return [
        *(str(message[name]) for name in ("From", "Reply-To", "Subject")),
        *(str(body and body.get_content()) for body in bodies),
    ]


@cache
def _hashes(profile: str) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in outputs(json.loads(profile)).items()}


def touched(path: str) -> list[str]:
    """Outputs that differ once a field is set."""
    value, more = EXAMPLES[path]
    before, after = (_hashes(json.dumps(one)) for one in (BASE | more, changed(path, value, BASE | more)))
    return [name for name in before if before[name] != after[name]]


# -- every field ---------------------------------------------------------------------------------------------------------------


def test_every_field_is_tried_or_named() -> None:
    lost = set(paths(Clinic)) ^ (EXAMPLES.keys() | NOT_FOR_PRINT.keys())
    hints = "\n".join(f"{path}: {'; '.join(unfinished(path.partition('.')[0])) or 'add it to EXAMPLES'}" for path in sorted(lost))
    assert not lost, f"fields that this test does not set, and that say no reason why they are not for print:\n{hints}"


def test_no_field_is_excused_that_does_something() -> None:
    assert not NOT_FOR_PRINT.keys() & EXAMPLES.keys()
    assert all(len(reason) > 10 for reason in NOT_FOR_PRINT.values())


@pytest.mark.parametrize("path", EXAMPLES)
def test_a_field_does_something(path: str) -> None:
    hint = "; ".join(unfinished(path.partition(".")[0]))
    assert touched(path), f"{path} is asked for and does nothing. Print it ({hint}), or give the reason in NOT_FOR_PRINT"


def test_the_same_profile_gives_the_same() -> None:
    """Else every field would seem to do something."""
    assert outputs(BASE | MARKED) == outputs(BASE | MARKED)


def test_fields_are_found_within_fields() -> None:
    class Inner(BaseModel):
        a: int

    class Outer(BaseModel):
        one: Inner | None = None
        many: tuple[Inner, ...] = ()
        plain: str = ""

    assert list(paths(Outer)) == ["one.a", "many.a", "plain"]


@pytest.mark.parametrize("path", ["towns_served", "practitioners.name", "languages"])
def test_a_field_that_is_dropped_on_the_way_is_seen(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = clinic_card.card

    def dropping(*arguments: Any) -> ClinicCard:
        gone: dict[str, Any] = {path.partition(".")[0]: ()}
        return replace(real(*arguments), **gone)

    monkeypatch.setattr("handoutpress.merge.merge.card", dropping)
    monkeypatch.setattr(letters, "card", dropping)
    value, more = EXAMPLES[path]
    before, after = outputs(BASE | more), outputs(changed(path, value, BASE | more))
    assert [name for name in before if before[name] != after[name]] == []


# -- a field of the call to action ---------------------------------------------------------------------------------------------


def unfinished(name: str) -> list[str]:
    """Where a field must stand to be printed in the call to action, and does not yet: what a maintainer has to do, in order."""
    f = clinic_form
    form = {*f.SCALARS, *f.IDS, *f.LOCALISED, *f.ROWS, *f.SWITCHES, *f.TEXT_LISTS, *f.ELSEWHERE}
    pages = {code: LIBRARY.page_words(code).value.root["fields"] for code in ("en", "es")}
    sentence = name in Clinic.model_fields and (name == "hours" or not isinstance(Clinic.model_fields[name].default, tuple))
    known: Mapping[str, bool] = {
        f"content/schema/clinic.py: a field `{name}` of Clinic": name in Clinic.model_fields,
        "schemas/: write them anew, `python -m handoutpress.content.json_schemas`": name in _written_schema()["properties"],
        f"content/schema/words.py and handouts/interface/*.yaml: a label `{name}`, if it is a list": sentence or name in Words.model_fields,
        f"merge/leaflet.py: `{name}` of ClinicCard": name in {field.name for field in fields(ClinicCard)} | {"website"},
        f"merge/clinic_card.py and merge/contact_lines.py: `{name}` in ORDER": any(
            name in order for order in contact_lines.ORDER.values()
        ),
        f"web/clinic_form.py: `{name}` in one of its tables": name in form,
        f"web/pages/clinic.html: a field for `{name}`": f"'{name}'" in CLINIC_PAGE.read_text("utf-8"),
        f"handouts/interface/page/*.yaml: fields.{name}": all(name in words for words in pages.values()),
    }  # fmt: skip
    return [place for place, done in known.items() if not done]


LIBRARY = Library()
SOURCE = Path(errors.__file__).parent
CLINIC_PAGE = SOURCE / "web/pages/clinic.html"


def _written_schema() -> dict[str, Any]:
    """The one beside the profiles, which may be older than the model: a new field is told of that, and of all else."""
    written: dict[str, Any] = json.loads((SOURCE.parents[1] / "schemas/clinic.schema.json").read_text("utf-8"))
    return written


PLACED = sorted({field for order in contact_lines.ORDER.values() for field in order})
MARKED: Profile = {name: EXAMPLES[name][0] for name in PLACED if name in EXAMPLES} | {"hours": HOURS, "practitioners": PEOPLE}
# what is printed of those whose value is not printed as it stands
SAID = {
    "hours": "Mon–Fri", "practitioners": "Robin Lee, DPT", "languages": "Vietnamese", "towns_served": "Millbrook",
    "services": "Massage therapy",
}  # fmt: skip


def unsaid(leaflet: Leaflet, library: Library) -> list[str]:
    """Fields with a line of their own that some medium leaves out, as "trifold: address"."""
    said = {
        "plan": pdftext.spoken(document.typeset(leaflet, library.template("leaflet").value)),
        "call": pdftext.spoken(document.typeset(leaflet, library.template("leaflet").value.model_copy(update={"plan": False}))),
        "panel": pdftext.spoken(document.typeset(leaflet, library.template("trifold").value)),
        "html": html.document(leaflet),
        "mail": html.mail(leaflet),
        "text": text.plain(leaflet),
        "letter": " ".join(
            words_of(letters.compose(letters.letterhead(library, "test", "en"), "a@example.org", [PIECE], message_id="<1@a>"))
        ),
    }
    places: dict[str, contact_lines.Place] = {
        "plan": "plan", "call": "call", "panel": "panel", "html": "page", "mail": "page", "text": "page", "letter": "letter"
    }  # fmt: skip
    flat = {medium: "".join(words.split()) for medium, words in said.items()}
    return [
        f"{medium}: {field}"
        for medium, place in places.items()
        for field in contact_lines.ORDER[place]
        if "".join(SAID.get(field, str(MARKED[field])).split()) not in flat[medium]
    ]


@pytest.mark.parametrize("name", PLACED)
def test_a_field_of_the_call_to_action_stands_everywhere(name: str) -> None:
    assert unfinished(name) == []


def test_what_is_to_be_said_is_said_in_every_medium(tmp_path: Path) -> None:
    library = Library(workspace(tmp_path, as_yaml(BASE | MARKED)))
    assert unsaid(merge(library, "test", "get-help"), library) == []


def test_a_line_that_a_medium_drops_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(workspace(tmp_path, as_yaml(BASE | MARKED)))
    leaflet = merge(library, "test", "get-help")
    monkeypatch.setattr(contact_lines, "_lines", lambda field, *rest: iter(()) if field == "address" else REAL_LINES(field, *rest))
    assert unsaid(leaflet, library) == ["panel: address", "html: address", "mail: address", "text: address"]


REAL_LINES = contact_lines._lines


def test_a_new_field_is_told_all_its_places() -> None:
    """A maintainer adds `parking`: one message names every place."""
    places = unfinished("parking")
    for wanted in (
        "content/schema/clinic.py", "schemas/", "handouts/interface/*.yaml", "merge/leaflet.py", "merge/contact_lines.py",
        "web/clinic_form.py", "web/pages/clinic.html", "handouts/interface/page/*.yaml",
    ):  # fmt: skip
        assert any(wanted in place for place in places), wanted
