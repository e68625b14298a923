"""The final report is signed by each member of the team, bound to what the report says."""

from dataclasses import replace

from services.review.evaluation.events.signing import ReportSigned, SignatureExcused
from services.review.evaluation.rules import EVALUATION
from services.review.evaluation.signing import ExcuseSignature, SignReport, content_of
from services.review.evaluation.state import Drafted
from services.review.evaluation.survey import ChangeTeam
from tests.review.cases import (
    LEADER,
    MEMBER,
    SECRETARY,
    STRANGER,
    answers,
    final,
    lived,
    reply,
    sheets,
    signed,
    team,
    until_draft,
)
from tests.review.test_dead_ends import BY_THE_LAST

OPEN = lived(*until_draft(), reply())
AGREED = BY_THE_LAST.given(*OPEN)
CASE = EVALUATION.fold(OPEN)
assert isinstance(CASE, Drafted)
HASH = content_of(CASE)


def changed_team(*people: str) -> ChangeTeam:
    """Return the team as it was formed anew."""
    formed = team(*people)
    return ChangeTeam("2/QĐ-SGDĐT", formed.members, "Thay thành viên", on=formed.on)


ILL = ExcuseSignature(MEMBER, "Nghỉ ốm dài ngày.")


def test_each_member_signs_what_the_report_says() -> None:
    done = AGREED.when(SignReport(actor=MEMBER)).then(ReportSigned(MEMBER, HASH, ""))
    done.when(SignReport(actor=MEMBER)).then_nothing()
    AGREED.when(SignReport(HASH, actor=MEMBER)).then(ReportSigned(MEMBER, HASH, ""))
    AGREED.when(SignReport(actor=STRANGER)).then_rejected("not-in-team")


def test_a_member_may_say_in_what_the_report_is_not_theirs() -> None:
    dissent = "Tiêu chí 1.1 chưa đạt Mức 2."
    AGREED.when(SignReport(None, dissent, actor=MEMBER)).then(ReportSigned(MEMBER, HASH, dissent))
    AGREED.when(SignReport(None, "…", actor=MEMBER)).then_rejected("text-wordless")


def test_who_read_another_report_does_not_sign_this_one() -> None:
    AGREED.when(SignReport("0" * 64, actor=MEMBER)).then_rejected("report-changed")


def test_a_report_is_final_when_all_have_signed() -> None:
    faults = AGREED.when(final()).then_rejected("signatures-missing")
    assert len(faults.errors) == 5
    BY_THE_LAST.given(*lived(*until_draft(), reply(), *signed()[1:])).when(final()).then_rejected(
        "signatures-missing"
    )
    BY_THE_LAST.given(*lived(*until_draft(), reply(), *signed())).when(final()).then_types(
        "FinalReported"
    )


def test_the_director_excuses_who_cannot_sign_but_not_the_one_who_hands_it_in() -> None:
    AGREED.when(ILL).then(SignatureExcused(MEMBER, ILL.reason))
    AGREED.when(replace(ILL, member=LEADER)).then_rejected("leader-signs")
    AGREED.when(replace(ILL, member=STRANGER)).then_rejected("not-in-team")
    others = [each for each in signed() if each.actor != MEMBER]
    past = BY_THE_LAST.given(*lived(*until_draft(), reply(), *others, ILL))
    past.when(final()).then_types("FinalReported")
    past.when(SignReport(actor=MEMBER)).then(ReportSigned(MEMBER, HASH, ""))
    BY_THE_LAST.given(*lived(*until_draft(), reply(), *signed())).when(ILL).then_rejected(
        "signature-given"
    )


def test_what_changes_the_report_voids_its_signatures() -> None:
    objected = (*until_draft(), reply(False, "Xem lại tiêu chí 1.1"), answers("Tiếp thu"))
    changed = replace(sheets(2)[0], strengths="Đã bổ sung hồ sơ.", actor=SECRETARY)
    past = BY_THE_LAST.given(*lived(*objected, *signed(), changed))
    faults = past.when(final()).then_rejected("signatures-missing")
    assert len(faults.errors) == 5
    BY_THE_LAST.given(*lived(*objected, *signed(), changed, *signed())).when(final()).then_types(
        "FinalReported"
    )


def test_who_joins_the_team_signs_too() -> None:
    people = (LEADER, SECRETARY, MEMBER, "u:fourth", "u:sixth")
    past = lived(*until_draft(), reply(), *signed(), changed_team(*people))
    faults = BY_THE_LAST.given(*past).when(final()).then_rejected("signatures-missing")
    assert [error.detail for error in faults.errors] == ["'u:sixth' chưa ký báo cáo."]


def test_nobody_signs_before_the_exchange_with_the_school_is_over() -> None:
    BY_THE_LAST.given(*lived(*until_draft())).when(SignReport(actor=MEMBER)).then_rejected(
        "wrong-state"
    )
