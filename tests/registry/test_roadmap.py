from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.registry.roadmap.events import (
    ProgressReported,
    RoadmapClosed,
    RoadmapRegistered,
    TargetAdjusted,
    TargetDropped,
    TargetSet,
)
from services.registry.roadmap.rules import (
    ROADMAP,
    AdjustTarget,
    CloseRoadmap,
    DropTarget,
    RegisterRoadmap,
    ReportProgress,
    SetTarget,
    reaches,
)
from tests.registry.acts import of
from tests.spec import spec

roadmap = spec(ROADMAP)
ISSUER = of("so01_55")
PLAN = RegisterRoadmap(
    issuer_name="Ủy ban nhân dân Thành phố Hà Nội",
    title="Kế hoạch 55/KH-UBND",
    last_year=2025,
    number="55/KH-UBND",
    dated=date(2019, 3, 1),
    **ISSUER,
)
REGISTERED = RoadmapRegistered(
    issuer_name="Ủy ban nhân dân Thành phố Hà Nội",
    title="Kế hoạch 55/KH-UBND",
    number="55/KH-UBND",
    dated=date(2019, 3, 1),
    first_year=None,
    last_year=2025,
)
TARGET = SetTarget(
    code="ngoai_cong_lap",
    measure="evaluated",
    by_year=2025,
    area="01",
    ownerships=("private",),
    as_written="đến hết năm 2025 tất cả các trường ngoài công lập đủ điều kiện đánh giá ngoài",
    **ISSUER,
)
SET = TargetSet(
    code="ngoai_cong_lap",
    measure="evaluated",
    by_year=2025,
    percent=100,
    schools=(),
    area="01",
    kinds=(),
    ownerships=("private",),
    as_written="đến hết năm 2025 tất cả các trường ngoài công lập đủ điều kiện đánh giá ngoài",
)
NAMED = replace(
    SET, code="chuan", measure="national_standard", schools=("a", "b"), area=None, ownerships=()
)
REPORT = ReportProgress(
    school="a",
    measure="evaluated",
    state="reached",
    as_of=date(2024, 12, 20),
    basis="Báo cáo đánh giá ngoài",
    on=date(2024, 12, 31),
    **ISSUER,
)
REPORTED = ProgressReported(
    "a", "evaluated", "reached", date(2024, 12, 20), "Báo cáo đánh giá ngoài"
)


def test_a_plan_is_registered_as_issued() -> None:
    roadmap.given().when(PLAN).then(REGISTERED).when(PLAN).then_nothing()
    other = replace(PLAN, title="Khác")
    roadmap.given(REGISTERED).when(other).then_rejected("roadmap-registered")


def test_a_plan_ends_no_sooner_than_it_begins_and_follows_another() -> None:
    late = replace(PLAN, first_year=2026)
    roadmap.given().when(late).then_rejected("years-reversed")
    roadmap.given().when(replace(PLAN, first_year=2025)).then_types("RoadmapRegistered")
    roadmap.given().when(replace(PLAN, parent="so01_55")).then_rejected("parent-is-itself")


def test_a_target_is_set_once_and_adjusted_with_a_reason() -> None:
    stream = roadmap.given(REGISTERED).when(TARGET).then(SET)
    stream.when(TARGET).then_nothing()
    stream.when(replace(TARGET, percent=90)).then_rejected("target-set")
    adjust = AdjustTarget("ngoai_cong_lap", 95, 2024, "theo thực tế", **ISSUER)
    adjusted = stream.when(adjust).then(TargetAdjusted("ngoai_cong_lap", 95, 2024, "theo thực tế"))
    adjusted.when(adjust).then_nothing()
    adjusted.when(TARGET).then_nothing()
    adjusted.when(replace(adjust, by_year=2026)).then_rejected("target-outside-years")
    adjusted.when(replace(adjust, code="la")).then_rejected("target-unknown")


def test_a_dropped_target_does_not_come_back() -> None:
    drop = DropTarget("ngoai_cong_lap", "thay bằng chỉ tiêu khác", **ISSUER)
    stream = roadmap.given(REGISTERED, SET).when(drop)
    dropped = stream.then(TargetDropped("ngoai_cong_lap", "thay bằng chỉ tiêu khác"))
    dropped.when(drop).then_nothing()
    dropped.when(TARGET).then_rejected("target-set")
    adjust = AdjustTarget("ngoai_cong_lap", 95, 2024, "theo thực tế", **ISSUER)
    dropped.when(adjust).then_rejected("target-dropped")
    dropped.when(REPORT).then_rejected("measure-not-targeted")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"by_year": 2026}, "target-outside-years"),
        ({"area": None}, "target-scope"),
        ({"schools": ("a",)}, "target-scope"),
        ({"schools": ("a",), "area": None}, "target-scope"),
        ({"schools": ("a", "a"), "area": None, "ownerships": ()}, "school-twice"),
        ({"measure": "self_assessed", "accreditation_grade": 2}, "grade-not-asked"),
        ({"national_grade": 1}, "grade-not-asked"),
    ],
)
def test_a_target_says_whom_it_means_by_when(changes: dict[str, Any], code: str) -> None:
    roadmap.given(REGISTERED).when(replace(TARGET, **changes)).then_rejected(code)


def test_progress_is_reported_once() -> None:
    stream = roadmap.given(REGISTERED, SET)
    stream.when(REPORT).then(REPORTED).when(REPORT).then_nothing()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"measure": "accredited"}, "measure-not-targeted"),
        (
            {"measure": "national_standard", "school": "c", "national_grade": 1},
            "measure-not-targeted",
        ),
        ({"measure": "national_standard"}, "result-missing"),
        ({"as_of": date(2025, 1, 1)}, "date-in-future"),
        ({"state": "under_way", "accreditation_grade": 1}, "result-not-reached"),
        ({"national_grade": 1}, "grade-not-asked"),
    ],
)
def test_a_report_is_about_a_target_and_complete(changes: dict[str, Any], code: str) -> None:
    stream = roadmap.given(REGISTERED, SET, NAMED)
    stream.when(replace(REPORT, **changes)).then_rejected(code)


def test_what_was_reached_may_be_lost_and_reported_again() -> None:
    lost = replace(REPORT, state="lost", as_of=date(2024, 12, 25))
    stream = roadmap.given(REGISTERED, SET, REPORTED).when(lost).then_types("ProgressReported")
    stream.when(REPORT).then(REPORTED)


def test_a_target_lies_within_the_years_that_the_plan_states() -> None:
    from_2020 = replace(REGISTERED, first_year=2020)
    roadmap.given(from_2020).when(replace(TARGET, by_year=2020)).then_types("TargetSet")
    refusal = (
        roadmap.given(from_2020)
        .when(replace(TARGET, by_year=2019))
        .then_rejected("target-outside-years")
    )
    assert "2020" in refusal.detail
    roadmap.given(REGISTERED).when(replace(TARGET, by_year=2019)).then_types("TargetSet")


def test_nothing_changes_in_a_closed_roadmap_or_one_unknown() -> None:
    close = CloseRoadmap("hết giai đoạn", **ISSUER)
    closed = roadmap.given(REGISTERED, SET).when(close).then(RoadmapClosed("hết giai đoạn"))
    closed.when(close).then_nothing()
    for command in (TARGET, REPORT):
        closed.when(command).then_rejected("roadmap-closed")
        roadmap.given().when(command).then_rejected("roadmap-not-registered")


def test_a_target_is_reached_at_its_level_and_grade_or_above() -> None:
    accredited = replace(SET, measure="accredited", accreditation_grade=2)
    assert not reaches(accredited, "reached", 1, None)
    assert reaches(accredited, "reached", 2, None)
    assert reaches(accredited, "reached", 3, None)
    assert not reaches(accredited, "under_way", 3, None)
    assert not reaches(accredited, "reached", None, None)
    assert reaches(SET, "reached", None, None)
    assert not reaches(replace(NAMED, national_grade=2), "reached", None, 1)
