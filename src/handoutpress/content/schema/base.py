"""What all models share: frozen, unknown keys refused, and the field types that need more than one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, WithJsonSchema

from handoutpress.content import markup

Item = TypeVar("Item")


class Whole(RootModel[Item]):
    """Base of what is one list, mapping or text without fields of its own."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, defer_build=True)
    printed: ClassVar[bool] = True  # whether a leaflet may print what it says


class Model(BaseModel):
    """Base of everything that is read from YAML. Built when first used: most runs need few of the models."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True, defer_build=True)
    printed: ClassVar[bool] = True  # whether a leaflet may print what it says


def _inline(value: Any) -> markup.Inline:
    if isinstance(value, tuple):
        return value
    if not isinstance(value, str):
        raise ValueError("should be text")
    if not value.strip():
        raise ValueError("is empty")
    return markup.parse(value)


_PLAIN_URL = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./?=&%-]*)?", re.ASCII)


def _url(value: Any) -> str:
    text = str(value).strip()
    full = text if "://" in text or re.match("(?:mailto|tel):", text, re.IGNORECASE) else f"https://{text}"
    if _PLAIN_URL.fullmatch(full):  # most are, and taking one apart takes far longer
        return full
    parts = urlsplit(full)
    if parts.scheme == "mailto" or "@" in parts.netloc:
        raise ValueError(
            "is an e-mail address or holds a password; write a web address, as www.example.org/visit, or delete the line"
        )
    if parts.scheme == "tel":
        raise ValueError("is a phone number; write it in the field phone, and here a web address or nothing")
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or re.search(r"[\s<>\"]", full):
        raise ValueError("is not a web address; write it as www.example.org/visit")
    return full


_IN_TEXT = re.compile(r"[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def _mail_address(value: Any) -> str:
    text = str(value).strip()
    if not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+", text):
        found = _IN_TEXT.findall(text)
        raise ValueError(
            f"is not an e-mail address alone; write {found[0]}"
            if found
            else "is not an e-mail address; write it as desk@example.org"
        )
    return text


# before a Literal of whole numbers, which takes no text
WHOLE_NUMBER = BeforeValidator(lambda value: int(value) if isinstance(value, str) and re.fullmatch("-?[0-9]+", value) else value)
Inline = Annotated[
    markup.Inline,
    BeforeValidator(_inline),
    WithJsonSchema({"type": "string", "description": "Text; **bold**, *emphasis*, [link](https://…), {placeholder}"}),
]
Text = Annotated[str, Field(min_length=1)]
Url = Annotated[str, BeforeValidator(_url), WithJsonSchema({"type": "string", "format": "uri-reference"})]
MailAddress = Annotated[str, BeforeValidator(_mail_address), WithJsonSchema({"type": "string", "format": "email"})]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


def _localised(value: Any) -> Any:
    return {"": value} if isinstance(value, str) else value


Localised = Annotated[
    dict[str, Text],
    BeforeValidator(_localised),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}],
            "description": "One text for all languages, or one per language code",
        }
    ),
]


def in_language(text: dict[str, str], language: str) -> str:
    """A localised text in `language`, else the one for all languages, else English, else the first."""
    for key in (language, language.split("-")[0], "", "en"):
        if key in text:
            return text[key]
    return next(iter(text.values()))


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, tuple[str | int, ...]]]:
    """Everything a model was given that holds no further fields or items, texts among them, each with its path."""
    if isinstance(value, tuple) and not (value and all(isinstance(item, markup.Span) for item in value)):
        for i, item in enumerate(value):
            yield from leaves(item, (*path, i))
    elif hasattr(value, "model_fields_set"):
        for name in type(value).model_fields:
            if name in value.model_fields_set:
                yield from leaves(getattr(value, name), path if name == "root" else (*path, name))
    else:
        yield value, path


def texts_in(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[markup.Inline, tuple[str | int, ...]]]:
    """Every text of a model with its path; headings and titles that are plain text count too."""
    for leaf, where in leaves(value, path):
        if isinstance(leaf, tuple):
            yield leaf, where
        elif isinstance(leaf, str) and where and where[-1] in ("title", "summary", "topic", "booklet"):
            yield markup.parse(leaf), where
