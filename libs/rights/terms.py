"""Something held for a time: a role at an organisation, a function for kinds of school."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from libs.eventlog import Recorded
from libs.rights.facts import (
    FunctionAssigned,
    FunctionEnded,
    GrantGiven,
    GrantWithdrawn,
    facts,
)


@dataclass(frozen=True, slots=True)
class Term:
    """Something held from `starts` to the day before `ends` (None: until further notice)."""

    name: str
    org: str
    starts: date
    ends: date | None
    kinds: tuple[str, ...] = field(default=())

    def holds(self, on: date) -> bool:
        """Return whether `on` is within the term."""
        return self.starts <= on and (self.ends is None or on < self.ends)


def terms_of(events: Iterable[Recorded]) -> list[Term]:
    """Return the terms of a grant or assignment stream, those cut short with their true end."""
    terms: list[Term] = []
    for fact in facts(events):
        match fact:
            case GrantGiven(role, org, starts, ends):
                terms.append(Term(role, org, starts, ends))
            case FunctionAssigned(holder, kinds, starts, ends):
                terms.append(Term("", holder, starts, ends, kinds))
            case GrantWithdrawn(role, org, ends):
                terms = [_cut(t, ends) if (t.name, t.org) == (role, org) else t for t in terms]
            case FunctionEnded(holder, ends):
                terms = [_cut(t, ends) if t.org == holder else t for t in terms]
    return terms


def _cut(term: Term, ends: date) -> Term:
    if term.ends is not None and term.ends <= ends:
        return term
    return Term(term.name, term.org, term.starts, ends, term.kinds)
