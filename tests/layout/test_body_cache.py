"""Bodies shared between clinics: whatever was made before, a leaflet has the bytes it has when it is made alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoutpress.content.library import Library
from handoutpress.content.schema.blocks.clinic_details import Services
from handoutpress.layout.reuse import body_cache
from handoutpress.merge.clinic_answers import ClinicAnswers
from handoutpress.pdf.reuse import file_writer
from handoutpress.pdf.reuse.shared_objects import Signature
from handoutpress.press.job import Job
from handoutpress.press.render import render_job
from tests.helpers import pdftext
from tests.helpers.processes import python
from tests.helpers.workspace import own_handout, write

LETTERS = "abcdefgh ÁéñüßŁąż'&()\\"
names = st.text(LETTERS, min_size=2, max_size=45).map(lambda text: "A" + text.strip() + "z")
clinics = st.fixed_dictionaries(
    {"name": names, "city": names, "phone": st.sampled_from(["(707) 555-0123", "415 555 0199"])},
    optional={
        "website": st.sampled_from(["www.example.org", "a-much-longer-name.example.org/and/a/path/to/it"]),
        "booking": st.just("www.example.org/visit"),
        "brand": st.sampled_from(["#0f6e73", "#aa2200", "#ffe000"]),
        "masthead": st.sampled_from(["standard", "name", "band"]),
        "services": st.lists(st.sampled_from(["spinal-adjustment", "massage", "exercise-plan"]), unique=True, max_size=3),
        "footer": st.one_of(st.just("Part of Fairview Health."), st.just("A line that takes more room than one. " * 6)),
        "next_visit": st.booleans(),
        "country": st.sampled_from(["US", "CA"]),
        "emergency_number": st.just("911"),
        "hours": st.just([{"days": "mon-fri", "open": "8 am to 6 pm"}]),
    },
)
TEMPLATES = ["leaflet", "trifold", "half-sheet", "rack-card", "wallet-card"]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library that remembers the clinics of all examples."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "clinic_profiles").mkdir()
    return Library(folder)


def _written(folder: Path, number: int, clinic: dict[str, object]) -> Path:
    import yaml

    return write(folder / "clinic_profiles" / f"clinic{number}.yaml", yaml.safe_dump(clinic, allow_unicode=True))


_COUNT = iter(range(1_000_000))


def _both(library: Library, clinic: dict[str, object], handout: str, template: str) -> tuple[bytes, bytes]:
    """A leaflet with all that is remembered, and the same with nothing."""
    assert library.workspace is not None
    path = _written(library.workspace, next(_COUNT), clinic)
    job = Job(str(path), handout, "en", template)
    warm = render_job(library, job)
    body_cache.forget()
    return warm, render_job(Library(library.workspace), job)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=clinics, clinic=clinics, handout=st.sampled_from(["get-help", "your-visit"]), template=st.sampled_from(TEMPLATES))
def test_the_bytes_do_not_depend_on_what_was_made_before(
    shared: Library, first: dict[str, object], clinic: dict[str, object], handout: str, template: str
) -> None:
    assert shared.workspace is not None
    render_job(shared, Job(str(_written(shared.workspace, next(_COUNT), first)), handout, "en", template))
    warm, cold = _both(shared, clinic, handout, template)
    assert warm == cold


PLAIN = {"name": "Test Clinic", "city": "Testtown, CA", "phone": "(707) 555-0123"}


def _after(library: Library, first: dict[str, object], then: dict[str, object]) -> bool:
    """Whether the second clinic's leaflet is what it is alone, when the first one's was made before it."""
    assert library.workspace is not None
    body_cache.forget()
    render_job(library, Job(str(_written(library.workspace, next(_COUNT), PLAIN | first)), "your-visit"))
    warm, cold = _both(library, PLAIN | then, "your-visit", "leaflet")
    return warm == cold


SERVED = {"services": ["spinal-adjustment", "massage"]}


def test_a_condition_is_part_of_what_a_text_follows_from(shared: Library) -> None:
    assert _after(shared, {}, SERVED) and _after(shared, SERVED, {})


def test_a_condition_that_is_forgotten_is_seen(shared: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: a merge that does not note which services it asked for gives one clinic another's text."""
    library = Library(shared.workspace)
    monkeypatch.setattr(ClinicAnswers, "ask", ClinicAnswers.answer)  # answers, and does not note it
    assert not _after(library, {}, SERVED)


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


class _Blind(Signature):
    """A signature that looks at nothing."""

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return True


def test_what_hangs_in_the_tree_is_part_of_what_shared_objects_follow_from(
    shared: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A logo is a figure, initials are decoration; the body is the same. The twin: a signature that does not look at the tree."""
    assert shared.workspace is not None
    write(shared.workspace / "clinic_profiles" / "logo.svg", LOGO)
    assert _after(shared, {}, {"logo": "logo.svg"}) and _after(shared, {"logo": "logo.svg"}, {})
    monkeypatch.setattr(file_writer, "Signature", _Blind)
    assert not _after(shared, {"logo": "logo.svg"}, {})


LISTED = "heading: What we do\nkey_message: We do much.\nblocks:\n  - services: {intro: Here you find}\n"


def test_what_a_body_tells_of_the_clinic_is_part_of_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: a body whose key forgets the services it lists prints none there, and never another clinic's."""
    workspace = own_handout(tmp_path, section=LISTED)

    def listed(service: str) -> int:
        path = _written(tmp_path, next(_COUNT), {**PLAIN, "services": [service]})
        return pdftext.spoken(render_job(Library(workspace), Job(str(path), "mine"))).count(service.capitalize())

    assert listed("massage") == 1
    assert listed("cupping") == 1
    monkeypatch.setattr(Services, "clinic_fields", ())
    body_cache.forget()
    assert listed("massage") == listed("cupping") == 0


def test_heights_of_what_is_the_clinics_own_are_part_of_the_key(shared: Library) -> None:
    assert _after(shared, {}, {"footer": "A line that takes more room than one. " * 6})
    assert _after(shared, {}, {"masthead": "band"})


def test_another_process_makes_the_same_bytes(shared: Library) -> None:
    assert shared.workspace is not None
    path = _written(shared.workspace, next(_COUNT), {**PLAIN, "name": "Żółć & Sons (Back)", **SERVED})
    here = render_job(shared, Job(str(path), "get-help"))
    program = (
        "import sys; from pathlib import Path; from handoutpress.content.library import Library;"
        "from handoutpress.press.job import Job; from handoutpress.press.render import render_job;"
        f"sys.stdout.buffer.write(render_job(Library(Path({str(shared.workspace)!r})), Job({str(path)!r}, 'get-help')))"
    )
    assert python(program) == here
