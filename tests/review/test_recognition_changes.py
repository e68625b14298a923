"""What becomes of a certificate after it was given: corrected, revoked, annulled."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from libs.engine.procedure import Act
from libs.engine.rules import RULES_ADOPTED
from libs.law.calendar import add_years
from services.review.evaluation.decisions import DecideAccreditation
from services.review.evaluation.events.decisions import AccreditationGranted
from services.review.evaluation.lawful import Office
from services.review.evaluation.numbers import Numbers
from services.review.evaluation.procedure import decision
from services.review.evaluation.self_assessment import CYCLE
from services.review.recognition.certificates import Certificates
from services.review.recognition.changes import CancelRecognition, CorrectRecognition
from services.review.recognition.earlier import StrikeEarlierRecognition
from services.review.recognition.events import RecognitionCorrected
from services.review.recognition.procedure import PROCEDURE, correction
from services.review.recognition.renumbered import Renumbered
from services.review.recognition.rules import (
    RECOGNITION,
    Numbered,
    Others,
    RecordRecognition,
    ReinstateRecognition,
    ReplaceRecognition,
)
from tests.review.test_earlier_recognition import RECORDED as FROM_PAPER
from tests.review.test_recognition import LAPSE, RECORD
from tests.spec import Knowing, Spec

TODAY = date(2025, 3, 3)
CORRECT = CorrectRecognition(
    "12/SGDĐT", "In thiếu một chữ số", certificate_number="KĐ-011", on=TODAY
)
REVOKE = CancelRecognition("revoked", "77/QĐ-SGDĐT", "Không còn đạt Mức 2", on=TODAY)
ANNUL = replace(REVOKE, manner="annulled")
KNOWN = Numbered(3)
CHANGING = Spec(
    RECOGNITION,
    PROCEDURE,
    {
        RecordRecognition: Others(()),
        CorrectRecognition: KNOWN,
        CancelRecognition: KNOWN,
        ReinstateRecognition: Others(()),
        StrikeEarlierRecognition: KNOWN,
    },
)


def last(given: Any) -> Any:
    """Return what happened last."""
    return given.past[-1]


GRANTED = CHANGING.given().when(RECORD).then_types("RecognitionGranted")


def test_a_misprint_is_corrected_by_a_paper_and_the_grade_never_is() -> None:
    corrected = GRANTED.when(CORRECT).then_types("RecognitionCorrected")
    assert last(corrected).certificate_number == "KĐ-011"
    assert last(corrected).valid_to is None
    corrected.when(CORRECT).then_nothing()
    GRANTED.when(replace(CORRECT, certificate_number=None)).then_rejected("nothing-corrected")
    assert not {"level", "accreditation_grade"} & {*CorrectRecognition.__dataclass_fields__}


def test_a_corrected_day_of_signing_moves_the_term_but_not_far() -> None:
    signed = date(2025, 1, 13)
    moved = GRANTED.when(replace(CORRECT, signed_on=signed)).then_types("RecognitionCorrected")
    assert last(moved).valid_to == add_years(signed, 5)
    far = GRANTED.when(replace(CORRECT, signed_on=date(2025, 2, 11)))
    assert far.then_rejected("day-moved-far").errors[0].pointer == "/signed_on"
    GRANTED.when(replace(CORRECT, signed_on=date(2025, 3, 4))).then_rejected("day-moved-far")


def test_a_corrected_certificate_number_is_no_other_ones() -> None:
    used = Knowing(CORRECT, replace(KNOWN, used=True))
    assert (
        GRANTED.when(used).then_rejected("number-used").errors[0].pointer == "/certificate_number"
    )


def test_the_day_of_a_recognition_from_paper_is_corrected_by_writing_it_down_anew() -> None:
    paper = CHANGING.given(FROM_PAPER)
    paper.when(CORRECT).then_types("RecognitionCorrected")
    paper.when(replace(CORRECT, signed_on=TODAY)).then_rejected("corrected-by-striking")


def test_what_a_decision_took_back_is_not_struck_and_so_never_written_down_anew() -> None:
    for command in (REVOKE, ANNUL):
        taken = CHANGING.given(FROM_PAPER).when(command).then_types("RecognitionCancelled")
        taken.when(StrikeEarlierRecognition("Nhầm")).then_rejected("nothing-to-change")


def test_a_revoked_certificate_holds_until_the_day_of_the_paper() -> None:
    day = date(2025, 2, 20)
    revoked = GRANTED.when(replace(REVOKE, dated=day)).then_types("RecognitionCancelled")
    assert (last(revoked).ends, last(revoked).renews) == (day, ())
    revoked.when(replace(REVOKE, dated=day)).then_nothing()
    revoked.when(CORRECT).then_rejected("nothing-to-change")
    revoked.when(ANNUL).then_rejected("nothing-to-change")
    revoked.when(LAPSE).then_nothing()


def test_an_annulled_certificate_counts_as_never_having_been() -> None:
    annulled = last(GRANTED.when(ANNUL).then_types("RecognitionCancelled"))
    assert annulled.ends == RECORD.valid_from
    index, act = Certificates(), Act("79", "recognition-abc_accreditation2024", TODAY, "", "", "")
    index.learn(act.stream, last(GRANTED), act)
    assert index.held("abc")
    index.learn(act.stream, annulled, act)
    assert index.held("abc") == ()


def test_a_revoked_certificate_counts_to_its_last_day() -> None:
    index, act = Certificates(), Act("79", "recognition-abc_accreditation2024", TODAY, "", "", "")
    index.learn(act.stream, last(GRANTED), act)
    index.learn(act.stream, last(GRANTED.when(REVOKE).then_types("RecognitionCancelled")), act)
    (held,) = index.held("abc")
    assert held.valid_to == date(2025, 3, 2)


def test_what_is_over_or_not_there_is_not_taken_back() -> None:
    late = replace(REVOKE, on=date(2030, 1, 11))
    GRANTED.when(late).then_rejected("not-in-force")
    CHANGING.given().when(REVOKE).then_rejected("nothing-to-change")
    GRANTED.when(replace(REVOKE, dated=date(2025, 3, 4))).then_rejected("date-in-future")
    GRANTED.when(replace(REVOKE, dated=date(2025, 1, 9))).then_rejected("date-before-last-act")
    told = replace(REVOKE, reason="Gọi 0912345678")
    GRANTED.when(told).then_rejected("personal-data-suspected")


def test_what_was_annulled_gives_its_place_back_and_a_moved_day_moves_the_end() -> None:
    replaced = GRANTED.when(ReplaceRecognition("abc_accreditation2025", TODAY))
    gone = replaced.then_types("RecognitionReplaced")
    gone.when(ReplaceRecognition("abc_accreditation2025", TODAY)).then_nothing()
    other = ReplaceRecognition("abc_accreditation2025", date(2025, 3, 5))
    gone.when(other).then_types("RecognitionReplaced")
    gone.when(ReinstateRecognition("abc_accreditation2025")).then_types("RecognitionReinstated")


def test_what_was_written_down_after_what_replaces_it_holds_again_as_well() -> None:
    """Who enters an older paper last finds it replaced by what stood there already."""
    index, asked = Certificates(), Asked()
    asked.known[Certificates] = index
    newer, older = "abc_accreditation2024", "abc_accreditation_20220518"
    asked.learn(f"recognition-{newer}", last(GRANTED))
    asked.learn(
        f"recognition-{older}",
        replace(FROM_PAPER, replaced_by=newer, ends=RECORD.valid_from),
    )
    known = Numbered(3, before=index.before(newer))
    assert known.before == (older,)
    annulled = last(GRANTED.when(Knowing(ANNUL, known)).then_types("RecognitionCancelled"))
    assert annulled.renews == (older,)
    assert (
        last(GRANTED.when(Knowing(REVOKE, known)).then_types("RecognitionCancelled")).renews == ()
    )
    moved = replace(CORRECT, signed_on=date(2025, 1, 13))
    corrected = last(GRANTED.when(Knowing(moved, known)).then_types("RecognitionCorrected"))
    assert corrected.renews == (older,)
    strike = StrikeEarlierRecognition("Nhầm trường")
    paper = CHANGING.given(FROM_PAPER)
    struck = paper.when(Knowing(strike, known)).then_types("EarlierRecognitionStruck")
    assert last(struck).renews == (older,)
    before = paper.when(Knowing(strike, replace(known, rules=2)))
    assert last(before.then_types("EarlierRecognitionStruck")).renews == ()


def test_certificates_know_the_corrected_term() -> None:
    index, act = Certificates(), Act("79", "recognition-abc_accreditation2024", TODAY, "", "", "")
    index.learn(act.stream, last(GRANTED), act)
    signed: Any = replace(CORRECT, signed_on=date(2025, 1, 13))
    moved = last(GRANTED.when(signed).then_types("RecognitionCorrected"))
    assert isinstance(moved, RecognitionCorrected)
    index.learn(act.stream, moved, act)
    (held,) = index.held("abc")
    assert (held.valid_from, held.valid_to) == (date(2025, 1, 13), date(2030, 1, 13))


class Asked:
    """Rules number 3, a Sở that decides, and what the indexes have learned."""

    def __init__(self) -> None:
        self.known: dict[type, Any] = {
            Numbers: Numbers(),
            Certificates: Certificates(),
            Renumbered: Renumbered(),
        }

    def fold(self, fold: Any, id: str) -> Any:
        if fold is CYCLE:
            return SimpleNamespace(council=frozenset())
        return 3 if fold is RULES_ADOPTED else Office("so", "79")

    def index(self, kind: Any) -> Any:
        return self.known[kind]

    def learn(self, stream: str, event: Any, on: date = TODAY, org: str = "so79") -> None:
        for index in self.known.values():
            if type(event).__name__ in index.heard.types:
                index.learn(stream, event, Act("79", stream, on, "u:director", "director", org))

    def used(self, school: str, **said: Any) -> bool:
        asked: Any = self
        stream = f"recognition-{school}_accreditation2024"
        act = Act("79", stream, TODAY, "u:director", "director", "so79")
        return correction(asked, act, replace(CORRECT, **said)).used


def test_the_number_of_a_corrected_certificate_is_no_other_ones_in_the_year_of_signing() -> None:
    asked, signed = Asked(), RECORD.decided_on
    for school, number in (("abc", "KĐ-01"), ("xyz", "KĐ-02")):
        granted = AccreditationGranted(
            *(2, 2, "345/QĐ", number, signed, RECORD.valid_to, "tt18", "r1"),
            dated=signed,
            rules=RECORD.rules,
        )
        asked.learn(f"evaluation-{school}_2024", granted)
        told = replace(last(GRANTED), school=school, certificate_number=number)
        asked.learn(f"recognition-{school}_accreditation2024", told)
    # A correction of another year is of the year in which the certificate was signed.
    asked.learn(
        "recognition-abc_accreditation2024",
        last(GRANTED.when(CORRECT).then_types("RecognitionCorrected")),
        date(2026, 3, 3),
    )
    assert asked.used("xyz", certificate_number="KĐ-01")
    assert asked.used("xyz", certificate_number="kđ - 11")
    assert not asked.used("xyz", certificate_number="KĐ-12")
    assert not asked.used("abc", certificate_number="KĐ-01")
    assert not asked.used("abc", certificate_number="KĐ-11")
    # Nor does a later decision give it.
    known: Any = asked
    act = Act("79", "evaluation-moi_2024", TODAY, "u:director", "director", "so79")
    for number, used in (("KĐ-011", True), ("KĐ-012", False)):
        decided = decision(known, act, DecideAccreditation("9/QĐ", number, on=TODAY))
        assert decided.certificate_used is used
