"""A roadmap, `roadmap-<office>_<n>`: its targets and how far the schools have come.

Who is recognised the log says (`recognitions`); what an office reports stands beside it, and alone
for what the log does not know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, Text, given
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import show
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.rights import Right
from services.registry.roadmap.events import (
    Code,
    Measure,
    Percent,
    ProgressReported,
    RoadmapClosed,
    RoadmapEvent,
    RoadmapRegistered,
    Schools,
    State,
    TargetAdjusted,
    TargetDropped,
    TargetSet,
)
from services.registry.shared.fields import AnyKinds, AnyOwnerships, Area, Year
from services.registry.shared.owned import Owned
from services.registry.shared.owners import BELOW, OFFICE, Reason

RULE = "lộ trình và chỉ tiêu"


@dataclass(frozen=True, slots=True)
class RegisterRoadmap(Owned):
    """Enter a plan as it was issued, from `first_year`, if it says so, to `last_year`."""

    right: ClassVar[Right] = OFFICE

    issuer_name: Line
    title: Line
    last_year: Year
    first_year: Year | None = None
    number: Line | None = None
    dated: date | None = None
    parent: Id | None = None
    as_written: Text = ""


@dataclass(frozen=True, slots=True)
class SetTarget(Owned):
    """Set a target: for `schools`, or for a share of those in `area`, of `kinds`, `ownerships`."""

    right: ClassVar[Right] = OFFICE

    code: Code
    measure: Measure
    by_year: Year
    percent: Percent = 100
    schools: Schools = ()
    area: Area | None = None
    kinds: AnyKinds = ()
    ownerships: AnyOwnerships = ()
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    as_written: Text = ""


@dataclass(frozen=True, slots=True)
class AdjustTarget(Owned):
    """Ask another share of a target, or another year, and say why."""

    right: ClassVar[Right] = OFFICE

    code: Code
    percent: Percent
    by_year: Year
    reason: Reason


@dataclass(frozen=True, slots=True)
class DropTarget(Owned):
    """Give a target up, and say why."""

    right: ClassVar[Right] = OFFICE

    code: Code
    reason: Reason


@dataclass(frozen=True, slots=True)
class ReportProgress(Owned):
    """Say how it stands with a school; for the office that keeps the plan and those below it."""

    right: ClassVar[Right] = BELOW

    school: Id
    measure: Measure
    state: State
    as_of: date
    basis: Line
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class CloseRoadmap(Owned):
    """End the roadmap."""

    right: ClassVar[Right] = OFFICE

    reason: Reason


Command = RegisterRoadmap | SetTarget | AdjustTarget | DropTarget | ReportProgress | CloseRoadmap
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The plan, its targets by code as they stand, what was dropped, and each last report."""

    registered: RoadmapRegistered | None = None
    targets: Mapping[str, TargetSet] = field(default_factory=dict)
    first: Mapping[str, TargetSet] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    reported: Mapping[tuple[str, str], ProgressReported] = field(default_factory=dict)
    closed: bool = False


def decide(command: Command, roadmap: Roadmap) -> Sequence[RoadmapEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: roadmap-registered, roadmap-not-registered, roadmap-closed, years-reversed,
    parent-is-itself, target-set, target-dropped, target-unknown, target-outside-years,
    target-scope, school-twice, grade-not-asked, measure-not-targeted, date-in-future,
    result-missing, result-not-reached.
    """
    match command:
        case RegisterRoadmap():
            return _register(command, roadmap)
        case SetTarget():
            return _set(command, _open(roadmap))
        case AdjustTarget(code, percent, by_year, reason):
            target = _target(code, _open(roadmap))
            if (target.percent, target.by_year) == (percent, by_year):
                return []
            _refuse_outside(by_year, roadmap)
            return [TargetAdjusted(code, percent, by_year, reason)]
        case DropTarget(code, reason):
            if code in roadmap.dropped:
                return []
            _target(code, _open(roadmap))
            return [TargetDropped(code, reason)]
        case ReportProgress():
            return _report(command, _open(roadmap))
        case CloseRoadmap(reason):
            if roadmap.closed:
                return []
            _open(roadmap)
            return [RoadmapClosed(reason)]
    assert_never(command)


def evolve(roadmap: Roadmap, event: RoadmapEvent) -> Roadmap:
    """Return the roadmap after `event`."""
    match event:
        case RoadmapRegistered():
            return replace(roadmap, registered=event)
        case TargetSet(code):
            return replace(
                roadmap,
                targets={**roadmap.targets, code: event},
                first={**roadmap.first, code: event},
            )
        case TargetAdjusted(code, percent, by_year):
            adjusted = replace(roadmap.targets[code], percent=percent, by_year=by_year)
            return replace(roadmap, targets={**roadmap.targets, code: adjusted})
        case TargetDropped(code):
            rest = {c: target for c, target in roadmap.targets.items() if c != code}
            return replace(roadmap, targets=rest, dropped=roadmap.dropped | {code})
        case ProgressReported(school, measure):
            return replace(roadmap, reported={**roadmap.reported, (school, measure): event})
        case RoadmapClosed():
            return replace(roadmap, closed=True)
    assert_never(event)


def reaches(
    target: TargetSet, state: str, accreditation_grade: int | None, national_grade: int | None
) -> bool:
    """Return whether a school in this state, with these grades, has reached `target`."""
    return (
        state == "reached"
        and (accreditation_grade or 0) >= (target.accreditation_grade or 0)
        and (national_grade or 0) >= (target.national_grade or 0)
    )


def _register(command: RegisterRoadmap, roadmap: Roadmap) -> Sequence[RoadmapEvent]:
    registered = RoadmapRegistered(
        issuer_name=command.issuer_name,
        title=command.title,
        number=command.number,
        dated=command.dated,
        first_year=command.first_year,
        last_year=command.last_year,
        parent=command.parent,
        as_written=command.as_written,
    )
    if roadmap.registered == registered:
        return []
    if roadmap.registered is not None:
        detail = f"Mã này đã dùng cho '{roadmap.registered.title}' với nội dung khác."
        raise Rejected("roadmap-registered", detail, rule=RULE)
    if command.first_year is not None and command.last_year < command.first_year:
        detail = f"Lộ trình kết thúc năm {command.last_year}, trước khi bắt đầu."
        raise refused("years-reversed", detail, RULE, at="/last_year")
    if command.parent == command.id:
        detail = "Một lộ trình không thể căn cứ vào chính nó."
        raise refused("parent-is-itself", detail, RULE, at="/parent")
    return [registered]


def _set(command: SetTarget, roadmap: Roadmap) -> Sequence[RoadmapEvent]:
    target = TargetSet(
        code=command.code,
        measure=command.measure,
        by_year=command.by_year,
        percent=command.percent,
        schools=command.schools,
        area=command.area,
        kinds=command.kinds,
        ownerships=command.ownerships,
        accreditation_grade=command.accreditation_grade,
        national_grade=command.national_grade,
        as_written=command.as_written,
    )
    if roadmap.first.get(command.code) == target and command.code in roadmap.targets:
        return []
    if command.code in roadmap.first:
        detail = f"Mã chỉ tiêu '{command.code}' đã dùng; hãy điều chỉnh hoặc đặt mã khác."
        raise refused("target-set", detail, RULE, at="/code")
    _refuse_outside(command.by_year, roadmap)
    scoped = command.area is not None
    if scoped == bool(command.schools) or (
        command.schools and (command.kinds or command.ownerships)
    ):
        detail = "Chỉ tiêu nêu danh sách trường, hoặc địa bàn (cùng loại trường, loại hình)."
        raise refused("target-scope", detail, RULE, at="/area")
    if len({*command.schools}) < len(command.schools):
        detail = "Một trường được nêu hai lần."
        raise refused("school-twice", detail, RULE, at="/schools")
    _refuse_unasked(command.measure, command.accreditation_grade, command.national_grade)
    return [target]


def _report(command: ReportProgress, roadmap: Roadmap) -> Sequence[RoadmapEvent]:
    meant = [t for t in roadmap.targets.values() if t.measure == command.measure]
    if not any(not t.schools or command.school in t.schools for t in meant):
        detail = f"Lộ trình không có chỉ tiêu '{command.measure}' cho trường này."
        raise refused("measure-not-targeted", detail, RULE, at="/measure")
    if command.as_of > command.on:
        detail = f"Ngày {show(command.as_of)} sau ngày ghi nhận {show(command.on)}."
        raise refused("date-in-future", detail, RULE, at="/as_of")
    _refuse_unasked(command.measure, command.accreditation_grade, command.national_grade)
    grades = {
        "accredited": command.accreditation_grade,
        "national_standard": command.national_grade,
    }
    if command.state == "reached" and grades.get(command.measure, 0) is None:
        name = "accreditation_grade" if command.measure == "accredited" else "national_grade"
        detail = f"Kết quả đạt được phải kèm '{name}'."
        raise refused("result-missing", detail, RULE, at=f"/{name}")
    if command.state != "reached" and {*grades.values()} != {None}:
        detail = "Chỉ kết quả đã đạt mới có cấp độ, mức độ."
        raise Rejected("result-not-reached", detail, rule=RULE)
    reported = ProgressReported(
        school=command.school,
        measure=command.measure,
        state=command.state,
        as_of=command.as_of,
        basis=command.basis,
        accreditation_grade=command.accreditation_grade,
        national_grade=command.national_grade,
    )
    same = roadmap.reported.get((command.school, command.measure)) == reported
    return [] if same else [reported]


def _refuse_unasked(measure: str, accreditation: int | None, national: int | None) -> None:
    wrong = [
        name
        for name, value, measures in (
            ("accreditation_grade", accreditation, ("evaluated", "accredited")),
            ("national_grade", national, ("national_standard",)),
        )
        if value is not None and measure not in measures
    ]
    if wrong:
        detail = f"'{measure}' không đi với '{wrong[0]}'."
        raise refused("grade-not-asked", detail, RULE, at=f"/{wrong[0]}")


def _refuse_outside(year: int, roadmap: Roadmap) -> None:
    plan = roadmap.registered
    if plan is not None and not (plan.first_year or 0) <= year <= plan.last_year:
        first = f" từ năm {plan.first_year}" if plan.first_year else ""
        detail = f"Năm {year} ngoài lộ trình{first} đến năm {plan.last_year}."
        raise refused("target-outside-years", detail, RULE, at="/by_year")


def _target(code: str, roadmap: Roadmap) -> TargetSet:
    if code in roadmap.targets:
        return roadmap.targets[code]
    if code in roadmap.dropped:
        raise Rejected("target-dropped", f"Chỉ tiêu '{code}' đã bỏ.", rule=RULE)
    detail = f"Lộ trình không có chỉ tiêu '{code}'."
    raise refused("target-unknown", detail, RULE, at="/code")


def _open(roadmap: Roadmap) -> Roadmap:
    if roadmap.registered is None:
        detail = "Lộ trình này chưa có trong sổ."
        raise Rejected("roadmap-not-registered", detail, rule=RULE)
    if roadmap.closed:
        raise Rejected("roadmap-closed", "Lộ trình này đã kết thúc.", rule=RULE)
    return roadmap


ROADMAP: Decider[Command, Roadmap, RoadmapEvent] = Decider(Roadmap(), decide, evolve)
