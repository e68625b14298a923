"""A certificate's procedure: what it rests on beside its own stream; most of it is reactions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from libs.engine.evidence import HASHES
from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import OFFICE, SCHOOL
from libs.engine.rules import RULES_ADOPTED, rules_at
from libs.law import standards
from libs.law.recognitions import SUFFIX
from libs.law.standards import authorities
from libs.rights import DECIDING, unknown
from services.review.evaluation.first_filed import FirstFiled
from services.review.evaluation.numbers import Numbers
from services.review.recognition.bearing import Bearing, number_of
from services.review.recognition.certificates import Certificates
from services.review.recognition.changes import CancelRecognition, CorrectRecognition
from services.review.recognition.earlier import (
    Paper,
    RecordEarlierRecognition,
    StrikeEarlierRecognition,
)
from services.review.recognition.entries import (
    ConfirmEarlierRecognition,
    DeclineEarlierRecognition,
    stated,
)
from services.review.recognition.events import (
    EarlierRecognitionDeclined,
    EarlierRecognitionEntered,
    EarlierRecognitionRecorded,
    EarlierRecognitionStruck,
    RecognitionCancelled,
    RecognitionCorrected,
    RecognitionEvent,
)
from services.review.recognition.renumbered import Renumbered
from services.review.recognition.rules import (
    Command,
    Numbered,
    Others,
    Recognition,
    RecordRecognition,
    ReinstateRecognition,
    cancel_it,
    confirm_earlier,
    correct_it,
    record,
    record_earlier,
    reinstate,
    strike_earlier,
)
from services.review.shared.fields import Kind


def paper(ask: Ask, act: Act, command: RecordEarlierRecognition) -> Paper:
    """Supply all that a recognition from paper rests on; raises `NotFound` ("school-unknown")."""
    bearing = ask.index(Bearing).others(number_of(command), act.id)
    return _paper(ask, act, command.kind, command.decided_on, bearing)


def entered(ask: Ask, act: Act, command: ConfirmEarlierRecognition) -> Paper:
    """Supply the same for what was entered, of which the id says kind and day."""
    try:
        day = date.fromisoformat(act.id.rpartition("_")[2])
    except ValueError:
        day = act.on  # No id that anything was entered under: there is nothing to confirm.
    known = ask.index(Bearing)
    return _paper(ask, act, _kind_of(act), day, known.others(known.entered(act.id), act.id))


def _paper(ask: Ask, act: Act, kind: Kind, decided_on: date, bearing: Sequence[str]) -> Paper:
    school = ask.fold(SCHOOL, act.school)
    if not school.kinds:
        raise unknown(act.school)
    return Paper(
        standards.in_force(school.kind_on(decided_on), decided_on),
        ask.index(FirstFiled).of(act.school),
        ask.fold(HASHES, act.school),
        ask.index(Certificates).of_kind(act.school, kind, act.id),
        rules_at(ask, act),
        school.opened_on,
        bearing,
    )


def striking(ask: Ask, act: Act, command: StrikeEarlierRecognition) -> Numbered:
    """Supply the number of the platform's rules at the act, and what holds again by it."""
    return Numbered(rules_at(ask, act), before=ask.index(Certificates).before(act.id))


def replaced(ask: Ask, act: Act, command: RecordRecognition) -> Others:
    """Supply the other certificates of the kind, of the school and of the one that succeeded it in
    the case; none before rules number 3."""
    if rules_at(ask, act) < 3:
        return Others(())
    known = ask.index(Certificates)
    schools = dict.fromkeys(filter(None, (act.school, known.heir_of(act.id))))
    found = (each for one in schools for each in known.of_kind(one, command.kind, act.id))
    return Others(sorted(found, key=lambda each: (each.valid_from, each.id)))


def still_there(ask: Ask, act: Act, command: ReinstateRecognition) -> Others:
    """Supply the school's other certificates of the kind."""
    known = ask.index(Certificates)
    kind = known.kind_of(act.id)
    return Others(() if kind is None else known.of_kind(act.school, kind, act.id))


def correction(ask: Ask, act: Act, command: CorrectRecognition) -> Numbered:
    """Supply the rules, and whether who signed it gave the new certificate number to another in
    the year of its decision; that which its own decision gave may be put back."""
    _lawful(ask, act)
    known, number = ask.index(Renumbered), command.certificate_number
    signed = known.signed(act.id)
    found = Numbered(rules_at(ask, act), before=ask.index(Certificates).before(act.id))
    if number is None or signed is None:
        return found
    day = command.signed_on or signed.day
    row = replace(act, on=day, org=signed.authority)
    first = ask.index(Numbers).certificate(row, signed.kind, number)
    given = first is not None and first.case != f"{act.school}_{act.id[-4:]}"
    again = known.used(row.org, day.year, signed.kind, number, act.id)
    return replace(found, used=given or again)


def cancelling(ask: Ask, act: Act, command: CancelRecognition) -> Numbered:
    """Supply the rules and what holds again by it; raises `Rejected` (authority-not-by-law) as the
    law has it that day."""
    _lawful(ask, act)
    return Numbered(rules_at(ask, act), before=ask.index(Certificates).before(act.id))


def _lawful(ask: Ask, act: Act) -> None:
    office = ask.fold(OFFICE, act.org)
    function = DECIDING["accreditation" if _kind_of(act) == "accreditation" else "national"]
    authorities.require(function, office.kind, office.area, act.on)


def _kind_of(act: Act) -> Kind:
    said = act.id.partition("_")[2]
    return "accreditation" if said.startswith(SUFFIX["accreditation"]) else "national_standard"


def _recorded(
    events: Sequence[RecognitionEvent], state: Recognition, act: Act
) -> RecordEarlierRecognition | ConfirmEarlierRecognition:
    """State again who recorded it: the one who confirms it, where it was entered before."""
    if state.waiting is not None:
        return ConfirmEarlierRecognition(
            state.waiting.entry, id=act.id, school=act.school, on=act.on, actor=act.actor
        )
    (told,) = events
    assert isinstance(told, EarlierRecognitionRecorded)
    return stated(told, act.id, act.school, act.on, act.actor)


PROCEDURE: Procedure[Command, Recognition, RecognitionEvent] = Procedure(
    {
        EarlierRecognitionEntered: RecordEarlierRecognition,
        EarlierRecognitionDeclined: DeclineEarlierRecognition,
        EarlierRecognitionRecorded: _recorded,
        EarlierRecognitionStruck: StrikeEarlierRecognition,
        RecognitionCorrected: CorrectRecognition,
        RecognitionCancelled: CancelRecognition,
    },
    needs=(
        Needs(RecordRecognition, replaced, record),
        Needs(RecordEarlierRecognition, paper, record_earlier),
        Needs(ConfirmEarlierRecognition, entered, confirm_earlier),
        Needs(StrikeEarlierRecognition, striking, strike_earlier),
        Needs(ReinstateRecognition, still_there, reinstate),
        Needs(CorrectRecognition, correction, correct_it),
        Needs(CancelRecognition, cancelling, cancel_it),
    ),
    asks=(
        *(SCHOOL, OFFICE, HASHES, FirstFiled, Certificates, Bearing),
        *(Numbers, Renumbered, RULES_ADOPTED),
    ),
)
