"""What becomes of a school's certificates and cases when it merges, divides or closes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.kernel.canonical import encode
from libs.log.entry import Recorded, record
from services.registry.school.events import SchoolClosed, SchoolsMerged, SchoolSplit
from services.review import policies
from services.review.evaluation.events.decisions import (
    AccreditationGranted,
    NationalStandardGranted,
)
from services.review.evaluation.events.succession import EvaluationContinued, EvaluationEnded
from services.review.evaluation.filing import Operation
from services.review.evaluation.rules import EVALUATION
from services.review.evaluation.succession import ContinueEvaluation, EndEvaluation
from services.review.recognition.rules import CarryOverRecognition, LapseRecognition
from services.review.succession import procedure as succession
from services.review.succession.events import Case, Certificate, SuccessionSettled
from services.review.succession.rules import (
    SUCCESSION,
    Ended,
    HeldOn,
    Holdings,
    SettleLater,
    SettleSuccession,
)
from tests.owners import owner_of
from tests.review.cases import (
    BOTH,
    EVALUATING,
    FORWARD,
    PROPOSE,
    REQUEST,
    WITHDRAW,
    accredit,
    lived,
    plan,
    recognise,
    register,
    until_final,
)
from tests.spec import Knowing, Spec

DAY = date(2026, 8, 1)
DECISION = "Quyết định mẫu"
BEFORE = date(2025, 7, 1)
OLD, CASE = "abc_accreditation2024", "abc_2026"
SETTLE = SettleSuccession(
    "rename_only",
    "predecessor",
    ("xyz",),
    ("abc",),
    DAY,
    DECISION,
)
HOLDINGS = Holdings((HeldOn(OLD, "accreditation"),), (CASE,), frozenset({"accreditation"}))
SETTLING: Spec[Any, Any] = Spec(SUCCESSION, succession.PROCEDURE, {SettleSuccession: HOLDINGS})
LATER = SettleLater(OLD)
HAD_ENDED = Ended(SETTLE, HOLDINGS, 3)
ALL = replace(SETTLE, form="all_parts_certified", parts=("abc", "def"))


@pytest.mark.parametrize(
    ("command", "certificate", "case", "rules"),
    [
        (SETTLE, "carried_over", "continues", ("letters-2026-rename-only",)),
        (ALL, "carried_over", "ends", ("letters-2026-all-parts-certified",)),
        (
            Knowing(ALL, replace(HOLDINGS, held_by_all=frozenset())),
            "lapses",
            "ends",
            ("letters-2026-other", "letters-2026-all-parts-certified"),
        ),
        (replace(SETTLE, form="other"), "lapses", "ends", ("letters-2026-other",)),
        (
            replace(ALL, starts=BEFORE),
            "lapses",
            "ends",
            ("before-2026-all-parts-certified",),
        ),
        (replace(SETTLE, starts=BEFORE), "carried_over", "continues", ("before-2026-rename-only",)),
        (replace(SETTLE, party="successor"), "stays", "stays", ("successor-rename-only",)),
        (replace(SETTLE, form="split_off"), "stays", "stays", ("split-off",)),
        (replace(SETTLE, form="split"), "lapses", "ends", ("split",)),
        (replace(SETTLE, form="dissolved"), "lapses", "ends", ("dissolved",)),
    ],
)
def test_the_table_decides_by_form_party_and_day(
    command: Any, certificate: Any, case: Any, rules: tuple[str, ...]
) -> None:
    sure = rules == ("dissolved",)
    asked = command.command if isinstance(command, Knowing) else command
    settled = SuccessionSettled(
        asked.form,
        asked.party,
        asked.successors,
        asked.starts,
        DECISION,
        (Certificate(OLD, certificate, rules[0], sure),),
        (Case(CASE, case, rules[-1], sure),),
    )
    SETTLING.given().when(command).then(settled).when(command).then_nothing()


def test_a_kind_that_not_every_part_holds_is_judged_by_itself() -> None:
    national = HeldOn("abc_national2024", "national_standard")
    both = replace(HOLDINGS, held=(*HOLDINGS.held, national))
    (settled,) = SETTLING.decide(ALL, SUCCESSION.initial, both)
    outcomes = [certificate.outcome for certificate in settled.certificates]
    assert outcomes == ["carried_over", "lapses"]


def test_a_school_with_nothing_needs_no_settlement() -> None:
    nothing = Holdings((), (), frozenset())
    SETTLING.given().when(SETTLE, nothing).then_nothing()


def recorded(event: Any, stream: str) -> Recorded:
    wire = {**owner_of(event).dump(event), "stream": stream, "on": "2026-08-03", "org": "so79"}
    return record("79", 1, encode(wire))


@pytest.mark.parametrize(
    ("event", "command"),
    [
        (
            SchoolClosed("other", DAY, ("xyz",), ("abc", "def"), DECISION),
            SettleSuccession("other", "predecessor", ("xyz",), ("abc", "def"), DAY, DECISION),
        ),
        (
            SchoolsMerged(("def",), "other", DAY, DECISION),
            SettleSuccession("other", "successor", (), ("def",), DAY, DECISION),
        ),
        (
            SchoolSplit(("xyz",), DAY, DECISION),
            SettleSuccession("split_off", "predecessor", ("xyz",), ("abc",), DAY, DECISION),
        ),
    ],
)
def test_the_end_of_a_school_is_settled_in_one_stream(event: Any, command: Any) -> None:
    assert list(policies.react(recorded(event, "school-abc"))) == [("succession-abc", command)]


def settled(certificate: Any, case: Any) -> list[tuple[str, Any]]:
    event = SuccessionSettled(
        "other",
        "predecessor",
        ("xyz",),
        DAY,
        DECISION,
        (Certificate(OLD, certificate, "r1", False),),
        (Case(CASE, case, "r2", True),),
    )
    return list(policies.react(recorded(event, "succession-abc")))


def test_each_outcome_is_recorded_where_it_belongs() -> None:
    assert settled("carried_over", "continues") == [
        (f"recognition-{OLD}", CarryOverRecognition("xyz", DAY, DECISION, False, "r1")),
        (f"evaluation-{CASE}", ContinueEvaluation("xyz", DAY, DECISION, "r2", True)),
    ]
    assert settled("lapses", "ends") == [
        (f"recognition-{OLD}", LapseRecognition(DAY, DECISION, "r1", False)),
        (f"evaluation-{CASE}", EndEvaluation(DAY, DECISION, "r2", True)),
    ]
    assert settled("stays", "stays") == []


CONTINUE = ContinueEvaluation("xyz", DAY, DECISION, "letters-2026-rename-only", False)
END = EndEvaluation(DAY, DECISION, "letters-2026-other", False)
CONTINUED = EvaluationContinued("xyz", DAY, DECISION, "letters-2026-rename-only", False)
ENDED = EvaluationEnded(DAY, DECISION, "letters-2026-other", False)


def test_a_case_goes_on_under_the_successor_where_it_stands() -> None:
    filed = EVALUATING.given(*lived(BOTH))
    continued = filed.when(CONTINUE).then(CONTINUED)
    continued.when(CONTINUE).then_nothing()
    continued.when(FORWARD).then_types("RegistrationForwarded")


def test_a_returned_case_is_completed_although_its_own_school_is_closed() -> None:
    closed = register(operation=Operation(date(2001, 9, 5), 20, date(2024, 10, 1)))
    EVALUATING.given().when(closed).then_rejected("school-closed")
    returned = EVALUATING.given(*lived(BOTH, REQUEST))
    returned.when(closed).then_rejected("school-closed")
    again = returned.when(CONTINUE).then(CONTINUED).when(closed).then_types("RegistrationSubmitted")
    again.when(CONTINUE).then_nothing()


def test_what_a_successor_withdrew_is_not_filed_again_for_a_closed_school() -> None:
    closed = register(operation=Operation(date(2001, 9, 5), 20, date(2024, 10, 1)))
    withdrawn = EVALUATING.given(*lived(BOTH, CONTINUE, WITHDRAW))
    withdrawn.when(closed).then_rejected("school-closed")


def test_a_school_files_until_its_last_day() -> None:
    last_day = register(operation=Operation(date(2001, 9, 5), 20, date(2024, 10, 29)))
    EVALUATING.given().when(last_day).then_types("RegistrationSubmitted")


@pytest.mark.parametrize("past", [[plan()], [BOTH], until_final(2, BOTH)], ids=len)
def test_a_running_case_ends_with_its_school(past: list[Any]) -> None:
    ended = EVALUATING.given(*lived(*past)).when(END).then(ENDED)
    for command in (END, CONTINUE):
        ended.when(command).then_nothing()
    if len(past) > 1:
        ended.when(accredit()).then_rejected("wrong-state")


def test_a_case_that_ended_with_its_successor_is_not_filed_again() -> None:
    closed = register(operation=Operation(date(2001, 9, 5), 20, date(2024, 10, 1)))
    ended = EVALUATING.given(*lived(BOTH, CONTINUE, END))
    for command in (closed, BOTH, plan()):
        ended.when(command).then_rejected("school-closed")
    ended.when(WITHDRAW).then_rejected("wrong-state")
    EVALUATING.given(*lived(plan(), END)).when(plan("2025-01")).then_rejected("school-closed")


def test_a_decided_case_stays_decided() -> None:
    decided = EVALUATING.given(*lived(*until_final(2, BOTH), accredit(), PROPOSE, recognise()))
    for command in (END, CONTINUE):
        decided.when(command).then_nothing()
        EVALUATING.given().when(command).then_nothing()


def test_what_is_decided_later_is_held_by_the_successor() -> None:
    reported = EVALUATION.fold([*lived(*until_final(2, BOTH)), CONTINUED])
    (granted,) = EVALUATING.decide(accredit(), reported)
    assert isinstance(granted, AccreditationGranted)
    reactions = list(policies.react(recorded(granted, "evaluation-abc_2024")))
    assert [stream for stream, _ in reactions] == ["recognition-abc_accreditation2024"] * 2
    _, carry = reactions[1]
    assert carry == CarryOverRecognition("xyz", granted.valid_from, "345/QĐ-SGDĐT", True)
    proposed = EVALUATION.fold([*lived(*until_final(2, BOTH), PROPOSE), CONTINUED])
    (national,) = EVALUATING.decide(recognise(), proposed)
    assert isinstance(national, NationalStandardGranted)
    assert (granted.holder, national.holder) == ("xyz", "xyz")


def test_a_paper_written_down_after_its_school_had_ended_passes_on_as_it_would_have_then() -> None:
    (settled,) = (
        SETTLING.given().when(Knowing(LATER, HAD_ENDED)).then_types("SuccessionSettled").past
    )
    assert settled == SuccessionSettled(
        *("rename_only", "predecessor", ("xyz",), DAY, DECISION),
        (Certificate(OLD, "carried_over", "letters-2026-rename-only", False),),
        (),
        later=True,
    )
    closed = replace(SETTLE, form="dissolved", successors=())
    (settled,) = (
        SETTLING.given()
        .when(Knowing(LATER, replace(HAD_ENDED, whole=closed)))
        .then_types("SuccessionSettled")
        .past
    )
    assert [each.outcome for each in settled.certificates] == ["lapses"]


def test_a_paper_of_a_school_that_lives_or_that_had_run_out_needs_no_settlement() -> None:
    for known in (
        replace(HAD_ENDED, whole=None),
        replace(HAD_ENDED, holdings=replace(HOLDINGS, held=())),
        replace(HAD_ENDED, rules_number=2),
    ):
        SETTLING.given().when(Knowing(LATER, known)).then_nothing()


def test_a_later_settlement_of_one_paper_is_not_that_of_the_whole_school() -> None:
    later = SETTLING.given().when(Knowing(LATER, HAD_ENDED)).then_types("SuccessionSettled")
    whole = later.when(SETTLE).then_types("SuccessionSettled")
    whole.when(SETTLE).then_nothing()
