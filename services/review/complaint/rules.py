"""A complaint against a decision, from the school's letter to its last settlement.

Its stream is the decision's: `<school>_<accreditation|national><year>`. Each state has a way out:
what is not answered in time goes to the second complaint, what is not taken up or is withdrawn may
be lodged again while its time runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Line, given
from libs.kernel.problems import refused
from libs.law.calendar import show
from libs.law.labels import label
from libs.law.standards.complaints import (
    Stage,
    accepted_before,
    decided_before,
    lodged_before,
    source_of,
)
from libs.people.suspected import refuse_suspected
from libs.rights import Right
from services.review.complaint.events import (
    ComplaintAccepted,
    ComplaintDeclined,
    ComplaintEvent,
    ComplaintLodged,
    ComplaintSettled,
    ComplaintWithdrawn,
    Outcome,
)
from services.review.evaluation.paper_days import is_late, paper_day
from services.review.shared.fields import DECIDER, PRINCIPAL, Number, Point


class State(StrEnum):
    """How far a complaint has come."""

    LODGED = "lodged"
    ACCEPTED = "taken_up"
    DECLINED = "not_taken_up"
    WITHDRAWN = "complaint_withdrawn"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class LodgeComplaint:
    """Complain of the decision; after its settlement, or once that is overdue, a second time.

    `known_on`: the day on which the school learned of what it complains of, None for that of the
    paper.
    """

    right: ClassVar[Right] = PRINCIPAL

    text: Point
    known_on: date | None = None
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class AcceptComplaint:
    """Take the complaint up; `complex`: its settlement has the longer term."""

    right: ClassVar[Right] = DECIDER

    complex: bool = False
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class DeclineComplaint:
    """Say by a paper that the complaint is not taken up, and why."""

    right: ClassVar[Right] = DECIDER

    document_number: Number
    reason: Point
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class WithdrawComplaint:
    """Take the complaint back before it is settled."""

    right: ClassVar[Right] = PRINCIPAL


@dataclass(frozen=True, slots=True)
class SettleComplaint:
    """Settle it: the decision is upheld, amended or overturned.

    A second complaint is settled by the office above, whose paper is entered: `authority_name`.
    """

    right: ClassVar[Right] = DECIDER

    outcome: Outcome
    decision_number: Number
    reason: Point
    authority_name: Line | None = None
    dated: date | None = None
    on: date = given("on")


Command = LodgeComplaint | AcceptComplaint | DeclineComplaint | WithdrawComplaint | SettleComplaint
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Known:
    """The number of the platform's rules; the day of the decision, None where none was taken."""

    rules: int
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was complained of last, and what became of it; nothing before a complaint."""

    state: State | None = None
    instance: Stage = 1
    lodged: ComplaintLodged | None = None
    accepted: ComplaintAccepted | None = None
    settled: ComplaintSettled | None = None
    last_day: date | None = None
    declined: ComplaintDeclined | None = None

    @property
    def overdue_from(self) -> date | None:
        """The first day on which what is owed to the school is overdue, None where nothing is."""
        if self.state is State.LODGED and self.lodged:
            return self.lodged.accept_before
        if self.state is State.ACCEPTED and self.accepted:
            return self.accepted.decide_before
        return None


def decide(command: WithdrawComplaint, state: Complaint) -> Sequence[ComplaintEvent]:
    """Return that it is withdrawn; none when it is. Raises `Rejected` ("wrong-state")."""
    if state.state is State.WITHDRAWN:
        return []
    _within(state, State.LODGED, State.ACCEPTED)
    return [ComplaintWithdrawn(state.instance)]


def lodge(command: LodgeComplaint, known: Known, state: Complaint) -> Sequence[ComplaintEvent]:
    """Return the complaint; none when just that waits for an answer.

    Raises `Rejected`: nothing-decided, wrong-state, known-before-decided, complaint-too-late,
    personal-data-suspected, and as `paper_days.paper_day`.
    """
    rule = source_of("lodging")
    waits = state.state is State.LODGED and state.lodged is not None
    if waits and state.lodged and state.lodged.text == command.text:
        return []
    if known.decided_on is None:
        detail = "Chưa có quyết định nào về công nhận này để khiếu nại."
        raise refused("nothing-decided", detail, rule)
    instance, since, latest = _next(command, known, _of_decision(known.decided_on, state))
    day = paper_day(command.dated, command.on, since, known.rules)
    heard = command.known_on or since
    if not since <= heard <= (day or command.on):
        detail = f"Ngày biết (trường known_on) từ ngày {show(since)} đến ngày của đơn."
        raise refused("known-before-decided", detail, rule, at="/known_on")
    last = latest or lodged_before(instance, heard)
    if (day or command.on) >= last:
        detail = f"Thời hiệu khiếu nại đã hết trước ngày {show(last)}."
        raise refused("complaint-too-late", detail, rule)
    refuse_suspected({"text": command.text}, confirmed=False)
    answered = accepted_before(command.on)
    late = is_late(day, command.on)
    return [ComplaintLodged(instance, command.text, heard, answered, day, late)]


def _of_decision(decided_on: date, state: Complaint) -> Complaint:
    """Return what was complained of this decision: nothing where all of it was of one before it.

    A school that was refused registers anew in the same case. Nobody knew of a decision before it.
    """
    if state.lodged is None or state.overdue_from is not None:
        return state
    return Complaint() if state.lodged.known_on < decided_on else state


def _next(
    command: LodgeComplaint, known: Known, state: Complaint
) -> tuple[Stage, date, date | None]:
    """Return which complaint comes next, since when it may, and the day that is too late where
    that is settled already."""
    decided = known.decided_on
    assert decided is not None
    if state.state is State.SETTLED and state.instance == 1 and state.settled:
        return 2, state.last_day or decided, None
    overdue = state.overdue_from
    if overdue is not None and state.instance == 1 and command.on >= overdue:
        return 2, overdue, None
    if state.state in (None, State.DECLINED, State.WITHDRAWN):
        if state.instance == 1:
            return 1, decided, None
        since = state.lodged.known_on if state.lodged else decided
        return 2, since, lodged_before(2, since)
    _within(state, State.DECLINED, State.WITHDRAWN)
    raise AssertionError(state)


def accept(command: AcceptComplaint, known: Known, state: Complaint) -> Sequence[ComplaintEvent]:
    """Return that it is taken up; none when it is just so. Raises `Rejected`: wrong-state, and as
    `paper_days.paper_day`."""
    taken = state.accepted if state.state is State.ACCEPTED else None
    if taken is not None and taken.complex == command.complex:
        return []
    _within(state, State.LODGED)
    day = paper_day(command.dated, command.on, state.last_day, known.rules)
    before = decided_before(state.instance, day or command.on, command.complex)
    late = is_late(day, command.on)
    return [ComplaintAccepted(state.instance, command.complex, before, day, late)]


def decline(command: DeclineComplaint, known: Known, state: Complaint) -> Sequence[ComplaintEvent]:
    """Return that it is not taken up; none when just that was said. Raises `Rejected`: wrong-state,
    personal-data-suspected, and as `paper_days.paper_day`."""
    said = (state.instance, command.document_number, command.reason)
    told = state.declined
    if told is not None and (told.instance, told.document_number, told.reason) == said:
        return []
    _within(state, State.LODGED)
    day = paper_day(command.dated, command.on, state.last_day, known.rules)
    refuse_suspected({"reason": command.reason}, confirmed=False)
    return [ComplaintDeclined(*said, day, is_late(day, command.on))]


def settle(command: SettleComplaint, known: Known, state: Complaint) -> Sequence[ComplaintEvent]:
    """Return its settlement; none when it was settled by just this.

    Raises `Rejected`: wrong-state, authority-missing, authority-not-asked, personal-data-suspected,
    and as `paper_days.paper_day`.
    """
    before = state.settled
    if state.state is State.SETTLED and before and _says_just(before, command):
        return []
    _within(state, State.ACCEPTED)
    rule = source_of("deciding")
    if state.instance == 2 and command.authority_name is None:
        detail = "Khiếu nại lần hai do cơ quan cấp trên giải quyết: nêu tên cơ quan trên văn bản."
        raise refused("authority-missing", detail, rule, at="/authority_name")
    if state.instance == 1 and command.authority_name is not None:
        detail = "Khiếu nại lần đầu do chính cơ quan ra quyết định giải quyết."
        raise refused("authority-not-asked", detail, rule, at="/authority_name")
    day = paper_day(command.dated, command.on, state.last_day, known.rules)
    refuse_suspected({"reason": command.reason}, confirmed=False)
    again = lodged_before(2, day or command.on) if state.instance == 1 else None
    said = (state.instance, command.outcome, command.decision_number, command.authority_name)
    late = is_late(day, command.on)
    return [ComplaintSettled(*said, command.reason, again, day, late)]


def _says_just(settled: ComplaintSettled, command: SettleComplaint) -> bool:
    names = ("outcome", "decision_number", "authority_name", "reason")
    return all(getattr(settled, name) == getattr(command, name) for name in names)


def _within(state: Complaint, *states: State) -> None:
    if state.state in states:
        return
    now = label(state.state.value) if state.state else "chưa có khiếu nại"
    wanted = " hoặc ".join(f"'{label(each.value)}'" for each in states)
    detail = f"Khiếu nại đang ở bước '{now}'; việc này cần bước {wanted}."
    raise refused("wrong-state", detail, source_of("deciding"))


def evolve(state: Complaint, event: ComplaintEvent) -> Complaint:
    """Return the complaint after `event`."""
    match event:
        case ComplaintLodged(instance, dated=dated):
            settled = state.settled if instance == 2 else None
            return Complaint(State.LODGED, _stage(instance), event, None, settled, dated)
        case ComplaintAccepted(dated=dated):
            return _now(state, State.ACCEPTED, dated, accepted=event)
        case ComplaintDeclined(dated=dated):
            return replace(_now(state, State.DECLINED, dated), declined=event)
        case ComplaintWithdrawn():
            return _now(state, State.WITHDRAWN, state.last_day)
        case ComplaintSettled(dated=dated):
            return _now(state, State.SETTLED, dated, settled=event)
    assert_never(event)


def _now(
    before: Complaint,
    state: State,
    day: date | None,
    accepted: ComplaintAccepted | None = None,
    settled: ComplaintSettled | None = None,
) -> Complaint:
    kept = (before.instance, before.lodged, accepted or before.accepted, settled or before.settled)
    return Complaint(state, *kept, day)


def _stage(number: int) -> Stage:
    return 1 if number == 1 else 2


COMPLAINT: Decider[WithdrawComplaint, Complaint, ComplaintEvent] = Decider(
    Complaint(), decide, evolve
)
