"""A walk: orders that are sent one after the other over the machines, as time goes on."""

import uuid
from datetime import date
from random import Random
from typing import Any

from libs.kernel.problems import Problem
from libs.law.calendar import school_year
from libs.rights import OPERATOR
from services.assessment.cycle.opening import PLAN_FIRST
from services.registry.adopted_rules import rules as adopted_rules
from services.registry.assignment import rules as assignment
from services.registry.grant import rules as grant
from services.registry.instruction import rules as instruction
from services.registry.organisation import rules as organisation
from services.registry.school import rules as school
from tests.review.world import FUNCTIONS, KINDS, OFFICES, PHONG, SO
from tests.verifier.platform import Order, Platform

START = date(2020, 1, 1)
PREPARED = 23
"""The acts before the first that a change may touch: without offices all falls."""


class Walk:
    """Sends orders, likely ones and foolish ones; time goes on a little with each."""

    def __init__(self, seed: int, day: date = date(2025, 9, 8)) -> None:
        self.random = Random(seed)
        self.platform = Platform()
        self.day = day
        self.year = school_year(day)
        self.tried = self.refused = 0
        self.good = self.random.random() < 0.6
        """Whether school and team find everything met, so that something is granted."""

    def order(
        self, stream: str, kind: type, actor: str, on: date | None = None, /, **values: Any
    ) -> bool:
        """Send one order; return whether it was accepted."""
        wire = {"type": kind.__name__, "data": _wire(stream, kind, values)}
        id = uuid.UUID(int=self.random.getrandbits(128)).hex
        self.tried += 1
        try:
            self.platform.send(Order(id, stream, wire, actor, on or self.day))
        except Problem as problem:
            self.refused += 1
            self.last = problem
            return False
        self.platform.settle()
        return True

    def found(self) -> None:
        """Set up offices, functions, people, a letter and two schools."""
        for id, (name, kind, area) in OFFICES.items():
            self.order(
                f"organisation-{id}",
                organisation.RegisterOrganisation,
                OPERATOR,
                START,
                name=name,
                kind=kind,
                area=area,
            )
        for id, holder in FUNCTIONS.items():
            self.order(
                f"assignment-{id}",
                assignment.AssignFunction,
                OPERATOR,
                START,
                holder=holder,
                kinds=list(KINDS),
                starts="2020-01-01",
                basis="QĐ",
            )
        for id in ("abc", "xyz"):
            self.order(
                f"school-{id}",
                school.RegisterSchool,
                OPERATOR,
                START,
                name=f"Trường {id}",
                kind="primary",
                ownership="public",
                areas=["764", "79"],
                address="1",
                sample=True,
                opened_on="2001-09-05",
                cohorts_completed=20,
            )
        people = {
            "principal": ("principal", "abc"),
            "other": ("principal", "xyz"),
            "m1": ("council_member", "abc"),
            "checker": ("officer", PHONG),
            "appraiser": ("officer", SO),
            "director": ("director", SO),
            "chair": ("chair", "ubnd79"),
            **{f"e{n}": ("evaluator", SO) for n in range(5)},
        }
        for person, (role, org) in people.items():
            self.order(
                f"grant-{person}",
                grant.GiveGrant,
                OPERATOR,
                START,
                role=role,
                org=org,
                starts="2020-01-01",
                basis="QĐ",
            )
        duty = {
            "code": "R1",
            "actor": "school",
            "duty": "Nộp",
            "kind": "monthly_window",
            "effect": self.random.choice(["refuse", "mark_late", "none"]),
            "area": "764",
            "kinds": ["primary"],
            "first_day": 1,
            "last_day": self.random.choice([5, 28]),
        }
        self.order(
            f"instruction-{PHONG}_1",
            instruction.RegisterInstruction,
            OPERATOR,
            START,
            issuer=PHONG,
            issuer_name="Phòng",
            subject="Kế hoạch",
            obligations=[duty],
        )
        if self.random.random() < 0.5:
            number = adopted_rules.AdoptRules
            self.order("rules-79", number, OPERATOR, START, rules_number=PLAN_FIRST)


def _wire(stream: str, kind: type, values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
