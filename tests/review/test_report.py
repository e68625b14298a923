from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.law.standards.levels import school_level
from services.review.evaluation.events.report import (
    DeemedAgreed,
    DraftSent,
    FinalReported,
    ReplyAnswered,
    ReplyReopened,
    SchoolReplied,
    SilenceRecorded,
    TermSet,
)
from services.review.evaluation.silence import RecordSilence, ReopenReply
from services.review.evaluation.terms import SetTerm
from tests.review.cases import (
    EVALUATING,
    IN_2026,
    LEADER,
    MEMBER,
    PRIMARY,
    STRANGER,
    accredit_only,
    answers,
    close,
    deem,
    draft,
    final,
    judged,
    lived,
    register,
    reply,
    report,
    sheets,
    until_draft,
    until_final,
    until_team,
)

LAST_DAY = date(2024, 12, 26)
"""Ten working days after Thursday 12/12/2024."""
SENT = EVALUATING.given(*lived(*until_draft()))
POINTS = ("Tiêu chí 1.1: đã có kế hoạch.", "Tiêu chí 5.2: số liệu khác.")
FILED_2026 = register(
    purpose="national_standard",
    accreditation_grade=None,
    national_grade=1,
    report=report(1, IN_2026),
)
SENT_2026 = until_draft(1, FILED_2026, IN_2026)
OBJECTED = EVALUATING.given(*lived(*until_draft(), reply(False, *POINTS)))


@pytest.mark.parametrize("level", [0, 1, 2, 3, 4])
def test_a_draft_states_the_level_of_the_findings_and_what_blocks_the_next(
    level: int,
) -> None:
    target = register(report=report(4), accreditation_grade=4, national_grade=2)
    surveyed = EVALUATING.given(*lived(*until_team(target), *sheets(level), close()))
    outcome = school_level(PRIMARY, judged(PRIMARY, level))
    assert outcome.level == level
    surveyed.when(draft()).then(
        DraftSent(
            level,
            outcome.next_level,
            outcome.failed,
            outcome.unjudged,
            date(2024, 12, 27),
            rules=PRIMARY.rules_hash,
        )
    )


def test_the_leader_sends_the_draft_after_the_survey() -> None:
    found = EVALUATING.given(*lived(*until_team(), *sheets(2)))
    found.when(draft()).then_rejected("wrong-state")
    surveyed = EVALUATING.given(*lived(*until_team(), *sheets(2), close()))
    surveyed.when(draft(actor=MEMBER)).then_rejected("not-leader")
    surveyed.when(draft(actor=STRANGER)).then_rejected("not-in-team")


def test_a_school_that_agrees_closes_the_exchange() -> None:
    replied = SENT.when(reply()).then(SchoolReplied(True, (), None, date(2024, 12, 31)))
    replied.when(reply()).then_nothing()
    replied.when(reply(False, "Khác")).then_rejected("wrong-state")
    replied.when(answers("Tiếp thu")).then_rejected("wrong-state")


def test_a_school_that_disagrees_says_with_what() -> None:
    refused = SENT.when(reply(False)).then_rejected("points-missing")
    assert refused.errors[0].pointer == "/points"
    SENT.when(reply(False, *POINTS)).then(SchoolReplied(False, POINTS, date(2024, 12, 31), None))


def test_the_school_replies_before_the_deadline() -> None:
    SENT.when(reply(on=LAST_DAY)).then_types("SchoolReplied")
    refused = SENT.when(reply(on=date(2024, 12, 27))).then_rejected("reply-too-late")
    assert "26/12/2024" in refused.detail
    assert refused.rule == ("TT 17/2018 art. 32 (10 ngày làm việc: chưa đối chiếu với văn bản gốc)")


def test_silence_until_the_deadline_means_agreement() -> None:
    refused = SENT.when(deem(LAST_DAY)).then_rejected("reply-still-open")
    assert "26/12/2024" in refused.detail
    agreed = SENT.when(deem(date(2024, 12, 27))).then(DeemedAgreed(date(2025, 1, 14)))
    agreed.when(deem(date(2024, 12, 28))).then_nothing()
    agreed.when(reply(on=LAST_DAY)).then_rejected("wrong-state")


def test_the_clock_says_that_silence_agrees_from_the_day_after_the_last() -> None:
    before = date(2024, 12, 27)
    SENT.when(RecordSilence(before, on=LAST_DAY)).then_rejected("reply-still-open")
    SENT.when(RecordSilence(LAST_DAY, on=before)).then_rejected("reply-still-open")
    said = SENT.when(RecordSilence(before, on=before))
    agreed = said.then(SilenceRecorded(before, sure=False, final_before=date(2025, 1, 14)))
    agreed.when(RecordSilence(before, on=before)).then_nothing()
    agreed.when(deem(before)).then_rejected("wrong-state")
    agreed.when(final()).then_types("FinalReported")
    replied = EVALUATING.given(*lived(*until_draft(), reply()))
    replied.when(RecordSilence(before, on=before)).then_rejected("wrong-state")


def test_a_paper_that_came_in_time_is_entered_after_silence_was_recorded() -> None:
    on, before = date(2024, 12, 30), date(2025, 1, 4)
    silent = EVALUATING.given(*lived(*until_draft(), RecordSilence(date(2024, 12, 27), on=on)))
    late = ReopenReply(date(2024, 12, 27), before, "Sổ văn bản đến 88", on=on)
    silent.when(late).then_rejected("paper-not-in-time")
    came = replace(late, received_on=LAST_DAY)
    silent.when(replace(came, before=on)).then_rejected("date-not-ahead")
    again = silent.when(came).then(ReplyReopened(LAST_DAY, before, "Sổ văn bản đến 88"))
    again.when(reply(False, *POINTS, on=date(2025, 1, 3))).then_types("SchoolReplied")
    again.when(reply(on=before)).then_rejected("reply-too-late")
    silent_again = again.when(RecordSilence(before, on=before)).then_types("SilenceRecorded")
    silent_again.when(replace(came, on=before)).then_rejected("not-silent")
    replied = EVALUATING.given(*lived(*until_draft(), reply()))
    replied.when(came).then_rejected("not-silent")


def test_without_a_term_in_the_rule_set_silence_means_nothing() -> None:
    sent = EVALUATING.given(*lived(*SENT_2026))
    sent.when(deem(date(2026, 12, 31))).then_rejected("reply-still-open")
    sent.when(reply(on=date(2026, 12, 31))).then(SchoolReplied(True, (), None, None))


def asked_of_the_office(before: date, **other: Any) -> SetTerm:
    on = date(2026, 12, 14)
    return replace(SetTerm("reply", before, "Công văn 9/SGDĐT-QLCL", sure=False, on=on), **other)


def test_the_office_sets_the_days_for_a_reply_where_no_text_does() -> None:
    sent = EVALUATING.given(*lived(*SENT_2026))
    term = asked_of_the_office(date(2026, 12, 29))
    dated = sent.when(term).then(
        TermSet("reply", date(2026, 12, 29), "Công văn 9/SGDĐT-QLCL", sure=False)
    )
    dated.when(term).then_nothing()
    waiting = dated.when(deem(date(2026, 12, 28))).then_rejected("reply-still-open")
    assert waiting.rule == "Công văn 9/SGDĐT-QLCL (Sở ghi là chưa chắc chắn)"
    dated.when(reply(on=date(2026, 12, 28))).then_types("SchoolReplied")
    dated.when(reply(on=date(2026, 12, 29))).then_rejected("reply-too-late")
    agreed = dated.when(deem(date(2026, 12, 29))).then(DeemedAgreed(None))
    agreed.when(final()).then_types("FinalReported")


def test_the_office_gives_a_step_time_enough_and_only_when_it_is_owed() -> None:
    sent = EVALUATING.given(*lived(*SENT_2026))
    refused = sent.when(asked_of_the_office(date(2026, 12, 21))).then_rejected("term-too-short")
    assert "21/12/2026" in refused.detail
    assert refused.rule == "quy tắc của hệ thống, không văn bản nào quy định"
    later = asked_of_the_office(date(2025, 1, 20), on=date(2024, 12, 16))
    SENT.when(later).then_types("TermSet").when(reply(on=date(2025, 1, 17))).then_types(
        "SchoolReplied"
    )
    SENT.when(replace(later, step="final")).then_rejected("wrong-state")


def test_an_answer_set_for_earlier_does_not_take_days_from_the_school() -> None:
    """A term that runs may be longer by the office's word, never shorter."""
    sooner = asked_of_the_office(date(2024, 12, 24), on=date(2024, 12, 16))
    refused = SENT.when(sooner).then_rejected("term-too-short")
    assert "26/12/2024" in refused.detail


def test_each_point_gets_an_answer_from_the_leader() -> None:
    refused = OBJECTED.when(answers("Tiếp thu")).then_rejected("answers-mismatch")
    assert refused.errors[0].pointer == "/answers"
    OBJECTED.when(answers("Tiếp thu", "Bảo lưu", actor=MEMBER)).then_rejected("not-leader")
    OBJECTED.when(final()).then_rejected("wrong-state")
    answered = OBJECTED.when(answers("Tiếp thu", "Bảo lưu")).then(
        ReplyAnswered(("Tiếp thu", "Bảo lưu"), date(2025, 1, 3))
    )
    answered.when(answers("Tiếp thu", "Bảo lưu")).then_nothing()
    answered.when(final()).then_types("FinalReported")


def test_what_the_school_objected_to_may_change_the_findings() -> None:
    raised = [OBJECTED.when(sheet) for sheet in sheets(3) if sheet.criterion == "1.1"]
    raised[0].then_types("FindingRecorded")
    agreed = EVALUATING.given(*lived(*until_draft(), reply()))
    agreed.when(sheets(3)[0]).then_rejected("wrong-state")
    past = (*until_draft(), reply(False, *POINTS), *sheets(1), answers("Tiếp thu", "Bảo lưu"))
    (*_, reported) = lived(*past, final())
    assert isinstance(reported, FinalReported)
    assert (reported.level, reported.accreditation_grade, reported.national_grade) == (1, 1, None)


@pytest.mark.parametrize(
    ("found", "target", "grade", "national"),
    [
        (0, {}, None, None),
        (1, {}, 1, None),
        (2, {}, 2, 1),
        (4, {}, 2, 1),
        (4, {"accreditation_grade": 3, "national_grade": 2}, 3, 2),
    ],
)
def test_grades_follow_the_level_found_never_above_what_was_asked(
    found: int, target: dict[str, int], grade: int | None, national: int | None
) -> None:
    filed = register(report=report(4), **target)
    (*_, reported) = lived(*until_final(found, filed))
    assert isinstance(reported, FinalReported)
    assert (reported.level, reported.accreditation_grade, reported.national_grade) == (
        found,
        grade,
        national,
    )
    assert reported.rules == PRIMARY.rules_hash
    assert reported.decide_before == date(2025, 1, 21)
    assert (reported.propose_before is None) == (national is None)


def test_a_report_grants_nothing_that_was_not_asked_for() -> None:
    (*_, reported) = lived(*until_final(2, accredit_only()))
    assert isinstance(reported, FinalReported)
    assert (reported.accreditation_grade, reported.national_grade) == (1, None)


def test_the_leader_hands_the_final_report_in_once() -> None:
    agreed = EVALUATING.given(*lived(*until_draft(), reply()))
    agreed.when(final(MEMBER)).then_rejected("not-leader")
    reported = agreed.when(final(LEADER)).then_types("FinalReported")
    reported.when(final(LEADER)).then_nothing()
    SENT.when(final()).then_rejected("wrong-state")
