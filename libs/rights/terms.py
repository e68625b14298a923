"""Something held for a time: a role at an organisation, a function for kinds of school."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from libs.eventlog import Recorded
from libs.rights.facts import (
    DelegationEnded,
    FunctionAssigned,
    FunctionEnded,
    GrantConfirmed,
    GrantDeclined,
    GrantGiven,
    GrantProposed,
    GrantWithdrawn,
    RightDelegated,
    facts,
)

SUBTREE = "subtree"
"""The scope of a grant that holds for the offices below its own too."""


@dataclass(frozen=True, slots=True)
class Term:
    """Something held from `starts` to the day before `ends` (None: until further notice).

    `holder` is the person whose role it is where somebody else acts for them, else empty; `basis`
    the document it rests on, where known.
    """

    name: str
    org: str
    starts: date
    ends: date | None
    kinds: tuple[str, ...] = field(default=())
    scope: str = "own"
    holder: str = ""
    basis: str = ""

    def holds(self, on: date) -> bool:
        """Return whether `on` is within the term."""
        return self.starts <= on and (self.ends is None or on < self.ends)

    @property
    def empty(self) -> bool:
        """Whether it holds on no day: it was withdrawn before it began."""
        return self.ends is not None and self.ends <= self.starts


@dataclass(frozen=True, slots=True)
class Proposal:
    """A role asked for by `by` (an actor), not yet confirmed or declined while `open`."""

    by: str
    asked: GrantProposed
    open: bool = True


def terms_of(events: Iterable[Recorded]) -> list[Term]:
    """Return the terms of a grant or assignment stream, those cut short with their true end."""
    terms: list[Term] = []
    for fact in facts(events):
        match fact:
            case GrantGiven() | GrantConfirmed():
                terms.append(Term(fact.role, fact.org, fact.starts, fact.ends, scope=fact.scope))
            case RightDelegated(holder, role, org, starts, ends):
                terms.append(Term(role, org, starts, ends, holder=holder))
            case FunctionAssigned(holder, kinds, starts, ends, basis):
                terms.append(Term("", holder, starts, ends, kinds, basis=basis))
            case GrantWithdrawn(role, org, ends):
                terms = _cut(terms, ("", role, org), ends)
            case DelegationEnded(holder, role, org, ends):
                terms = _cut(terms, (holder, role, org), ends)
            case FunctionEnded(holder, ends):
                terms = _cut(terms, ("", "", holder), ends)
    return terms


def proposals_of(events: Iterable[Recorded]) -> list[Proposal]:
    """Return the proposals of a grant stream; the first is number 1."""
    found: list[Proposal] = []
    for event in events:
        for fact in facts([event]):
            match fact:
                case GrantProposed():
                    found.append(Proposal(str(event.envelope["actor"]), fact))
                case GrantConfirmed(proposal=n) | GrantDeclined(n) if 0 < n <= len(found):
                    found[n - 1] = replace(found[n - 1], open=False)
    return found


def _cut(terms: list[Term], key: tuple[str, str, str], ends: date) -> list[Term]:
    return [
        replace(t, ends=ends)
        if (t.holder, t.name, t.org) == key and (t.ends is None or ends < t.ends)
        else t
        for t in terms
    ]
