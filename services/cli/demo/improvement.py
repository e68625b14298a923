"""The part of the demo in which one school plans what to improve, does it, and reports the year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.kernel.problems import Wire
from services.cli.demo.steps import DemoStep

OPERATOR = "s:operator"


@dataclass(frozen=True)
class Improving:
    """A school that improves: `said` is its part of the schedule, `evidence` a code a criterion."""

    said: Mapping[str, Any]
    log: str
    school: str
    year: int
    head: str
    officer: str
    evidence: Mapping[str, str]

    @property
    def open_items(self) -> tuple[int, ...]:
        """The numbers of what is not completed within the year: as many as the schedule says."""
        return tuple(range(1, self.said["open_items"] + 1))

    def made(self) -> Iterator[DemoStep]:
        """Yield the plan's way from the draft to the office: something for each criterion."""
        named = {"name": self.said["responsible"], "sample": True}
        on = self.said["drafted"]
        person = f"person-{self.head[2:]}"
        yield DemoStep(self.log, person, "RegisterPerson", named, OPERATOR, on)
        begun = {"year": self.year, "cycles": [f"{self.school}_{self.year}"]}
        yield self._step("DraftImprovementPlan", begun, on)
        for criterion in self.evidence:
            weak = {"born_of": "weakness", "criterion": criterion, "work": self._work(criterion)}
            yield self._step("AddPlanItem", weak, on)
        approved = {"decision_number": self.said["decision_number"]}
        yield self._step("ApproveImprovementPlan", approved, self.said["approved"])
        yield self._step("SubmitImprovementPlan", {}, self.said["submitted"])

    def carried_out(self) -> Iterator[DemoStep]:
        """Yield what becomes of it until the year is reported and the plan closed."""
        criterion = next(iter(self.evidence))
        advised: Wire = {"born_of": "recommendation", "evaluation": f"{self.school}_{self.year}"}
        advised |= {"criterion": criterion, "work": self._work(criterion)}
        advised["reason"] = self.said["reason"]
        yield self._step("AddPlanItem", advised, self.said["advised"], turn=2)
        for item, code in enumerate(self.evidence.values(), 1):
            if item in self.open_items:
                continue
            done = {"item": item, "state": "completed", "spent": self.said["budget"]}
            done["evidence"] = [code]
            yield self._step("ReportPlanItem", done, self.said["progressed"], turn=item)
        review = {"period": "term_1", "text": self.said["reviewed_text"]}
        yield self._step("ReviewImprovementPlan", review, self.said["reviewed"])
        found = {"findings": [{"item": 1, "text": self.said["finding"]}]}
        on = self.said["supervised"]
        yield self._step("SuperviseImprovementPlan", found, on, actor=self.officer)
        left = [*self.open_items, len(self.evidence) + 1]
        why = self.said["left_over"]
        outcomes = [{"item": n, "outcome": "next_year", "note": why} for n in left]
        yield self._step("ReportImprovementYear", {"outcomes": outcomes}, self.said["reported"])
        yield self._step("CloseImprovementPlan", {"next_year": left}, self.said["closed"])

    def _work(self, criterion: str) -> Wire:
        work = {name: text.format(criterion=criterion) for name, text in self.said["work"].items()}
        dates = {name: self.said[name].isoformat() for name in ("starts", "complete_by")}
        return {**work, **dates, "responsible": self.head, "budget": self.said["budget"]}

    def _step(
        self, name: str, data: Wire, on: date, actor: str | None = None, turn: int = 1
    ) -> DemoStep:
        stream = f"improvement_plan-{self.school}_{self.year}"
        return DemoStep(self.log, stream, name, data, actor or self.head, on, turn=turn)
