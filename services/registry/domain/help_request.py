"""A question to the office in charge, `helprequest-<asker>_<n>`: asked, answered, reopened, closed.

Who is in charge is looked up when the question is asked: the school's contact on that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal, assert_never

from libs.calendar import working_days_after
from libs.contract import Contract, Id, Line, given
from libs.decider import Decider
from libs.errors import FieldError, Rejected
from libs.rights import Right
from services.registry.domain.owners import Owned
from services.registry.domain.privacy import refuse_suspected
from services.registry.events.common import Kind
from services.registry.events.help_request import (
    Body,
    HelpAnswered,
    HelpClosed,
    HelpForwarded,
    HelpReopened,
    HelpRequested,
    HelpRequestEvent,
    Topic,
)
from services.registry.events.owners import IN_CHARGE, KEEPER

RULE = "đề nghị hỗ trợ và trả lời"


@dataclass(frozen=True, slots=True)
class Helper:
    """The office in charge of a question, its contact, and within how many working days it answers.

    `office` None: nobody is in charge. `school`: whether a school asks.
    """

    office: str | None
    officer: str | None = None
    answer_within: int | None = None
    school: bool = False


@dataclass(frozen=True, slots=True)
class AskForHelp(Owned):
    """Ask the office in charge; `kind` is needed only of an office that asks on schools' behalf.

    A text that seems to hold personal data is refused until its writer has `confirmed` it.
    """

    right: ClassVar[Right] = KEEPER

    topic: Topic
    subject: Line
    text: Body
    confirmed: bool = False
    kind: Kind | None = None
    on: date = given("on")
    helper: Helper = given("helper")


@dataclass(frozen=True, slots=True)
class ForwardHelp(Owned):
    """Pass the question on to another office."""

    right: ClassVar[Right] = IN_CHARGE

    office: Id
    reason: Body
    on: date = given("on")
    helper: Helper = given("helper")


@dataclass(frozen=True, slots=True)
class AnswerHelp(Owned):
    """Answer, for the office in charge."""

    right: ClassVar[Right] = IN_CHARGE

    text: Body
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ReopenHelp(Owned):
    """Ask again what was answered or closed."""

    right: ClassVar[Right] = KEEPER

    reason: Body
    confirmed: bool = False
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class CloseHelp(Owned):
    """Say that no more is needed, and whether one was helped."""

    right: ClassVar[Right] = KEEPER

    helped: bool


Command = AskForHelp | ForwardHelp | AnswerHelp | ReopenHelp | CloseHelp
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")
State = Literal["open", "answered", "closed"]


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """The question, who is in charge of it, and where it stands."""

    asked: HelpRequested | None = None
    office: str = ""
    answer_within: int | None = None
    state: State = "open"
    last: HelpRequestEvent | None = None


def decide(command: Command, request: HelpRequest) -> Sequence[HelpRequestEvent]:
    """Return the event `command` brings about; none when it already holds.

    Raises `Rejected`: personal-data-suspected, help-requested, help-not-requested,
    nobody-in-charge, office-in-charge, help-closed, help-open.
    """
    match command:
        case AskForHelp():
            return _ask(command, request)
        case ForwardHelp(office, reason):
            asked = _asked(request)
            if office == request.office and isinstance(request.last, HelpForwarded):
                return []
            _unclosed(request)
            if office in (request.office, command.owner):
                detail = "Đề nghị đã do đơn vị này phụ trách, hoặc chính đơn vị này hỏi."
                error = FieldError("/office", "office-in-charge", detail)
                raise Rejected("office-in-charge", detail, RULE, [error])
            refuse_suspected({"reason": reason}, confirmed=False)
            within = command.helper.answer_within or asked.answer_within
            due = _due(command.on, within)
            return [HelpForwarded(office, reason, command.helper.officer, within, due)]
        case AnswerHelp(text, confirmed):
            _asked(request)
            _unclosed(request)
            answered = HelpAnswered(text, refuse_suspected({"text": text}, confirmed))
            return [] if answered == request.last else [answered]
        case ReopenHelp(reason, confirmed):
            _asked(request)
            found = refuse_suspected({"reason": reason}, confirmed)
            if isinstance(request.last, HelpReopened) and request.last.reason == reason:
                return []
            if request.state == "open":
                raise Rejected("help-open", "Đề nghị này đang chờ trả lời.", rule=RULE)
            return [HelpReopened(reason, found, _due(command.on, request.answer_within))]
        case CloseHelp(helped):
            _asked(request)
            return [] if request.state == "closed" else [HelpClosed(helped)]
    assert_never(command)


def evolve(request: HelpRequest, event: HelpRequestEvent) -> HelpRequest:
    """Return the question after `event`."""
    match event:
        case HelpRequested():
            return HelpRequest(event, event.office, event.answer_within, "open", event)
        case HelpForwarded():
            return replace(
                request,
                office=event.office,
                answer_within=event.answer_within,
                state="open",
                last=event,
            )
        case HelpAnswered():
            return replace(request, state="answered", last=event)
        case HelpReopened():
            return replace(request, state="open", last=event)
        case HelpClosed():
            return replace(request, state="closed", last=event)
    assert_never(event)


def overdue_days(state: str, due: date | None, today: date) -> int:
    """Return by how many days an answer is late today; 0 when it is not, or none is promised."""
    return (today - due).days if state == "open" and due is not None and today > due else 0


def _ask(command: AskForHelp, request: HelpRequest) -> Sequence[HelpRequestEvent]:
    asked = request.asked
    if asked is not None:
        wanted = (command.topic, command.subject, command.text)
        if wanted == (asked.topic, asked.subject, asked.text):
            return []
        detail = "Mã này đã dùng cho một đề nghị khác."
        raise Rejected("help-requested", detail, rule=RULE)
    found = refuse_suspected({"subject": command.subject, "text": command.text}, command.confirmed)
    helper = command.helper
    if helper.office is None or helper.office == command.owner:
        detail = "Ngày này chưa có đơn vị nào phụ trách để nhận đề nghị."
        raise Rejected("nobody-in-charge", detail, rule=RULE)
    return [
        HelpRequested(
            topic=command.topic,
            subject=command.subject,
            text=command.text,
            office=helper.office,
            suspected=found,
            by_school=helper.school,
            officer=helper.officer,
            answer_within=helper.answer_within,
            due=_due(command.on, helper.answer_within),
            kind=None if helper.school else command.kind,
        )
    ]


def _due(on: date, within: int | None) -> date | None:
    return None if within is None else working_days_after(on, within)


def _asked(request: HelpRequest) -> HelpRequested:
    if request.asked is None:
        raise Rejected("help-not-requested", "Không có đề nghị này.", rule=RULE)
    return request.asked


def _unclosed(request: HelpRequest) -> None:
    if request.state == "closed":
        raise Rejected("help-closed", "Đề nghị này đã kết thúc.", rule=RULE)


HELP_REQUEST: Decider[Command, HelpRequest, HelpRequestEvent] = Decider(
    HelpRequest(), decide, evolve
)
