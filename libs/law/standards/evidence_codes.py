"""Codes of evidence (mã minh chứng) in the form that a rule set states; pure.

2018: `[Hn-a.b-cc]`, box n, criterion a.b, serial cc; the brackets stand where a report cites the
item, the code has none. TT 57/2026: `MC.a.b.nn`. A set that states no form takes any code.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from libs.law.standards.rule_set import RuleSet


@dataclass(frozen=True, slots=True)
class Parts:
    """What a code says: of which criterion it is, and which of that criterion's it is, from 1."""

    criterion: str
    serial: int


def read(rules: RuleSet, code: str) -> Parts | None:
    """Return what a code in the form of `rules` says, None for one in another form."""
    stated = _stated(rules)
    if stated is None:
        return None
    # The code itself has no brackets.
    for form in (code, f"[{code}]"):
        found = re.fullmatch(stated["regex"], form)
        if found:
            said = dict(zip(stated["parts"].values(), found.groups(), strict=True))
            criterion = f"{int(said['standard_no'])}.{int(said['criterion_no'])}"
            return Parts(criterion, int(said["serial_in_criterion"]))
    return None


def states_form(rules: RuleSet) -> bool:
    """Return whether `rules` state a form."""
    return _stated(rules) is not None


def example(rules: RuleSet) -> str:
    """Return the code that the rule set gives as its example; empty without a form."""
    stated = _stated(rules)
    return "" if stated is None else str(stated["example"]).strip("[]")


def following(rules: RuleSet, criterion: str, taken: Iterable[str]) -> str | None:
    """Return the next code of a criterion after those `taken`; None where `rules` state no form."""
    stated = _stated(rules)
    if stated is None:
        return None
    known = (read(rules, code) for code in taken)
    serial = 1 + max((p.serial for p in known if p and p.criterion == criterion), default=0)
    standard, _, number = criterion.partition(".")
    # A box for each standard, as schools keep them.
    values = {
        "box_number": standard,
        "standard_no": standard,
        "criterion_no": number,
        "serial_in_criterion": f"{serial:02}",
    }
    letters = sorted(stated["parts"], key=len, reverse=True)
    form = str(stated["pattern"]).strip("[]")
    return re.sub("|".join(letters), lambda found: values[stated["parts"][found[0]]], form)


def _stated(rules: RuleSet) -> Mapping[str, Any] | None:
    found = rules.document.get("self_assessment", {}).get("evidence_code")
    return found if found and "regex" in found else None
