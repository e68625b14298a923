"""What the rules of a cycle remember of its past, and how each event changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, TypeVar

from libs.kernel.problems import Rejected
from libs.law import standards
from libs.law.calendar import show
from libs.law.labels import label
from libs.law.standards import RuleSet, levels
from libs.law.vietnamese import says_something
from services.assessment.cycle.events import CycleEvent
from services.assessment.cycle.events.council import (
    CouncilAppointed,
    CriteriaHandedOver,
    CycleOpened,
    GroupsFormed,
    GuidancePinned,
    PlanApproved,
    WorkingGroup,
)
from services.assessment.cycle.events.report import (
    CycleAbandoned,
    CycleClosed,
    CycleReopened,
    ReportApproved,
    ReportCommented,
    ReportCompleted,
    ReportPublished,
    ReportReceived,
    ReportSubmitted,
    VoteCast,
)
from services.assessment.cycle.events.work import (
    CriterionConfirmed,
    ElementTicked,
    Imported,
    IndicatorJudged,
    ReportPartRecorded,
    SheetCarriedOver,
    SheetRecorded,
    StandardRecorded,
)

STEPS = "quy trình tự đánh giá"
REPORT = ""
"""Stands for the report where votes are counted by criterion."""


class State(StrEnum):
    """How far a cycle is (J1)."""

    OPENED = "opened"
    STAFFED = "staffed"
    COLLECTING = "collecting"
    DRAFTING = "drafting"
    DRAFT_READY = "draft_ready"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    CLOSED = "closed"
    ABANDONED = "abandoned"

    @property
    def label(self) -> str:
        """What it is called in Vietnamese."""
        return label(self.value)


@dataclass(frozen=True, slots=True)
class Judged:
    """How an indicator stands: met or not, and the codes of the evidence cited."""

    met: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What the groups have found and written so far, by criterion, standard or part."""

    judged: Mapping[levels.Key, Judged] = field(default_factory=dict)
    elements: Mapping[str, ElementTicked] = field(default_factory=dict)
    sheets: Mapping[str, SheetRecorded] = field(default_factory=dict)
    standards: Mapping[int, StandardRecorded] = field(default_factory=dict)
    parts: Mapping[str, ReportPartRecorded] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    carried: frozenset[str] = frozenset()
    """Criteria whose texts are another cycle's or software's and not confirmed yet."""
    taken: Mapping[str, str] = field(default_factory=dict)
    """By criterion, `of_standard` or `of_part`: the digest of what a package said of it last."""
    words_required: bool = False

    @property
    def met(self) -> levels.Judgements:
        """Which of the judged indicators are met."""
        return {key: each.met for key, each in self.judged.items()}

    def says(self, text: str) -> bool:
        """Return whether a text counts as written: it is no blank, and has words where asked."""
        return says_something(text) if self.words_required else bool(text.strip())

    def has_taken(self, what: str, imported: Imported | None) -> bool:
        """Return whether this is what a package said of `what` last."""
        return imported is not None and self.taken.get(what) == imported.digest


def of_standard(number: int) -> str:
    """Return what a standard is called in `Work.taken`."""
    return f"standard {number}"


def of_part(code: str) -> str:
    """Return what a part of the report is called in `Work.taken`."""
    return f"part {code}"


NOTHING = Work()
Ballots = Mapping[str, Mapping[str, VoteCast]]
"""By criterion (`REPORT` for the report), then by member: the vote cast last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unopened:
    """There is no cycle: it was never opened, or was given up."""

    abandoned: CycleAbandoned | None = None

    @property
    def state(self) -> State | None:
        """How far it is, None before anything has happened."""
        return State.ABANDONED if self.abandoned else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A cycle under way; its report may be complete, and is not approved."""

    state: State
    opened: CycleOpened
    guidance: str | None = None
    council: CouncilAppointed | None = None
    groups: GroupsFormed | None = None
    plan: PlanApproved | None = None
    work: Work = NOTHING
    ballots: Ballots = field(default_factory=dict)
    comments: frozenset[tuple[str | None, str]] = frozenset()
    """What the office has said of this version: criterion (None: the report), comment."""
    completed: ReportCompleted | None = None
    report_version: int = 1
    own_days: bool = False
    """Whether this version is late by the days of updates, not by those of the first report."""

    @property
    def rules(self) -> RuleSet:
        """The revision under which it was opened."""
        return standards.by_hash(self.opened.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(Open):
    """Its report is approved, and perhaps public inside the school."""

    approved: ReportApproved
    published: ReportPublished | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(Approved):
    """Its report went to the office, which may have acknowledged it; the cycle may be closed."""

    submitted: ReportSubmitted
    received: ReportReceived | None = None


Cycle = Unopened | Open | Approved | Submitted
"""One school's cycle of one year: each has what the one before it has, and more."""
C = TypeVar("C", bound=Open)


def after(state: State, event: CycleEvent) -> State:
    """Return how far a cycle is after `event`; the read tables ask the same."""
    match event:
        case CycleOpened():
            return State.OPENED
        case CouncilAppointed() if state is State.OPENED:
            return State.STAFFED
        case PlanApproved() if state is State.STAFFED:
            return State.COLLECTING
        case IndicatorJudged() | SheetRecorded() | SheetCarriedOver() | ElementTicked():
            return State.COLLECTING
        case CriterionConfirmed(unconfirmed=0) if state is State.COLLECTING:
            return State.DRAFTING
        case StandardRecorded() | ReportPartRecorded() if state is State.DRAFT_READY:
            return State.DRAFTING
        case ReportCompleted():
            return State.DRAFT_READY
        case ReportApproved():
            return State.APPROVED
        case ReportSubmitted():
            return State.SUBMITTED
        case CycleReopened():
            return State.COLLECTING
        case CycleAbandoned():
            return State.ABANDONED
        case CycleClosed():
            return State.CLOSED
    return state


def require_open(cycle: Cycle) -> Open:
    """Return the cycle if it was opened and neither given up nor closed.

    Raises `Rejected`: cycle-not-open, cycle-abandoned, cycle-closed.
    """
    if isinstance(cycle, Unopened):
        if cycle.abandoned:
            detail = f"Đợt tự đánh giá này đã dừng ngày {show(cycle.abandoned.dated)}."
            raise Rejected("cycle-abandoned", detail, STEPS)
        raise Rejected("cycle-not-open", "Đợt tự đánh giá này chưa được mở.", STEPS)
    if cycle.state is State.CLOSED:
        detail = "Đợt tự đánh giá này đã kết thúc; không ghi thêm được nữa."
        raise Rejected("cycle-closed", detail, STEPS)
    return cycle


def require_working(cycle: Cycle) -> Open:
    """Return the cycle if its report may still change.

    Raises `Rejected`: report-approved, and as `require_open`.
    """
    found = require_open(cycle)
    if isinstance(found, Approved):
        on = show(found.approved.approved_on)
        detail = f"Báo cáo đã được phê duyệt ngày {on}; kết quả đánh giá không sửa được nữa."
        raise Rejected("report-approved", detail, STEPS)
    return found


def require_council(cycle: Open) -> CouncilAppointed:
    """Return the council; raises `Rejected` ("council-missing")."""
    if cycle.council is None:
        raise Rejected("council-missing", "Chưa thành lập hội đồng tự đánh giá.", STEPS)
    return cycle.council


def require_approved(cycle: Cycle) -> Approved:
    """Return the cycle if its report is approved.

    Raises `Rejected`: report-not-approved, and as `require_open`.
    """
    # Of a cycle that was never opened this is what is missing, too.
    found = cycle if cycle.state is None else require_open(cycle)
    if not isinstance(found, Approved):
        raise Rejected("report-not-approved", "Báo cáo chưa được phê duyệt.", STEPS)
    return found


def require_submitted(cycle: Cycle) -> Submitted:
    """Return the cycle if its report was submitted.

    Raises `Rejected`: report-not-submitted, and as `require_approved`.
    """
    found = require_approved(cycle)
    if not isinstance(found, Submitted):
        raise Rejected("report-not-submitted", "Báo cáo tự đánh giá chưa được nộp.", STEPS)
    return found


def evolve(cycle: Cycle, event: CycleEvent) -> Cycle:
    """Return the cycle after `event`; one that the rules never bring there changes nothing."""
    match cycle, event:
        case _, CycleOpened():
            work = replace(NOTHING, words_required=event.words_required)
            return Open(state=State.OPENED, opened=event, guidance=event.guidance, work=work)
        case Open(), CycleAbandoned():
            return Unopened(abandoned=event)
        case Open(), _:
            grown, state = _grown(cycle, event), after(cycle.state, event)
            return grown if grown.state is state else replace(grown, state=state)
    return cycle


def _grown(cycle: Open, event: CycleEvent) -> Open:
    match cycle, event:
        case _, GuidancePinned(guidance):
            return replace(cycle, guidance=guidance)
        case _, CouncilAppointed():
            return replace(cycle, council=event)
        case _, GroupsFormed():
            return replace(cycle, groups=event)
        case _, CriteriaHandedOver():
            return replace(cycle, groups=handed_over(cycle.groups, event))
        case _, PlanApproved():
            return replace(cycle, plan=event)
        case _, ReportApproved():
            return _next(Approved, cycle, approved=event)
        case Submitted(), ReportReceived():
            return replace(cycle, received=event)
        case Submitted(), CycleReopened():
            # A new version of the report: what was confirmed stays so until it is changed.
            return _next(
                Open,
                cycle,
                completed=None,
                ballots={},
                comments=frozenset(),
                report_version=event.report_version,
                own_days=event.own_days,
            )
        case Approved(), ReportPublished():
            return replace(cycle, published=event)
        case Approved(), ReportSubmitted():
            return _next(Submitted, cycle, submitted=event)
        case _, ReportCompleted():
            return replace(cycle, completed=event)
        case _, ReportCommented(criterion, comment):
            return replace(cycle, comments=cycle.comments | {(criterion, comment)})
        case _, VoteCast():
            key = event.criterion or REPORT
            cast = {**cycle.ballots.get(key, {}), event.person: event}
            return replace(cycle, ballots={**cycle.ballots, key: cast})
    return _worked(cycle, event)


def _worked(cycle: Open, event: CycleEvent) -> Open:
    """Return the cycle after work; what is changed must be confirmed and completed again."""
    work = cycle.work
    match event:
        case ElementTicked(criterion, element):
            return _changed(cycle, criterion, elements={**work.elements, element: event})
        case IndicatorJudged(criterion, level, indicator, met, evidence):
            judged = {**work.judged, (criterion, level, indicator): Judged(met, evidence)}
            return _changed(cycle, criterion, judged=judged)
        case SheetRecorded(criterion, imported=imported):
            carried = work.carried | {criterion} if imported else work.carried
            taken = _taken(work, criterion, imported)
            sheets = {**work.sheets, criterion: event}
            return _changed(cycle, criterion, sheets=sheets, carried=carried, taken=taken)
        case SheetCarriedOver(criterion=criterion):
            texts = (event.strengths, event.weaknesses, event.improvement, event.descriptions)
            sheet = SheetRecorded(criterion, *texts, clauses=event.clauses)
            sheets, carried = {**work.sheets, criterion: sheet}, work.carried | {criterion}
            return _changed(cycle, criterion, sheets=sheets, carried=carried)
        case StandardRecorded(standard, imported=imported):
            taken = _taken(work, of_standard(standard), imported)
            standards = {**work.standards, standard: event}
            return _changed(cycle, None, standards=standards, taken=taken)
        case ReportPartRecorded(part, imported=imported):
            taken = _taken(work, of_part(part), imported)
            return _changed(cycle, None, parts={**work.parts, part: event}, taken=taken)
        case CriterionConfirmed(criterion):
            confirmed, carried = work.confirmed | {criterion}, work.carried - {criterion}
            return replace(cycle, work=replace(work, confirmed=confirmed, carried=carried))
    return cycle


def _taken(work: Work, what: str, imported: Imported | None) -> Mapping[str, str]:
    return {**work.taken, what: imported.digest} if imported else work.taken


def _changed(cycle: Open, criterion: str | None, **what: Any) -> Open:
    confirmed = cycle.work.confirmed - {criterion}
    work = replace(cycle.work, **what, confirmed=confirmed)
    ballots = {key: each for key, each in cycle.ballots.items() if key not in (criterion, REPORT)}
    return replace(cycle, work=work, completed=None, ballots=ballots)


def _next(kind: type[C], cycle: Open, **more: Any) -> C:
    """Return `cycle` as another kind, with what that has more."""
    known = {f.name: getattr(cycle, f.name) for f in fields(kind) if hasattr(cycle, f.name)}
    return kind(**(known | more))


def handed_over(groups: GroupsFormed | None, event: CriteriaHandedOver) -> GroupsFormed | None:
    """Return the groups with `taken_by` wherever `absent` was."""
    if groups is None:
        return None

    def one(person: str) -> str:
        return event.taken_by if person == event.absent else person

    def several(persons: tuple[str, ...], but: str = "") -> tuple[str, ...]:
        return tuple(each for each in dict.fromkeys(map(one, persons)) if each != but)

    return replace(
        groups,
        secretariat=several(groups.secretariat),
        groups=tuple(
            WorkingGroup(
                each.name, one(each.head), several(each.others, one(each.head)), each.criteria
            )
            for each in groups.groups
        ),
    )
