"""What a text asks of a clinic: values for its placeholders, and whether conditions hold. Every answer is noted for the text cache."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from handoutpress.content import markup, safety_floor
from handoutpress.content.schema.clinic import Clinic, phone_number

if TYPE_CHECKING:
    from handoutpress.content.schema.base import Model
    from handoutpress.content.schema.handout import Country
    from handoutpress.content.yaml_reader import Loaded
    from handoutpress.errors import Problem
    from handoutpress.merge.text_cache import Question

V = TypeVar("V")
OF_CLINICS = ("clinic.", "emergency.", "care.")  # placeholders whose value differs between clinics; all others are facts
Path = tuple[str | int, ...]


class ClinicAnswers:
    """One clinic's answers to one text, all that was `asked`, and its problems; `printed`: is what is being filled on its leaflet?"""

    def __init__(
        self,
        loaded: Loaded[Clinic],
        country: Country,
        shared: dict[str, str],
        services: Iterable[str],
        review: Callable[[], object],
    ) -> None:
        """Take values the clinics of a country share, ids of all services, and what is another value once the text is signed for."""
        clinic = loaded.value
        self.clinic, self.services, self.review = clinic, services, review
        phone, *_ = phone_number(clinic.phone, clinic.country)
        self.values = shared | {"clinic.name": clinic.name, "clinic.city": clinic.city, "clinic.phone": phone}
        if clinic.address:
            self.values["clinic.address"] = clinic.address
        self.values["emergency.number"] = safety_floor.emergency_number(loaded, country)
        self.asked: dict[Question, object] = {}
        self.printed = True
        self.problems: list[Problem] = []

    def answer(self, question: Question) -> object:
        """The answer to a question, not noted."""
        kind, name = question
        match kind:
            case "slot":
                return self.values.get(name)
            case "country":
                return self.clinic.country
            case "service":
                return name in self.clinic.services
            case "field":
                return bool(getattr(self.clinic, name, None))
            case "review":
                return self.review()

    def ask(self, question: Question) -> object:
        """The answer to a question, noted: the text depends on it."""
        self.asked[question] = answer = self.answer(question)
        return answer

    def holds(self, conditions: Iterable[str], loaded: Loaded[Any], path: Path) -> bool:
        """Whether all conditions are true of the clinic. Each is decided: each may be wrong in itself."""
        decided = [self._holds_one(condition, loaded, path) for condition in conditions]
        return all(decided)

    def _holds_one(self, condition: str, loaded: Loaded[Any], path: Path) -> bool:
        kind, _, name = condition.removeprefix("not ").partition(".")
        known = self.services if kind == "service" else Clinic.model_fields
        found = bool(self.ask(("service" if kind == "service" else "field", name)))
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            mend = f"Did you mean {kind}.{near[0]}?" if near else f"Known: {', '.join(known)}"
            self.problems.append(loaded.problem(f"there is no {kind} '{name}'", mend, *path))
        return found != condition.startswith("not ")

    def fill(self, value: V, loaded: Loaded[Any], path: Path = ()) -> V:
        """A model (or part of one) with its placeholders filled; those that cannot be are noted as problems."""
        out: Any = value
        if isinstance(value, tuple):
            if value and all(isinstance(item, markup.Span) for item in value):
                return self._fill_text(value, loaded, path)  # type: ignore[return-value]
            out = tuple(self.fill(item, loaded, (*path, i)) for i, item in enumerate(value))
        elif hasattr(value, "model_fields_set"):
            model: Model = value  # type: ignore[assignment]
            names = [name for name in type(model).model_fields if getattr(model, name) is not None]
            changed = {name: self.fill(getattr(model, name), loaded, path if name == "root" else (*path, name)) for name in names}
            out = model.model_copy(update={name: new for name, new in changed.items() if new is not getattr(model, name)})
        return out  # type: ignore[no-any-return]

    def _fill_text(self, inline: markup.Inline, loaded: Loaded[Any], path: Path) -> markup.Inline:
        for name in markup.slots(inline):
            if self.printed and name.startswith(OF_CLINICS):
                self.ask(("country", "") if name.startswith("care.") else ("slot", name))  # care is called so in whatever language
            spared = not self.printed and name.removeprefix("clinic.") in Clinic.model_fields  # not printed: may have no value
            if name not in self.values and not spared:
                self.problems.append(loaded.problem(*self._unknown(name), *path))
        return markup.fill(inline, lambda name: self.values.get(name, ""))

    def _unknown(self, name: str) -> tuple[str, str]:
        if name == "clinic.address":  # the one that a profile may lack
            return f"{{{name}}} has no value: the profile gives no address", f"Add it there, or print this only `when: {name}`"
        near = difflib.get_close_matches(name, self.values, 1, 0.6)
        mend = f"Did you mean {{{near[0]}}}?" if near else "Numbers must be in facts.yaml; the clinic's name is {clinic.name}"
        return f"there is nothing called {{{name}}}", mend
