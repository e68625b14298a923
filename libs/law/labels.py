"""What a code is called in Vietnamese: the one reader of `labels.yaml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


@cache
def _groups() -> dict[str, dict[str, str]]:
    text = (files("libs.law") / "labels.yaml").read_text(encoding="utf-8")
    groups: dict[str, dict[str, str]] = yaml.safe_load(text)
    return groups


@cache
def labels() -> Mapping[str, str]:
    """Return the label of every code; raises `ValueError` if a code has two."""
    found: dict[str, str] = {}
    for group in _groups().values():
        for code, called in group.items():
            if found.setdefault(code, called) != called:
                raise ValueError(f"{code} is called both {found[code]!r} and {called!r}")
    return found


def group(name: str) -> Mapping[str, str]:
    """Return the codes of one group ("school_kind") in their order, with their labels."""
    return _groups()[name]


def label(code: str) -> str:
    """Return what `code` is called, as it stands within a sentence; raises `KeyError`."""
    return labels()[code]


def said(text: str) -> str:
    """Return the label of a code; what is no code is returned as it is."""
    return labels().get(text, text)


def capital(text: str) -> str:
    """Return `text` with a capital first letter, as it stands alone in a cell or a heading."""
    return text[:1].upper() + text[1:]
