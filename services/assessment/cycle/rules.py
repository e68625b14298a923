"""A self-assessment cycle of one school year: open, council, sheets, approve, submit.

It stays under the rule-set revision in force on the day it opened, by hash, whatever comes later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Line, Text, given, size
from libs.kernel.problems import Rejected, refused
from libs.law import standards
from libs.law.calendar import school_year, show, year_name
from libs.law.standards import levels, sheets
from libs.rights import Right
from services.assessment.cycle import council
from services.assessment.cycle.events import (
    CouncilAppointed,
    CycleEvent,
    CycleOpened,
    IndicatorJudged,
    Members,
    ReportApproved,
    ReportSubmitted,
    SheetRecorded,
)
from services.assessment.cycle.sheet import Judged, Judgement, check, met
from services.assessment.shared.fields import PRINCIPAL, SCHOOL, Year

STEPS = "quy trình tự đánh giá"


@dataclass(frozen=True, slots=True)
class OpenCycle:
    """Begin the cycle of a school year (2024 is 2024-2025), this one or the next."""

    right: ClassVar[Right] = PRINCIPAL
    year: Year
    id: str = given("id")
    school: str = given("school")
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class AppointCouncil:
    """Appoint the council, or another one in its place, by decision of the principal."""

    right: ClassVar[Right] = PRINCIPAL
    decision_number: Line
    members: Members
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """Record the whole sheet of a criterion; judgements it leaves out stay as they were."""

    right: ClassVar[Right] = SCHOOL
    criterion: levels.CriterionCode
    judgements: Annotated[tuple[Judgement, ...], size(0, 30)]
    strengths: Text
    weaknesses: Text
    improvement: Text


@dataclass(frozen=True, slots=True)
class ApproveReport:
    """Make the judgements final; the level follows from them."""

    right: ClassVar[Right] = PRINCIPAL
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class SubmitReport:
    """Send the approved report to the office above the school."""

    right: ClassVar[Right] = PRINCIPAL
    on: date = given("on")


Plain = AppointCouncil | ApproveReport | SubmitReport
"""The commands that rest on the cycle alone."""
Command = Plain | OpenCycle | RecordSheet
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening a cycle rests on: the school's kind, its first day without it if it ended."""

    kind: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Cited:
    """What a sheet rests on: the SHA-256 of each item of the school's evidence, by code."""

    evidence_hashes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cycle:
    """How far the cycle is, and what has been judged by (criterion, level, indicator)."""

    opened: CycleOpened | None
    council: CouncilAppointed | None
    judged: Mapping[levels.Key, Judged]
    sheets: Mapping[str, SheetRecorded]
    approved: ReportApproved | None
    submitted: ReportSubmitted | None


def open_cycle(command: OpenCycle, known: Opening, cycle: Cycle) -> Sequence[CycleOpened]:
    """Return the opening; none when the cycle is open.

    Raises `Rejected`: cycle-id-differs, year-not-open, school-closed, rule-set-missing,
    rule-set-not-usable.
    """
    _require_own_id(command)
    return [] if cycle.opened else [_opened(command, known)]


def record_sheet(command: RecordSheet, known: Cited, cycle: Cycle) -> Sequence[CycleEvent]:
    """Return the judgements that are new and the sheet's texts if they are.

    Raises `Rejected`: cycle-not-open, report-approved, council-missing; and as `sheet.check`.
    """
    return _record(command, known.evidence_hashes, cycle)


def decide(command: Plain, cycle: Cycle) -> Sequence[CycleEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: cycle-not-open, report-approved, council-missing, criteria-unjudged,
    report-not-approved; and as `council.check`.
    """
    match command:
        case AppointCouncil(decision_number, members, on=on):
            return _appoint(CouncilAppointed(decision_number, members, on), cycle)
        case ApproveReport(on=on):
            return [] if cycle.approved else [_approved(on, cycle)]
        case SubmitReport(on=on):
            if cycle.approved is None:
                raise Rejected("report-not-approved", "Báo cáo chưa được phê duyệt.", STEPS)
            return [] if cycle.submitted else [ReportSubmitted(on)]
    assert_never(command)


def evolve(cycle: Cycle, event: CycleEvent) -> Cycle:
    """Return the cycle after `event`."""
    match event:
        case CycleOpened():
            return replace(cycle, opened=event)
        case CouncilAppointed():
            return replace(cycle, council=event)
        case IndicatorJudged(criterion, level, indicator, met, evidence):
            judged = {**cycle.judged, (criterion, level, indicator): Judged(met, evidence)}
            return replace(cycle, judged=judged)
        case SheetRecorded(criterion):
            return replace(cycle, sheets={**cycle.sheets, criterion: event})
        case ReportApproved():
            return replace(cycle, approved=event)
        case ReportSubmitted():
            return replace(cycle, submitted=event)
    assert_never(event)


def _require_own_id(command: OpenCycle) -> None:
    if command.id != f"{command.school}_{command.year}":
        detail = f"Mã đợt phải ghép từ mã trường và năm học: {command.school}_{command.year}."
        raise refused("cycle-id-differs", detail, "mỗi năm học một đợt", at="/year")


def _opened(command: OpenCycle, known: Opening) -> CycleOpened:
    present = school_year(command.on)
    if command.year not in (present, present + 1):
        detail = (
            f"Ngày {show(command.on)} thuộc năm học {year_name(present)}; không mở được đợt "
            f"của năm học {year_name(command.year)}."
        )
        raise refused("year-not-open", detail, "tự đánh giá hằng năm", at="/year")
    if known.closed_on is not None and known.closed_on <= command.on:
        detail = f"Trường đã chấm dứt hoạt động từ ngày {show(known.closed_on)}."
        raise Rejected("school-closed", detail, "tổ chức lại, giải thể trường")
    rules = standards.choose(known.kind, command.on)
    return CycleOpened(
        school=command.school,
        year=command.year,
        kind=known.kind,
        rule_set=rules.id,
        revision=rules.revision,
        needs_verification=rules.needs_verification,
        warnings=rules.warnings,
        opened_on=command.on,
        rules=rules.rules_hash,
    )


def _appoint(appointed: CouncilAppointed, cycle: Cycle) -> Sequence[CycleEvent]:
    opened = _require_working(cycle)
    current = cycle.council
    if current and (current.decision_number, current.members) == (
        appointed.decision_number,
        appointed.members,
    ):
        return []
    council.check(standards.by_hash(opened.rules), appointed.members)
    return [appointed]


def _record(command: RecordSheet, hashes: Mapping[str, str], cycle: Cycle) -> Sequence[CycleEvent]:
    opened = _require_working(cycle)
    _require_council(cycle)
    criterion = command.criterion
    check(standards.by_hash(opened.rules), criterion, command.judgements, hashes, cycle.judged)
    judged = [
        IndicatorJudged(
            criterion,
            each.level,
            each.indicator,
            each.met,
            each.evidence,
            ev=tuple(hashes[code] for code in each.evidence),
        )
        for each in command.judgements
        if cycle.judged.get((criterion, each.level, each.indicator)) != each.judged
    ]
    sheet = SheetRecorded(criterion, command.strengths, command.weaknesses, command.improvement)
    return [*judged, *([] if cycle.sheets.get(criterion) == sheet else [sheet])]


def _approved(on: date, cycle: Cycle) -> ReportApproved:
    opened = _require_working(cycle)
    _require_council(cycle)
    rules = standards.by_hash(opened.rules)
    sheets.require_judged(rules, cycle.judged)
    found = levels.school_level(rules, met(cycle.judged))
    return ReportApproved(
        level=found.level,
        next_level=found.next_level,
        failed=found.failed,
        unjudged=found.unjudged,
        approved_on=on,
        rules=opened.rules,
    )


def _require_working(cycle: Cycle) -> CycleOpened:
    if cycle.opened is None:
        raise Rejected("cycle-not-open", "Đợt tự đánh giá này chưa được mở.", STEPS)
    if cycle.approved is not None:
        on = show(cycle.approved.approved_on)
        detail = f"Báo cáo đã được phê duyệt ngày {on}; kết quả đánh giá không sửa được nữa."
        raise Rejected("report-approved", detail, STEPS)
    return cycle.opened


def _require_council(cycle: Cycle) -> CouncilAppointed:
    if cycle.council is None:
        raise Rejected("council-missing", "Chưa thành lập hội đồng tự đánh giá.", STEPS)
    return cycle.council


CYCLE: Decider[Plain, Cycle, CycleEvent] = Decider(
    Cycle(None, None, {}, {}, None, None), decide, evolve
)
