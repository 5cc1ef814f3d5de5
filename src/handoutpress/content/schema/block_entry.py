"""Entries under `blocks:` in a section: one of the block types there are, and when to print it."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, create_model, field_validator, model_validator

from handoutpress.content.schema import blocks
from handoutpress.content.schema.base import Model
from handoutpress.content.schema.block import Block

CONDITION = r"^(not )?(service|clinic)\.[a-z0-9_-]+$"
Condition = Annotated[str, Field(pattern=CONDITION, examples=["service.massage", "not clinic.booking"])]


def _block_types() -> dict[str, type[Block]]:
    """Every block type in the modules of `blocks/`, by the key that names it in YAML."""
    modules = [importlib.import_module(f"{blocks.__name__}.{module.name}") for module in pkgutil.iter_modules(blocks.__path__)]
    found = [value for module in modules for value in vars(module).values() if getattr(value, "__module__", "") == module.__name__]
    return {value.kind: value for value in found if isinstance(value, type) and issubclass(value, Block)}


BLOCK_TYPES = _block_types()


class BlockEntryBase(Model):
    """One entry under `blocks:`: exactly one kind of block, and when to print it."""

    when: tuple[Condition, ...] = ()

    @field_validator("when", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set - {"when"}) != 1:
            raise ValueError(f"a block is exactly one of: {', '.join(BLOCK_TYPES)}")
        return self

    @property
    def kind(self) -> str:
        """The key that names the block in YAML."""
        return next(iter(self.model_fields_set - {"when"}))

    @property
    def block(self) -> Block:
        """The block itself."""
        block: Block = getattr(self, self.kind)
        return block


if TYPE_CHECKING:
    BlockEntry = BlockEntryBase
else:
    _FIELDS: dict[str, Any] = {kind: (model | None, None) for kind, model in BLOCK_TYPES.items()}
    BlockEntry = create_model("BlockEntry", __base__=BlockEntryBase, __doc__=BlockEntryBase.__doc__, __module__=__name__, **_FIELDS)
