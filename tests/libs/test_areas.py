"""Administrative units: one code, two meanings, and the day on which they changed."""

from datetime import date, timedelta

import pytest

from libs.law import areas

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)


def counted(on: date) -> dict[str, int]:
    provinces = [code for code in (f"{n:02}" for n in range(100)) if areas.unit(code, on)]
    found = {"province": len(provinces), "district": 0, "commune": 0}
    level = [each for code in provinces for each in areas.below(code, on)]
    while level:
        for each in level:
            found[each.tier] += 1
        level = [below for each in level for below in areas.below(each.code, on)]
    return found


def test_there_were_63_provinces_and_there_are_34_without_districts() -> None:
    assert counted(JUNE) == {"province": 63, "district": 696, "commune": 10_035}
    assert counted(JULY) == {"province": 34, "district": 0, "commune": 3_321}


def test_a_code_is_asked_with_a_day() -> None:
    before, after = areas.unit("00004", JUNE), areas.unit("00004", JULY)
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("Phường Trúc Bạch", "Phường Ba Đình")
    assert (before.ends, after.starts, after.ends) == (JULY, JULY, None)
    assert areas.unit("764", JULY) is None
    assert areas.unit("99999", JUNE) is None


def test_a_commune_lies_in_a_district_until_it_lies_in_a_province() -> None:
    assert areas.chain("26890", JUNE) == ("26890", "764", "79")
    assert areas.chain("26890", JULY) == ("26890", "79")
    assert areas.chain("99999", JULY) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [("77", ("79",)), ("83", ("86",)), ("01", ("01",)), ("26881", ("26882",)), ("00000", ())],
)
def test_each_unit_has_its_successors(before: str, after: tuple[str, ...]) -> None:
    assert areas.successors(before) == after


def test_go_vap_became_six_wards() -> None:
    heirs = areas.successors("764")
    names = {unit.name for code in heirs if (unit := areas.unit(code, JULY)) is not None}
    assert names == {
        "Phường Hạnh Thông",
        "Phường An Nhơn",
        "Phường Gò Vấp",
        "Phường An Hội Đông",
        "Phường Thông Tây Hội",
        "Phường An Hội Tây",
    }


def test_where_a_place_lies_since_is_told_only_where_it_is_certain() -> None:
    assert areas.become(["26881", "764", "79"]) == ("26882", "79")
    assert areas.become(["764", "79"]) is None
    assert areas.become(["83"]) == ("86",)
    assert areas.become([]) is None
    divided = next(
        commune.code
        for district in areas.below("01", JUNE)
        for commune in areas.below(district.code, JUNE)
        if len(commune.successors) > 1
    )
    assert areas.become([divided]) is None


def test_every_successor_is_there_and_every_commune_has_one() -> None:
    day = JUNE - timedelta(days=1)
    for code in (f"{n:02}" for n in range(100)):
        for district in areas.below(code, day):
            for commune in areas.below(district.code, day):
                assert commune.successors, commune
                for heir in commune.successors:
                    assert areas.unit(heir, JULY) is not None
                    assert commune.code in areas.predecessors(heir)
