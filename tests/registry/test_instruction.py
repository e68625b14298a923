from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.kernel.problems import Rejected
from libs.law.calendar.deadlines import KINDS
from services.registry.instruction.correction import path_of
from services.registry.instruction.events import (
    INSTRUCTION_EVENTS,
    Citation,
    DeadlineKind,
    Entry,
    InstructionCorrected,
    InstructionEvent,
    InstructionRegistered,
    InstructionWarned,
    InstructionWarningDismissed,
    InstructionWarningResolved,
    ObligationCorrected,
    ObligationCreated,
)
from services.registry.instruction.procedure import PROCEDURE
from services.registry.instruction.rules import (
    INSTRUCTION,
    NEEDS,
    CorrectInstruction,
    Correction,
    DismissInstructionWarning,
    Issuing,
    Obligation,
    RegisterInstruction,
    cited_as,
)
from services.registry.shared.ids import NewId
from tests.spec import spec

ALONE = Issuing(NewId("vanban"))
instruction = spec(INSTRUCTION, PROCEDURE, {RegisterInstruction: ALONE})
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
    entries=(
        Entry("Trường Mầm non Mẫu 1", month="2024-10", accreditation_grade=2, national_grade=1),
    ),
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
    entered_on=date(2024, 9, 11),
)


def warned(letter: RegisterInstruction) -> list[tuple[str, str]]:
    events = instruction.decide(letter, INSTRUCTION.initial)
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
    stream.when(replace(LETTER, on=date(2024, 10, 1))).then_nothing()


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
        (replace(FILE, kind="month"), ["/obligations/0/first_month"]),
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
    events = instruction.decide(letter, INSTRUCTION.initial)
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


def test_it_says_of_a_text_that_is_not_known_that_nothing_was_checked() -> None:
    unknown = replace(LETTER, citations=(Citation("999/XYZ", date(1999, 1, 1)),))
    assert warned(unknown) == [("citation-unknown", "999/XYZ")]


def test_every_rule_of_a_deadline_comes_to_days_and_says_what_it_needs() -> None:
    assert set(NEEDS) == set(KINDS) == set(get_args(DeadlineKind))


# What was put right, and how warnings end.

NAMED = Obligation(
    code="named",
    actor="school",
    duty="Nộp báo cáo và đăng ký đánh giá ngoài",
    kind="per_school",
    effect="mark_late",
    area="77",
    kinds=("upper_secondary",),
    entries=(
        Entry("THPT Mẫu 1", before=date(2023, 2, 20), as_written="Trước 20/02/2023"),
        Entry("THPT Mẫu 2", before=date(2024, 2, 20)),
    ),
)
SLIPS = replace(
    LETTER,
    school_year=2023,
    dated=date(2023, 9, 10),
    citations=(Citation("5932/BGDĐT-QLCL", date(2019, 12, 28)),),
    obligations=(NAMED, FILE),
)
ENTERED = tuple(instruction.decide(SLIPS, INSTRUCTION.initial))
AT = "/obligations/named/entries/0/before"
BASIS = "Công văn 77/SGDĐT-QLCL ngày 12/10/2023"


def correct(*corrections: tuple[str, str | None]) -> CorrectInstruction:
    return CorrectInstruction(
        tuple(Correction(path, value) for path, value in corrections), BASIS, on=date(2023, 10, 16)
    )


def now(before: date) -> ObligationCorrected:
    """Return the duty with a list, the first line's date put right."""
    created = next(e for e in ENTERED if isinstance(e, ObligationCreated))
    entries = (replace(created.entries[0], before=before), created.entries[1])
    values = {f.name: getattr(created, f.name) for f in fields(created)}
    return ObligationCorrected(**{**values, "entries": entries})


def test_a_wrong_date_is_put_right_by_an_event_that_keeps_what_was_written() -> None:
    stream = (
        instruction.given(*ENTERED)
        .when(correct((AT, "2024-02-20")))
        .then(
            InstructionCorrected(AT, "2023-02-20", "2024-02-20", BASIS),
            now(date(2024, 2, 20)),
            InstructionWarningResolved("date-outside-school-year", "named: THPT Mẫu 1"),
        )
    )
    stream.when(correct((AT, "2024-02-20"))).then_nothing()
    stream.when(SLIPS).then_nothing()
    again = InstructionCorrected(AT, "2023-02-20", "2024-02-21", BASIS)
    stream.when(correct((AT, "2024-02-21"))).then(again, now(date(2024, 2, 21)))


def test_a_wrong_date_of_a_cited_text_is_put_right_too() -> None:
    at = "/citations/0/issued_on"
    instruction.given(*ENTERED).when(correct((at, "2018-12-28"))).then(
        InstructionCorrected(at, "2019-12-28", "2018-12-28", BASIS),
        InstructionWarningResolved("citation-date-differs", "5932/BGDĐT-QLCL"),
    )


def test_a_correction_that_is_wrong_itself_raises_a_warning() -> None:
    at = "/obligations/named/entries/1/before"
    events = instruction.given(*ENTERED).when(correct((at, "2025-02-20")))
    events.then_types("InstructionCorrected", "ObligationCorrected", "InstructionWarned")


def test_one_document_puts_several_things_right_at_once() -> None:
    at = "/obligations/file/first_day"
    instruction.given(*ENTERED).when(correct((AT, "2024-02-20"), (at, "20"))).then_types(
        "InstructionCorrected",
        "InstructionCorrected",
        "ObligationCorrected",
        "ObligationCorrected",
        "InstructionWarningResolved",
    )


def test_a_rule_may_be_put_in_place_of_another_if_it_is_complete() -> None:
    whole = correct(
        ("/obligations/file/kind", "before_date"), ("/obligations/file/before", "2024-04-15")
    )
    stream = instruction.given(*ENTERED).when(whole)
    stream.then_types("InstructionCorrected", "InstructionCorrected", "ObligationCorrected")
    half = correct(("/obligations/file/kind", "before_date"))
    instruction.given(*ENTERED).when(half).then_rejected("obligation-incomplete")
    removed = correct((AT, None))
    instruction.given(*ENTERED).when(removed).then_rejected("obligation-incomplete")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "dated",
        "/nothing",
        "/as_written",
        "/obligations",
        "/obligations/nobody/before",
        "/obligations/named/code",
        "/obligations/named/entries/2/before",
        "/obligations/named/entries/-1/before",
        "/obligations/named/entries/0/as_written",
        "/obligations/named/entries/0/before/0",
        "/citations/0/as_written",
        "/number/0/ref",
    ],
)
def test_only_what_is_there_can_be_put_right(path: str) -> None:
    refusal = instruction.given(*ENTERED).when(correct((path, "2024-02-20")))
    refusal.then_rejected("correction-path-unknown")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (AT, "20/02/2024"),
        ("/obligations/file/first_day", "32"),
        ("/obligations/file/first_day", "đầu tháng"),
        ("/obligations/file/kind", "sometimes"),
        ("/subject", None),
    ],
)
def test_a_new_value_is_as_good_as_the_field_asks(path: str, value: str | None) -> None:
    refusal = (
        instruction.given(*ENTERED).when(correct((path, value))).then_rejected("correction-invalid")
    )
    assert [error.pointer for error in refusal.errors] == ["/corrections/0/value"]


STEPS = st.sampled_from(
    ["obligations", "named", "entries", "citations", "0", "1", "-1", "before", "dated", "month", ""]
)
VALUES = st.none() | st.text(max_size=8) | st.sampled_from(["2024-02-20", "12", "month", "9" * 40])


@settings(deadline=None)
@given(st.lists(STEPS, max_size=6), VALUES)
def test_whatever_is_asked_to_be_put_right_is_done_or_refused(
    steps: list[str], value: str | None
) -> None:
    state = INSTRUCTION.fold(ENTERED)
    events: Sequence[InstructionEvent] = ()
    with suppress(Rejected):
        events = instruction.decide(correct(("/".join(["", *steps]), value)), state)
    for event in events:
        assert INSTRUCTION_EVENTS.load(INSTRUCTION_EVENTS.dump(event)) == event


def test_a_code_with_a_slash_is_found_by_its_pointer() -> None:
    odd = replace(SLIPS, obligations=(replace(FILE, code="a/b~c"), replace(FILE, code="entries")))
    entered = instruction.decide(odd, INSTRUCTION.initial)
    for path in (path_of("a/b~c", "last_day"), path_of("entries", "last_day")):
        stream = instruction.given(*entered).when(correct((path, "28")))
        stream.then_types("InstructionCorrected", "ObligationCorrected")


def test_what_was_never_entered_cannot_be_corrected() -> None:
    refusal = instruction.given().when(correct((AT, "2024-02-20")))
    refusal.then_rejected("instruction-not-registered")


def test_a_warning_is_dismissed_with_a_reason_and_does_not_come_back() -> None:
    subject = "named: THPT Mẫu 1"
    dismiss = DismissInstructionWarning(
        "date-outside-school-year", subject, "Sở xác nhận bằng điện thoại"
    )
    stream = (
        instruction.given(*ENTERED)
        .when(dismiss)
        .then(
            InstructionWarningDismissed(
                "date-outside-school-year", subject, "Sở xác nhận bằng điện thoại"
            )
        )
    )
    stream.when(dismiss).then_nothing()
    stream.when(correct(("/obligations/file/last_day", "28"))).then_types(
        "InstructionCorrected", "ObligationCorrected"
    )


def test_only_a_warning_that_holds_is_dismissed() -> None:
    nothing = DismissInstructionWarning("citation-repealed", "36/2017", "lý do")
    instruction.given(*ENTERED).when(nothing).then_rejected("warning-unknown")
    resolved = instruction.given(*ENTERED).when(correct((AT, "2024-02-20")))
    stream = resolved.then_types(
        "InstructionCorrected", "ObligationCorrected", "InstructionWarningResolved"
    )
    gone = DismissInstructionWarning("date-outside-school-year", "named: THPT Mẫu 1", "lý do")
    stream.when(gone).then_rejected("warning-unknown")


def test_a_letter_without_date_and_year_is_held_to_the_day_of_its_entry_also_later() -> None:
    cited = (Citation("36/2017/TT-BGDĐT"),)
    undated = replace(
        SLIPS, citations=cited, dated=None, school_year=None, on=date(2020, 5, 1), obligations=()
    )
    entered = instruction.decide(undated, INSTRUCTION.initial)
    later = replace(correct(("/subject", "Nội dung đúng")), on=date(2025, 1, 1))
    instruction.given(*entered).when(later).then_types("InstructionCorrected")


def test_a_letter_is_named_by_number_symbol_date_and_issuer() -> None:
    assert (
        cited_as(REGISTERED) == "văn bản số 1/PGDĐT của Phòng Giáo dục và Đào tạo ngày 10/09/2024"
    )
    bare = replace(REGISTERED, number=None, symbol=None, dated=None)
    assert cited_as(bare) == (
        "văn bản không ghi số của Phòng Giáo dục và Đào tạo, năm học 2024-2025"
    )
