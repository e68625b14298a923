"""Discussions: who talks where, what is asked of whom until when, what stays within a school."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Forbidden
from services.assessment.discussion import procedure
from services.assessment.discussion.events import (
    DiscussionClosed,
    DiscussionOpened,
    MessageAdded,
    TaskDone,
    TaskSet,
    TaskWithdrawn,
    Thing,
)
from services.assessment.discussion.groups import (
    CriteriaHandedOver,
    GroupsFormed,
    WorkingGroup,
    regrouped,
)
from services.assessment.discussion.rules import (
    DISCUSSION,
    AddMessage,
    Addressed,
    CloseDiscussion,
    CompleteTask,
    OpenDiscussion,
    SetTask,
    WithdrawTask,
)
from services.assessment.discussion.things import Known
from tests.assessment.sample import RULES
from tests.spec import Spec

ON, DUE = date(2024, 10, 14), date(2024, 10, 25)
SCHOOL: dict[str, Any] = {"school": "m1", "org": "m1"}
OFFICE: dict[str, Any] = {"school": "m1", "org": "phong764"}
INDICATOR = Thing("indicator", cycle="m1_2024", criterion="1.3", of_level=2, indicator="a")
KNOWN = Known(RULES.rules_hash, frozenset({1, 2}), evidence=True)
PERSON = Addressed(frozenset({"m1"}))
NONE: frozenset[str] = frozenset()
SPEC: Spec[Any, Any] = Spec(
    DISCUSSION,
    procedure.PROCEDURE,
    {OpenDiscussion: KNOWN, SetTask: PERSON, WithdrawTask: NONE, CloseDiscussion: NONE},
)

OPEN = OpenDiscussion(INDICATOR, "Thiếu biên bản", "Chưa thấy biên bản họp.", **SCHOOL)
OPENED = DiscussionOpened(INDICATOR, "Thiếu biên bản", "Chưa thấy biên bản họp.", False, "m1", ())
WITHIN = replace(OPENED, within_school=True)
ADD, ADDED = AddMessage("Đề nghị bổ sung.", **SCHOOL), MessageAdded(2, "Đề nghị bổ sung.", ())
SET = SetTask(2, DUE, person="u:lan", on=ON, **SCHOOL)
TASK = TaskSet(2, "u:lan", None, DUE, "m1")
COMPLETE = CompleteTask(2, "Đã nộp H1-1.3-04.", actor="u:lan", **SCHOOL)
DONE = TaskDone(2, "Đã nộp H1-1.3-04.", ())
WITHDRAW = WithdrawTask(2, "Không cần nữa", **SCHOOL)
CLOSE = CloseDiscussion("Đã rõ", **SCHOOL)
CLOSED = DiscussionClosed("Đã rõ", ())


@pytest.mark.parametrize(
    "about",
    [
        INDICATOR,
        Thing("sheet", cycle="m1_2024", criterion="1.3"),
        Thing("report", cycle="m1_2024"),
        Thing("plan_item", plan="m1_2024", item=2),
        Thing("evidence", code="H1-1.3-04"),
    ],
)
def test_a_discussion_is_about_one_thing_that_the_school_has(about: Thing) -> None:
    stream = SPEC.given().when(replace(OPEN, about=about)).then(replace(OPENED, about=about))
    stream.when(replace(OPEN, about=about)).then_nothing()
    stream.when(replace(OPEN, about=about, subject="Khác")).then_rejected("discussion-opened")


@pytest.mark.parametrize(
    ("about", "known", "code", "at"),
    [
        (INDICATOR, Known(), "cycle-not-open", "/about/cycle"),
        (replace(INDICATOR, criterion="9.9"), KNOWN, "criterion-unknown", "/about/criterion"),
        (replace(INDICATOR, indicator="z"), KNOWN, "indicator-unknown", "/about/indicator"),
        (Thing("plan_item", plan="m1_2024", item=3), KNOWN, "item-unknown", "/about/item"),
        (
            Thing("evidence", code="H1"),
            replace(KNOWN, evidence=False),
            "evidence-not-registered",
            "/about/code",
        ),
    ],
)
def test_what_the_school_does_not_have_is_refused_by_its_field(
    about: Thing, known: Known, code: str, at: str
) -> None:
    refusal = SPEC.given().when(replace(OPEN, about=about), known).then_rejected(code)
    assert [error.pointer for error in refusal.errors] == [at]


def test_all_fields_that_lack_or_do_not_belong_are_named_at_once() -> None:
    wrong = Thing("indicator", cycle="m1_2024", code="H1-1.3-04")
    refusal = SPEC.given().when(replace(OPEN, about=wrong)).then_rejected("thing-incomplete")
    assert sorted(error.pointer for error in refusal.errors) == [
        "/about/code",
        "/about/criterion",
        "/about/indicator",
        "/about/of_level",
    ]


def test_school_and_office_answer_each_other() -> None:
    SPEC.given(OPENED).when(ADD).then(ADDED)
    by_office = replace(ADD, org="phong764")
    stream = SPEC.given(OPENED, ADDED).when(by_office)
    stream.then(MessageAdded(3, "Đề nghị bổ sung.", ()))
    begun = replace(OPENED, opened_for="phong764")
    SPEC.given().when(replace(OPEN, org="phong764")).then(begun)


def test_what_stays_within_the_school_is_nothing_for_an_office() -> None:
    SPEC.given().when(replace(OPEN, within_school=True)).then(WITHIN).when(ADD).then(ADDED)
    office = {"org": "phong764"}
    for command, past in (
        (replace(OPEN, within_school=True, **office), ()),  # type: ignore[arg-type]
        (replace(ADD, **office), (WITHIN,)),  # type: ignore[arg-type]
        (replace(SET, **office), (WITHIN, ADDED)),  # type: ignore[arg-type]
        (replace(CLOSE, **office), (WITHIN,)),  # type: ignore[arg-type]
    ):
        with pytest.raises(Forbidden) as refusal:
            SPEC.given(*past).when(command).then()
        assert refusal.value.code == "discussion-within-school"


def test_an_office_is_asked_for_nothing_within_the_school() -> None:
    officer = Addressed(frozenset({"phong764"}))
    asked = replace(SET, person="u:ofc")
    SPEC.given(OPENED, ADDED).when(asked, officer).then(replace(TASK, person="u:ofc"))
    SPEC.given(WITHIN, ADDED).when(asked, officer).then_rejected("person-not-party")
    office = replace(SET, person=None, office="phong764")
    told = replace(TASK, person=None, office="phong764")
    SPEC.given(OPENED, ADDED).when(office, officer).then(told)
    SPEC.given(WITHIN, ADDED).when(office, officer).then_rejected("office-not-party")


def test_a_message_becomes_a_task_of_one_person_group_or_office() -> None:
    stream = SPEC.given(OPENED, ADDED).when(SET).then(TASK)
    stream.when(SET).then_nothing()
    stream.when(replace(SET, person="u:mai")).then_rejected("task-open")
    group = replace(SET, person=None, cycle="m1_2024", group="Nhóm 1")
    told = replace(TASK, person=None, cycle="m1_2024", group="Nhóm 1")
    SPEC.given(OPENED, ADDED).when(group, Addressed(group=True)).then(told)
    SPEC.given(OPENED, ADDED).when(group, Addressed()).then_rejected("group-unknown")
    SPEC.given(OPENED, ADDED).when(SET, Addressed()).then_rejected("person-not-party")


@pytest.mark.parametrize(
    "to",
    [
        {"person": None},
        {"office": "phong764"},
        {"person": None, "group": "Nhóm 1"},
        {"cycle": "m1_2024"},
    ],
)
def test_a_task_has_one_addressee(to: dict[str, Any]) -> None:
    asked = replace(SET, **to)
    SPEC.given(OPENED, ADDED).when(asked).then_rejected("addressee-not-one")


def test_a_task_has_a_day_that_is_not_past_and_not_out_of_sight() -> None:
    today, wrong = replace(SET, due=ON), replace(SET, due=date(2024, 10, 13))
    SPEC.given(OPENED, ADDED).when(today).then(replace(TASK, due=ON))
    SPEC.given(OPENED, ADDED).when(wrong).then_rejected("due-in-past")
    far = replace(SET, due=date(2026, 10, 16))
    SPEC.given(OPENED, ADDED).when(far).then_rejected("due-too-far")
    SPEC.given(OPENED).when(SET).then_rejected("message-unknown")


def test_who_was_asked_says_that_it_is_done_or_who_asked_does() -> None:
    past = (OPENED, ADDED, TASK)
    SPEC.given(*past).when(COMPLETE).then(DONE).when(COMPLETE).then_nothing()
    SPEC.given(*past).when(replace(COMPLETE, actor="u:mai")).then(DONE)
    elsewhere = replace(COMPLETE, actor="u:ofc", org="phong764")
    SPEC.given(*past).when(elsewhere).then_rejected("task-not-yours")
    asked_by_office = replace(TASK, set_for="phong764")
    other = replace(COMPLETE, actor="u:mai")
    SPEC.given(OPENED, ADDED, asked_by_office).when(other).then_rejected("task-not-yours")
    SPEC.given(OPENED, ADDED, asked_by_office).when(elsewhere).then(DONE)
    of_group = replace(asked_by_office, person=None, cycle="m1_2024", group="Nhóm 1")
    SPEC.given(OPENED, ADDED, of_group).when(other).then(DONE)
    SPEC.given(OPENED, ADDED).when(COMPLETE).then_rejected("task-not-open")


def test_a_task_is_withdrawn_with_a_reason_by_who_asked_and_may_be_set_again() -> None:
    gone = TaskWithdrawn(2, "Không cần nữa", ())
    stream = SPEC.given(OPENED, ADDED, TASK).when(WITHDRAW).then(gone)
    stream.when(WITHDRAW).then_nothing()
    stream.when(COMPLETE).then_rejected("task-not-open")
    stream.when(SET).then(TASK).when(COMPLETE).then(DONE)
    other = replace(WITHDRAW, org="phong764")
    SPEC.given(OPENED, ADDED, TASK).when(other).then_rejected("task-not-yours")


def test_who_began_it_closes_it_once_nothing_is_waited_for() -> None:
    SPEC.given(OPENED).when(CLOSE).then(CLOSED).when(CLOSE).then_nothing()
    SPEC.given(OPENED, ADDED, TASK).when(CLOSE).then_rejected("tasks-open")
    SPEC.given(OPENED, ADDED, TASK, DONE).when(CLOSE).then(CLOSED)
    other = replace(CLOSE, org="phong764")
    SPEC.given(OPENED).when(other).then_rejected("discussion-not-yours")


def test_what_an_office_that_is_no_more_began_another_office_ends() -> None:
    begun = replace(OPENED, opened_for="phong764")
    past = (begun, ADDED, replace(TASK, set_for="phong764"))
    gone, closed = TaskWithdrawn(2, "Không cần nữa", ()), CLOSED
    withdraw, close = replace(WITHDRAW, org="xa26734"), replace(CLOSE, org="xa26734")
    SPEC.given(*past).when(withdraw).then_rejected("task-not-yours")
    SPEC.given(*past, gone).when(close).then_rejected("discussion-not-yours")
    ended = frozenset({"phong764"})
    SPEC.given(*past).when(withdraw, ended).then(gone)
    SPEC.given(*past, gone).when(close, ended).then(closed)
    # What an office asked of a school is not the school's to take back.
    SPEC.given(*past).when(WITHDRAW, ended).then_rejected("task-not-yours")
    SPEC.given(*past, gone).when(CLOSE, ended).then_rejected("discussion-not-yours")


@pytest.mark.parametrize("command", [ADD, SET, COMPLETE, WITHDRAW, replace(CLOSE, reason="Khác")])
def test_nothing_is_added_before_the_beginning_or_after_the_end(command: Any) -> None:
    SPEC.given().when(command).then_rejected("discussion-not-opened")
    SPEC.given(OPENED, ADDED, CLOSED).when(command).then_rejected("discussion-closed")


@pytest.mark.parametrize(
    ("past", "command", "field", "event"),
    [
        ((), OPEN, "text", OPENED),
        ((OPENED,), ADD, "text", ADDED),
        ((OPENED, ADDED, TASK), COMPLETE, "text", DONE),
        ((OPENED, ADDED, TASK), WITHDRAW, "reason", TaskWithdrawn(2, "", ())),
        ((OPENED,), CLOSE, "reason", CLOSED),
    ],
)
def test_personal_data_is_refused_until_its_writer_has_looked_again(
    past: tuple[Any, ...], command: Any, field: str, event: Any
) -> None:
    text = "Gọi cô Nguyễn Thị Mẫu, 0903 123 456."
    personal = replace(command, **{field: text})
    refusal = SPEC.given(*past).when(personal).then_rejected("personal-data-suspected")
    assert {error.pointer for error in refusal.errors} == {f"/{field}"}
    told = replace(event, **{field: text}, suspected=("name", "phone"))
    SPEC.given(*past).when(replace(personal, confirmed=True)).then(told)


def test_a_group_is_who_is_in_it_after_a_hand_over() -> None:
    formed = regrouped({}, GroupsFormed((WorkingGroup("Nhóm 1", "u:a", ("u:b",)),)))
    assert formed == {"Nhóm 1": {"u:a", "u:b"}}
    assert regrouped(formed, CriteriaHandedOver("u:b", "u:c")) == {"Nhóm 1": {"u:a", "u:c"}}
    assert regrouped(formed, CriteriaHandedOver("u:x", "u:c")) == formed
