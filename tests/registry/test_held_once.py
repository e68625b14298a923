"""Whatever is begun and ended in whatever order: a register holds nothing twice on one day."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kernel.periods import Timeline
from libs.kernel.problems import Rejected
from tests.registry import test_assignment, test_contact, test_grant, test_person
from tests.spec import Spec

FIRST = date(2024, 9, 1)
CALENDAR = [FIRST + timedelta(n) for n in range(10)]
DAYS = st.sampled_from(CALENDAR)
KINDS = st.sampled_from([("primary",), ("preschool",), ("primary", "preschool")])
ACTS = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0, 1]), KINDS, DAYS, DAYS | st.none()), max_size=10
)
Acts = Sequence[tuple[bool, int, tuple[str, ...], date, date | None]]


@dataclass(frozen=True)
class Register:
    """How something is begun and ended in a register, and what there is but once on a day."""

    rules: Spec[Any, Any]
    begin: Any
    end: Any
    field: str
    names: tuple[str, str]
    held: Callable[[Any], Timeline[Any]]
    once: Callable[[Any], Sequence[Any]]
    past: tuple[Any, ...] = ()

    def commands(self, acts: Acts) -> Iterator[Any]:
        for begins, who, kinds, day, ends in acts:
            named = {self.field: self.names[who]}
            if not begins:
                yield replace(self.end, ends=day, **named)
            elif hasattr(self.begin, "kinds"):
                yield replace(self.begin, kinds=kinds, starts=day, ends=ends, **named)
            else:
                yield replace(self.begin, starts=day, ends=ends, **named)


REGISTERS = {
    "assignment": Register(
        rules=test_assignment.assignment,
        begin=test_assignment.ASSIGN,
        end=test_assignment.END,
        field="holder",
        names=("phong764", "so79"),
        held=lambda assignment: assignment,
        once=lambda assigned: assigned.kinds,
    ),
    "contact": Register(
        rules=test_contact.contact,
        begin=test_contact.NAME,
        end=test_contact.END,
        field="person",
        names=("u:lan", "u:mai"),
        held=lambda contacts: contacts,
        once=lambda named: named.kinds,
    ),
    "grant": Register(
        rules=test_grant.grant,
        begin=test_grant.GIVE,
        end=test_grant.WITHDRAW,
        field="org",
        names=("phong764", "so79"),
        held=lambda grant: grant.held,
        once=lambda given: [(given.role, given.org)],
    ),
    "person": Register(
        rules=test_person.person,
        begin=test_person.TAKE,
        end=test_person.LEAVE,
        field="org",
        names=("truong1", "truong2"),
        held=lambda person: person.posts,
        once=lambda taken: [(taken.post, taken.org)],
        past=(test_person.REGISTERED,),
    ),
}


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
@given(acts=ACTS)
def test_what_there_is_but_once_is_held_once_a_day(register: Register, acts: Acts) -> None:
    rules = register.rules
    state = rules.decider.fold(register.past)
    for command in register.commands(acts):
        with suppress(Rejected):
            for event in rules.decide(command, state):
                state = rules.decider.evolve(state, event)
    for day in CALENDAR:
        held = [each for value in register.held(state).on(day) for each in register.once(value)]
        assert len(set(held)) == len(held)


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
@given(acts=ACTS)
def test_a_command_just_carried_out_changes_nothing_when_it_comes_again(
    register: Register, acts: Acts
) -> None:
    rules = register.rules
    state = rules.decider.fold(register.past)
    for command in register.commands(acts):
        try:
            events = rules.decide(command, state)
        except Rejected:
            continue
        for event in events:
            state = rules.decider.evolve(state, event)
        assert list(rules.decide(command, state)) == []
