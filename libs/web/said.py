"""Refusals of the API for who fills in a form: fields by what they are called.

The API names a field of the command as programs write it, "(trường dated)"; nobody else knows it.
"""

import re
from collections.abc import Mapping
from typing import Any

from libs.kernel.problems import Wire
from libs.web.forms import words

FIELD = re.compile(r" \(trường ([a-z][a-z0-9_]*)\)")
"""A field in a sentence of the API."""


def plainly(sentence: str) -> str:
    """Return a sentence with its fields by their labels; one that has no label is left out."""

    def called(found: re.Match[str]) -> str:
        label = words().get(found[1], {}).get("label")
        return f" (ô “{label}”)" if label else ""

    return FIELD.sub(called, sentence)


def readable(problem: Wire) -> Wire:
    """Return a problem document whose sentences name fields as forms do."""
    told: dict[str, Any] = dict(problem)
    if isinstance(told.get("detail"), str):
        told["detail"] = plainly(told["detail"])
    errors = told.get("errors")
    if isinstance(errors, list):
        told["errors"] = [_error(each) for each in errors]
    return told


def _error(each: Any) -> Any:
    if isinstance(each, Mapping) and isinstance(each.get("detail"), str):
        return {**each, "detail": plainly(each["detail"])}
    return each
