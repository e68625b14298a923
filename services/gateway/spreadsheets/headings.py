"""Answers of the API as lines of a table that people read: Vietnamese headings, no codes."""

from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

import yaml

from libs.files.tables import Value
from libs.kernel.problems import Wire
from libs.law.labels import capital, label, labels

FIELDS: Mapping[str, str] = yaml.safe_load(
    (files(__package__) / "headings.yaml").read_text(encoding="utf-8")
)
WRITTEN = frozenset(("name", "address", "title", "subject", "text", "basis", "as_written"))
"""Fields whose texts are people's own: never taken for a code."""
_HIDDEN = ("version", "position")


def columns(view: Wire) -> list[str]:
    """Return the fields of a view (JSON Schema) that an export shows, the id last."""
    names = [name for name in view["properties"] if name not in ("id", *_HIDDEN)]
    return [*names, *(["id"] if "id" in view["properties"] else [])]


def headings(names: Iterable[str]) -> list[str]:
    """Return what the fields are called; one without a Vietnamese name keeps its own."""
    return [FIELDS.get(name, name) for name in names]


def line(view: Wire, names: Iterable[str], schema: Wire) -> list[Value]:
    """Return the fields of one answer as cells; days are days, lists stand in one cell."""
    return [_cell(name, view.get(name), schema["properties"][name]) for name in names]


def _cell(name: str, value: Any, schema: Wire) -> Value:
    if isinstance(value, str) and schema.get("format") == "date":
        return date.fromisoformat(value)
    if isinstance(value, list | dict):
        return _text(name, value)
    said: Value = _said(name, value)
    return said


def _said(name: str, value: Any) -> Any:
    if isinstance(value, str) and name not in WRITTEN and value in labels():
        return capital(label(value))
    return value


def _text(name: str, value: Any) -> str:
    """Return what is nested as one text: a line for each thing, its fields with their names."""
    if isinstance(value, list):
        apart = "\n" if any(isinstance(one, dict) for one in value) else ", "
        return apart.join(_text(name, one) for one in value)
    if isinstance(value, dict):
        told = ((key, _text(key, one)) for key, one in value.items() if one not in (None, "", []))
        return "; ".join(f"{FIELDS.get(key, key)}: {text}" for key, text in told)
    if isinstance(value, bool):
        return "có" if value else "không"
    return str(_said(name, value))
