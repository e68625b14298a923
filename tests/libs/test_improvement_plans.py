"""Which form an improvement plan follows, by province and day; what promises nothing."""

from datetime import date

import pytest

from libs.kernel.problems import Rejected
from libs.law.labels import labels
from libs.law.standards import guidance, rule_sets
from libs.law.standards.improvement_plans import BadTable, by_id, choose, is_vague, load, table

ROW = """
  - id: {id}
    title_vi: 'mẫu'
    effective_from: {starts}
    effective_to: {ends}
    provinces: {provinces}
    coverage: {coverage}
    required: [solution]
    reviews: []
    basis: ['TT']
    sure: true
"""


def row(
    id: str,
    starts: str = "2020-01-01",
    ends: str = "null",
    provinces: str = "[]",
    coverage: str = "each_criterion",
) -> str:
    return ROW.format(id=id, starts=starts, ends=ends, provinces=provinces, coverage=coverage)


def made(*rows: str) -> str:
    return f"forms:{''.join(rows)}vague_words: ['tăng cường']\n"


def test_the_form_is_that_of_the_day_of_drafting() -> None:
    assert choose("79", date(2026, 7, 6)).id == "letters-2018"
    assert choose("79", date(2026, 7, 7)).id == "tt57-2026"
    assert by_id("tt57-2026").reviews == ("term_1", "year_end")
    with pytest.raises(Rejected, match="plan-form-missing"):
        choose("79", date(2018, 10, 9))


def test_a_provinces_own_form_comes_before_that_of_all() -> None:
    found = load(made(row("all"), row("own", provinces="['40']")))
    assert found.choose("40", date(2026, 9, 1)).id == "own"
    assert found.choose("79", date(2026, 9, 1)).id == "all"


@pytest.mark.parametrize(
    "rows",
    [
        (row("a"), row("a", provinces="['40']")),
        (row("a"), row("b", starts="2026-01-01")),
        (row("a", provinces="['40']"), row("b", provinces="['40', '79']")),
        (row("a", coverage="some"),),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(rows: tuple[str, ...]) -> None:
    with pytest.raises(BadTable):
        load(made(*rows))


def test_one_form_follows_another_on_the_next_day() -> None:
    found = load(made(row("a", ends="2025-12-31"), row("b", starts="2026-01-01")))
    assert found.choose("79", date(2025, 12, 31)).id == "a"
    assert found.choose("79", date(2026, 1, 1)).id == "b"


def test_the_form_of_2026_asks_for_what_has_a_column_in_its_table() -> None:
    """What the guidance tells of Biểu 2 and what a plan is refused without are one thing."""
    form = by_id("tt57-2026")
    called = {"solution": "content", "activities": "activity", "responsible": "owner"}
    called |= {"starts": "time", "complete_by": "time"}
    for rules in rule_sets():
        if rules.id.startswith("tt57-2026") and rules.usable_for_new_cycles:
            told = guidance.of(rules.id, rules.revision).procedure["improvement_plan"]
            # The running number is there too: YAML reads a bare `no` as false.
            columns = {*told["plan_columns"]} - {"no", "progress"}
            assert {called.get(name, name) for name in form.required} == columns
            assert len(form.reviews) == told["min_reviews_per_year"]
            assert told["scope"] == "priority_issues_only"


def test_what_a_form_asks_for_has_a_vietnamese_name() -> None:
    for form in table().forms:
        assert {*form.required, *form.reviews} <= labels().keys()
        assert form.basis


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("Tăng cường công tác quản lý", True),
        ("Tăng cường: 2 lần dự giờ mỗi tháng", False),
        ("Mua sách", False),
        ("", False),
    ],
)
def test_a_word_without_a_figure_promises_nothing(text: str, vague: bool) -> None:
    assert is_vague(text) == vague
