"""An improvement plan in so few words that one can see it is right: what the rules must agree with.

It knows no event and no refusal's text: a step is refused, brings nothing, or brings something.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Expected = Literal["refused", "nothing", "something"]
WEAK = ("1.1", "1.2")
"""The criteria of which the report has a weakness; 1.3 has none."""


@dataclass
class Thing:
    """Something to be done."""

    criterion: str
    issue: int | None
    work: str
    state: str = "not_completed"
    told: tuple[Any, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is missing in it."""
        return self.work != "bare"


@dataclass
class Model:
    """A plan: `by_issue` under TT 57, else by criterion (`sheets` are those to be covered)."""

    by_issue: bool
    sheets: tuple[str, ...]
    state: str = "none"
    things: dict[int, Thing] = field(default_factory=dict)
    given: int = 0
    issues: dict[int, str] = field(default_factory=dict)
    reviews: set[str] = field(default_factory=set)
    found: set[int | None] = field(default_factory=set)
    submitted: bool = False
    followed: str = ""
    reported: Any = None
    next_year: tuple[int, ...] = ()

    def step(self, name: str, *said: Any) -> Expected:
        """Take a step and return what must come of it."""
        found: Expected = getattr(self, name)(*said)
        return found

    def draft(self) -> Expected:
        if self.state != "none":
            return "nothing"
        self.state = "draft"
        return "something"

    def name(self, issue: int, cause: str) -> Expected:
        if self.state != "draft":
            return "refused"
        if self.issues.get(issue) == cause:
            return "nothing"
        self.issues[issue] = cause
        return "something"

    def drop(self, issue: int) -> Expected:
        used = any(thing.issue == issue for thing in self.things.values())
        if self.state != "draft" or issue not in self.issues or used:
            return "refused"
        del self.issues[issue]
        return "something"

    def add(self, criterion: str, issue: int | None, work: str, reason: str) -> Expected:
        thing = Thing(criterion, issue, work)
        if self.state not in ("draft", "approved") or criterion not in WEAK:
            return "refused"
        if issue is not None and issue not in self.issues:
            return "refused"
        if self.state == "approved" and (not reason or not self._fits(thing)):
            return "refused"
        for other in self.things.values():
            if (other.criterion, other.issue, other.work) == (criterion, issue, work):
                return "nothing"
        self.given += 1
        self.things[self.given] = thing
        return "something"

    def edit(self, item: int, work: str) -> Expected:
        if self.state != "draft" or item not in self.things:
            return "refused"
        return self._put(item, work)

    def adjust(self, item: int, work: str) -> Expected:
        if self.state != "approved" or item not in self.things:
            return "refused"
        thing = self.things[item]
        if thing.work != work and not self._fits(Thing(thing.criterion, thing.issue, work)):
            return "refused"
        return self._put(item, work)

    def remove(self, item: int) -> Expected:
        if self.state != "draft" or item not in self.things:
            return "refused"
        del self.things[item]
        return "something"

    def approve(self) -> Expected:
        if self.state in ("approved", "reported", "closed"):
            return "nothing"
        things = self.things.values()
        if self.by_issue:
            covered = bool(self.issues) and {t.issue for t in things} >= self.issues.keys()
        else:
            covered = {t.criterion for t in things} >= {*self.sheets}
        answered = bool(self.followed)
        whole = bool(things) and all(map(self._fits, things))
        if self.state != "draft" or not (whole and covered and answered):
            return "refused"
        self.state = "approved"
        return "something"

    def submit(self) -> Expected:
        if self.state in ("none", "draft"):
            return "refused"
        if self.submitted:
            return "nothing"
        self.submitted = True
        return "something"

    def progress(self, item: int, state: str, proof: bool, own: bool) -> Expected:
        if self.state != "approved" or item not in self.things:
            return "refused"
        if not own or (state == "completed" and not proof):
            return "refused"
        thing = self.things[item]
        if thing.told == (state, proof):
            return "nothing"
        thing.state, thing.told = state, (state, proof)
        return "something"

    def review(self, period: str) -> Expected:
        if self.state != "approved":
            return "refused"
        if period in self.reviews:
            return "nothing"
        self.reviews.add(period)
        return "something"

    def supervise(self, item: int | None) -> Expected:
        unknown = item is not None and item not in self.things
        if self.state in ("none", "draft") or unknown:
            return "refused"
        if item in self.found:
            return "nothing"
        self.found.add(item)
        return "something"

    def follow(self, state: str, proof: bool) -> Expected:
        if self.state not in ("draft", "approved") or (state == "addressed" and not proof):
            return "refused"
        said = f"{state} {proof}"
        if self.followed == said:
            return "nothing"
        self.followed = said
        return "something"

    def report(self, outcomes: tuple[tuple[int, str], ...]) -> Expected:
        if self.state in ("none", "draft"):
            return "refused"
        stated = dict(outcomes)
        became = tuple(
            (n, "completed" if thing.state == "completed" else stated[n])
            for n, thing in sorted(self.things.items())
            if thing.state == "completed" or n in stated
        )
        if self.state in ("reported", "closed"):
            return "nothing" if self.reported == became else "refused"
        known = all(
            n in self.things and (self.things[n].state == "completed") == (what == "completed")
            for n, what in outcomes
        )
        complete = len(became) == len(self.things) and len(stated) == len(outcomes)
        reviewed = not self.by_issue or self.reviews >= {"term_1", "year_end"}
        if not (known and complete and reviewed):
            return "refused"
        self.state, self.reported = "reported", became
        self.next_year = tuple(n for n, what in became if what == "next_year")
        return "something"

    def close(self, all_of_it: bool) -> Expected:
        if self.state == "closed":
            return "nothing"
        if self.state != "reported" or not (all_of_it or not self.next_year):
            return "refused"
        self.state = "closed"
        return "something"

    def _fits(self, thing: Thing) -> bool:
        return thing.whole and (thing.issue is not None or not self.by_issue)

    def _put(self, item: int, work: str) -> Expected:
        if self.things[item].work == work:
            return "nothing"
        self.things[item].work = work
        return "something"
