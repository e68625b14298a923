"""A school's way to its certificates under the newest rules of the platform."""

from libs.engine.rules import RULES
from libs.rights import OPERATOR
from services.registry.adopted_rules.rules import AdoptRules
from tests.verifier.case_walk import CaseWalk
from tests.verifier.walk import START


class StrictWalk(CaseWalk):
    """A walk whose log goes on by the newest rules before anything is done."""

    def found(self) -> None:
        """Set up the register, then adopt the rules."""
        super().found()
        self.order("rules-79", AdoptRules, OPERATOR, START, rules_number=RULES, days="given")


def strict_walk(seed: int = 8, steps: int = 40) -> StrictWalk:
    """Return a whole history."""
    found = StrictWalk(seed)
    found.found()
    found.assess()
    found.review(steps)
    return found
