from datetime import date

import pytest

from libs.law.standards import mergers
from libs.law.standards.mergers import BadTable, forms, rule, rule_for_recognition

DAYS = [date(2020, 1, 1), date(2026, 6, 29), date(2026, 6, 30), date(2026, 7, 7), date(2030, 1, 1)]
MERGERS = ("rename_only", "all_parts_certified", "other")
PARTIES: dict[str, tuple[mergers.Party, ...]] = {
    **dict.fromkeys(MERGERS, ("predecessor", "successor")),
    **dict.fromkeys(("split", "split_off", "dissolved"), ("predecessor",)),
}


@pytest.mark.parametrize("day", DAYS)
def test_each_form_and_party_has_a_row_on_any_day(day: date) -> None:
    assert set(PARTIES) == set(forms())
    for form, parties in PARTIES.items():
        for party in parties:
            found = rule(form, party, day)
            assert found.why.endswith(".")
            assert found.sure or "hưa tìm thấy" in found.why or found.basis


def test_a_renamed_school_keeps_its_certificate_and_its_case() -> None:
    found = rule("rename_only", "predecessor", date(2026, 9, 1))
    assert (found.recognition, found.case) == ("carried_over", "continues")
    assert found.basis == ("4054 (30/06/2026)", "5555 (18/08/2026)", "57/2026/TT-BGDĐT")
    assert not found.sure


def test_carry_over_of_all_parts_asks_that_every_part_holds_one() -> None:
    day = date(2026, 9, 1)
    every = rule_for_recognition("all_parts_certified", "predecessor", day, True)
    some = rule_for_recognition("all_parts_certified", "predecessor", day, False)
    assert (every.recognition, some.recognition) == ("carried_over", "lapses")
    assert some.id == "letters-2026-other"
    renamed = rule_for_recognition("rename_only", "predecessor", day, False)
    assert renamed.recognition == "carried_over"


def test_the_day_of_the_change_chooses_the_row() -> None:
    before = rule("all_parts_certified", "predecessor", date(2026, 6, 29))
    assert (before.recognition, before.basis) == ("lapses", ())
    with pytest.raises(KeyError):
        rule("takeover", "predecessor", date(2026, 6, 29))


TABLE = """
forms: {a: 'A'}
rules:
  - {id: one, form: a, party: predecessor, effective_from: null, effective_to: 2026-01-01,
     basis: [], sure: true, recognition: lapses, case: stays, why_vi: 'Vì.'}
  - {id: two, form: a, party: predecessor, effective_from: 2026-01-02, effective_to: null,
     basis: [], sure: true, recognition: lapses, case: stays, why_vi: 'Vì.'}
"""


def test_a_table_may_change_from_one_day_to_the_next() -> None:
    assert [row.id for row in mergers.load(TABLE)[1]] == ["one", "two"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-01-02", "2026-01-01"),
        ("id: two", "id: one"),
        ("recognition: lapses, case: stays", "recognition: gone, case: stays"),
        ("party: predecessor", "party: neighbour"),
        ("id: two, form: a", "id: two, form: b"),
        ("sure: true,", "sure: true, otherwise: b,"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(old: str, new: str) -> None:
    with pytest.raises(BadTable):
        mergers.load(TABLE.replace(old, new))
