"""No case is stuck: from wherever the rules let it come, they let it come to an end."""

from collections.abc import Hashable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

import pytest

from libs.engine.rules import RULES
from libs.law import standards
from libs.law.calendar import school_year
from libs.law.standards import RuleSet
from libs.law.standards.appraisals import appraisal
from libs.law.standards.levels import accreditation_grade, national_grade
from services.review.evaluation.appraising import (
    CompareFigure,
    GiveOpinion,
    OrderSiteCheck,
    RecordSiteCheck,
)
from services.review.evaluation.decisions import (
    DecideAccreditation,
    DecideNationalStandard,
    ProposeNationalStandard,
)
from services.review.evaluation.declared import CouncilWork, TeamWork
from services.review.evaluation.discontinuing import DiscontinueEvaluation
from services.review.evaluation.filing import SubmitRegistration
from services.review.evaluation.report import (
    AnswerReply,
    DeemAgree,
    Reply,
    SendDraft,
    SubmitFinalReport,
)
from services.review.evaluation.rules import Lawful, Numbered
from services.review.evaluation.signing import ExcuseSignature
from services.review.evaluation.silence import ReopenReply
from services.review.evaluation.state import (
    Appraised,
    Appraising,
    Drafted,
    Filed,
    Reported,
    State,
    Surveying,
)
from services.review.evaluation.survey import ChangeTeam, CloseSurvey
from services.review.evaluation.terms import SetTerm
from tests.dead_ends import Explored, Move, explore, move
from tests.review.cases import (
    ACCEPT,
    BY_SO,
    COUNCIL,
    EVALUATING,
    FILING,
    FORWARD,
    LEADER,
    MEMBER,
    NOTIFY,
    REQUEST,
    SECRETARY,
    SEND_BACK,
    TEAM,
    WITHDRAW,
    WORK,
    appraised,
    conclude,
    report,
    sheets,
    signed,
)
from tests.spec import Knowing

pytestmark = pytest.mark.long

SETS = [
    rules
    for rules in standards.rule_sets()
    if rules.usable_for_new_cycles
    and (rules.document["accreditation_grades"] or rules.document["national_standard"])
]
"""The sets by which anything is recognised: only for these is there a case."""
NUMBER = {
    **dict.fromkeys(get_args(Numbered), RULES),
    **dict.fromkeys(get_args(Lawful), BY_SO),
    **dict.fromkeys(get_args(TeamWork | CouncilWork), WORK),
}
BY_THE_LAST = replace(EVALUATING, known={**EVALUATING.known, **NUMBER})
"""By the newest rules of the platform, which are the strictest."""
ENDS = (State.WITHDRAWN, State.DECIDED, State.DISCONTINUED, State.ENDED)
REACHED = 2
"""The level that report and team find."""


def _day(rules: RuleSet) -> date:
    assert rules.effective_from is not None
    return rules.effective_from + timedelta(days=30)


def _registration(rules: RuleSet, on: date) -> Knowing:
    """Return a registration for all that the set knows."""
    grades = (accreditation_grade(rules, REACHED), national_grade(rules, REACHED))
    purpose = "both" if all(grades) else "accreditation" if grades[0] else "national_standard"
    command = SubmitRegistration(
        purpose=purpose,  # type: ignore[arg-type]
        accreditation_grade=grades[0],
        national_grade=grades[1],
        address="1 Đường Mẫu",
        cycle_year=school_year(on),
        id=f"abc_{school_year(on)}",
        school="abc",
        on=on,
    )
    return Knowing(
        command,
        replace(
            FILING,
            report=report(REACHED, rules, submitted_on=on),
            rules_number=RULES,
            kind=rules.applies_to[0],
        ),
    )


def moves(rules: RuleSet) -> Iterator[Move]:
    """Yield what school, team and offices can try under a set; nobody must."""
    on = _day(rules)
    late = on + timedelta(days=90)
    yield move("file", "school", _registration(rules, on))
    yield move("withdraw", "school", WITHDRAW)
    yield move("agree", "school", Reply(True, (), on=on))
    yield move("object", "school", Reply(False, ("Chưa nhất trí.",), on=on))
    yield move("request", "checker", replace(REQUEST, on=on))
    yield move("forward", "checker", FORWARD)
    yield move("send back", "so", replace(SEND_BACK, on=on))
    yield move("accept", "so", replace(ACCEPT, on=on))
    yield move("team", "so", replace(TEAM, on=on))
    yield move(
        "change", "so", ChangeTeam("99/QĐ-SGDĐT", TEAM.members, "Trưởng đoàn nghỉ việc.", on=late)
    )
    term = on + timedelta(days=60)
    yield move("term", "so", SetTerm("reply", term, "Công văn 9/SGDĐT", sure=False, on=on))
    end = DiscontinueEvaluation("Trường không bổ sung.", "CV 7/SGDĐT", on=late)
    yield move("discontinue", "so", end)
    for reached in (0, REACHED):
        found = sheets(reached, rules)
        yield move(f"find {reached}", "team", *found)
    days = {"started": on, "ended": on, "on": on}
    yield move("close", "team", CloseSurvey(**days, actor=LEADER))
    yield move("draft", "team", SendDraft(on=on, actor=LEADER))
    yield move("deem", "team", DeemAgree(on=late, actor=LEADER))
    eve = late - timedelta(days=1)
    yield move("reopen", "so", ReopenReply(on, late, "Sổ công văn đến", on=eve))
    yield move("answer", "team", AnswerReply(("Giữ nguyên.",), on=on, actor=LEADER))
    yield move("sign", "team", *signed())
    yield move("excuse", "so", ExcuseSignature(MEMBER, "Đi công tác dài ngày."))
    yield move("final", "team", SubmitFinalReport(on=on, actor=LEADER))
    if appraisal(rules) is not None:
        yield from council_moves(rules, on, late)
    yield move("accredit", "so", DecideAccreditation("1/QĐ-SGDĐT", "C1", on=late))
    yield move("propose", "so", ProposeNationalStandard("1/TTr-SGDĐT", on=late))
    yield move("recognise", "province", DecideNationalStandard("2/QĐ-UBND", "C2", on=late))


def council_moves(rules: RuleSet, on: date, late: date) -> Iterator[Move]:
    """Yield how a case comes to its decision by a council (TT 57/2026)."""
    yield move("council", "so", replace(COUNCIL, on=on))
    year = school_year(on)
    for reached in (0, REACHED):
        found = (
            replace(each, school_year=year) if isinstance(each, CompareFigure) else each
            for each in appraised(reached, rules)
        )
        yield move(f"appraise {reached}", "team", *found)
    yield move("order", "team", OrderSiteCheck("Số liệu khác nhau.", on, on=on, actor=LEADER))
    seen = RecordSiteCheck("2/BB", on, on, "Đã xem.", on=on, actor=SECRETARY)
    yield move("visit", "team", seen)
    yield move("opinion", "team", GiveOpinion(True, actor=MEMBER))
    yield move("conclude", "team", conclude(dated=on, on=on))
    yield move("notify", "so", replace(NOTIFY, on=late))
    yield move("again", "so", replace(COUNCIL, decision_number="58/QĐ", reason="Thay", on=late))


def place(case: Any) -> Hashable:
    """Return where a case stands, as far as its rules tell states apart."""
    if not isinstance(case, Filed):
        return repr(case)
    found = case.judgements if isinstance(case, Surveying) else {}
    team = case.team.decision_number if isinstance(case, Surveying) else ""
    said = (repr(case.reply), repr(case.answer)) if isinstance(case, Drafted) else ()
    if isinstance(case, Drafted):
        said = (*said, f"{len(case.signatures)} {len(case.excused)}")
    done = (case.accreditation, case.proposal, case.national) if isinstance(case, Reported) else ()
    if isinstance(case, Appraising):
        own = (case.council.decision_number, case.ordered, case.site, len(case.opinions))
        levels = sorted({each.level for each in case.criteria.values()})
        ends = (case.final, case.notified, case.national) if isinstance(case, Appraised) else ()
        return (case.state, min(case.registration.attempt, 2), case.terms, own, *levels, repr(ends))
    return (
        *(case.state, min(case.registration.attempt, 2), hash(tuple(sorted(found.items())))),
        *(case.terms, team, *said, repr(done)),
    )


def explored(rules: RuleSet) -> Explored:
    """Return all that a case can come to under a set."""
    return explore(BY_THE_LAST, moves(rules), place)


EACH = pytest.mark.parametrize("rules", SETS, ids=lambda each: f"{each.id} {each.revision}")


def over(case: Any) -> bool:
    """Return whether nothing more is owed; a case that was never filed owes nothing either."""
    return case.state is None or case.state is State.PLANNED or case.state in ENDS


@EACH
def test_from_every_state_an_end_can_be_reached_whoever_does_nothing(rules: RuleSet) -> None:
    found = explored(rules)
    only = set() if appraisal(rules) else {State.APPRAISING, State.APPRAISED}
    assert {s.state for s in found.states.values()} >= {*State} - {
        State.PLANNED,
        State.ENDED,
    } - only
    for silent in ((), ("school",), ("team",), ("checker",), ("school", "team", "checker")):
        assert found.stuck(over, without=silent) == [], silent


@EACH
def test_a_school_that_never_answers_does_not_keep_its_case_from_a_decision(rules: RuleSet) -> None:
    found = explored(rules)
    waiting = {k: s for k, s in found.states.items() if s.state is State.DRAFT_SENT}
    assert waiting
    stuck = found.stuck(lambda case: case.state is State.DECIDED, without=("school",))
    assert not {found.paths[key] for key in waiting} & {*stuck}
