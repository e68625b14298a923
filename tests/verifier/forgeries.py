"""Forgeries of an operator who holds every key: what was changed, and the entry it shows in."""

import json

from tests.verifier.bundles import RAWS
from tests.verifier.changes import (
    ADMINISTRATORS,
    DEPUTY,
    FIRST,
    MEMBERED,
    OPERATOR,
    TAUGHT,
    TEACHER,
    UNMEMBERED,
    Change,
    another_school,
    both,
    by,
    confirmed,
    entered,
    granted,
    in_an,
    instead,
    judge_after_approval,
    key,
    lent,
    move_function,
    named,
    on,
    proposed,
    put,
    told,
    twice,
    unfind,
    unmeet,
    withdraw_grant,
    without,
)
from tests.verifier.story import (
    APPRAISER,
    CHAIR,
    CHECKER,
    DIRECTOR,
    LEADER,
    MEMBER,
    PRINCIPAL,
    RULES,
    Step,
    Steps,
    place,
    story,
)

ATTACKS: list[tuple[str, str, Change]] = [
    ("officer without a grant", "RegistrationForwarded", by("u:la", "officer", "phong")),
    ("office without the function", "RegistrationForwarded", by("u:chuyenvien", "officer", "so")),
    ("role that is not held", "RegistrationForwarded", by("u:canbo", "director", "phong")),
    ("office that is not one's own", "RegistrationForwarded", by("u:canbo", "officer", "so")),
    ("director as chair", "NationalStandardGranted", by(*DIRECTOR)),
    ("principal as officer", "RegistrationAccepted", by(*PRINCIPAL)),
    ("principal of another school", "EvidenceRegistered", another_school),
    ("grant at a school nobody knows", "GrantGiven", put(org="khac")),
    ("grant at an office nobody knows", "GrantGiven", put(role="officer", org="khac")),
    (
        "principal of the school checks",
        "RegistrationForwarded",
        instead(PRINCIPAL[0], *CHECKER[1:]),
    ),
    (
        "principal of the school accepts",
        "RegistrationAccepted",
        instead(PRINCIPAL[0], *APPRAISER[1:]),
    ),
    ("who appraised accredits", "AccreditationGranted", instead(APPRAISER[0], *DIRECTOR[1:])),
    ("who checked accredits", "AccreditationGranted", instead(CHECKER[0], *DIRECTOR[1:])),
    ("member accredits", "AccreditationGranted", instead(MEMBER[0], *DIRECTOR[1:])),
    ("leader proposes", "NationalStandardProposed", instead(LEADER[0], *DIRECTOR[1:])),
    ("who appraised recognises", "NationalStandardGranted", instead(APPRAISER[0], *CHAIR[1:])),
    ("who proposed recognises", "NationalStandardGranted", instead(DIRECTOR[0], *CHAIR[1:])),
    ("director who taught at the school", "TeamFormed", both(told(*TAUGHT), by(*TEACHER))),
    ("a principal enters a post at another school", "PostTaken", told(*entered("mai"))),
    (
        "a principal enters a director as staff",
        "PersonRegistered",
        told(granted(TEACHER), *entered("hoasen")),
    ),
    ("member once in the school's council", "TeamFormed", told(MEMBERED, UNMEMBERED)),
    (
        "who appraised accredits in the director's place",
        "AccreditationGranted",
        both(told(lent(to="chuyenvien")), by(APPRAISER[0], *DIRECTOR[1:])),
    ),
    (
        "in the place of a director who taught at the school",
        "AccreditationGranted",
        both(told(*TAUGHT, DEPUTY, lent(TEACHER)), by("u:pho", *DIRECTOR[1:])),
    ),
    (
        "one person gives an office's role",
        "GrantGiven",
        told(*ADMINISTRATORS, granted(("u:moi", "director", "so"), FIRST)),
    ),
    (
        "confirmed by who proposed",
        "GrantConfirmed",
        told(*ADMINISTRATORS, proposed(), confirmed(FIRST)),
    ),
    (
        "confirmed by who receives",
        "GrantConfirmed",
        told(*ADMINISTRATORS, proposed(to="quantri2"), confirmed(to="quantri2")),
    ),
    (
        "confirmed otherwise than proposed",
        "GrantConfirmed",
        told(*ADMINISTRATORS, proposed(), confirmed(role="chair")),
    ),
    (
        "confirmed from an earlier day",
        "GrantConfirmed",
        told(*ADMINISTRATORS, proposed(), confirmed(starts="2024-01-01")),
    ),
    ("confirmed but never proposed", "GrantConfirmed", told(*ADMINISTRATORS, confirmed())),
    (
        "proposed by a director",
        "GrantProposed",
        told(proposed(DIRECTOR)),
    ),
    (
        "decided on a proposal alone",
        "AccreditationGranted",
        both(told(*ADMINISTRATORS, proposed()), by("u:moi", *DIRECTOR[1:])),
    ),
    (
        "lent by who does not hold it",
        "RightDelegated",
        told(DEPUTY, lent(("u:canbo", *DIRECTOR[1:]))),
    ),
    ("lent in another's name", "RightDelegated", told(DEPUTY, lent(holder="u:chutich"))),
    ("lent outside the house", "RightDelegated", told(lent())),
    ("lent to a team's member", "RightDelegated", told(lent(to="thanhvien"))),
    (
        "lent on",
        "RightDelegated",
        told(
            DEPUTY,
            granted(("u:ba", "officer", "so")),
            lent(starts="2024-01-01"),
            lent(("u:pho", *DIRECTOR[1:]), to="ba"),
        ),
    ),
    (
        "lent right that has ended",
        "AccreditationGranted",
        both(told(DEPUTY, lent(ends="2024-11-05")), by("u:pho", *DIRECTOR[1:])),
    ),
    (
        "lent right of who no longer holds it",
        "AccreditationGranted",
        both(told(DEPUTY, lent()), withdraw_grant, by("u:pho", *DIRECTOR[1:])),
    ),
    ("service as officer", "RegistrationAccepted", by("s:review", "officer", "so")),
    ("operator as system", "RecognitionGranted", by(*OPERATOR)),
    ("person as system", "RecognitionGranted", by("u:giamdoc", "system", "review")),
    ("operator as director", "AccreditationGranted", by(*OPERATOR)),
    ("grant that has ended", "AccreditationGranted", withdraw_grant),
    ("function that has ended", "AccreditationGranted", move_function),
    ("before the grant begins", "CycleOpened", on("2023-12-31")),
    (
        "filed after the function's last day",
        "RegistrationSubmitted",
        both(in_an("RegistrationSubmitted", on("2025-07-01")), on("2025-07-01")),
    ),
    ("grant by a director", "GrantGiven", by(*DIRECTOR)),
    ("evaluator outside the team", "FindingRecorded", by("u:hieutruong", "evaluator", "so")),
    ("member as leader", "SurveyClosed", by(*MEMBER)),
    ("team before acceptance", "TeamFormed", without("RegistrationAccepted")),
    ("no team at all", "InterestDeclared", without("TeamFormed")),
    ("level above the judgements", "ReportApproved", put(level=3)),
    ("judgement changed, level kept", "ReportApproved", unmeet),
    ("blocking indicators left out", "ReportApproved", put(unjudged=[])),
    ("judged after approval", "IndicatorJudged", judge_after_approval),
    ("claimed level not the report's", "RegistrationSubmitted", put(level=3)),
    ("report of another year", "RegistrationSubmitted", put(cycle_year=2023)),
    (
        "report never approved",
        "RegistrationSubmitted",
        both(without("ReportApproved"), without("ReportSubmitted")),
    ),
    ("report submitted unapproved", "ReportSubmitted", without("ReportApproved")),
    ("finding changed, level kept", "DraftSent", unfind),
    ("draft above the findings", "DraftSent", put(level=3)),
    ("final level above the findings", "FinalReported", put(level=3)),
    ("grade above the level", "FinalReported", put(accreditation_grade=3)),
    ("grade withheld", "FinalReported", put(accreditation_grade=None)),
    ("national grade above the level", "FinalReported", put(national_grade=2)),
    (
        "grade above the target",
        "FinalReported",
        in_an("RegistrationSubmitted", put(accreditation_grade=1)),
    ),
    ("decision above the report", "AccreditationGranted", put(accreditation_grade=3)),
    ("decided level not the report's", "AccreditationGranted", put(level=3)),
    ("longer than the rules give", "AccreditationGranted", put(valid_to="2034-11-05")),
    ("valid from another day", "AccreditationGranted", put(valid_from="2024-10-05")),
    ("decision without a report", "AccreditationGranted", without("FinalReported")),
    ("two decisions", "AccreditationGranted", twice),
    (
        "decision nobody asked for",
        "NationalStandardGranted",
        both(
            in_an("RegistrationSubmitted", put(purpose="accreditation", national_grade=None)),
            in_an("FinalReported", put(national_grade=None, propose_before=None)),
            without("NationalStandardProposed"),
        ),
    ),
    ("proposal above the report", "NationalStandardProposed", put(national_grade=2)),
    ("never proposed", "NationalStandardGranted", without("NationalStandardProposed")),
    ("not the grade proposed", "NationalStandardGranted", put(national_grade=2)),
    ("certificate without a decision", "RecognitionGranted", without("AccreditationGranted")),
    ("certificate of a higher grade", "RecognitionGranted", put(accreditation_grade=3)),
    ("certificate of another school", "RecognitionGranted", put(school="khac")),
    ("certificate of another authority", "RecognitionGranted", put(decided_by="phong")),
    ("certificate of another number", "RecognitionGranted", put(certificate_number="9")),
    ("published without a certificate", "RecognitionPublished", without("RecognitionGranted")),
    ("published higher than granted", "RecognitionPublished", put(accreditation_grade=4)),
    ("published for longer", "RecognitionPublished", put(valid_to="2050-01-01")),
    ("published twice", "RecognitionPublished", twice),
    ("rule set of another name", "CycleOpened", put(rule_set="tt99")),
    ("rule set not in force that day", "CycleOpened", put(opened_on="2010-01-01")),
    ("rule set of another kind of school", "CycleOpened", put(kind="primary")),
    ("field the contract does not know", "SchoolRegistered", put(extra="x")),
    ("field of a wrong type", "SchoolRegistered", put(sample="yes")),
    ("type of no contract", "SurveyClosed", named(type="Unknown")),
    ("wrong kind of stream", "ReportSubmitted", named(stream="school-hoasen")),
    ("no rule set named", "ReportApproved", named(rules=None)),
    ("rule set where none belongs", "SurveyClosed", named(rules=RULES.rules_hash)),
    ("unknown key in the envelope", "SurveyClosed", key(x=1)),
    ("another format", "SurveyClosed", key(v=2)),
    ("time that runs back", "SurveyClosed", key(at="2023-01-01T00:00:00.000000Z")),
    ("entry of another log", "SurveyClosed", key(log="77")),
    ("id used before", "SurveyClosed", key(id=json.loads(RAWS[0])["id"])),
    ("version left out", "SurveyClosed", key(ver=99)),
    ("previous hash of another entry", "SurveyClosed", key(prev="0" * 64)),
    ("instant of no day", "SurveyClosed", key(at="2027-02-30T00:00:00.000000Z")),
    ("instant of no hour", "SurveyClosed", key(at="2027-01-01T24:00:00.000000Z")),
    ("instant in other digits", "SurveyClosed", key(at="٢٠٢٧-01-01T00:00:00.000000Z")),
    ("instant in the year 9999", "SurveyClosed", key(at="9999-01-01T00:00:00.000000Z")),
    ("correlation of no form", "SurveyClosed", key(corr="x\u202ey")),
    ("command id of no form", "SurveyClosed", key(caus="một lệnh")),
    ("part of the system that nobody knows", "SurveyClosed", by("s:khac", "system", "khac")),
    ("actor of no form", "SurveyClosed", key(actor="Nguyễn Văn A")),
    ("day that does not exist", "SurveyClosed", key(on="2024-02-30")),
    ("evidence that is no hash", "SurveyClosed", key(ev=["x"])),
]


def strict(steps: Steps, _: str) -> None:
    """Let the platform's newest rules hold from the registration on."""
    steps[:] = story(newest=True)


def _handed(steps: Steps, _: str) -> None:
    """Take the national standard from the People's Committee and give it to the Sở."""
    stream = "assignment-decide_national_standard_79"
    term = {"kinds": ["preschool"], "starts": "2024-09-01", "ends": None, "basis": "QĐ"}
    ended = {"holder": "ubnd", "ends": "2024-09-01", "basis": "QĐ"}
    given = {"holder": "so", **term}
    told(Step(stream, "FunctionEnded", ended), Step(stream, "FunctionAssigned", given))(steps, "")


def _stranger(steps: Steps, type_: str) -> None:
    steps[place(steps, type_)].data["members"][3]["person"] = "u:aido"


SECOND = ("u:giamdoc2", "director", "so")
STRICT: list[tuple[str, str, Change]] = [
    ("member of the team without a role", "TeamFormed", both(strict, _stranger)),
    (
        "the Sở decides the national standard before the law lets it",
        "NationalStandardGranted",
        both(strict, _handed, instead(*SECOND)),
    ),
]
"""What rules number 3 refuse, and older ones let pass."""
