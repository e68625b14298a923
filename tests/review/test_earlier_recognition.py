"""Recognitions from before the platform, and what comes in the place of what."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from libs.engine.procedure import Act
from libs.kernel.problems import Forbidden
from libs.law import standards
from services.review.evaluation.events.decisions import AccreditationGranted
from services.review.recognition.certificates import Certificate, Certificates
from services.review.recognition.earlier import (
    Paper,
    RecordEarlierRecognition,
    StrikeEarlierRecognition,
)
from services.review.recognition.entries import (
    ConfirmEarlierRecognition,
    DeclineEarlierRecognition,
)
from services.review.recognition.events import (
    EarlierRecognitionDeclined,
    EarlierRecognitionEntered,
    EarlierRecognitionRecorded,
    EarlierRecognitionStruck,
    RecognitionReinstated,
    RecognitionReplaced,
)
from services.review.recognition.procedure import PROCEDURE, replaced
from services.review.recognition.rules import (
    RECOGNITION,
    CarryOverRecognition,
    LapseRecognition,
    Numbered,
    Others,
    RecordRecognition,
    ReinstateRecognition,
    ReplaceRecognition,
)
from tests.review.test_recognition import RECORD
from tests.spec import Spec

DAY = date(2022, 5, 18)
RULES = standards.in_force("primary", DAY)
assert RULES is not None
RULES_2018 = RULES
TODAY = date(2026, 11, 26)
PAPER = RecordEarlierRecognition(
    "accreditation",
    "812/QĐ-SGDĐT",
    DAY,
    "Sở Giáo dục và Đào tạo",
    DAY,
    date(2027, 5, 18),
    accreditation_grade=2,
    evidence=("QD-01",),
    id="abc_accreditation_20220518",
    school="abc",
    on=TODAY,
    actor="u:chuyenvien",
)
KNOWN = Paper(RULES_2018, None, {"QD-01": "ab" * 32}, ())
HASH = RULES_2018.rules_hash
STRICT = replace(KNOWN, rules_number=3)
RECORDED = EarlierRecognitionRecorded(
    "abc",
    "accreditation",
    2,
    None,
    "812/QĐ-SGDĐT",
    None,
    DAY,
    "Sở Giáo dục và Đào tạo",
    DAY,
    date(2027, 5, 18),
    ("QD-01",),
    RULES_2018.id,
    RULES_2018.revision,
    (),
    None,
    None,
    rules=RULES_2018.rules_hash,
    ev=("ab" * 32,),
)
WRITING = Spec(
    RECOGNITION,
    PROCEDURE,
    {
        RecordEarlierRecognition: KNOWN,
        ConfirmEarlierRecognition: KNOWN,
        StrikeEarlierRecognition: Numbered(2),
        RecordRecognition: Others(()),
        ReinstateRecognition: Others(()),
    },
)


def held(id: str, valid_from: date, valid_to: date, **other: Any) -> Certificate:
    return Certificate(id, "accreditation", 1, valid_from, valid_to, "abc", recorded=True, **other)


def test_a_recognition_is_written_down_from_its_paper_with_the_papers_hash() -> None:
    written = WRITING.given().when(PAPER).then(RECORDED)
    written.when(PAPER).then_nothing()
    written.when(replace(PAPER, decision_number="1/QĐ")).then_rejected("already-recorded")


@pytest.mark.parametrize(
    ("wrong", "known", "field", "code"),
    [
        ({"accreditation_grade": None}, {}, "/accreditation_grade", "required"),
        ({"national_grade": 1}, {}, "/national_grade", "not-asked"),
        ({"kind": "national_standard"}, {}, "", "recognition-id-differs"),
        ({"id": "abc_accreditation_20220519"}, {}, "", "recognition-id-differs"),
        ({"on": date(2022, 5, 17)}, {}, "/decided_on", "day-not-yet-come"),
        ({}, {"first_filed": DAY}, "/decided_on", "not-before-the-platform"),
        ({"valid_from": date(2022, 5, 17)}, {}, "/valid_from", "before-decision"),
        ({"valid_to": date(2022, 5, 17)}, {}, "/valid_to", "ends-before-start"),
        ({"valid_to": date(2027, 5, 19)}, {}, "/valid_to", "term-too-long"),
        ({"evidence": ("QD-02",)}, {}, "/evidence", "evidence-unknown"),
        ({}, {"others": (held("o", DAY, TODAY),)}, "/valid_from", "already-held"),
    ],
)
def test_a_paper_that_cannot_be_right_is_refused_at_the_field(
    wrong: dict[str, Any], known: dict[str, Any], field: str, code: str
) -> None:
    refused = (
        WRITING.given()
        .when(replace(PAPER, **wrong), replace(KNOWN, **known))
        .then_rejected("recognition-wrong")
    )
    assert (field, code) in [(each.pointer, each.code) for each in refused.errors]


@pytest.mark.parametrize(
    ("wrong", "known", "field", "code"),
    [
        ({}, {"opened_on": DAY + timedelta(1)}, "/decided_on", "before-school-opened"),
        (
            {"valid_from": date(2023, 5, 19), "valid_to": date(2028, 5, 18)},
            {},
            "/valid_from",
            "begins-too-late",
        ),
        ({"certificate_number": "CN 5"}, {"bearing": ("x",)}, "/certificate_number", "number-used"),
        ({"authority_name": "bà Trần Thị Mẫu"}, {}, "/authority_name", "personal-data-suspected"),
    ],
)
def test_from_number_3_on_a_paper_says_nothing_impossible(
    wrong: dict[str, Any], known: dict[str, Any], field: str, code: str
) -> None:
    command = replace(PAPER, **wrong)
    refused = (
        WRITING.given().when(command, replace(STRICT, **known)).then_rejected("recognition-wrong")
    )
    assert [(each.pointer, each.code) for each in refused.errors] == [(field, code)]
    WRITING.given().when(command, replace(KNOWN, **known)).then_types("EarlierRecognitionRecorded")


def test_a_paper_says_no_grade_that_its_set_does_not_have() -> None:
    signed = date(2026, 9, 10)
    paper = replace(
        PAPER,
        decided_on=signed,
        valid_from=signed,
        valid_to=date(2031, 9, 10),
        id="abc_accreditation_20260910",
    )
    of_2026 = replace(STRICT, rules=standards.in_force("primary", signed))
    refused = WRITING.given().when(paper, of_2026).then_rejected("recognition-wrong")
    assert [each.code for each in refused.errors] == ["not-offered"]


def test_a_number_that_is_the_decisions_own_stands_on_every_certificate_of_it() -> None:
    paper = replace(PAPER, certificate_number=PAPER.decision_number)
    entered = WRITING.given().when(paper, replace(STRICT, bearing=("x",)))
    entered.then_types("EarlierRecognitionEntered")


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = replace(PAPER, accreditation_grade=None, national_grade=2, valid_to=date(2030, 1, 1))
    refused = WRITING.given().when(wrong).then_rejected("recognition-wrong")
    assert [each.code for each in refused.errors] == ["required", "not-asked", "term-too-long"]


def test_a_decision_that_no_known_set_covers_is_refused() -> None:
    WRITING.given().when(PAPER, replace(KNOWN, rules=None)).then_rejected("rule-set-missing")


def test_it_ends_when_the_one_that_came_after_it_begins() -> None:
    later = held("abc_accreditation2024", date(2025, 1, 10), date(2030, 1, 10))
    replaced = replace(RECORDED, replaced_by=later.id, ends=later.valid_from)
    WRITING.given().when(PAPER, replace(KNOWN, others=(later,))).then(replaced)


def test_it_takes_the_place_of_the_one_in_force_when_it_began() -> None:
    before = held("abc_accreditation_20180601", date(2018, 6, 1), date(2023, 6, 1))
    over = held("abc_accreditation_20120601", date(2012, 6, 1), date(2017, 6, 1))
    taken = replace(RECORDED, renews=(before.id,))
    WRITING.given().when(PAPER, replace(KNOWN, others=(over, before))).then(taken)


def test_the_certificate_of_a_case_takes_the_place_of_the_one_in_force() -> None:
    before = held("abc_accreditation_20220518", DAY, date(2027, 5, 18))
    granted = WRITING.given().when(RECORD, Others((before,)))
    (event,) = granted.then_types("RecognitionGranted").past
    assert getattr(event, "renews", None) == (before.id,)


def test_a_certificate_entered_after_a_later_one_is_replaced_at_once() -> None:
    later = held("abc_accreditation2025", date(2025, 3, 1), date(2030, 3, 1))
    granted = WRITING.given().when(RECORD, Others((later,)))
    (_, ended) = granted.then_types("RecognitionGranted", "RecognitionReplaced").past
    assert ended == RecognitionReplaced(later.id, later.valid_from)
    same_day = held("abc_accreditation_20250110", date(2025, 1, 10), date(2027, 1, 1))
    (event,) = (
        WRITING.given().when(RECORD, Others((same_day,))).then_types("RecognitionGranted").past
    )
    assert getattr(event, "renews", None) == (same_day.id,)


def test_what_was_replaced_ends_once_and_holds_again_when_that_was_struck() -> None:
    end = ReplaceRecognition("abc_accreditation2024", date(2025, 1, 10))
    replaced = (
        WRITING.given(RECORDED)
        .when(end)
        .then(RecognitionReplaced("abc_accreditation2024", date(2025, 1, 10)))
    )
    replaced.when(end).then_nothing()
    replaced.when(ReinstateRecognition("another")).then_nothing()
    again = ReinstateRecognition("abc_accreditation2024")
    replaced.when(again).then(RecognitionReinstated("abc_accreditation2024"))
    next = held("abc_accreditation2025", date(2026, 1, 10), date(2031, 1, 10))
    replaced.when(again, Others((next,))).then(RecognitionReplaced(next.id, next.valid_from))


def test_what_was_written_down_wrongly_is_struck_and_may_be_written_anew() -> None:
    strike = StrikeEarlierRecognition("Nhầm trường")
    taken = replace(RECORDED, renews=("before",))
    struck = (
        WRITING.given(taken).when(strike).then(EarlierRecognitionStruck("Nhầm trường", ("before",)))
    )
    struck.when(strike).then_nothing()
    struck.when(CarryOverRecognition("xyz", TODAY, "QĐ", True)).then_nothing()
    struck.when(LapseRecognition(TODAY, "QĐ", "row", True)).then_nothing()
    struck.when(PAPER).then(RECORDED)


def test_what_a_case_brought_cannot_be_struck() -> None:
    granted = WRITING.given().when(RECORD).then_types("RecognitionGranted")
    granted.when(StrikeEarlierRecognition("Nhầm")).then_rejected("not-from-paper")


ENTERED = EarlierRecognitionEntered(
    1,
    "u:chuyenvien",
    "accreditation",
    2,
    None,
    "812/QĐ-SGDĐT",
    None,
    DAY,
    "Sở Giáo dục và Đào tạo",
    DAY,
    date(2027, 5, 18),
    ("QD-01",),
)
CONFIRM = ConfirmEarlierRecognition(1, id=PAPER.id, school="abc", on=TODAY, actor="u:pho")


def test_what_one_person_typed_in_counts_once_another_confirmed_it() -> None:
    entered = WRITING.given().when(PAPER, STRICT).then(ENTERED)
    entered.when(PAPER, STRICT).then_nothing()
    confirmed = entered.when(CONFIRM, STRICT).then(RECORDED)
    confirmed.when(CONFIRM, STRICT).then_nothing()
    confirmed.when(PAPER, STRICT).then_nothing()


def test_who_typed_it_in_does_not_confirm_it() -> None:
    entered = WRITING.given(ENTERED)
    with pytest.raises(Forbidden, match="đã nhập công nhận này"):
        entered.when(replace(CONFIRM, actor="u:chuyenvien"), STRICT).then(RECORDED)


def test_a_program_is_neither_of_the_two() -> None:
    """Whoever keeps its key would be both."""
    with pytest.raises(Forbidden, match="là phần mềm"):
        WRITING.given().when(replace(PAPER, actor="u:int_may"), STRICT).then(ENTERED)
    with pytest.raises(Forbidden, match="là phần mềm"):
        WRITING.given(ENTERED).when(replace(CONFIRM, actor="u:int_may"), STRICT).then(RECORDED)
    WRITING.given().when(replace(PAPER, actor="u:int_may")).then(RECORDED)


def test_only_the_entry_that_waits_is_confirmed_and_it_is_not_written_over() -> None:
    WRITING.given().when(CONFIRM, STRICT).then_rejected("nothing-to-confirm")
    entered = WRITING.given(ENTERED)
    entered.when(replace(CONFIRM, entry=2), STRICT).then_rejected("nothing-to-confirm")
    other = replace(PAPER, accreditation_grade=1)
    entered.when(other, STRICT).then_rejected("already-entered")
    late = replace(STRICT, first_filed=DAY)
    entered.when(CONFIRM, late).then_rejected("entry-outdated")


def test_what_is_declined_never_counted_and_may_be_entered_anew() -> None:
    decline = DeclineEarlierRecognition(1, "Giấy ghi cấp độ 1")
    declined = (
        WRITING.given(ENTERED)
        .when(decline)
        .then(EarlierRecognitionDeclined(1, "Giấy ghi cấp độ 1"))
    )
    declined.when(decline).then_nothing()
    declined.when(CONFIRM, STRICT).then_rejected("nothing-to-confirm")
    declined.when(StrikeEarlierRecognition("Nhầm"), Numbered(3)).then_nothing()
    again = declined.when(PAPER, STRICT).then(replace(ENTERED, entry=2))
    again.when(CONFIRM, STRICT).then_rejected("nothing-to-confirm")
    again.when(replace(CONFIRM, entry=2), STRICT).then(RECORDED)


def test_a_reason_that_is_public_names_nobody() -> None:
    named = "Nhầm với giấy của bà Trần Thị Mẫu"
    recorded = WRITING.given(RECORDED)
    recorded.when(StrikeEarlierRecognition(named), Numbered(3)).then_rejected(
        "personal-data-suspected"
    )
    decline = DeclineEarlierRecognition(1, named)
    WRITING.given(ENTERED).when(decline).then_rejected("personal-data-suspected")
    # What was struck before the rule stays right.
    recorded.when(StrikeEarlierRecognition(named), Numbered(2)).then_types(
        "EarlierRecognitionStruck"
    )


def test_the_kind_of_a_certificate_is_its_own_and_not_read_from_its_name() -> None:
    known = Certificates()
    stream = "recognition-th_accreditation_national_20220518"
    act = Act("79", stream, TODAY, "u:1", "officer", "so79")
    known.learn(act.stream, replace(RECORDED, kind="national_standard"), act)
    assert known.kind_of(act.id) == "national_standard"
    assert known.kind_of("th_2024") is None


def test_a_decision_for_an_heir_ends_what_that_held_of_the_kind() -> None:
    known, day = Certificates(), date(2026, 8, 10)
    own = replace(RECORDED, school="xyz")
    known.learn("recognition-xyz_accreditation_20220518", own, _act("xyz_accreditation_20220518"))
    granted = AccreditationGranted(
        *(1, 1, "10/QĐ", "CN 1", day, date(2031, 8, 10), "tt17", "r2"), holder="xyz", rules=HASH
    )
    case = Act("79", "evaluation-abc_2026", day, "u:1", "director", "so79")
    known.learn(case.stream, granted, case)

    class Asked:
        """Rules number 3, and what was learned."""

        def fold(self, fold: Any, id: str) -> int:
            return 3

        def index(self, kind: Any) -> Certificates:
            return known

    asked: Any = Asked()
    others = replaced(asked, _act("abc_accreditation2026"), RECORD)
    assert [each.id for each in others.of_kind] == ["xyz_accreditation_20220518"]


def _act(id: str) -> Act:
    return Act("79", f"recognition-{id}", TODAY, "s:review", "system", "review")
