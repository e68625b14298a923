from dataclasses import replace
from datetime import date

import pytest

from libs.law.standards import external_review
from libs.law.standards.levels import school_level
from services.review.evaluation.decisions import DecideAccreditation, DecideNationalStandard
from services.review.evaluation.events.decisions import (
    AccreditationGranted,
    AccreditationRefused,
    NationalStandardGranted,
    NationalStandardProposed,
    NationalStandardRefused,
)
from services.review.evaluation.filing import SubmitRegistration
from services.review.evaluation.rules import EVALUATION, Command
from services.review.evaluation.state import State
from tests.review.cases import (
    EVALUATING,
    IN_2026,
    PRIMARY,
    PROPOSE,
    accredit,
    accredit_only,
    judged,
    lived,
    recognise,
    register,
    report,
    until_draft,
    until_final,
)

REPORTED = EVALUATING.given(*lived(*until_final()))
NATIONAL_ONLY = register(purpose="national_standard", accreditation_grade=None)


def test_the_director_grants_what_the_report_earned_for_five_years() -> None:
    granted = REPORTED.when(accredit()).then(
        AccreditationGranted(
            2,
            2,
            "345/QĐ-SGDĐT",
            "KĐ-01",
            date(2025, 1, 10),
            date(2030, 1, 10),
            "tt17-2018-primary",
            "r1",
            rules=PRIMARY.rules_hash,
        )
    )
    granted.when(accredit()).then_nothing()
    granted.when(accredit(decision="346/QĐ-SGDĐT")).then_rejected("already-decided")
    granted.when(accredit("KĐ-02")).then_rejected("already-decided")


def test_a_certificate_has_a_number() -> None:
    refused = REPORTED.when(accredit(None)).then_rejected("certificate-missing")
    assert refused.errors[0].pointer == "/certificate_number"
    proposed = EVALUATING.given(*lived(*until_final(), PROPOSE))
    proposed.when(recognise(None)).then_rejected("certificate-missing")


def test_nothing_is_decided_before_the_final_report() -> None:
    sent = EVALUATING.given(*lived(*until_draft()))
    for command in (accredit(), PROPOSE, recognise()):
        sent.when(command).then_rejected("wrong-state")


def test_a_level_that_earns_nothing_is_refused_with_its_reasons() -> None:
    outcome = school_level(PRIMARY, judged(PRIMARY, 0))
    reasons = (outcome.failed, outcome.unjudged)
    reported = EVALUATING.given(*lived(*until_final(0)))
    refused = reported.when(accredit(None)).then(
        AccreditationRefused(0, "345/QĐ-SGDĐT", *reasons, rules=PRIMARY.rules_hash)
    )
    refused.when(accredit(None)).then_nothing()
    refused.when(accredit(None, "9/QĐ")).then_rejected("already-decided")
    reported.when(recognise(None)).then(
        NationalStandardRefused(0, "89/QĐ-UBND", *reasons, rules=PRIMARY.rules_hash)
    )


def test_a_decision_names_its_grounds_and_a_refusal_alone_its_reason() -> None:
    grounds = ("Căn cứ Thông tư số 17/2018/TT-BGDĐT", "Căn cứ Quyết định số 8/QĐ-UBND")
    stated = DecideAccreditation("345/QĐ", "KĐ-01", grounds=grounds, on=date(2025, 1, 10))
    granted = REPORTED.when(stated).then_types("AccreditationGranted")
    assert granted.past[-1].grounds == grounds
    refused = REPORTED.when(replace(stated, reason="Thiếu")).then_rejected("reason-of-refusal")
    assert refused.errors[0].pointer == "/reason"
    nothing = EVALUATING.given(*lived(*until_final(0)))
    why = replace(stated, certificate_number=None, reason="Chưa có giấy phép hoạt động")
    told = nothing.when(why).then_types("AccreditationRefused").past[-1]
    assert (told.grounds, told.reason) == (grounds, "Chưa có giấy phép hoạt động")
    named = replace(why, reason="Gọi 0912345678 để biết thêm")
    nothing.when(named).then_rejected("personal-data-suspected")


def test_a_level_below_the_target_earns_its_own_grade() -> None:
    (*_, granted) = lived(*until_final(1), accredit())
    assert isinstance(granted, AccreditationGranted)
    assert (granted.level, granted.accreditation_grade) == (1, 1)


def test_the_national_standard_is_proposed_then_decided() -> None:
    REPORTED.when(recognise()).then_rejected("not-proposed")
    proposed = REPORTED.when(PROPOSE).then(NationalStandardProposed(1, "67/TTr-SGDĐT"))
    proposed.when(PROPOSE).then_nothing()
    granted = proposed.when(recognise()).then(
        NationalStandardGranted(
            2,
            1,
            "89/QĐ-UBND",
            "CQG-01",
            date(2025, 1, 20),
            date(2030, 1, 20),
            "tt17-2018-primary",
            "r1",
            rules=PRIMARY.rules_hash,
        )
    )
    granted.when(recognise()).then_nothing()
    granted.when(recognise("CQG-02")).then_rejected("already-decided")


def test_since_the_new_circular_the_so_decides_open_cases_without_a_proposal() -> None:
    """The transition is a row of data with its day, its source and how sure it is."""
    last, first = date(2026, 7, 6), date(2026, 7, 7)
    decision = DecideNationalStandard("89/QĐ-SGDĐT", "CQG-01", on=last)
    REPORTED.when(decision).then_rejected("not-proposed")
    granted = REPORTED.when(replace(decision, on=first)).then_types("NationalStandardGranted")
    assert granted.past[-1].rules == PRIMARY.rules_hash
    assert external_review.transition(PRIMARY, last) is None
    found = external_review.transition(PRIMARY, first)
    assert found is not None
    assert (found.decided_by, found.proposal, found.sure) == ("so", False, False)
    assert "không tìm thấy quy định chuyển tiếp" in found.source
    assert external_review.transition(IN_2026, first) is None


def test_a_proposal_is_made_once() -> None:
    proposed = EVALUATING.given(*lived(*until_final(), PROPOSE))
    other = replace(PROPOSE, document_number="68/TTr-SGDĐT")
    proposed.when(other).then_rejected("already-proposed")


def test_a_level_without_a_national_grade_is_not_proposed_but_refused() -> None:
    reported = EVALUATING.given(*lived(*until_final(1)))
    refused = reported.when(PROPOSE).then_rejected("level-not-reached")
    outcome = school_level(PRIMARY, judged(PRIMARY, 1))
    assert len(refused.errors) == len(outcome.failed) + len(outcome.unjudged)
    reported.when(recognise(None)).then_types("NationalStandardRefused")


def test_what_was_not_asked_for_is_not_decided() -> None:
    accreditation = EVALUATING.given(*lived(*until_final(2, accredit_only())))
    accreditation.when(PROPOSE).then_rejected("not-asked-for")
    accreditation.when(recognise()).then_rejected("not-asked-for")
    national = EVALUATING.given(*lived(*until_final(2, NATIONAL_ONLY)))
    national.when(accredit()).then_rejected("not-asked-for")


def test_under_the_rules_of_2026_the_so_recognises_without_a_proposal() -> None:
    filed = register(
        purpose="national_standard",
        accreditation_grade=None,
        national_grade=1,
        report=report(1, IN_2026),
    )
    (*_, granted) = lived(*until_final(1, filed, IN_2026), recognise())
    assert isinstance(granted, NationalStandardGranted)
    assert (granted.level, granted.national_grade) == (1, 1)
    assert granted.rule_set == "tt57-2026-general"


@pytest.mark.parametrize(
    ("filed", "decisions", "state"),
    [
        (register(), (accredit(),), State.REPORTED),
        (register(), (PROPOSE, recognise()), State.REPORTED),
        (register(), (accredit(), PROPOSE, recognise()), State.DECIDED),
        (accredit_only(), (accredit(),), State.DECIDED),
        (NATIONAL_ONLY, (PROPOSE, recognise()), State.DECIDED),
    ],
)
def test_an_evaluation_is_decided_when_each_recognition_asked_for_is(
    filed: SubmitRegistration, decisions: tuple[Command, ...], state: State
) -> None:
    assert EVALUATION.fold(lived(*until_final(2, filed), *decisions)).state is state
