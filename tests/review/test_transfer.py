"""A running case passes to another office: by whom, to whom, and with what it owes."""

from dataclasses import replace
from datetime import date

import pytest

from libs.kernel.problems import Forbidden
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.events.filing import (
    CaseTransferred,
    EvaluationPlanned,
    RegistrationSubmitted,
)
from services.review.evaluation.events.report import DraftSent, FinalReported, SchoolReplied
from services.review.evaluation.events.survey import SurveyClosed, TeamFormed
from services.review.evaluation.transfer import Holders, TransferCase, after_month
from services.review.shared.fields import OpenDeadline, TeamMember
from tests.review.cases import ACCEPT, EVALUATING, FORWARD, REQUEST, WITHDRAW

BASIS = "Nghị định 143/2025/NĐ-CP"
TRANSFER = TransferCase(
    "check_dossier",
    "xa",
    BASIS,
    role="operator",
    org="operator",
)
HOLDERS = Holders(case="phong", assigned="xa")
MOVED = CaseTransferred("check_dossier", "phong", "xa", BASIS, ())
PLANNED = EvaluationPlanned("2025-10", 2, None, None)
FILED = RegistrationSubmitted(
    "both", 2, 1, "Số 1", None, None, 2024, 2, "s", "r", False, False, 1, rules="0" * 64
)
A, B, C = date(2025, 7, 10), date(2025, 7, 20), date(2025, 8, 1)
FORMED = TeamFormed("12/QĐ", (TeamMember("u:leader", "leader"),))
SURVEYED = SurveyClosed(date(2025, 6, 20), date(2025, 6, 21), A)
DRAFTED = DraftSent(2, 3, (), (), B, rules="0" * 64)
REPLIED = SchoolReplied(False, ("Ý kiến",), A, B)
REPORTED = FinalReported(2, 2, 1, 3, (), (), B, C, rules="0" * 64)


def test_a_case_passes_to_who_holds_the_function_and_says_from_whom() -> None:
    EVALUATING.given(FILED).when(TRANSFER).then(MOVED)


def test_who_holds_the_case_already_receives_nothing() -> None:
    again = replace(HOLDERS, case="xa")
    EVALUATING.given(FILED, MOVED).when(TRANSFER, again).then_nothing()


def test_it_goes_to_no_office_that_does_not_hold_the_function() -> None:
    refusal = EVALUATING.given(FILED).when(TRANSFER, replace(HOLDERS, assigned="so"))
    errors = refusal.then_rejected("not-assigned").errors
    assert [error.pointer for error in errors] == ["/to"]
    nobody = replace(HOLDERS, assigned=None)
    EVALUATING.given(FILED).when(TRANSFER, nobody).then_rejected("not-assigned")


def test_an_officer_sends_only_what_the_own_office_holds() -> None:
    own = replace(TRANSFER, role="officer", org="phong")
    EVALUATING.given(FILED).when(own).then(MOVED)
    with pytest.raises(Forbidden, match="case-not-held"):
        EVALUATING.given(FILED).when(replace(own, org="so")).then()


def test_a_case_that_nobody_held_may_be_given_to_somebody() -> None:
    nobody = replace(HOLDERS, case=None)
    EVALUATING.given(FILED).when(TRANSFER, nobody).then(replace(MOVED, source=None))


def test_what_is_not_filed_or_over_is_not_transferred() -> None:
    EVALUATING.given().when(TRANSFER).then_rejected("case-not-running")
    EVALUATING.given(PLANNED).when(TRANSFER).then_rejected("case-not-running")
    withdrawn = EVALUATING.given(FILED).when(WITHDRAW).then_types("RegistrationWithdrawn")
    withdrawn.when(TRANSFER).then_rejected("case-not-running")


@pytest.mark.parametrize(
    ("past", "owed"),
    [
        ((FILED,), ()),
        ((FILED, FORMED, SURVEYED), (OpenDeadline("draft", A),)),
        ((FILED, FORMED, SURVEYED, DRAFTED), (OpenDeadline("reply", B),)),
        (
            (FILED, FORMED, SURVEYED, DRAFTED, REPLIED),
            (OpenDeadline("answer", A), OpenDeadline("final", B)),
        ),
        (
            (FILED, FORMED, SURVEYED, DRAFTED, REPLIED, REPORTED),
            (OpenDeadline("decide", B), OpenDeadline("propose", C)),
        ),
    ],
)
def test_what_the_case_owes_goes_on(
    past: tuple[EvaluationEvent, ...], owed: tuple[OpenDeadline, ...]
) -> None:
    EVALUATING.given(*past).when(TRANSFER).then(replace(MOVED, deadlines=owed))


def test_the_survey_is_owed_in_the_month_for_which_the_school_is_planned() -> None:
    owed = (OpenDeadline("survey", date(2025, 11, 1)),)
    planned = replace(HOLDERS, planned_month="2025-10")
    EVALUATING.given(FILED).when(TRANSFER, planned).then(replace(MOVED, deadlines=owed))


def test_a_transfer_changes_nothing_of_where_the_case_stands() -> None:
    EVALUATING.given(FILED, MOVED).when(FORWARD).then_types("RegistrationForwarded")
    EVALUATING.given(FILED, MOVED).when(REQUEST).then_types("CompletionRequested")
    EVALUATING.given(FILED, MOVED).when(ACCEPT).then_rejected("wrong-state")


def test_a_month_is_over_on_the_first_day_of_the_next() -> None:
    assert after_month("2025-12") == date(2026, 1, 1)
    assert after_month(None) is None
