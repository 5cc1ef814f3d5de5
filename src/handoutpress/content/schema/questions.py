"""Questions that prove a handout: what readers are asked when it is tried, and the printed words that answer each."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from handoutpress.content.schema.base import Id, Inline, Model
from handoutpress.content.schema.block_entry import Conditions


class Answer(Model):
    """Words of the leaflet that answer a question, quoted as they are printed; `when`: only on leaflets that print them."""

    says: Inline
    when: Conditions = ()


def _answer(value: Any) -> Any:
    return {"says": value} if isinstance(value, str) else value


class ReaderQuestion(Model):
    """One question. Readers find the answer, say what it means, or say what they would do."""

    ask: Inline
    kind: Literal["find", "understand", "do"]
    facts: Annotated[tuple[str, ...], Field(description="Rows of the fact register it asks for, as F36")] = ()
    signs: Annotated[tuple[Id, ...], Field(description="Ids of signs of the red flags that answer it")] = ()
    answers: tuple[Annotated[Answer, BeforeValidator(_answer)], ...] = ()

    @model_validator(mode="after")
    def _is_answered(self) -> Self:
        if not self.signs and not self.answers:
            raise ValueError("needs answers or signs")
        return self


class ReaderQuestions(Model):
    """All questions of a handout, or of the red flags, in one language."""

    questions: Annotated[tuple[ReaderQuestion, ...], Field(min_length=1)]
