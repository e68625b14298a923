from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.shared.coverage import percent, share, staff_shares
from services.registry.training.events import (
    AttendanceRecorded,
    AttendanceWithdrawn,
    Attendee,
    CourseCancelled,
    CourseRegistered,
)
from services.registry.training.rules import (
    TRAINING,
    CancelCourse,
    RecordAttendance,
    RegisterCourse,
    WithdrawAttendance,
)
from tests.registry.acts import of
from tests.spec import spec

training = spec(TRAINING)
HELD = date(2024, 10, 31)
OFFICE = of("so79_1")
SCHOOL = of("thienan_1")
COURSE = RegisterCourse(
    title="Tập huấn nghiệp vụ tự đánh giá",
    provider="Sở Giáo dục và Đào tạo",
    subject="self_assessment",
    held_on=HELD,
    basis="Kế hoạch tập huấn",
    validity_months=4,
    role="officer",
    **OFFICE,
)
REGISTERED = CourseRegistered(
    title="Tập huấn nghiệp vụ tự đánh giá",
    provider="Sở Giáo dục và Đào tạo",
    subject="self_assessment",
    held_on=HELD,
    basis="Kế hoạch tập huấn",
    by_school=False,
    sample=False,
    validity_months=4,
)
LAN = Attendee("u:lan", "manager", "thienan")
MAI = Attendee("u:mai", "teacher", "hoasen")
RECORD = RecordAttendance((LAN, MAI), on=HELD, **OFFICE)
RECORDED = AttendanceRecorded("self_assessment", HELD, (LAN, MAI), date(2025, 2, 28))


def test_a_course_is_registered_as_stated() -> None:
    training.given().when(COURSE).then(REGISTERED).when(COURSE).then_nothing()


def test_an_id_stands_for_one_course() -> None:
    other = replace(COURSE, title="Lớp khác")
    training.given(REGISTERED).when(other).then_rejected("course-registered")


def test_what_is_attended_counts_until_the_months_are_over() -> None:
    training.given(REGISTERED).when(RECORD).then(RECORDED)
    forever = replace(REGISTERED, validity_months=None)
    training.given(forever).when(RECORD).then(replace(RECORDED, ends=None))


def test_who_is_entered_already_is_not_entered_again() -> None:
    stream = training.given(REGISTERED, RECORDED)
    stream.when(RECORD).then_nothing()
    third = Attendee("u:ba", "staff", "hoasen")
    more = replace(RECORD, attendees=(LAN, third))
    stream.when(more).then(replace(RECORDED, attendees=(third,)))


def test_nobody_attended_before_the_course_was_held() -> None:
    before = replace(RECORD, on=date(2024, 10, 30))
    refusal = training.given(REGISTERED).when(before).then_rejected("course-not-held")
    assert "31/10/2024" in refusal.detail


def test_a_person_is_named_once_and_in_one_post() -> None:
    twice = replace(RECORD, attendees=(LAN, MAI, LAN))
    refusal = training.given(REGISTERED).when(twice).then_rejected("attendee-twice")
    assert [error.pointer for error in refusal.errors] == ["/attendees/2"]
    other = replace(RECORD, attendees=(replace(LAN, post="teacher"),))
    training.given(REGISTERED, RECORDED).when(other).then_rejected("attendee-recorded")


def test_a_school_trains_its_own_people() -> None:
    own = replace(COURSE, role="principal", **SCHOOL)
    stream = training.given().when(own).then(replace(REGISTERED, by_school=True))
    mine = replace(RECORD, attendees=(LAN,), **SCHOOL)
    stream.when(mine).then(replace(RECORDED, attendees=(LAN,)))
    theirs = replace(RECORD, **SCHOOL)
    refusal = stream.when(theirs).then_rejected("attendee-elsewhere")
    assert [error.pointer for error in refusal.errors] == ["/attendees/1"]


def test_who_was_entered_by_mistake_is_withdrawn_and_may_come_back() -> None:
    withdraw = WithdrawAttendance("u:mai", "nhầm người", **OFFICE)
    gone = AttendanceWithdrawn("u:mai", "nhầm người")
    stream = training.given(REGISTERED, RECORDED).when(withdraw).then(gone)
    stream.when(withdraw).then_nothing()
    stream.when(RECORD).then(replace(RECORDED, attendees=(MAI,)))
    stranger = replace(withdraw, person="u:ai")
    stream.when(stranger).then_rejected("attendee-unknown")


def test_only_a_course_that_nobody_attended_is_cancelled() -> None:
    cancel = CancelCourse("trùng lịch", **OFFICE)
    cancelled = CourseCancelled("trùng lịch")
    training.given(REGISTERED, RECORDED).when(cancel).then_rejected("course-attended")
    stream = training.given(REGISTERED).when(cancel).then(cancelled)
    stream.when(cancel).then_nothing()
    stream.when(RECORD).then_rejected("course-cancelled")


@pytest.mark.parametrize(
    "command",
    [RECORD, WithdrawAttendance("u:mai", "nhầm", **OFFICE), CancelCourse("nhầm", **OFFICE)],
)
def test_only_a_registered_course_has_a_story(
    command: RecordAttendance | WithdrawAttendance | CancelCourse,
) -> None:
    training.given().when(command).then_rejected("course-not-registered")


NAMES = st.frozensets(st.sampled_from("abcdefgh"))


@given(NAMES, NAMES)
def test_what_is_reached_is_among_what_is_asked(
    reached: frozenset[str], scope: frozenset[str]
) -> None:
    found = share(reached, scope)
    assert {*found.numerator} == reached & scope
    assert {*found.denominator} == scope
    assert len(found.numerator) <= len(found.denominator)
    assert found.percent is None if not scope else 0 <= (found.percent or 0) <= 100
    assert (found.percent == 100) == (bool(scope) and scope <= reached)


POSTS = st.sampled_from(("manager", "teacher", "staff"))


@given(
    st.dictionaries(POSTS, NAMES),
    st.dictionaries(POSTS, st.integers(0, 10)) | st.none(),
)
def test_no_more_are_trained_than_there_are(
    trained: dict[str, frozenset[str]], counted: dict[str, int] | None
) -> None:
    for post in staff_shares(trained, counted):
        assert {*post.trained} == trained.get(post.post, frozenset())
        if counted is None:
            assert post.of is None
            assert not post.understated
        else:
            assert post.of is not None
            assert len(post.trained) <= post.of
            assert post.understated == (len(post.trained) > counted.get(post.post, 0))
            assert post.of >= counted.get(post.post, 0)


def test_a_share_is_rounded_down_so_that_only_all_are_a_hundred() -> None:
    assert percent(199, 200) == 99
    assert percent(200, 200) == 100
    assert percent(0, 0) is None
