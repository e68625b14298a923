"""Something to be done, as my work lists it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done: its name, where, its state as shape and word, until when, more."""

    name: str
    href: str
    kind: str
    state: str
    more: str = ""
    due: date | None = None
