"""Entries under `blocks:` in a section: one of the block types there are, and when to print it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BeforeValidator, Field, create_model, model_validator

from handoutpress.content.schema import blocks
from handoutpress.content.schema.base import Model
from handoutpress.content.schema.block import Block

CONDITION = r"^(not )?(service|clinic)\.[a-z0-9_-]+$"
Condition = Annotated[str, Field(pattern=CONDITION, examples=["service.massage", "not clinic.booking"])]
Conditions = Annotated[tuple[Condition, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]


def by_kind(modules: Iterable[ModuleType]) -> dict[str, type[Block]]:
    """The block types that stand in modules, by the key that names each in YAML.

    Raises TypeError: a type says no key, or that of another (a fault in the program).
    """
    types: dict[str, type[Block]] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Block) and value.__module__ == module.__name__:
                if not value.kind or value.kind in types:
                    mend = 'give the class a kind of its own, as in class Quote(Block, Model, kind="quote")'
                    raise TypeError(f"{value.__name__}: {mend}")
                types[value.kind] = value
    return types


# a module put into the folder `blocks` is found by itself
_MODULES = [importlib.import_module(f"{blocks.__name__}.{module.name}") for module in pkgutil.iter_modules(blocks.__path__)]
BLOCK_TYPES = by_kind(_MODULES)


class BlockEntryBase(Model):
    """One entry under `blocks:`: exactly one kind of block, and when to print it."""

    when: Conditions = ()

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
