from dataclasses import replace
from datetime import date

import pytest

from services.registry.domain.instruction import INSTRUCTION, Obligation, RegisterInstruction
from services.registry.events.instruction import (
    Citation,
    Entry,
    InstructionRegistered,
    InstructionWarned,
    ObligationCreated,
)
from tests.spec import spec

instruction = spec(INSTRUCTION)
FILE = Obligation(
    code="file",
    actor="school",
    duty="Nộp hồ sơ đăng ký đánh giá ngoài",
    kind="monthly_window",
    effect="refuse",
    area="785",
    kinds=("preschool", "primary", "lower_secondary"),
    first_day=25,
    last_day=30,
    function="check_dossier",
)
PLAN = Obligation(
    code="plan",
    actor="office",
    duty="Đánh giá ngoài theo kế hoạch",
    kind="planned",
    effect="none",
    area="764",
    kinds=("preschool",),
    entries=(Entry("Trường Mầm non Mẫu 1", month="2024-10", level=2, grade=1),),
)
LETTER = RegisterInstruction(
    issuer="phong785",
    issuer_name="Phòng Giáo dục và Đào tạo",
    subject="Công tác kiểm định chất lượng giáo dục",
    number="1",
    symbol="PGDĐT",
    dated=date(2024, 9, 10),
    date_as_written="ngày 10 tháng 09 năm 2024",
    school_year=2024,
    citations=(Citation("09/2024/TT-BGDĐT", date(2024, 6, 3)),),
    obligations=(FILE, PLAN),
    on=date(2024, 9, 11),
)
REGISTERED = InstructionRegistered(
    issuer="phong785",
    issuer_name="Phòng Giáo dục và Đào tạo",
    subject="Công tác kiểm định chất lượng giáo dục",
    citations=(Citation("09/2024/TT-BGDĐT", date(2024, 6, 3)),),
    number="1",
    symbol="PGDĐT",
    dated=date(2024, 9, 10),
    date_as_written="ngày 10 tháng 09 năm 2024",
    school_year=2024,
)


def warned(letter: RegisterInstruction) -> list[tuple[str, str]]:
    events = INSTRUCTION.decide(letter, INSTRUCTION.initial)
    return [(e.code, e.subject) for e in events if isinstance(e, InstructionWarned)]


def test_a_letter_is_entered_with_an_event_per_obligation() -> None:
    created = (
        ObligationCreated(
            code="file",
            actor="school",
            duty="Nộp hồ sơ đăng ký đánh giá ngoài",
            kind="monthly_window",
            effect="refuse",
            area="785",
            kinds=("preschool", "primary", "lower_secondary"),
            entries=(),
            first_day=25,
            last_day=30,
            function="check_dossier",
        ),
        ObligationCreated(
            code="plan",
            actor="office",
            duty="Đánh giá ngoài theo kế hoạch",
            kind="planned",
            effect="none",
            area="764",
            kinds=("preschool",),
            entries=(Entry("Trường Mầm non Mẫu 1", None, None, "2024-10", 2, 1),),
        ),
    )
    stream = instruction.given().when(LETTER).then(REGISTERED, *created)
    stream.when(LETTER).then_nothing()


def test_a_letter_is_never_edited() -> None:
    other = replace(LETTER, subject="Nội dung khác")
    instruction.given(REGISTERED).when(other).then_rejected("instruction-registered")
    fewer = replace(LETTER, obligations=(FILE,))
    instruction.given(REGISTERED).when(fewer).then_rejected("instruction-registered")


def test_each_obligation_has_a_code_of_its_own() -> None:
    twice = replace(LETTER, obligations=(FILE, PLAN, FILE))
    refusal = instruction.given().when(twice).then_rejected("obligation-code-twice")
    assert [error.pointer for error in refusal.errors] == ["/obligations/2/code"]


@pytest.mark.parametrize(
    ("obligation", "pointers"),
    [
        (replace(FILE, kind="before_date"), ["/obligations/0/before"]),
        (replace(FILE, last_day=None), ["/obligations/0/last_day"]),
        (replace(FILE, kind="month"), ["/obligations/0/month"]),
        (replace(FILE, kind="per_school"), ["/obligations/0/entries"]),
        (replace(FILE, kind="planned"), ["/obligations/0/entries"]),
        (replace(PLAN, kind="per_school"), ["/obligations/0/entries/0/before"]),
        (replace(PLAN, entries=(Entry("Mẫu"),)), ["/obligations/0/entries/0/month"]),
    ],
)
def test_a_deadline_says_all_that_its_kind_needs(
    obligation: Obligation, pointers: list[str]
) -> None:
    letter = replace(LETTER, obligations=(obligation,))
    refusal = instruction.given().when(letter).then_rejected("obligation-incomplete")
    assert [error.pointer for error in refusal.errors] == pointers


def test_a_standing_duty_needs_no_date() -> None:
    standing = replace(LETTER, obligations=(replace(FILE, kind="standing"),))
    instruction.given().when(standing).then_types("InstructionRegistered", "ObligationCreated")


def test_it_warns_of_a_number_and_a_date_that_are_not_stated() -> None:
    letter = replace(LETTER, number=None, symbol=None, dated=None)
    assert warned(letter) == [("not-stated", "number"), ("not-stated", "dated")]


def test_it_warns_of_each_date_outside_the_school_year_and_keeps_it() -> None:
    named = Obligation(
        code="named",
        actor="school",
        duty="Nộp báo cáo và đăng ký đánh giá ngoài",
        kind="per_school",
        effect="mark_late",
        area="77",
        kinds=("upper_secondary",),
        entries=(
            Entry("THPT Mẫu 1", before=date(2024, 11, 20)),
            Entry("THPT Mẫu 2", before=date(2023, 11, 20)),
            Entry("THPT Mẫu 3", before=date(2023, 2, 20)),
        ),
    )
    report = replace(FILE, code="report", kind="before_date", before=date(2024, 9, 1))
    late = replace(report, code="late", before=date(2024, 9, 2))
    letter = replace(LETTER, school_year=2023, citations=(), obligations=(named, report, late))
    assert warned(letter) == [
        ("date-outside-school-year", "named: THPT Mẫu 1"),
        ("date-outside-school-year", "named: THPT Mẫu 3"),
        ("date-outside-school-year", "late"),
    ]
    events = INSTRUCTION.decide(letter, INSTRUCTION.initial)
    created = next(e for e in events if isinstance(e, ObligationCreated))
    assert created.entries == named.entries


def test_it_warns_of_a_wrong_date_of_a_cited_text() -> None:
    cited = (
        Citation("5932/BGDĐT-QLCL", date(2019, 12, 28), "ngày 28 tháng 12 năm 2019"),
        Citation("5942/BGDĐT-QLCL", date(2018, 12, 28)),
    )
    letter = replace(LETTER, citations=cited)
    assert warned(letter) == [("citation-date-differs", "5932/BGDĐT-QLCL")]


def test_it_warns_of_a_citation_repealed_by_the_letters_date() -> None:
    cited = (Citation("36/2017/TT-BGDĐT", date(2017, 12, 28)),)
    assert warned(replace(LETTER, citations=cited)) == [("citation-repealed", "36/2017/TT-BGDĐT")]
    in_force = replace(
        LETTER, citations=cited, dated=date(2023, 9, 10), school_year=2023, obligations=(FILE,)
    )
    assert warned(in_force) == []


def test_a_letter_without_a_date_is_held_to_the_first_day_of_its_year_or_that_of_its_entry() -> (
    None
):
    cited = (Citation("36/2017/TT-BGDĐT"),)
    undated = replace(LETTER, citations=cited, dated=None, obligations=())
    repealed = [("not-stated", "dated"), ("citation-repealed", "36/2017/TT-BGDĐT")]
    assert warned(undated) == repealed
    assert warned(replace(undated, school_year=2023)) == repealed[:1]
    assert warned(replace(undated, school_year=None)) == repealed
    earlier = replace(undated, school_year=None, on=date(2020, 5, 1))
    assert warned(earlier) == repealed[:1]


def test_a_text_that_is_not_known_is_cited_without_a_word() -> None:
    assert warned(replace(LETTER, citations=(Citation("999/XYZ", date(1999, 1, 1)),))) == []
