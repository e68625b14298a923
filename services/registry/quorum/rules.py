"""What is asked of votes in self-assessment councils, by area and time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Line, given
from libs.kernel.periods import During, Period, Timeline
from libs.kernel.problems import refused
from libs.law.calendar import show
from libs.rights import Right
from services.registry.quorum.events import Percent, QuorumEvent, QuorumStated, QuorumWithdrawn
from services.registry.shared.fields import ADMIN, Kinds
from services.registry.shared.periods import ended

RULE = "tỷ lệ biểu quyết do địa phương quy định"


@dataclass(frozen=True, slots=True)
class StateQuorum:
    """State what is asked of votes in the councils of the stream's area, in place of before."""

    right: ClassVar[Right] = ADMIN
    kinds: Kinds
    voting_percent: Percent
    in_favour_percent: Percent
    starts: date
    basis: Line
    id: str = given("id")


@dataclass(frozen=True, slots=True)
class WithdrawQuorum:
    """Ask nothing of votes any more; `ends` is the first day without."""

    right: ClassVar[Right] = ADMIN
    ends: date
    basis: Line


Command = StateQuorum | WithdrawQuorum
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")
Quorum = Timeline[QuorumStated]
"""What was stated, and when it holds."""


def decide(command: Command, quorum: Quorum) -> Sequence[QuorumEvent]:
    """Return what `command` brings about; none when it holds already.

    Raises `Rejected`: area-unknown, quorum-not-stated.
    """
    match command:
        case StateQuorum(kinds, voting, in_favour, starts, basis, id=id):
            if not id.isdecimal():
                raise refused("area-unknown", f"'{id}' không phải mã địa bàn.", RULE)
            stated = QuorumStated(kinds, voting, in_favour, starts, basis)
            return [] if During(stated, Period(starts)) in quorum.told else [stated]
        case WithdrawQuorum(ends, basis):
            detail = f"Không có tỷ lệ biểu quyết nào được quy định đến ngày {show(ends)}."
            refusal = refused("quorum-not-stated", detail, RULE, at="/ends")
            periods = quorum.periods(lambda _: True)
            return ended(QuorumWithdrawn(ends, basis), periods, ends, refusal)
    assert_never(command)


def evolve(quorum: Quorum, event: QuorumEvent) -> Quorum:
    """Return what holds after `event`."""
    match event:
        case QuorumStated(starts=starts):
            return quorum.end(lambda _: True, starts).begin(event, Period(starts))
        case QuorumWithdrawn(ends):
            return quorum.end(lambda _: True, ends)
    assert_never(event)


QUORUM: Decider[Command, Quorum, QuorumEvent] = Decider(Timeline(), decide, evolve)
