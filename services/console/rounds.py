"""A team that rates blind, on screens: the round, whose rating is how far, what differs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from libs.kernel.problems import Wire
from services.console import report_lacks, sheet
from services.console.case import Case
from services.console.cycle import Line
from services.console.person import PersonVisit
from services.console.report_lacks import Lacks

NAMES_WHY = "Xem thành viên đoàn đánh giá ngoài"
"""Why the names of the team are opened."""


@dataclass(frozen=True)
class Round:
    """The round that the team of a case was asked for last, as somebody looks at it."""

    case: Case
    found: Wire | None

    @property
    def state(self) -> str:
        """How far it is: none, asked, opened, given_up."""
        return str(self.found["state"]) if self.found else "none"

    @property
    def may_ask(self) -> bool:
        """Whether the visitor may begin a round: the leader, while nothing of the team's is
        written."""
        begun = self.state in ("asked", "opened") or self.case.found["criteria_found"]
        return self.leads and not begun

    @property
    def leads(self) -> bool:
        """Whether the visitor leads a team that surveys."""
        return self.case.leads and self.case.found["state"] == "surveying"

    @property
    def settles(self) -> bool:
        """Whether the visitor settles differences."""
        open_ = self.case.found["state"] in ("surveying", "surveyed")
        return self.case.leads and open_ and self.state == "opened"

    @property
    def settles_first(self) -> bool:
        """Whether differences are settled before the team writes its own sheet."""
        return bool(self.found and self.found["settled_first"])

    @cached_property
    def members(self) -> Sequence[tuple[str, str, int, str | None]]:
        """Of each member of the team: name, post, how many criteria are rated, when handed in."""
        case, visit = self.case, self.case.visit
        team = case.found["team_members"]
        visit.people.opened(case.log, NAMES_WHY, [one["person"] for one in team])
        rows = visit.calls.all(case.log, "rater", evaluation=case.id)
        number = self.found["round"] if self.found else 0
        far = {one["rater"]: one for one in rows if one["round"] == number}
        return [
            (
                visit.people.name(case.log, one["person"], visit.label("evaluator")),
                visit.label(one["post"], begins=True),
                far[one["person"]]["rated"] if one["person"] in far else 0,
                far[one["person"]]["rating_handed_in_on"] if one["person"] in far else None,
            )
            for one in team
        ]

    def ratings(self) -> list[Wire]:
        """Return the ratings of the round that the visitor may read, each with its member."""
        number = self.found["round"] if self.found else 0
        rows = self.case.visit.calls.all(self.case.log, "rating", evaluation=self.case.id)
        return [one for one in rows if one["round"] == number]

    def mine(self) -> Mapping[str, Wire]:
        """Return the visitor's own rating of each criterion."""
        me = self.case.visit.session["actor"]
        return {one["criterion"]: one for one in self.ratings() if one["rater"] == me}

    @cached_property
    def criteria(self) -> Sequence[Lacks]:
        """The criteria of the report that the case rests on, in their order."""
        case = self.case
        report = report_lacks.handed_in(case.visit, case.log, case.found)
        if report is None:
            return []
        level_4 = case.found["target_accreditation_grade"] == 4
        return report_lacks.lacks(case.visit, case.log, report, level_4=level_4)

    def differing(self, code: str) -> list[str]:
        """Return the names of a criterion's indicators on which the members differ."""
        names = self.found["differing"] if self.found else ()
        return [name for name in names if name.partition("/")[0] == code]

    @property
    def settled(self) -> Mapping[str, Wire]:
        """What the team agreed on, by criterion."""
        return (
            {one["criterion"]: one for one in self.found["settled_criteria"]} if self.found else {}
        )

    def agreed(self, line: Line) -> Mapping[str, str]:
        """Return what the team came to of a criterion's indicators, as fields of its sheet."""
        if self.found is None or self.state != "opened":
            return {}
        said = self.settled.get(line.code)
        told = {(v["level"], v["indicator"]): v["met"] for v in said["verdicts"]} if said else {}
        found = {}
        for level, one, end in sheet.indicators(line.criterion):
            alike = one["name"] in self.found["all_met"] or one["name"] in self.found["none_met"]
            met = (
                one["name"] in self.found["all_met"]
                if alike
                else told.get((level, one["indicator"]))
            )
            if met is not None:
                found[f"m-{end}"] = sheet.MET if met else sheet.NOT_MET
        return found


def read(case: Case) -> Round:
    """Return the round of a case's team, an empty one where its members do not rate blind."""
    return Round(case, case.visit.calls.find(case.log, "agreement", case.id))


def verdicts(
    visit: PersonVisit, line: Line, only: Collection[str] = ()
) -> tuple[list[Wire], dict[str, str]]:
    """Return what a form says of a criterion's indicators, and the field behind each pointer.

    `only`: of the indicators of these names alone.
    """
    judged: list[Wire] = []
    ends = [end for _, one, end in sheet.indicators(line.criterion) if _asked(one, only)]
    fields = {"/judgements": f"m-{ends[0]}"} if ends else {}
    for level, one, end in sheet.indicators(line.criterion):
        said = visit.said(f"m-{end}")
        if _asked(one, only) and said in (sheet.MET, sheet.NOT_MET):
            fields[f"/judgements/{len(judged)}"] = f"m-{end}"
            met = said == sheet.MET
            judged.append({"level": level, "indicator": one["indicator"], "met": met})
    return judged, fields


def _asked(one: Wire, only: Collection[str]) -> bool:
    return not only or one["name"] in only
