from datetime import date

import pytest

from libs.timeline import Since, in_order, value_on

JAN, JUL = date(2025, 1, 1), date(2025, 7, 1)
TOLD = [Since("a"), Since("c", JUL), Since("b", JAN)]


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2024, 12, 31), "a"),
        (JAN, "b"),
        (date(2025, 6, 30), "b"),
        (JUL, "c"),
        (date(2030, 1, 1), "c"),
    ],
)
def test_a_value_holds_from_its_day_to_the_next_ones(day: date, value: str) -> None:
    assert value_on(TOLD, day) == value


def test_of_two_with_one_beginning_the_last_told_counts() -> None:
    assert value_on([*TOLD, Since("d", JAN)], JAN) == "d"
    assert in_order([*TOLD, Since("d", JAN)]) == [Since("a"), Since("d", JAN), Since("c", JUL)]


def test_before_the_first_beginning_the_first_value_holds() -> None:
    assert value_on([Since("b", JUL), Since("a", JAN)], date(2000, 1, 1)) == "a"


def test_of_nothing_told_nothing_holds() -> None:
    with pytest.raises(ValueError, match="nothing"):
        value_on([], JAN)
