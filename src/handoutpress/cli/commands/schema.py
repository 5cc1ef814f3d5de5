"""`schema`: JSON Schemas for editors."""

from __future__ import annotations

from typing import Annotated

import typer

from handoutpress.cli.common import as_json


def schema(kind: Annotated[str, typer.Argument(help="clinic, handout, section, template, ...")]) -> None:
    """Print the JSON Schema of a kind of file, for editors that complete and check as you type."""
    from handoutpress.content import json_schemas

    as_json(json_schemas.schema(kind))
