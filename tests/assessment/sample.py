"""A cycle under way, as events and commands, for the tests of this folder."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from libs.law import standards
from libs.law.standards import RuleSet, levels
from services.assessment.cycle import procedure
from services.assessment.cycle.approval import ApproveReport
from services.assessment.cycle.confirmation import ConfirmCriteria
from services.assessment.cycle.course import AbandonCycle, CloseCycle, ReopenForUpdate, Reopening
from services.assessment.cycle.events.council import CouncilAppointed, CouncilMember, CycleOpened
from services.assessment.cycle.events.work import IndicatorJudged, SheetRecorded
from services.assessment.cycle.opening import OpenCycle, Opening
from services.assessment.cycle.rules import CYCLE
from services.assessment.cycle.sheet import Cited, Judgement, RecordSheet
from services.assessment.cycle.submission import SubmitReport
from services.assessment.cycle.texts import RecordReportPart, RecordStandard
from services.assessment.shared.duties import Desk
from tests.spec import Spec

OPENED_ON = date(2024, 9, 10)
RULES = standards.choose("preschool", OPENED_ON)
CODE, OTHER_CODE = "H1-1.1-01", "H1-1.1-02"
HASHES = {CODE: "a" * 64, OTHER_CODE: "b" * 64, "MC.1.1.01": "c" * 64}

OPENING, CITED = Opening("preschool", closed_on=None), Cited(HASHES)
KNOWN: dict[type, Any] = {
    OpenCycle: OPENING,
    RecordSheet: CITED,
    RecordStandard: {},
    RecordReportPart: {},
    ConfirmCriteria: None,
    ApproveReport: None,
    SubmitReport: Desk(None, ()),
    ReopenForUpdate: Reopening(),
    AbandonCycle: (),
    CloseCycle: True,
}
CYCLES: Spec[Any, Any] = Spec(CYCLE, procedure.PROCEDURE, KNOWN)
"""How a preschool's cycles are decided, its evidence being `HASHES`."""


def opened(kind: str = "preschool", on: date = OPENED_ON) -> CycleOpened:
    """Return the opening of the cycle 2024-2025 of school m1 under the rules of that day."""
    rules = standards.choose(kind, on)
    return CycleOpened(
        school="m1",
        year=2024,
        kind=kind,
        rule_set=rules.id,
        revision=rules.revision,
        needs_verification=rules.needs_verification,
        warnings=rules.warnings,
        opened_on=on,
        rules=rules.rules_hash,
    )


def members(size: int) -> tuple[CouncilMember, ...]:
    """Return a chair, a secretary and ordinary members."""
    posts = ["chair", "secretary", *["member"] * size][:size]
    return tuple(
        CouncilMember(f"u:p{n}", post)  # type: ignore[arg-type]
        for n, post in enumerate(posts)
    )


def appointed(size: int = 7, on: date = OPENED_ON) -> CouncilAppointed:
    """Return the appointment of a council of `size`."""
    return CouncilAppointed("01/QĐ", members(size), on)


def line(level: int, indicator: str, met: bool = True, *codes: str) -> Judgement:
    """Return a judgement; what is met cites an item unless `codes` say otherwise."""
    return Judgement(level, indicator, met, codes or ((CODE,) if met else ()))


def sheet(criterion: str, *lines: Judgement, strengths: str = "") -> RecordSheet:
    """Return the command that records this sheet."""
    return RecordSheet(criterion, lines, strengths, "", "", actor="u:p0", role="principal")


def judged(criterion: str, level: int, indicator: str, met: bool = True) -> IndicatorJudged:
    """Return the event of one judgement as `line` makes it."""
    codes = (CODE,) if met else ()
    return IndicatorJudged(
        criterion, level, indicator, met, codes, ev=tuple(HASHES[code] for code in codes)
    )


def recorded(criterion: str, strengths: str = "") -> SheetRecorded:
    """Return the event of a sheet's texts."""
    return SheetRecorded(criterion, strengths, "", "")


def judged_to(level: int, rules: RuleSet = RULES) -> Iterable[IndicatorJudged]:
    """Yield every judgement of every criterion up to `level`, all of them met."""
    for criterion in levels.criteria(rules):
        for at, indicator in levels.indicators(rules, criterion):
            if at <= level:
                yield judged(criterion, at, indicator)
