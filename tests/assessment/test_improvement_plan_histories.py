"""Random histories of a plan: the rules and a model that is much smaller never disagree."""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from libs.kernel.problems import Problem
from services.assessment.improvement_plan.carrying_out import (
    FollowRecommendation,
    ReportPlanItem,
    ReviewImprovementPlan,
    SuperviseImprovementPlan,
)
from services.assessment.improvement_plan.closing import (
    CloseImprovementPlan,
    ReportImprovementYear,
)
from services.assessment.improvement_plan.drafting import (
    ApproveImprovementPlan,
    Covering,
    SubmitImprovementPlan,
)
from services.assessment.improvement_plan.events import Finding, Outcome, Work
from services.assessment.improvement_plan.issues import DropPriorityIssue, NamePriorityIssue
from services.assessment.improvement_plan.items import (
    AdjustPlanItem,
    EditPlanItem,
    RemovePlanItem,
)
from services.assessment.improvement_plan.rules import PLAN
from tests.assessment.plan_model import Model
from tests.assessment.plan_sample import CODE, LAWS, TEAM, Law
from tests.spec import Knowing

EXAMPLES = int(os.environ.get("KIEMDINH_HISTORIES", "200"))
"""How many histories; 10,000 take half a minute."""
ITEM = st.integers(1, 4)
ISSUE = st.integers(1, 2)
WORKS = st.sampled_from(["bare", "whole", "whole", "other"])
STATES = st.sampled_from(["not_completed", "under_way", "completed", "completed"])
OUTCOMES = st.sampled_from(["completed", "next_year", "given_up"])
Step = tuple[Any, ...]


def step(name: str, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    """Return steps of a name with what they say."""
    return st.tuples(st.just(name), *parts)


BOLD = st.sampled_from([True, True, True, False])
ADD = step(
    *("add", st.sampled_from(["1.1", "1.2", "1.1", "1.2", "1.3"])),
    *(st.one_of(st.none(), ISSUE), WORKS, st.sampled_from(["", "Vì"])),
)
STEPS = st.one_of(
    *(ADD, ADD),
    *(step("draft"), step("name", ISSUE, st.sampled_from(["", "Vốn"])), step("drop", ISSUE)),
    *(step("edit", ITEM, WORKS), step("adjust", ITEM, WORKS), step("remove", ITEM)),
    *(step("approve"), step("approve"), step("submit")),
    *(step("progress", ITEM, STATES, BOLD, BOLD), step("progress", ITEM, STATES, BOLD, BOLD)),
    *(step("review", st.sampled_from(["term_1", "year_end", "interim"])),),
    *(step("supervise", st.one_of(st.none(), ITEM)),),
    *(step("follow", st.sampled_from(["open", "addressed", "declined"]), BOLD),),
    *(step("report", st.lists(st.tuples(ITEM, OUTCOMES), max_size=4).map(tuple)), step("report*")),
    step("close", BOLD),
)
BEGUN: Sequence[Step] = (
    *(("draft",), ("name", 1, ""), ("follow", "open", False)),
    *(("add", "1.1", 1, "whole", ""), ("add", "1.2", 1, "whole", "")),
)
ACTIVE: Sequence[Step] = (*BEGUN, ("approve",))
REVIEWED: Sequence[Step] = (*ACTIVE, ("review", "term_1"), ("review", "year_end"))
STARTS = st.sampled_from([(), BEGUN, ACTIVE, REVIEWED])
"""By chance alone few histories would ever be approved, fewer reported."""


class Rules:
    """The plan as its rules have it, under one law."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.plan = PLAN.initial
        whole = law.work
        self.works = {"bare": Work("Làm"), "whole": whole, "other": replace(whole, goal="Khác")}

    def command(self, name: str, *said: Any) -> Any:
        """Return the command that a step is."""
        on = self.law.spring
        match name, said:
            case "draft", _:
                return self.law.draft()
            case "name", (issue, cause):
                return NamePriorityIssue(issue, "1.1", "Thiếu", cause=cause)
            case "drop", (issue,):
                return DropPriorityIssue(issue)
            case "add", (criterion, issue, work, reason):
                more = {"issue": issue, "work": self.works[work], "reason": reason}
                return self.law.add(criterion, **more)
            case "edit", (item, work):
                return EditPlanItem(item, self.works[work])
            case "adjust", (item, work):
                return AdjustPlanItem(item, self.works[work], "Vì", on=on)
            case "remove", (item,):
                return RemovePlanItem(item)
            case "approve", _:
                known = Covering({self.law.cycle: self.law.report}, frozenset(), (TEAM,))
                return Knowing(ApproveImprovementPlan(on=on), known)
            case "submit", _:
                return SubmitImprovementPlan(on=on)
            case "progress", (item, state, proof, own):
                actor = "u:phuongmai" if own else "u:khac"
                codes = (CODE,) if proof else ()
                by: dict[str, Any] = {"on": on, "actor": actor, "role": "council_member"}
                return ReportPlanItem(item, state, evidence=codes, **by)
            case "review", (period,):
                return ReviewImprovementPlan(period, "Đã rà soát", on=on)
            case "supervise", (item,):
                return SuperviseImprovementPlan((Finding(item, "Chậm"),), on=on)
            case "follow", (state, proof):
                codes = (CODE,) if proof else ()
                return FollowRecommendation(*TEAM, state, "Vì", codes)
            case "report", (outcomes,):
                told = tuple(Outcome(n, what, "Vì") for n, what in outcomes)
                return ReportImprovementYear(told, on=on)
            case "close", (all_of_it,):
                left = self.plan.reported.outcomes if self.plan.reported else ()
                items = tuple(each.item for each in left if each.outcome == "next_year")
                return CloseImprovementPlan(items if all_of_it else (), on=on)
        raise AssertionError(name)

    def take(self, name: str, *said: Any) -> str:
        """Take a step and return what came of it."""
        try:
            events = self.law.spec.decide(self.command(name, *said), self.plan)
        except Problem as problem:
            event(f"{name} {problem.code}")
            return "refused"
        for each in events:
            self.plan = PLAN.evolve(self.plan, each)
        return "something" if events else "nothing"


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(LAWS), STARTS, st.lists(STEPS, max_size=30))
def test_the_rules_and_the_model_agree(law: Law, start: Sequence[Step], steps: list[Step]) -> None:
    rules = Rules(law)
    model = Model(law.issue is not None, law.report.sheets)
    for name, *said in (*start, *steps):
        if name == "report*":
            # Everything that is left, so that years are reported at all.
            left = [n for n, thing in model.things.items() if thing.state != "completed"]
            name, said = "report", [tuple((n, "next_year") for n in left)]
        assert rules.take(name, *said) == model.step(name, *said), (name, said)
    event(model.state)
    assert sorted(rules.plan.items) == sorted(model.things)
    assert {n: item.state for n, item in rules.plan.items.items()} == {
        n: thing.state for n, thing in model.things.items()
    }
