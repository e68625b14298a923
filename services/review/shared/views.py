"""Views out of rows, as all answers of review are made."""

from dataclasses import fields
from typing import Any, TypeVar

V = TypeVar("V")


def view_of(kind: type[V], row: dict[str, Any]) -> V:
    """Return the view whose fields have the names of the row's columns."""
    values = {f.name: row[f.name] for f in fields(kind)}  # type: ignore[arg-type]
    return kind(**{n: tuple(v) if isinstance(v, list) else v for n, v in values.items()})
