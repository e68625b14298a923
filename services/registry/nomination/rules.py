"""An office's nominees of a school year, `nomination-<office>_<year>`: each once for each task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line
from libs.kernel.problems import refused
from libs.rights import Right
from services.registry.nomination.events import (
    NominationEvent,
    NominationWithdrawn,
    PersonNominated,
    Task,
)
from services.registry.shared.fields import Kinds
from services.registry.shared.owned import Owned, year_of
from services.registry.shared.owners import OFFICE, Person, Reason

RULE = "cử cán bộ tham gia đánh giá ngoài, hướng dẫn, thẩm định"


@dataclass(frozen=True, slots=True)
class NominatePerson(Owned):
    """Put a person, who works at `works_at`, forward for a task at schools of `kinds`."""

    right: ClassVar[Right] = OFFICE

    person: Person
    task: Task
    works_at: Id
    kinds: Kinds
    basis: Line


@dataclass(frozen=True, slots=True)
class WithdrawNomination(Owned):
    """No longer put a person forward for a task, and say why."""

    right: ClassVar[Right] = OFFICE

    person: Person
    task: Task
    reason: Reason


Command = NominatePerson | WithdrawNomination
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Nominations:
    """Who is put forward by (person, task), and who was withdrawn."""

    nominees: Mapping[tuple[str, str], PersonNominated] = field(default_factory=dict)
    withdrawn: frozenset[tuple[str, str]] = frozenset()


def decide(command: Command, nominations: Nominations) -> Sequence[NominationEvent]:
    """Return the event `command` brings about; none when it already holds.

    Raises `Rejected`: year-missing, kind-twice, nominee-differs, nominee-unknown.
    """
    year_of(command)
    key = (command.person, command.task)
    match command:
        case NominatePerson(person, task, works_at, kinds, basis):
            if len(set(kinds)) < len(kinds):
                detail = "Một loại trường được ghi hai lần trong 'kinds'."
                raise refused("kind-twice", detail, RULE, at="/kinds")
            nominated = PersonNominated(person, task, works_at, kinds, basis)
            if nominations.nominees.get(key, nominated) != nominated:
                detail = f"'{person}' đã được cử với nội dung khác; hãy rút rồi cử lại."
                raise refused("nominee-differs", detail, RULE, at="/person")
            return [] if key in nominations.nominees else [nominated]
        case WithdrawNomination(person, task, reason):
            if key in nominations.nominees:
                return [NominationWithdrawn(person, task, reason)]
            if key in nominations.withdrawn:
                return []
            detail = f"'{person}' không được cử làm nhiệm vụ này."
            raise refused("nominee-unknown", detail, RULE, at="/person")
    assert_never(command)


def evolve(nominations: Nominations, event: NominationEvent) -> Nominations:
    """Return the nominations after `event`."""
    key = (event.person, event.task)
    match event:
        case PersonNominated():
            return Nominations({**nominations.nominees, key: event}, nominations.withdrawn - {key})
        case NominationWithdrawn():
            rest = {k: nominee for k, nominee in nominations.nominees.items() if k != key}
            return replace(nominations, nominees=rest, withdrawn=nominations.withdrawn | {key})
    assert_never(event)


NOMINATION: Decider[Command, Nominations, NominationEvent] = Decider(Nominations(), decide, evolve)
