"""What a case says may be done next is what its rules let be done, and nothing less."""

from datetime import timedelta
from typing import Any

import pytest

from libs.kernel.problems import Problem
from libs.law import standards
from libs.law.standards import appraisals
from services.review.evaluation.desk_receipt import RecordDeskReceipt
from services.review.evaluation.events.report import DeemedAgreed, SilenceRecorded
from services.review.evaluation.next_acts import Standing, next_acts
from services.review.evaluation.signing import ExcuseSignature
from services.review.evaluation.state import (
    Appraising,
    Drafted,
    Filed,
    Judged,
    Reported,
    State,
    Surveying,
)
from services.review.evaluation.terms import OWED, SetTerm
from tests.review.cases import IN_2026, MEMBER, ON, PRIMARY
from tests.review.test_dead_ends import BY_THE_LAST, explored, moves


def standing(case: Any) -> Standing:
    """Return how a case stands, as its read table says it."""
    filed = case.registration if isinstance(case, Filed) else None
    reported = case if isinstance(case, Reported) else None
    drafted = case if isinstance(case, Drafted) else None
    team = [member.person for member in drafted.team.members] if drafted else []
    signed, excused = (drafted.signatures, drafted.excused) if drafted else ({}, {})
    return Standing(
        state=case.state or State.PLANNED,
        direct=bool(filed and filed.direct),
        purpose=filed.purpose if filed else None,
        found=isinstance(case, Surveying) and bool(case.findings),
        objected=isinstance(case, Drafted) and bool(case.points),
        silent=isinstance(case, Drafted) and isinstance(case.reply, DeemedAgreed | SilenceRecorded),
        earned=bool(reported and reported.final.national_grade),
        accredited=bool(reported and reported.accreditation),
        proposed=bool(reported and reported.proposal),
        recognised=bool(isinstance(case, Judged) and case.national),
        granted=not (isinstance(case, Judged) and case.nothing_granted),
        unsigned=not all(person in signed for person in team),
        signed=all(person in signed or person in excused for person in team),
        visit_open=isinstance(case, Appraising) and bool(case.ordered) and case.site is None,
        by_council=isinstance(case, Filed)
        and not isinstance(case, Surveying)
        and appraisals.appraisal(case.rules) is not None,
    )


def possible(rules: standards.RuleSet, case: Any) -> set[str]:
    """Return the commands of the sample moves that change the case."""
    found = set()
    day = (rules.effective_from or ON) + timedelta(days=30)
    terms = [SetTerm(step, day + timedelta(days=60), "CV", True, on=day) for step in OWED]
    receipt = RecordDeskReceipt("H29.1", day, on=day, role="officer")
    excuse = ExcuseSignature(MEMBER, "Đi công tác dài ngày.")
    for said in [
        receipt,
        excuse,
        *(each for one in moves(rules) for each in one.commands(case)),
        *terms,
    ]:
        try:
            events = BY_THE_LAST.decide(said, case)
        except Problem:
            continue
        if events:
            found.add(type(getattr(said, "command", said)).__name__)
    return found


@pytest.mark.parametrize("rules", [PRIMARY, IN_2026], ids=("2018", "2026"))
def test_what_the_rules_allow_is_offered_in_every_state(rules: standards.RuleSet) -> None:
    offered_somewhere: dict[State, set[str]] = {}
    allowed_somewhere: dict[State, set[str]] = {}
    for case in explored(rules).states.values():
        state = case.state or State.PLANNED
        offered = {each.command for each in next_acts(standing(case))} - {"TransferCase"}
        allowed = possible(rules, case)
        assert allowed <= offered, (state, allowed - offered)
        offered_somewhere.setdefault(state, set()).update(offered)
        allowed_somewhere.setdefault(state, set()).update(allowed)
    assert offered_somewhere == allowed_somewhere
