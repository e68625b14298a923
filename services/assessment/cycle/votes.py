"""Votes in the council, and the quorum that a province states; no text settles one for all.

Where nothing is stated, votes are shown and the chair's approval holds. "Two thirds" belongs to
another law (TT 62/2012, higher education) and is not taken over.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from libs.kernel.messages import Text, given, size
from libs.kernel.problems import FieldError, Rejected
from libs.law.standards import levels
from libs.rights import Right
from services.assessment.cycle.council import posts_of
from services.assessment.cycle.events.report import Ballot, VoteCast
from services.assessment.cycle.state import (
    REPORT,
    STEPS,
    Cycle,
    Open,
    require_council,
    require_working,
)
from services.assessment.shared.fields import SCHOOL


@dataclass(frozen=True, slots=True)
class CastVote:
    """Vote as a member of the council on a criterion's sheet; without a criterion on the report.

    `criteria` are several criteria on which the vote is the same, beside `criterion`. Who votes
    again changes the vote. What is changed afterwards is voted on anew.
    """

    right: ClassVar[Right] = SCHOOL
    ballot: Ballot
    criterion: levels.CriterionCode | None = None
    note: Text = ""
    criteria: Annotated[tuple[levels.CriterionCode, ...], size(0, 60)] = ()
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class Quorum:
    """What a province asks of votes, in percent of the council's members, 1 to 100; `basis` cites.

    `voting`: how many must have voted; `in_favour`: how many in favour.
    """

    voting: int
    in_favour: int
    basis: str


def cast(command: CastVote, cycle: Cycle) -> Sequence[VoteCast]:
    """Return the votes; none on what was voted on in this way before.

    Raises `Rejected`: not-in-council, criterion-unknown, report-not-completed, and as
    `require_working` and `require_council`.
    """
    found = require_working(cycle)
    require_council(found)
    require_member(found, command.actor)
    named = {f"/criteria/{n}": criterion for n, criterion in enumerate(command.criteria)}
    if command.criterion is not None:
        named = {"/criterion": command.criterion, **named}
    if not named and found.completed is None:
        detail = "Dự thảo báo cáo chưa hoàn thành nên chưa biểu quyết được."
        raise Rejected("report-not-completed", detail, STEPS)
    errors = [
        FieldError(at, "criterion-unknown", f"Bộ tiêu chuẩn không có tiêu chí {criterion}.")
        for at, criterion in named.items()
        if not levels.indicators(found.rules, criterion)
    ]
    if errors:
        detail = " ".join(error.detail for error in errors)
        raise Rejected("criterion-unknown", detail, STEPS, errors)
    about: list[str | None] = [*dict.fromkeys(named.values())] or [None]
    told = [VoteCast(command.actor, each, command.ballot, command.note) for each in about]
    return [each for each in told if _before(found, each) != each]


def _before(cycle: Open, vote: VoteCast) -> VoteCast | None:
    """Return how the same member voted on the same last."""
    return cycle.ballots.get(vote.criterion or REPORT, {}).get(vote.person)


def require_member(cycle: Open, person: str, *posts: str) -> None:
    """Raise `Rejected` ("not-in-council") unless a person has one of the posts, any if none."""
    held = posts_of(cycle, person)
    if held and (not posts or held & {*posts}):
        return
    detail = f"'{person}' không ở trong hội đồng tự đánh giá với nhiệm vụ này."
    raise Rejected("not-in-council", detail, STEPS)


def tally(cycle: Open, on: str) -> Mapping[str, int]:
    """Return how many of the present members voted in which way on a criterion or the report."""
    members = {each.person for each in cycle.council.members} if cycle.council else set()
    cast = cycle.ballots.get(on, {})
    return Counter(vote.ballot for person, vote in cast.items() if person in members)


def require_quorum(cycle: Open, on: str, quorum: Quorum | None) -> None:
    """Raise `Rejected` ("quorum-missing") unless the votes are what the province asks."""
    if quorum is None or cycle.council is None:
        return
    size, votes = len(cycle.council.members), tally(cycle, on)
    voted, favour = sum(votes.values()), votes["in_favour"]
    subject = f"tiêu chí {on}" if on else "báo cáo"
    if voted * 100 < quorum.voting * size or favour * 100 < quorum.in_favour * size:
        detail = (
            f"Về {subject}: {voted}/{size} thành viên đã biểu quyết, {favour} tán thành; cần ít "
            f"nhất {quorum.voting}% biểu quyết và {quorum.in_favour}% tán thành."
        )
        raise Rejected("quorum-missing", detail, quorum.basis)
