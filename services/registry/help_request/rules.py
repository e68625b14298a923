"""A question to the office in charge, `helprequest-<asker>_<n>`: asked, answered, reopened, closed.

Who is in charge is looked up when the question is asked: the school's contact on that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, given
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import working_days_after
from libs.people.suspected import refuse_suspected
from libs.rights import Right
from services.registry.help_request.events import (
    Body,
    HelpAnswered,
    HelpClosed,
    HelpForwarded,
    HelpReopened,
    HelpRequested,
    HelpRequestEvent,
    Topic,
)
from services.registry.shared.fields import Kind
from services.registry.shared.owned import Owned
from services.registry.shared.owners import IN_CHARGE, KEEPER

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


@dataclass(frozen=True, slots=True)
class ForwardHelp(Owned):
    """Pass the question on to another office."""

    right: ClassVar[Right] = IN_CHARGE

    office: Id
    reason: Body
    on: date = given("on")


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


Plain = AnswerHelp | ReopenHelp | CloseHelp
"""The commands that rest on the question alone."""
Command = AskForHelp | ForwardHelp | Plain
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


def ask_for_help(
    command: AskForHelp, helper: Helper, request: HelpRequest
) -> Sequence[HelpRequested]:
    """Return the question to `helper`, whom its asker turns to on the day; none if it was asked.

    Raises `Rejected`: personal-data-suspected, help-requested, nobody-in-charge.
    """
    asked = request.asked
    if asked is not None:
        wanted = (command.topic, command.subject, command.text)
        if wanted == (asked.topic, asked.subject, asked.text):
            return []
        detail = "Mã này đã dùng cho một đề nghị khác."
        raise Rejected("help-requested", detail, rule=RULE)
    found = refuse_suspected({"subject": command.subject, "text": command.text}, command.confirmed)
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


def forward(command: ForwardHelp, helper: Helper, request: HelpRequest) -> Sequence[HelpForwarded]:
    """Return that the question passes on to `helper`; none if it did already.

    Raises `Rejected`: help-not-requested, help-closed, office-in-charge, personal-data-suspected.
    """
    asked = _asked(request)
    if command.office == request.office and isinstance(request.last, HelpForwarded):
        return []
    _unclosed(request)
    if command.office in (request.office, command.owner):
        detail = "Đề nghị đã do đơn vị này phụ trách, hoặc chính đơn vị này hỏi."
        raise refused("office-in-charge", detail, RULE, at="/office")
    refuse_suspected({"reason": command.reason}, confirmed=False)
    within = helper.answer_within or asked.answer_within
    due = _due(command.on, within)
    return [HelpForwarded(command.office, command.reason, helper.officer, within, due)]


def decide(command: Plain, request: HelpRequest) -> Sequence[HelpRequestEvent]:
    """Return the event `command` brings about; none when it already holds.

    Raises `Rejected`: personal-data-suspected, help-not-requested, help-closed, help-open.
    """
    match command:
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


def _due(on: date, within: int | None) -> date | None:
    return None if within is None else working_days_after(on, within)


def _asked(request: HelpRequest) -> HelpRequested:
    if request.asked is None:
        raise Rejected("help-not-requested", "Không có đề nghị này.", rule=RULE)
    return request.asked


def _unclosed(request: HelpRequest) -> None:
    if request.state == "closed":
        raise Rejected("help-closed", "Đề nghị này đã kết thúc.", rule=RULE)


HELP_REQUEST: Decider[Plain, HelpRequest, HelpRequestEvent] = Decider(HelpRequest(), decide, evolve)
