"""What a decision must keep to beside its case, from rules number 3 on."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.engine.procedure import Act
from services.review.evaluation.decisions import DecideNationalStandard
from services.review.evaluation.events.decisions import (
    AccreditationGranted,
    NationalStandardProposed,
)
from services.review.evaluation.events.filing import RegistrationForwarded
from services.review.evaluation.lawful import Lawful, Office
from services.review.evaluation.numbers import Numbers, Use, compared
from tests.review.cases import (
    ACCEPT,
    BY_SO,
    EVALUATING,
    FORWARD,
    MEMBER,
    PRIMARY,
    PROPOSE,
    TEAM,
    accredit,
    lived,
    recognise,
    register,
    until_final,
)
from tests.spec import Knowing

REPORTED = EVALUATING.given(*lived(*until_final()))
PROPOSED = EVALUATING.given(*lived(*until_final(), PROPOSE))
ACCEPTED = EVALUATING.given(*lived(register(), FORWARD, ACCEPT))
PAPER = Use("abc_2024", date(2025, 1, 10), "u:director")
IN_2025 = Lawful(3, date(2025, 1, 10), Office("so", "79"))


def test_a_number_that_was_used_names_its_field() -> None:
    known = replace(BY_SO, paper=PAPER, used=replace(PAPER, case="xyz_2024"), certificate_used=True)
    refusal = REPORTED.when(Knowing(accredit(), known)).then_rejected("number-used")
    pointers = [error.pointer for error in refusal.errors]
    assert pointers == ["/decision_number", "/certificate_number"]
    assert "trường collective" in str(refusal.detail)
    assert "chưa chắc chắn" in str(refusal.rule)
    REPORTED.when(Knowing(accredit(), replace(known, rules=2))).then_types("AccreditationGranted")


def test_what_was_decided_is_not_refused_when_sent_again() -> None:
    known = replace(BY_SO, paper=PAPER, used=PAPER, certificate_used=True)
    granted = REPORTED.when(accredit()).then_types("AccreditationGranted")
    granted.when(Knowing(accredit(), known)).then_nothing()


@pytest.mark.parametrize(
    ("used", "collective", "fits"),
    [
        (Use("xyz_2024", date(2025, 1, 10), "u:director"), True, True),
        (Use("xyz_2024", date(2025, 1, 10), "u:director"), False, False),
        (Use("xyz_2024", date(2025, 1, 9), "u:director"), True, False),
        (Use("xyz_2024", date(2025, 1, 10), "u:deputy"), True, False),
        (Use("abc_2024", date(2025, 1, 10), "u:director"), False, True),
        (Use("abc_2024", date(2025, 1, 9), "u:director"), False, False),
    ],
)
def test_one_paper_may_name_several_schools_and_two_papers_have_two_numbers(
    used: Use, collective: bool, fits: bool
) -> None:
    known = replace(BY_SO, paper=PAPER, used=used)
    command: Any = accredit()
    command = replace(command, collective=collective)
    asked = REPORTED.when(Knowing(command, known))
    if fits:
        (granted,) = asked.then_types("AccreditationGranted").past[-1:]
        assert granted.collective == collective
    else:
        asked.then_rejected("number-used")


def test_a_member_of_a_team_is_an_evaluator() -> None:
    known = replace(IN_2025, strangers=(MEMBER,))
    refusal = ACCEPTED.when(Knowing(TEAM, known)).then_rejected("evaluator-role-missing")
    assert MEMBER in refusal.detail
    ACCEPTED.when(Knowing(TEAM, replace(known, rules=2))).then_types("TeamFormed")


@pytest.mark.parametrize(
    ("known", "command", "by_law"),
    [
        (IN_2025, recognise(), False),
        (replace(IN_2025, on=date(2026, 7, 7)), recognise(), True),
        (replace(IN_2025, office=Office("people_committee", "79")), recognise(), True),
        (replace(IN_2025, office=Office("people_committee", "79")), accredit(), False),
        (replace(IN_2025, office=Office("phong", "764")), accredit(), False),
        (IN_2025, accredit(), True),
    ],
)
def test_the_law_says_who_decides_on_a_day(known: Lawful, command: Any, by_law: bool) -> None:
    asked = PROPOSED.when(Knowing(command, known))
    types = {accredit(): "AccreditationGranted", recognise(): "NationalStandardGranted"}
    if by_law:
        asked.then_types(types[command])
    else:
        asked.then_rejected("authority-not-by-law")
    PROPOSED.when(Knowing(command, replace(known, rules=2))).then_types(types[command])


def test_a_paper_of_an_earlier_day_was_not_the_office_s_to_sign() -> None:
    known = replace(IN_2025, on=date(2026, 7, 10))
    proposed = NationalStandardProposed(1, "67/TTr-SGDĐT", date(2026, 7, 1))
    dated = EVALUATING.given(*lived(*until_final()), proposed)
    command = DecideNationalStandard("89/QĐ", "CQG-01", date(2026, 7, 6), on=known.on)
    dated.when(Knowing(command, known)).then_rejected("authority-not-by-law")
    command = replace(command, dated=date(2026, 7, 7))
    dated.when(Knowing(command, known)).then_types("NationalStandardGranted")


def act(evaluation: str = "abc_2024", org: str = "so79", on: date = date(2025, 1, 10)) -> Act:
    return Act("79", f"evaluation-{evaluation}", on, "u:director", "director", org)


GRANTED = AccreditationGranted(
    *(2, 2, "05/QĐ-SGDĐT", "KĐ 01", date(2025, 1, 10), date(2030, 1, 10)),
    *("tt17-2018-primary", "r1"),
    rules=PRIMARY.rules_hash,
)


def test_numbers_are_used_once_by_an_authority_in_a_year() -> None:
    numbers = Numbers()
    numbers.learn("evaluation-abc_2024", GRANTED, act())
    other, paper = act("xyz_2024"), Use("abc_2024", date(2025, 1, 10), "u:director")
    assert numbers.decision(other, "5/qđ-sgdđt") == paper
    assert numbers.certificate(other, "accreditation", "KĐ01")
    assert numbers.certificate(other, "national_standard", "KĐ 01") is None
    assert numbers.decision(act(), "05/QĐ-SGDĐT") == paper
    assert numbers.certificate(act(), "accreditation", "KĐ 01")
    assert numbers.decision(act("xyz_2024", org="ubnd79"), "05/QĐ-SGDĐT") is None
    assert numbers.decision(act("xyz_2024", on=date(2026, 1, 2)), "05/QĐ-SGDĐT") is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("05/QĐ-SGDĐT", "5 / qđ-sgdđt", True),
        ("KĐ 010", "KĐ010", True),
        ("１２/QĐ", "12/QĐ", True),
        ("105/QĐ", "15/QĐ", False),
        ("5/QĐ", "5/TTr", False),
    ],
)
def test_a_number_written_otherwise_is_the_same(one: str, other: str, same: bool) -> None:
    assert (compared(one) == compared(other)) == same


def test_a_list_has_one_day_and_names_several_schools() -> None:
    filed = EVALUATING.given(*lived(register()))
    on = date(2025, 1, 10)
    command = replace(FORWARD, list_number="12/DS-PGDĐT", on=on)
    phong = Lawful(3, on, Office("phong", "764"), paper=replace(PAPER, signer="u:other"))
    other = replace(PAPER, case="xyz_2024")
    phong = replace(phong, filed_on=date(2024, 10, 28))
    (event,) = (
        filed.when(Knowing(command, replace(phong, used=other)))
        .then_types("RegistrationForwarded")
        .past[-1:]
    )
    assert (event.list_number, event.dated) == ("12/DS-PGDĐT", on)
    day_before = replace(other, day=date(2025, 1, 9))
    refused = filed.when(Knowing(command, replace(phong, used=day_before)))
    assert refused.then_rejected("number-used").errors[0].pointer == "/list_number"


def test_the_number_of_a_list_is_no_decisions_number() -> None:
    numbers = Numbers()
    act = Act("79", "evaluation-abc_2024", date(2025, 1, 10), "u:x", "officer", "phong")
    numbers.learn(
        act.stream, RegistrationForwarded(("letter",), list_number="12/DS", dated=act.on), act
    )
    assert numbers.decision(act, "12/DS") is None
    assert numbers.list(act, "012/ds") == Use("abc_2024", act.on, "u:x")
    assert numbers.list(replace(act, on=date(2026, 1, 10)), "12/DS") is None
