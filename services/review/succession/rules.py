"""What becomes of a school's certificates and running cases when it merges, divides or closes.

It is said for the school as a whole; each outcome is then recorded in the stream it concerns
(`recognition.rules`, `evaluation.succession`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Never

from libs.kernel.decider import Decider, by_knowledge_alone
from libs.kernel.messages import Contract, Id, Line
from libs.law.standards.mergers import Party, rule, rule_for_recognition
from libs.rights import SYSTEM, Right
from services.review.shared.fields import Kind
from services.review.succession.events import Case, Certificate, Form, SuccessionSettled


@dataclass(frozen=True, slots=True)
class HeldOn:
    """A certificate in force on the day of the act, by its id."""

    recognition: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class SettleSuccession:
    """Say by the table what becomes of all that the stream's school has on the day `starts`."""

    right: ClassVar[Right] = SYSTEM
    form: Form
    party: Party
    successors: tuple[Id, ...]
    parts: tuple[Id, ...]
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class SettleLater:
    """Say what becomes of a certificate that was written down once its school had ended."""

    right: ClassVar[Right] = SYSTEM
    recognition: Id


Command = SettleSuccession | SettleLater
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")
LATER_SINCE = 3
"""Since which number of the platform's rules a paper of an ended school passes to who succeeds."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a settlement rests on: all that the school has on the day.

    `held`: the certificates it holds in force on that day; `running`: its cases without a decision;
    `held_by_all`: the kinds of which every school of `parts` holds one.
    """

    held: tuple[HeldOn, ...]
    running: tuple[str, ...]
    held_by_all: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ended:
    """What a later settlement rests on: that of the school when it ended, None while it lives, and
    all that it has on that day."""

    whole: SettleSuccession | None
    holdings: Holdings
    rules_number: int


@dataclass(frozen=True, slots=True)
class Succession:
    """Every settlement of one school."""

    settled: tuple[SuccessionSettled, ...] = ()


def settle(
    command: SettleSuccession, known: Holdings, succession: Succession
) -> Sequence[SuccessionSettled]:
    """Return the settlement; none when that act is settled, or the school has nothing to settle."""
    act = (command.form, command.party, command.starts, command.basis)
    whole = (s for s in succession.settled if not s.later)
    if any((s.form, s.party, s.starts, s.basis) == act for s in whole):
        return []
    if not known.held and not known.running:
        return []
    row = rule(command.form, command.party, command.starts)
    return [
        SuccessionSettled(
            command.form,
            command.party,
            command.successors,
            command.starts,
            command.basis,
            tuple(_certificate(held, command, known) for held in known.held),
            tuple(Case(id, row.case, row.id, row.sure) for id in known.running),
        )
    ]


def settle_later(
    command: SettleLater, known: Ended, succession: Succession
) -> Sequence[SuccessionSettled]:
    """Return what the end of the school does to a certificate that was written down after it.

    None while the school lives, and where the certificate was not in force on that day.
    """
    whole = known.whole
    held = [each for each in known.holdings.held if each.recognition == command.recognition]
    if whole is None or not held or known.rules_number < LATER_SINCE:
        return []
    certificate = _certificate(held[0], whole, known.holdings)
    said = (whole.form, whole.party, whole.successors, whole.starts, whole.basis)
    return [SuccessionSettled(*said, (certificate,), (), later=True)]


def _certificate(held: HeldOn, command: SettleSuccession, known: Holdings) -> Certificate:
    every = held.kind in known.held_by_all
    row = rule_for_recognition(command.form, command.party, command.starts, every)
    return Certificate(held.recognition, row.recognition, row.id, row.sure)


def remember(succession: Succession, event: SuccessionSettled) -> Succession:
    """Return the succession after `event`."""
    return Succession((*succession.settled, event))


SUCCESSION: Decider[Never, Succession, SuccessionSettled] = Decider(
    Succession(), by_knowledge_alone, remember
)
