from dataclasses import replace
from datetime import date

import pytest

from services.registry.headcount.events import StaffCounted
from services.registry.headcount.rules import HEADCOUNT, CountStaff
from tests.registry.acts import of
from tests.spec import spec

headcount = spec(HEADCOUNT)
COUNT = CountStaff(3, 20, 5, on=date(2024, 10, 1), **of("thienan_2024"))


def test_a_school_counts_its_staff_of_a_year_and_counts_again() -> None:
    stream = headcount.given().when(COUNT).then(StaffCounted(3, 20, 5))
    stream.when(COUNT).then_nothing()
    stream.when(replace(COUNT, teachers=21)).then(StaffCounted(3, 21, 5))


def test_a_school_has_somebody_who_leads_it() -> None:
    headcount.given().when(replace(COUNT, managers=0)).then_rejected("nobody-counted")


def test_nobody_counts_the_staff_of_a_year_to_come() -> None:
    headcount.given().when(replace(COUNT, on=date(2024, 8, 31))).then_rejected("year-in-future")
    headcount.given().when(replace(COUNT, on=date(2024, 9, 1))).then(StaffCounted(3, 20, 5))


@pytest.mark.parametrize("id", ["thienan", "thienan_", "thienan_1999", "thienan_x_2024"])
def test_the_stream_names_the_school_and_the_year(id: str) -> None:
    headcount.given().when(replace(COUNT, id=id)).then_rejected("year-missing")
