"""What a team's preparation rests on, and who may do its work."""

from dataclasses import dataclass

from libs.law.standards.levels import criteria
from libs.law.standards.rule_set import RuleSet
from services.review.evaluation import declared
from services.review.evaluation.state import Evaluation, State, Surveying, within
from services.review.evaluation.survey import require_leader, require_member
from services.review.team.rules import UNTOLD, Team


@dataclass(frozen=True, slots=True)
class Known:
    """What a team's preparation rests on: its case, the rules that hold, what it declared."""

    case: Evaluation
    rules: int
    made: Team = UNTOLD

    def led_by(self, actor: str, *states: State) -> Surveying:
        """Return the case, in one of `states`, to who leads its team.

        Raises `Rejected`: wrong-state, not-in-team, not-leader, declarations-missing, declared-tie.
        """
        case = within(self.case, Surveying, *states)
        require_leader(case, actor)
        self._require_declared(actor)
        return case

    def worked_on_by(self, actor: str, *states: State) -> Surveying:
        """Return the case, in one of `states`, to a member of its team; raises as `led_by`, but
        "not-leader"."""
        case = within(self.case, Surveying, *states)
        require_member(case, actor)
        self._require_declared(actor)
        return case

    def _require_declared(self, actor: str) -> None:
        if self.rules >= declared.SINCE:
            declared.check_declared(self.made, [actor])


def asked_about(rules: RuleSet) -> list[str]:
    """Return the criteria that a team looks at, clauses of level 4 among them."""
    return [*criteria(rules), *([rules.level4_article] if rules.level4_article else [])]
