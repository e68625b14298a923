"""Which figures there are, what a value may be, what must agree, how a text quotes one."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.law.labels import group, label
from libs.law.school_figures import catalogue, figures_of, quotes
from libs.law.school_figures.checks import faults
from libs.law.school_figures.quotes import Quote
from libs.law.school_figures.values import misfit, shown, typed
from libs.law.standards import guidance, rule_sets

KINDS = tuple(group("school_kind"))
LOWER = "lower_secondary"
GRADES = tuple(f"grade_{n}" for n in range(6, 10))
COUNTS = st.integers(0, 500)


def told(**values: object) -> list[str]:
    """Return the faults of figures, `__` in a name standing for the point of a code."""
    named = {name.replace("__", "."): str(value) for name, value in values.items()}
    return [each.fault for each in faults(LOWER, named)]


def test_every_kind_of_school_has_figures_and_its_own_indicators() -> None:
    for kind in KINDS:
        own = figures_of(kind)
        assert {"classes.total", "teacher.total", "pupils.total"} <= own.keys()
        indicators = [each for each in own.values() if each.group == "quantitative"]
        wanted = catalogue().indicator_sets[kind]
        revision = next(each.revision for each in rule_sets() if each.id == wanted)
        known = guidance.of(wanted, revision).criteria.values()
        assert [each.code for each in indicators] == [f.id for c in known for f in c.figures or ()]
        assert all(each.advisory_until == catalogue().advisory_until for each in indicators)
    assert [sum(c.startswith("QN.") for c in figures_of(kind)) for kind in KINDS] == [
        *(31, 37, 37, 37, 37, 34)
    ]
    assert figures_of("university") == {}


def test_a_primary_school_has_no_grade_six_and_a_preschool_no_grades() -> None:
    assert {"classes.grade_1", "pupils.grade_5"} <= figures_of("primary").keys()
    assert "classes.grade_6" not in figures_of("primary")
    assert not any("grade" in code for code in figures_of("preschool"))


def test_what_a_figure_is_of_has_a_vietnamese_name_and_its_source() -> None:
    for kind in KINDS:
        for each in figures_of(kind).values():
            assert all(map(label, (each.group, *each.forms)))
            assert all((each.title_vi, each.source.text_vi))
            assert each.needs_verification


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("412", "412"), ("0412", "412"), ("2,5", "2.5"), ("2.50", "2.5"), ("0,065", "0.065")),
        *((" 3 / 4 ", "3/4"), ("98,5%", "98.5"), ("0", "0"), ("2,0", "2")),
    ],
)
def test_a_number_has_one_spelling(text: str, value: str) -> None:
    assert typed(text) == value


@pytest.mark.parametrize("text", ["1.234", "12,500", "-3", "ba", "1e3", "1.2.3", "", "4%%", "1/"])
def test_what_is_no_number_or_may_be_two_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"ví dụ|hàng nghìn"):
        typed(text)


@given(st.integers(0, 10**6), st.integers(0, 99))
def test_what_is_shown_reads_back_as_it_was(whole: int, cents: int) -> None:
    value = typed(f"{whole},{cents:02}")
    assert Decimal(value) == Decimal(whole) + Decimal(cents) / 100
    assert typed(shown(value)) == value


@pytest.mark.parametrize(
    ("code", "value", "fits"),
    [
        *(("pupils.total", "412", True), ("pupils.total", "2.5", False)),
        *(("pupils.total", "100001", False), ("pupils.total", "3/4", False)),
        *(("results.study_good", "98.5", True), ("results.study_good", "100.5", False)),
        *(("teacher.per_pupil", "0.065", True), ("QN.2.1.1", "3/3", True)),
        *(("QN.2.1.1", "3", False), ("QN.3.1.3", "97.5", True)),
    ],
)
def test_a_value_is_of_the_kind_of_its_figure(code: str, value: str, fits: bool) -> None:
    assert (misfit(figures_of(LOWER)[code], value) is None) is fits


@pytest.mark.parametrize("code", catalogue().never_zero)
def test_a_zero_that_cannot_be_is_a_fault(code: str) -> None:
    assert [each.fault for each in faults(LOWER, {code: "0"})] == ["figure-zero"]
    assert faults(LOWER, {code: "1"}) == ()


def test_zeros_that_can_be_are_none() -> None:
    assert told(pupils__boarders=0, pupils__excellent_national=0, vice_principal__total=0) == []


@given(st.dictionaries(st.sampled_from(GRADES), COUNTS, min_size=1), st.integers(-3, 3))
def test_a_total_is_the_sum_of_its_parts_or_named_with_them(
    parts: Mapping[str, int], off: int
) -> None:
    values = {f"classes.{grade}": str(count) for grade, count in parts.items()}
    total = max(sum(parts.values()) + off, 1)
    found = faults(LOWER, {**values, "classes.total": str(total)})
    come_to, complete = sum(parts.values()), len(parts) == len(GRADES)
    wrong = come_to > total or (complete and come_to != total)
    assert [each.fault for each in found] == ["figure-sum-differs"] * wrong
    if wrong:
        assert set(found[0].codes) == {"classes.total", *values}
        assert f"= {total}," in found[0].detail
        assert f"cộng lại là {come_to}:" in found[0].detail


def test_a_sum_counts_the_parts_of_the_kind_of_school_alone() -> None:
    preschool = {"classrooms.total": "8", "learning_support.total": "2"}
    assert faults("preschool", {**preschool, "learning_rooms.total": "10"}) == ()
    assert [f.fault for f in faults("preschool", {**preschool, "learning_rooms.total": "11"})] == [
        "figure-sum-differs"
    ]
    assert faults("primary", {**preschool, "learning_rooms.total": "11"}) == ()


def test_support_staff_need_no_standard_of_training() -> None:
    assert told(support__total=5, support__below_standard=0, support__at_standard=2) == []
    assert told(support__total=1, support__at_standard=2) == ["figure-sum-differs"]


def test_a_part_is_at_most_its_whole() -> None:
    assert told(pupils__total=300, pupils__girls=301) == ["figure-part-larger"]
    assert told(pupils__total=300, pupils__girls=300) == []


def test_a_quotient_is_what_its_two_numbers_give_however_it_was_rounded() -> None:
    both = {"teacher__total": 39, "classes__total": 16}
    for quotient in ("2.44", "2.43", "2.4", "2", "2.438"):
        assert told(**both, teacher__per_class=quotient) == [], quotient
    for quotient in ("2.6", "2.42", "3.5"):
        assert told(**both, teacher__per_class=quotient) == ["figure-quotient-differs"], quotient


def test_shares_of_one_whole_come_to_a_hundred() -> None:
    three = {"results__study_good": 30, "results__study_fair": 40, "results__study_pass": 29.7}
    assert told(**three) == []
    assert told(**three, results__study_fail=0.2) == []
    assert told(**three, results__study_fail=5) == ["figure-shares-differ"]
    assert told(**three | {"results__study_pass": 20}, results__study_fail=0) == [
        "figure-shares-differ"
    ]


def test_all_that_does_not_agree_is_named_at_once() -> None:
    found = told(pupils__total=10, pupils__girls=0, pupils__ethnic=11, classes__total=0)
    assert sorted(found) == ["figure-part-larger", "figure-zero", "figure-zero"]


NOW = {("pupils.total", 2025): "412", ("QN.3.1.3", 2024): "97.5"}


def test_a_quote_is_bound_to_what_stands_there_when_it_is_written() -> None:
    text = "Trường có {{figure:pupils.total@2025}} học sinh, năm sau {{figure:pupils.total@2026}}."
    bound = quotes.bound(text, NOW)
    assert quotes.quotes(bound) == (
        Quote("pupils.total", 2025, "412"),
        Quote("pupils.total", 2026, None),
    )
    assert quotes.shown(bound, NOW) == "Trường có 412 học sinh, năm sau (chưa có số liệu)."
    assert quotes.bound(bound, {("pupils.total", 2025): "400"}) == bound


def test_a_figure_that_changed_is_named_with_what_its_writer_saw() -> None:
    text = quotes.bound("{{figure:pupils.total@2025}} {{figure:QN.3.1.3@2024}}", NOW)
    assert [each.changed for each in quotes.compared(text, NOW)] == [False, False]
    later = {**NOW, ("pupils.total", 2025): "415"}
    found = [each for each in quotes.compared(text, later) if each.changed]
    assert [(each.quote.value, each.now) for each in found] == [("412", "415")]
    assert quotes.shown(text, later) == "412 97,5"
    assert quotes.shown(quotes.renewed(text, later), later) == "415 97,5"
    assert quotes.compared(quotes.renewed(text, later), later)[0].changed is False


def test_a_figure_that_was_withdrawn_has_changed() -> None:
    (found,) = quotes.compared("{{figure:pupils.total@2025=412}}", {})
    assert found.changed
    assert found.now is None
    assert quotes.renewed("{{figure:pupils.total@2025=412}}", {}).endswith("=412}}")


def test_a_quote_that_is_not_bound_has_not_changed_and_is_told_once() -> None:
    found = quotes.compared("{{figure:pupils.total@2025}} {{figure:pupils.total@2025}}", NOW)
    assert [(each.changed, each.now) for each in found] == [(False, "412")]


def test_what_looks_like_a_quote_and_is_none_is_named() -> None:
    text = "{{figure:pupils@2025}} {{figure:pupils.total@25}} {{ figure:x }} {{figure:a.b@2025}}"
    assert quotes.quotes(text) == (Quote("a.b", 2025, None),)
    assert quotes.misspelt(text) == (
        *("{{figure:pupils@2025}}", "{{figure:pupils.total@25}}", "{{ figure:x }}"),
    )


@given(
    st.lists(
        st.one_of(
            st.text("ab {}:=@\n", max_size=8),
            st.sampled_from(["{{figure:pupils.total@2025}}", "{{figure:QN.3.1.3@2024}}"]),
        ),
        max_size=8,
    ).map("".join)
)
def test_a_bound_text_reads_as_the_unbound_one_did_and_has_not_changed(text: str) -> None:
    bound = quotes.bound(text, NOW)
    assert quotes.shown(bound, NOW) == quotes.shown(text, NOW)
    assert quotes.shown(bound, {}) == quotes.shown(text, NOW)
    assert quotes.bound(bound, NOW) == bound
    assert not any(each.changed for each in quotes.compared(bound, NOW))
