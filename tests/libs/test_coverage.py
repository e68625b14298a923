from datetime import date

import pytest

from libs.law import standards
from libs.law.standards import KINDS
from libs.law.standards.applicable_sets import needed

IN_2024, IN_2026 = date(2024, 9, 10), date(2026, 9, 10)
STAGES = ("primary", "lower_secondary", "upper_secondary")


def sets(kind: str, stages: tuple[str, ...], on: date) -> list[str | None]:
    return [need.rules.id if need.rules else None for need in needed(kind, stages, None, on)]


@pytest.mark.parametrize("kind", ["preschool", "primary", "lower_secondary", "upper_secondary"])
@pytest.mark.parametrize("on", [IN_2024, IN_2026])
def test_a_school_of_one_kind_needs_the_set_of_its_kind(kind: str, on: date) -> None:
    (need,) = needed(kind, (), None, on)
    assert need.education_stage == kind
    assert need.rules == standards.choose(kind, on)


def test_a_school_of_many_stages_was_assessed_as_one_and_is_by_stage_since_2026() -> None:
    tt18 = "tt18-2018-lower-secondary-upper-secondary"
    assert sets("multi_stage", STAGES, IN_2024) == [tt18] * 3
    assert sets("multi_stage", ("preschool", *STAGES), IN_2024) == ["tt19-2018-preschool"] + (
        [tt18] * 3
    )
    assert sets("multi_stage", ("preschool", *STAGES), IN_2026) == ["tt57-2026-preschool"] + (
        ["tt57-2026-general"] * 3
    )


def test_each_answer_says_why_and_whether_it_is_sure() -> None:
    primary, secondary = needed("multi_stage", STAGES[:2], None, date(2024, 9, 10))
    assert "Thông tư 18/2018/TT-BGDĐT" in primary.why
    assert "chưa đối chiếu được" in primary.why
    assert not primary.sure
    # The revision of TT 22/2024 was not at hand, the original was.
    assert secondary.sure is not (secondary.rules and secondary.rules.needs_verification)
    assert all(need.why.endswith(".") for need in (primary, secondary))


def test_the_revision_follows_the_day() -> None:
    (before,) = needed("primary", (), None, date(2025, 1, 24))
    (after,) = needed("primary", (), None, date(2025, 1, 25))
    assert before.rules
    assert after.rules
    assert (before.rules.revision, after.rules.revision) == ("r1", "r2")


def test_a_variant_that_a_set_names_is_said() -> None:
    boarding = needed("lower_secondary", (), "ethnic_boarding_district", IN_2024)
    assert "dân tộc nội trú cấp huyện" in boarding[0].why
    assert "dân tộc" not in needed("primary", (), "ethnic_boarding_district", IN_2024)[0].why


def test_stages_not_stated_are_said_to_be_missing() -> None:
    (need,) = needed("multi_stage", (), None, IN_2024)
    assert (need.education_stage, need.sure) == ("multi_stage", False)
    assert "chưa ghi" in need.why


def test_where_no_text_covers_a_stage_there_is_no_set() -> None:
    (need,) = needed("primary", (), None, date(2010, 1, 1))
    assert need.rules is None
    assert "01/01/2010" in need.why


def test_a_set_that_may_not_be_used_any_more_is_named_with_its_doubt() -> None:
    (need,) = needed("continuing_education", (), None, IN_2024)
    assert need.rules
    assert need.rules.id == "tt42-2012-gdtx"
    assert not need.sure


def test_every_stage_is_covered_in_a_school_of_many_since_2018() -> None:
    stages = tuple(kind for kind in KINDS if kind != "multi_stage")
    for on in (date(2018, 10, 10), IN_2024, date(2026, 7, 6), date(2026, 7, 7)):
        assert all(need.rules for need in needed("multi_stage", stages, None, on))
