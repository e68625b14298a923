"""What holds from number 3 of the platform's rules on: dossiers, days of papers, words."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

import pytest

from libs.engine.rules import RULES
from libs.kernel.problems import Problem
from libs.law.vietnamese import says_something
from libs.rights import OPERATOR
from services.review.evaluation.decisions import DecideAccreditation, DecideNationalStandard
from services.review.evaluation.declared import CouncilWork, TeamWork
from services.review.evaluation.discontinuing import DiscontinueEvaluation
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.events.decisions import (
    AccreditationGranted,
    NationalStandardGranted,
)
from services.review.evaluation.events.filing import RegistrationAccepted
from services.review.evaluation.events.survey import TeamFormed
from services.review.evaluation.filing import SubmitRegistration
from services.review.evaluation.lawful import Lawful as Looked
from services.review.evaluation.lawful import Office
from services.review.evaluation.report import AnswerReply
from services.review.evaluation.rules import Lawful, Numbered
from services.review.evaluation.survey import ChangeTeam
from services.review.evaluation.terms import SetTerm
from services.review.shared.fields import TeamMember
from tests.review.cases import (
    ACCEPT,
    BY_SO,
    EVALUATING,
    FILING,
    FORWARD,
    IN_2026,
    LEADER,
    ON,
    PROPOSE,
    REQUEST,
    SEND_BACK,
    TEAM,
    WORK,
    accredit,
    close,
    draft,
    final,
    register,
    reply,
    report,
    sheets,
    signed,
)
from tests.spec import Given, Knowing
from tests.verifier.platform import verdict
from tests.verifier.story import PRINCIPAL, assess, founded


def three(command: Any) -> Any:
    """Return a command as it is decided by number 3."""
    if isinstance(command, Knowing):
        return Knowing(command.command, replace(command.known, rules_number=RULES))
    if isinstance(command, get_args(TeamWork | CouncilWork)):
        return Knowing(command, WORK)
    if isinstance(command, get_args(Numbered)):
        return Knowing(command, RULES)
    if isinstance(command, SubmitRegistration):
        return Knowing(command, replace(FILING, rules_number=RULES))
    return Knowing(command, BY_SO) if isinstance(command, get_args(Lawful)) else command


def after(*commands: Any) -> Given[Any, EvaluationEvent]:
    """Return the case after these commands, by number 3."""
    return EVALUATING.given(*EVALUATING.run([three(each) for each in commands]))


SIXTH = TeamMember("u:sixth", "member")
OF = {type(FORWARD): ("RegistrationForwarded",), type(REQUEST): ("CompletionRequested",)}
BY_COMMITTEE = replace(BY_SO, office=Office("people_committee", "79"))
FILED = after(register())
ACCEPTED = after(register(), FORWARD, ACCEPT)
REPORTED = after(
    *(register(), FORWARD, ACCEPT, TEAM, *sheets(2), close(), draft(), reply(), *signed(), final())
)


def test_of_a_school_one_case_at_a_time_waits_for_a_recognition() -> None:
    """Of two at once, the later would pass by what is asked between one grade and the next."""
    two = replace(FILING, waiting=("hoasen_2023",))
    before, now = (Knowing(register(), replace(two, rules_number=n)) for n in (2, RULES))
    EVALUATING.given().when(before).then_types("RegistrationSubmitted")
    refused = EVALUATING.given().when(now).then_rejected("case-waiting")
    assert "năm học 2023-2024" in refused.detail
    assert "rút hồ sơ ấy" in refused.detail
    assert refused.errors[0].pointer == "/purpose"


def test_another_recognition_and_what_ends_undecided_keep_no_case_waiting() -> None:
    told = founded()
    assess(told)
    told.do("rules-79", "AdoptRules", OPERATOR, date(2024, 9, 21), rules_number=RULES)
    asked = {"purpose": "accreditation", "accreditation_grade": 2, "address": "Số 1"}
    asked |= {"cycle_year": 2024}
    other = {**asked, "purpose": "national_standard", "national_grade": 1}
    del other["accreditation_grade"]
    on, first, next = date(2024, 9, 25), "evaluation-hoasen_2024", "evaluation-hoasen_2025"
    told.do(first, "SubmitRegistration", PRINCIPAL[0], on, **asked)
    with pytest.raises(Problem) as refused:
        told.do(next, "SubmitRegistration", PRINCIPAL[0], on, **asked)
    assert refused.value.code == "case-waiting"
    told.do(next, "SubmitRegistration", PRINCIPAL[0], on, **other)
    told.do(next, "Withdraw", PRINCIPAL[0], on, reason="Đăng ký lại")
    told.do(first, "Withdraw", PRINCIPAL[0], on, reason="Đăng ký lại")
    told.do(next, "SubmitRegistration", PRINCIPAL[0], on, **asked)
    assert verdict(told.platform.log.follow("79", 0, 10_000)) is None


@pytest.mark.parametrize(("year", "fits"), [(2022, False), (2023, True), (2024, True)])
def test_a_registration_takes_the_report_of_this_school_year_or_the_last(
    year: int, fits: bool
) -> None:
    old = EVALUATING.given().when(three(register(cycle_year=year, recognitions=())))
    if fits:
        old.then_types("RegistrationSubmitted")
    else:
        refused = old.then_rejected("report-too-old")
        assert "2023-2024" in refused.detail
        assert "quy tắc của hệ thống" in str(refused.rule)
        assert refused.errors[0].pointer == "/cycle_year"
    EVALUATING.given().when(register(cycle_year=year, recognitions=())).then_types(
        "RegistrationSubmitted"
    )


def test_a_returned_dossier_may_keep_its_report() -> None:
    filed = EVALUATING.run([register(cycle_year=2022, recognitions=()), REQUEST])
    again = three(register(cycle_year=2022, recognitions=(), on=date(2025, 2, 26)))
    back = EVALUATING.given(*filed).when(
        Knowing(replace(again.command, id="abc_2024"), again.known)
    )
    back.then_types("RegistrationSubmitted")


def test_each_item_of_the_sets_list_is_ticked_and_no_other() -> None:
    nothing = replace(FORWARD, checked=("ok",))
    refused = FILED.when(three(nothing)).then_rejected("checklist-incomplete")
    assert [(e.pointer, e.code) for e in refused.errors] == [
        ("/checked", "item-missing"),
        ("/checked", "item-missing"),
        ("/checked/0", "item-unknown"),
    ]
    assert refused.rule == "TT 17/2018 art. 26"
    FILED.when(three(FORWARD)).then_types("RegistrationForwarded")
    FILED.when(nothing).then_types("RegistrationForwarded")
    half = replace(ACCEPT, checked=("letter",))
    after(register(), FORWARD).when(three(half)).then_rejected("checklist-incomplete")


def test_a_list_that_no_text_gives_says_so() -> None:
    filed = register(
        purpose="national_standard",
        accreditation_grade=None,
        national_grade=1,
        report=report(1, IN_2026),
    )
    refused = after(filed).when(three(replace(FORWARD, checked=("ok",))))
    assert "thành phần hồ sơ chưa rõ" in str(refused.then_rejected("checklist-incomplete").rule)


def test_an_act_says_the_day_of_its_paper_and_late_entry_is_marked() -> None:
    filed = replace(register(), dated=date(2024, 10, 21))
    forwarded = after(filed, replace(FORWARD, dated=date(2024, 10, 21)))
    forwarded.when(three(ACCEPT)).then(RegistrationAccepted(ACCEPT.checked, ON, False))
    signed = date(2024, 10, 22)
    late = replace(ACCEPT, dated=signed)
    forwarded.when(three(late)).then(RegistrationAccepted(ACCEPT.checked, signed, True))
    for day in (date(2024, 10, 20), ON + timedelta(days=1)):
        code = "date-in-future" if day > ON else "date-before-last-act"
        refused = forwarded.when(three(replace(ACCEPT, dated=day))).then_rejected(code)
        assert refused.errors[0].pointer == "/dated"
    formed = replace(TEAM, dated=date(2024, 11, 19))
    ACCEPTED.when(three(formed)).then(
        TeamFormed(formed.decision_number, formed.members, None, date(2024, 11, 19), False)
    )
    too_early = replace(TEAM, dated=ON - timedelta(days=1))
    ACCEPTED.when(three(too_early)).then_rejected("date-before-last-act")


def test_what_goes_back_and_what_ends_say_the_day_of_their_paper() -> None:
    first, signed = date(2024, 10, 21), date(2024, 10, 22)
    filed = after(replace(register(), dated=first))
    forwarded = filed.when(three(replace(FORWARD, dated=first))).then_types("RegistrationForwarded")
    end = DiscontinueEvaluation("Trường không bổ sung hồ sơ.", "CV 7/SGDĐT-QLCL", on=ON)
    for past, command in ((filed, REQUEST), (forwarded, SEND_BACK), (forwarded, end)):
        told: Any = past.when(three(replace(command, dated=signed)))
        gone = told.then_types(type(told._decide()[0]).__name__)
        last: Any = gone.past[-1]
        assert (last.dated, last.entered_late) == (signed, True)
        # Told again with another day it is the same act.
        gone.when(three(command)).then_nothing()
        early = three(replace(command, dated=date(2024, 10, 20)))
        past.when(early).then_rejected("date-before-last-act")
        today: Any = past.when(three(command))
        assert (today._decide()[0].dated, today._decide()[0].entered_late) == (ON, False)
    reported = after(register(), FORWARD, ACCEPT, TEAM, *sheets(2), close(), draft())
    late = replace(end, on=date(2025, 1, 20), dated=date(2024, 12, 1))
    reported.when(three(late)).then_rejected("date-before-last-act")


def test_where_the_step_before_says_no_day_nothing_is_dated_back() -> None:
    older = EVALUATING.given(*EVALUATING.run([register(), FORWARD, ACCEPT]))
    back = replace(TEAM, dated=TEAM.on - timedelta(days=1))
    older.when(three(back)).then_rejected("date-before-last-act")
    older.when(three(TEAM)).then(TeamFormed(TEAM.decision_number, TEAM.members, None, TEAM.on))


def test_a_certificate_runs_from_signing_not_from_entry() -> None:
    signed, entered = date(2024, 12, 30), date(2025, 3, 3)
    decision = DecideAccreditation("345/QĐ-SGDĐT", "KĐ-01", dated=signed, on=entered)
    (granted,) = REPORTED.when(three(decision)).then_types("AccreditationGranted").past[-1:]
    assert isinstance(granted, AccreditationGranted)
    assert (granted.valid_from, granted.valid_to) == (signed, date(2029, 12, 30))
    assert (granted.dated, granted.entered_late) == (signed, True)
    before = replace(decision, dated=date(2024, 12, 19))
    REPORTED.when(three(before)).then_rejected("date-before-last-act")
    today: Any = REPORTED.when(three(accredit())).then_types("AccreditationGranted").past[-1]
    assert (today.valid_from, today.entered_late) == (date(2025, 1, 10), False)


def test_a_decision_is_not_signed_before_the_proposal_and_its_own_law_counts() -> None:
    proposed = REPORTED.when(three(PROPOSE)).then_types("NationalStandardProposed")
    decision = DecideNationalStandard("89/QĐ-UBND", "CQG-01", on=date(2026, 7, 20))
    before = replace(decision, dated=date(2025, 1, 13))
    proposed.when(three(before)).then_rejected("date-before-last-act")
    signed = replace(decision, dated=date(2025, 1, 20))
    # That day the law knew the People's Committee alone.
    proposed.when(three(signed)).then_rejected("authority-not-by-law")
    granted = proposed.when(signed, BY_COMMITTEE).then_types("NationalStandardGranted")
    found = granted.past[-1]
    assert isinstance(found, NationalStandardGranted)
    assert (found.valid_from, found.entered_late) == (date(2025, 1, 20), True)
    # What was signed while a proposal was asked for needs one, whenever it is entered.
    older = replace(decision, dated=date(2026, 7, 6))
    REPORTED.when(three(older)).then_rejected("not-proposed")
    REPORTED.when(three(replace(decision, dated=date(2026, 7, 7)))).then_types(
        "NationalStandardGranted"
    )


def test_a_survey_begins_after_acceptance() -> None:
    surveyed = after(register(), FORWARD, ACCEPT, replace(TEAM, dated=ON), *sheets(2))
    early = close(started=ON - timedelta(days=1))
    refused = surveyed.when(three(early)).then_rejected("survey-before-acceptance")
    assert "28/10/2024" in refused.detail
    surveyed.when(three(close(started=TEAM.on))).then_types("SurveyClosed")
    surveyed.when(early).then_types("SurveyClosed")


def test_a_team_surveys_once_it_is_formed() -> None:
    surveyed = after(register(), FORWARD, ACCEPT, TEAM, *sheets(2))
    early = close(started=TEAM.on - timedelta(days=1))
    refused = surveyed.when(three(early)).then_rejected("survey-before-team")
    assert refused.errors[0].pointer == "/started"
    surveyed.when(three(close(started=TEAM.on))).then_types("SurveyClosed")
    surveyed.when(early).then_types("SurveyClosed")


def test_a_team_is_changed_by_another_decision() -> None:
    formed, six = after(register(), FORWARD, ACCEPT, TEAM), (*TEAM.members[:4], SIXTH)
    again = ChangeTeam(f" 0{TEAM.decision_number}", six, "Ốm", on=TEAM.on)
    formed.when(three(again)).then_rejected("number-used")
    formed.when(three(replace(again, decision_number="99/QĐ"))).then_types("TeamChanged")
    formed.when(again).then_types("TeamChanged")


def test_nobody_of_the_schools_council_is_in_the_team() -> None:
    accepted = after(register(), FORWARD, ACCEPT)
    known = replace(BY_SO, council=frozenset({SIXTH.person}))
    refused = accepted.when(
        Knowing(replace(TEAM, members=(*TEAM.members[:4], SIXTH)), known)
    ).then_rejected("member-of-council")
    assert refused.errors[0].pointer == "/members/4/person"
    accepted.when(Knowing(TEAM, known)).then_types("TeamFormed")


@pytest.mark.parametrize(
    ("filed", "on", "fits"),
    [
        (date(2025, 6, 30), date(2025, 6, 30), True),
        # A case keeps the office that had it when it was filed.
        (date(2025, 6, 30), date(2025, 7, 1), True),
        (date(2025, 7, 1), date(2025, 7, 1), False),
        (None, date(2025, 7, 1), False),
    ],
)
def test_a_dossier_is_checked_by_whom_the_law_lets(
    filed: date | None, on: date, fits: bool
) -> None:
    phong = Looked(RULES, on, Office("phong", "764"), filed_on=filed)
    for command in (FORWARD, REQUEST):
        asked = FILED.when(Knowing(command, phong))
        if fits:
            asked.then_types(*OF[type(command)])
        else:
            asked.then_rejected("authority-not-by-law")
        FILED.when(Knowing(command, replace(phong, rules=2))).then_types(*OF[type(command)])


def test_a_registration_is_accepted_once_its_report_was_handed_in() -> None:
    handed_in = ON - timedelta(days=3)
    filed = register(report=report(2, submitted_on=handed_in), dated=handed_in)
    forwarded = after(filed, replace(FORWARD, dated=handed_in))
    before = replace(ACCEPT, dated=handed_in - timedelta(days=1))
    forwarded.when(three(before)).then_rejected("date-before-last-act")
    forwarded.when(three(replace(ACCEPT, dated=handed_in))).then_types("RegistrationAccepted")


def test_a_report_is_judged_by_the_criteria_of_what_the_school_is() -> None:
    other = register(kind="preschool")
    refused = EVALUATING.given().when(three(other)).then_rejected("report-of-other-kind")
    assert refused.errors[0].pointer == "/cycle_year"
    EVALUATING.given().when(other).then_types("RegistrationSubmitted")


@pytest.mark.parametrize("text", ["   ", "...", "-", "x", "12", "a."])
def test_a_text_of_the_team_has_words(text: str) -> None:
    assert not says_something(text)
    found = after(register(), FORWARD, ACCEPT, TEAM)
    sheet = replace(sheets(2)[0], weaknesses=text)
    refused = found.when(three(sheet)).then_rejected("text-wordless")
    assert refused.errors[0].pointer == "/weaknesses"
    found.when(sheet).then_types("FindingRecorded")
    found.when(three(replace(sheet, weaknesses="Ít"))).then_types("FindingRecorded")
    found.when(three(replace(sheet, weaknesses=""))).then_types("FindingRecorded")


def test_papers_of_school_and_team_say_their_day_and_none_runs_before_another() -> None:
    entered = date(2025, 1, 20)
    late = replace(register(), dated=date(2024, 10, 21), on=ON)
    filed: Any = after(late).past[-1]
    assert (filed.dated, filed.entered_late) == (date(2024, 10, 21), True)
    too_early = replace(late, dated=date(2024, 10, 19))
    EVALUATING.given().when(three(too_early)).then_rejected("date-before-last-act")
    checked = replace(FORWARD, dated=date(2024, 10, 20), on=ON)
    after(late).when(three(checked)).then_rejected("date-before-last-act")
    surveyed = after(register(), FORWARD, ACCEPT, TEAM, *sheets(2), close())
    sent = replace(draft(), dated=date(2024, 12, 11), on=entered)
    drafted = surveyed.when(three(sent)).then_types("DraftSent")
    found: Any = drafted.past[-1]
    assert (found.dated, found.entered_late) == (date(2024, 12, 11), True)
    # What is silent is so from the day on which it could be read here.
    assert found.reply_before > entered
    back = replace(sent, dated=date(2024, 12, 10))
    surveyed.when(three(back)).then_rejected("date-before-last-act")
    said = replace(reply(False, "Ý kiến", on=entered), dated=date(2024, 12, 16))
    replied = drafted.when(three(said)).then_types("SchoolReplied")
    found = replied.past[-1]
    assert (found.dated, found.entered_late) == (date(2024, 12, 16), True)
    early_word = replace(said, dated=date(2024, 12, 10))
    drafted.when(three(early_word)).then_rejected("date-before-last-act")
    answer = AnswerReply(("Giữ nguyên.",), date(2024, 12, 15), on=entered, actor=LEADER)
    replied.when(three(answer)).then_rejected("date-before-last-act")
    in_time = three(replace(answer, dated=date(2024, 12, 18)))
    answered = replied.when(in_time).then_types("ReplyAnswered")
    for signature in signed():
        answered = answered.when(signature).then_types("ReportSigned")
    early = replace(final(), dated=date(2024, 12, 17), on=entered)
    answered.when(three(early)).then_rejected("date-before-last-act")


def test_a_reply_on_paper_is_entered_after_its_time_once_the_office_sets_another_day() -> None:
    drafted = after(register(), FORWARD, ACCEPT, TEAM, *sheets(2), close(), draft())
    over = date(2025, 1, 20)
    paper = replace(reply(on=over), dated=date(2024, 12, 16))
    refused = drafted.when(three(paper)).then_rejected("reply-too-late")
    assert "ấn định hạn khác" in str(refused.detail)
    term = SetTerm("reply", date(2025, 2, 10), "CV 9/SGDĐT", sure=False, on=over)
    longer = drafted.when(term).then_types("TermSet")
    longer.when(three(paper)).then_types("SchoolReplied")


def test_a_survey_begins_after_its_team_was_formed() -> None:
    surveyed = after(register(), FORWARD, ACCEPT, TEAM, *sheets(2))
    early = close(started=TEAM.on - timedelta(days=1))
    refused = surveyed.when(three(early)).then_rejected("survey-before-team")
    assert "20/11/2024" in str(refused.detail)
    surveyed.when(three(close(started=TEAM.on))).then_types("SurveyClosed")
