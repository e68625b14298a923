"""The rules of J1 beside a small model of it, on every rule set, along random ways."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from libs.law.standards import RuleSet
from services.assessment.cycle.events import CycleEvent
from services.assessment.cycle.opening import PLAN_FIRST
from tests.assessment.course import LIKELY, NUMBERS, SETS, Commands, Model, moves, outcome, walk

NAMES = sorted(moves(Commands(SETS[0])))


class Course(RuleBasedStateMachine):
    """One cycle: each move is given to the rules and to the model, which answer alike."""

    @initialize(
        rules=st.sampled_from(SETS),
        number=st.sampled_from(NUMBERS),
        far=st.integers(0, len(LIKELY)),
    )
    def begin(self, rules: RuleSet, number: int, far: int) -> None:
        """Begin somewhere on the usual way."""
        self.moves = moves(Commands(rules, number))
        self.model = Model(second=number >= PLAN_FIRST)
        self.past: list[CycleEvent] = []
        for name in LIKELY[:far]:
            self.move(name)

    @rule(name=st.sampled_from(NAMES))
    def move(self, name: str) -> None:
        """Try something, in its place or out of it."""
        commands, expects = self.moves[name]
        assert outcome(commands, self.past) == expects(self.model), name


TestCourse = Course.TestCase
TestCourse.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


def test_random_histories_are_judged_alike() -> None:
    assert [said for seed in range(60) if (said := walk(seed))] == []
