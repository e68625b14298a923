"""No machine has a dead end: each explored through its own rules, as `tests/dead_ends.py` does.

The evaluation has a module of its own, tests/review/test_dead_ends.py. A certificate ends by its
date: that it always has one is asked there, of every decision that grants.
"""

from dataclasses import replace
from typing import Any

import pytest

from libs.engine.rules import RULES
from libs.law.standards import RuleSet
from services.assessment.cycle.state import State as CycleState
from services.assessment.discussion.rules import AddMessage
from services.assessment.figures.events import FigureValue
from services.assessment.figures.rules import ReopenFigures, WithdrawFigures
from services.assessment.improvement_plan.carrying_out import ReviewImprovementPlan
from services.assessment.improvement_plan.closing import (
    CloseImprovementPlan,
    LeavePlanUnreported,
    ReportImprovementYear,
)
from services.assessment.improvement_plan.drafting import ApproveImprovementPlan
from services.assessment.improvement_plan.events import Outcome
from services.assessment.improvement_plan.issues import NamePriorityIssue
from services.assessment.shared.duties import Desk, Due
from services.registry.instruction.rules import DismissInstructionWarning
from services.registry.planned_list.rules import WithdrawLine
from tests.assessment import course, test_discussion, test_figures
from tests.assessment.plan_sample import LATE, LAWS, Law
from tests.assessment.sample import CYCLES
from tests.dead_ends import Move, explore, move
from tests.registry import test_help_request, test_instruction, test_planned_list


@pytest.mark.parametrize("rules", course.SETS, ids=lambda each: f"{each.id} {each.revision}")
def test_a_self_assessment_can_be_closed_or_given_up(rules: RuleSet) -> None:
    told = course.Commands(rules, RULES)
    every = [
        *(move("open", "school", told.open()), move("council", "school", told.council())),
        *(move("groups", "school", told.groups()), move("plan", "school", told.plan())),
        move("sheets", "school", *told.sheets("first"), *told.sheets("rest")),
        move("texts", "school", *told.standards(), *told.parts()),
        move("confirm", "school", told.confirm("first"), told.confirm("rest")),
        *(move("complete", "school", told.complete()), move("approve", "school", told.approve())),
        move("submit", "school", told.submit()),
        *(move("reopen", "school", told.reopen()), move("abandon", "school", told.abandon())),
        move("close", "school", told.close()),
    ]
    ends = (CycleState.CLOSED, CycleState.ABANDONED)

    def where(cycle: Any) -> str:
        # A report may be brought up to date any number of times: the second stands for them all.
        version = getattr(cycle, "report_version", 1)
        return repr(cycle if version <= 2 else replace(cycle, report_version=2))

    found = explore(CYCLES, every, where)
    assert {each.state for each in found.states.values()} >= {CycleState.SUBMITTED, *ends}
    assert found.stuck(lambda cycle: cycle.state in ends) == []


@pytest.mark.parametrize("refused", [False, True], ids=["report in time", "report refused"])
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.form)
def test_an_improvement_plan_comes_to_an_end(law: Law, refused: bool) -> None:
    on = law.spring
    criteria = ["1.1"] if law.issue else law.report.sheets
    too_late = Due("letter1", "R2", on, "refuse") if refused else LATE
    desk = dict.fromkeys(
        (ReportImprovementYear, LeavePlanUnreported), Desk("phong764", (too_late,))
    )

    def report(plan: Any) -> list[Any]:
        left = [n for n, item in plan.items.items() if item.state != "completed"]
        told = tuple(Outcome(n, "next_year", "Chờ kinh phí") for n in left)
        return [ReportImprovementYear(told, on=on)]

    def close(plan: Any) -> list[Any]:
        said = plan.reported.outcomes if plan.reported else ()
        items = tuple(each.item for each in said if each.outcome == "next_year")
        return [CloseImprovementPlan(items, on=on)]

    def add(number: int, criterion: str) -> Move:
        def once(plan: Any) -> list[Any]:
            return [law.add(criterion)] if plan.last_item == number - 1 else []

        return Move(f"add {criterion}", "school", once)

    every = [
        move("draft", "school", law.draft()),
        move("name", "school", NamePriorityIssue(1, "1.1", "Thiếu")),
        *(add(n, criterion) for n, criterion in enumerate(criteria, 1)),
        move("approve", "school", ApproveImprovementPlan(on=on)),
        *(
            move(period, "school", ReviewImprovementPlan(period, "Đã rà soát", on=on))
            for period in ("term_1", "year_end")
        ),
        *(Move("report", "school", report), Move("close", "school", close)),
        move("leave", "office", LeavePlanUnreported("Không báo cáo", "CV 9/PGDĐT", on=on)),
    ]
    found = explore(replace(law.spec, known={**law.spec.known, **desk}), every)
    assert any(plan.unreported for plan in found.states.values()) == refused
    assert found.stuck(lambda plan: bool(plan.closed or plan.unreported)) == []
    if not refused:
        assert found.stuck(lambda plan: plan.closed is not None, without=("office",)) == []


def test_figures_can_be_locked_after_whatever_was_recorded() -> None:
    wrong = [FigureValue("pupils.total", "100"), FigureValue("pupils.girls", "200")]
    every = [
        move("record", "school", test_figures.record(*test_figures.SOME)),
        move("wrong", "school", test_figures.record(*wrong)),
        move("withdraw", "school", WithdrawFigures(("pupils.girls",), "Ghi nhầm")),
        move("lock", "school", test_figures.LOCK),
        move("reopen", "school", ReopenFigures("Sửa")),
    ]
    found = explore(test_figures.figures, every)
    assert found.stuck(lambda figures: figures.locked) == []


def test_a_question_to_an_office_is_closed_by_its_asker_alone() -> None:
    told = test_help_request
    every = [
        *(move("ask", "asker", told.ASK), move("close", "asker", told.CLOSE)),
        *(move("answer", "office", told.ANSWER), move("forward", "office", told.FORWARD)),
        move("reopen", "asker", told.REOPEN),
    ]
    found = explore(told.help_request, every)
    assert found.stuck(lambda request: request.state == "closed", without=("office",)) == []


def test_a_discussion_and_each_of_its_tasks_come_to_an_end() -> None:
    told = test_discussion
    words = replace(told.OPEN, subject="Khác")
    every = [
        *(move("open", "school", told.OPEN), move("open another", "school", words)),
        Move(
            "write",
            "school",
            lambda talk: [] if talk.messages > 2 else [AddMessage("Tin", **told.SCHOOL)],
        ),
        *(move("task", "school", told.SET), move("done", "addressee", told.COMPLETE)),
        *(move("drop", "school", told.WITHDRAW), move("close", "school", told.CLOSE)),
    ]
    found = explore(told.SPEC, every)
    assert any(talk.tasks for talk in found.states.values())
    ended = found.stuck(lambda talk: talk.closed is not None, without=("addressee",))
    assert ended == []


def test_a_list_of_planned_evaluations_is_confirmed_or_emptied() -> None:
    told = test_planned_list

    def plan(planned: Any) -> list[Any]:
        return [] if planned.lines or len(planned.withdrawn) > 1 else [told.PLAN]

    def withdraw(planned: Any) -> list[Any]:
        return [WithdrawLine(line, "Trường giải thể", **told.OFFICE) for line in planned.lines]

    every = [
        *(move("open", "office", told.OPEN), move("confirm", "above", told.CONFIRM)),
        *(Move("plan", "office", plan), move("adjust", "office", told.ADJUST)),
        Move("withdraw", "office", withdraw),
    ]
    found = explore(told.planned, every)
    settled = found.stuck(lambda planned: planned.confirmed or not planned.lines)
    assert settled == []
    assert found.stuck(lambda planned: not planned.lines, without=("above",)) == []


def test_each_warning_about_a_letter_can_be_settled() -> None:
    told = test_instruction

    def dismiss(letter: Any) -> list[Any]:
        return [
            DismissInstructionWarning(code, subject, "Đúng như văn bản")
            for code, subject in sorted(letter.warnings)[:1]
        ]

    every = [move("enter", "office", told.SLIPS), Move("dismiss", "office", dismiss)]
    found = explore(told.instruction, every)
    assert any(letter.warnings for letter in found.states.values())

    def settled(letter: Any) -> bool:
        return bool(letter.warnings <= letter.dismissed)

    assert found.stuck(settled) == []
