"""Faults: what pydantic finds wrong with plain data, in the words of people who never heard of it."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

_SAID = {
    "string_type": ("should be text", "Write words here, not a list or further fields"),
    "tuple_type list_type": ("should be a list", "Write one item a line, each after '- '"),
    "dict_type model_type model_attributes_type": ("should hold fields", "Write `field: text` below it, indented"),
    "bool_parsing bool_type": ("should be yes or no", "Write yes or no"),
    "int_parsing int_type": ("should be a whole number", "Write digits only"),
    "float_parsing float_type": ("should be a number", "Write digits only, with a point if you need one"),
    "date_from_datetime_parsing date_parsing date_type": ("is not a date", "Write it as 2026-07-31"),
}
_TYPES = {kind: said for kinds, said in _SAID.items() for kind in kinds.split()}


def told(detail: ErrorDetails, model: type[BaseModel], path: tuple[str | int, ...]) -> tuple[str, str]:
    """What is wrong with what stands at a path, and the mend; `model`: of the whole."""
    kind, context = detail["type"], detail.get("ctx", {})
    name = str(path[-1]) if path else ""
    if kind == "missing":
        field = model.model_fields.get(name) if len(path) == 1 else None
        example = f", as `{name}: {field.examples[0]}`" if field and field.examples else ""
        return f"'{name}' is missing", f"Add a line `{name}: ...`{example}"
    if kind == "extra_forbidden":
        known = _fields(model, path[:-1])
        return f"there is no field '{name}' here", _meant(name, known)
    if kind == "value_error":
        what, _, mend = str(context.get("error", detail["msg"])).partition("; ")
        return what, mend[:1].upper() + mend[1:]
    if kind in _TYPES:
        return _TYPES[kind]
    if kind in ("literal_error", "enum"):
        return "is not one of the words known here", f"Write {context.get('expected', '')}"
    if kind == "string_too_long":
        return f"is longer than {context['max_length']} characters", "Shorten it"
    if kind == "string_too_short":
        least = context["min_length"]
        return ("is empty", "Fill it in") if least == 1 else (f"is shorter than {least} characters", "Write it out")
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        return "is not written as it should be", _PATTERNS.get(pattern, f"It must match {pattern}")
    if kind in ("too_short", "too_long"):
        few = kind == "too_short"
        limit = context["min_length" if few else "max_length"]
        return f"has {context['actual_length']} items", f"Give at {'least' if few else 'most'} {limit}"
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        low = "ge" in context or "gt" in context
        limit = next(context[key] for key in ("ge", "gt", "le", "lt") if key in context)
        return "is out of range", f"Give {'at least' if low else 'at most'} {limit:g}"
    return str(detail["msg"]).rstrip("."), "Compare it with the sample files"


# fields people write in a profile, and where what they say belongs
_ELSEWHERE = {
    **dict.fromkeys(("state", "region", "province", "county"), "Write it in city, as `city: Fairview, CA`"),
    **dict.fromkeys(
        ("zip", "zip code", "zipcode", "postcode", "postal code"), "Write it at the end of address, and delete this line"
    ),
    **dict.fromkeys(
        ("fax", "facebook", "instagram", "whatsapp", "twitter", "linkedin", "slogan", "tagline"),
        "Leaflets have no place for it; delete the line",
    ),
    **dict.fromkeys(("clinic", "profile"), "Delete that line, and the spaces before the lines below it"),
}


def _meant(name: str, known: list[str]) -> str:
    """The mend for a field that is not known: the field it was meant for, or where it belongs."""
    from handoutpress.content.schema.clinic import ALSO_CALLED

    plain = " ".join(re.split(r"[\s_-]+", name.casefold()))
    by_name = {word.replace("_", " "): word for word in known}
    if "phone" in known:  # a profile
        if plain in _ELSEWHERE:
            return _ELSEWHERE[plain]
        by_name = {other: field for field, others in ALSO_CALLED.items() if field in known for other in others} | by_name
    near = difflib.get_close_matches(plain, by_name, 1, 0.7)
    return f"Did you mean {by_name[near[0]]}?" if near else f"Known here: {', '.join(known)}"


_PATTERNS = {
    "^[a-z0-9]+(-[a-z0-9]+)*$": "Use small letters and digits, with - between words, as spinal-adjustment",
    "^[A-Z]{2}$": "Write two capitals, as US",
    "^[0-9]{2,5}$": "Write the number alone, as 911",
    "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "Write a language code, as en or es",
    "^[A-Z]{2,4}-[0-9]{2}$": "Write a code as BSP-01",
    r"^[0-9]+\.[0-9]+$": "Write a version as 1.0",
    r"^[0-9]+(\.[0-9]+)?$": "Write a number in digits",
    r"^(not )?(service|clinic)\.[a-z0-9_-]+$": "Write service.massage, clinic.booking, or not before either",
}


def _fields(model: Any, path: tuple[str | int, ...]) -> list[str]:
    """Names of the fields of the model at a path, as far as it can be followed."""
    from typing import get_args

    from pydantic import BaseModel, RootModel

    def models(annotation: Any) -> list[type[BaseModel]]:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            if issubclass(annotation, RootModel):
                return models(annotation.model_fields["root"].annotation)
            return [annotation]
        return [found for argument in get_args(annotation) for found in models(argument)]

    here = models(model)
    for part in path:
        if isinstance(part, int):
            continue
        step = [found for m in here if part in m.model_fields for found in models(m.model_fields[part].annotation)]
        here = step or here
    return sorted({name for m in here for name in m.model_fields})
