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


COMMANDS: Contract[SettleSuccession] = Contract(SettleSuccession, unknown="raise")


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
class Succession:
    """Every settlement of one school."""

    settled: tuple[SuccessionSettled, ...] = ()


def settle(
    command: SettleSuccession, known: Holdings, succession: Succession
) -> Sequence[SuccessionSettled]:
    """Return the settlement; none when that act is settled, or the school has nothing to settle."""
    act = (command.form, command.party, command.starts, command.basis)
    if any((s.form, s.party, s.starts, s.basis) == act for s in succession.settled):
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
