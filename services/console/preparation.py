"""A team getting ready for its survey, on screens: what is planned, and what the visitor may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from libs.kernel.problems import Wire
from services.console import rounds
from services.console.case import Case
from services.console.cycle import Line

LACKING = ("not_assessed", "wrongly_assessed", "insufficiently_assessed")
"""What a study may find wrong with the school's own assessment."""
NAMES_WHY = "Xem kế hoạch làm việc của đoàn đánh giá ngoài"
"""Why the names of the team are opened."""


@dataclass(frozen=True)
class Preparation:
    """The preparation of a case's team, as somebody looks at it; none before there is a team."""

    case: Case
    found: Wire | None

    @property
    def at(self) -> str:
        """Where it is shown."""
        return f"/console/preparation/{self.case.log}/{self.case.id}"

    @property
    def plans(self) -> bool:
        """Whether the visitor plans the team's work."""
        return self._may("PlanTeamWork") and self.case.leads

    @property
    def meets(self) -> bool:
        """Whether the visitor records the preliminary survey."""
        return self._may("RecordPreliminarySurvey") and self.case.leads

    def studying(self, criterion: str) -> bool:
        """Return whether the visitor studies a criterion of the dossier."""
        mine = self.in_charge(criterion) == self.case.visit.session["actor"]
        return self._may("StudyCriterion") and (mine or self.case.leads)

    def in_charge(self, criterion: str) -> str | None:
        """Return who is in charge of a criterion; None: nobody."""
        charges = self.found["charges"] if self.found else ()
        return next((one["person"] for one in charges if criterion in one["criteria"]), None)

    @cached_property
    def studies(self) -> Mapping[str, Wire]:
        """What the study of each criterion came to: to the team and the offices alone."""
        if not self.found or not self.found["charges"]:
            return {}
        rows = self.case.visit.calls.all(self.case.log, "dossier_study", evaluation=self.case.id)
        return {one["criterion"]: one for one in rows}

    @property
    def unstudied(self) -> Sequence[str]:
        """The criteria in the visitor's charge that are not studied yet."""
        me = self.case.visit.session["actor"]
        charges = self.found["charges"] if self._may("StudyCriterion") and self.found else ()
        mine = [code for one in charges if one["person"] == me for code in one["criteria"]]
        return [code for code in mine if code not in self.studies]

    @property
    def todo(self) -> Sequence[str]:
        """What the visitor has to do here next."""
        one = self.found or {}
        early = self.case.found["state"] == "surveying"
        found = ["PlanTeamWork"] if self.plans and early and not one["planned_on"] else []
        if self.unstudied:
            found.append("StudyCriterion")
        begun = one.get("preliminary_from") and one["preliminary_from"] <= self.today
        if self.meets and begun and not one["survey_recorded_on"]:
            found.append("RecordPreliminarySurvey")
        return found

    @property
    def today(self) -> str:
        """The day, as the gateway writes days."""
        return self.case.visit.today.isoformat()

    def _may(self, command: str) -> bool:
        return bool(self.found and command in self.found["next_commands"])

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of the team's people, in its order."""
        case, visit = self.case, self.case.visit
        people = [one["person"] for one in case.found["team_members"]]
        if self.found:
            people += [one["person"] for one in self.found["charges"]]
        people = [*dict.fromkeys(people)]
        visit.people.opened(case.log, NAMES_WHY, people)
        return {one: visit.people.name(case.log, one, visit.label("evaluator")) for one in people}


def read(case: Case) -> Preparation:
    """Return how the team of a case gets ready."""
    found = case.found["team_members"] and case.visit.calls.find(case.log, "preparation", case.id)
    return Preparation(case, found or None)


def lines(own: Preparation) -> Sequence[Line]:
    """Return the criteria of the report that the case rests on, in their order."""
    return [each.line for each in rounds.read(own.case).criteria]
