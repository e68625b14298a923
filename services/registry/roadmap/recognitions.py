"""What the registry hears of recognitions: so a target's share follows the log."""

from dataclasses import dataclass
from datetime import date
from typing import Any, assert_never

from libs.engine.read_tables import insert
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from libs.log.entry import Recorded

KINDS = {"accredited": "accreditation", "national_standard": "national_standard"}
"""The measures that the log answers, by the kind of certificate that each asks for."""


@dataclass(frozen=True, slots=True)
class RecognitionGranted:
    """Review: a certificate of a case."""

    school: str
    kind: str
    accreditation_grade: int | None
    national_grade: int | None
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class EarlierRecognitionRecorded:
    """Review: a certificate from before the platform."""

    school: str
    kind: str
    accreditation_grade: int | None
    national_grade: int | None
    valid_from: date
    valid_to: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class EarlierRecognitionStruck:
    """Review: what was written down was wrong."""


@dataclass(frozen=True, slots=True)
class RecognitionReplaced:
    """Review: another one came in its place."""

    ends: date


@dataclass(frozen=True, slots=True)
class RecognitionReinstated:
    """Review: it holds again."""


@dataclass(frozen=True, slots=True)
class RecognitionCarriedOver:
    """Review: another school holds it."""

    successor: str


@dataclass(frozen=True, slots=True)
class RecognitionLapsed:
    """Review: it ended with its school."""

    ends: date


@dataclass(frozen=True, slots=True)
class RecognitionCorrected:
    """Review: its day of signing was wrong, where one is stated."""

    signed_on: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class RecognitionCancelled:
    """Review: it was taken back."""

    ends: date


Heard = (
    RecognitionGranted
    | EarlierRecognitionRecorded
    | EarlierRecognitionStruck
    | RecognitionReplaced
    | RecognitionReinstated
    | RecognitionCarriedOver
    | RecognitionLapsed
    | RecognitionCorrected
    | RecognitionCancelled
)
HEARD: Contract[Heard] = Contract(Heard)

HELD = """
select distinct holder from roadmap_recognition
where log = %(log)s and kind = %(recognised)s and grade >= %(least)s
and holds(valid_from, least(valid_to + 1, ends), %(held_on)s)
"""


def project(db: Cursor, event: Recorded, heard: Heard) -> None:
    """Bring the row of a certificate up to `event`."""
    row: dict[str, Any] = {"log": event.log, "id": event.stream.partition("-")[2]}
    which = "where log = %(log)s and id = %(id)s"
    match heard:
        case RecognitionGranted() | EarlierRecognitionRecorded():
            ends = heard.ends if isinstance(heard, EarlierRecognitionRecorded) else None
            term = {"valid_from": heard.valid_from, "valid_to": heard.valid_to, "ends": ends}
            grade = heard.accreditation_grade or heard.national_grade or 0
            held = {"holder": heard.school, "kind": heard.kind, "grade": grade}
            insert(db, "roadmap_recognition", {**row, **held, **term})
        case EarlierRecognitionStruck():
            db.execute(f"delete from roadmap_recognition {which}", row)
        case RecognitionReplaced(ends):
            until = {**row, "ends": ends}
            db.execute(f"update roadmap_recognition set ends = %(ends)s {which}", until)
        case RecognitionLapsed(ends) | RecognitionCancelled(ends):
            # What another had come in the place of holds no longer by being taken back, too.
            until = {**row, "ends": ends}
            db.execute(
                f"update roadmap_recognition set ends = least(ends, %(ends)s) {which}", until
            )
        case RecognitionReinstated():
            db.execute(f"update roadmap_recognition set ends = null {which}", row)
        case RecognitionCorrected(signed, to):
            if signed is not None:
                set = "set valid_from = %(signed)s, valid_to = %(to)s"
                moved = {**row, "signed": signed, "to": to}
                db.execute(f"update roadmap_recognition {set} {which}", moved)
        case RecognitionCarriedOver(successor):
            held = {**row, "holder": successor}
            db.execute(f"update roadmap_recognition set holder = %(holder)s {which}", held)
        case _:
            assert_never(heard)


def holders(db: Cursor, log: str, measure: str, least: int, on: date) -> frozenset[str] | None:
    """Return the schools that hold what `measure` asks for on a day, at a grade of `least` or more.

    None where the log does not answer the measure.
    """
    if measure not in KINDS:
        return None
    asked = {"log": log, "recognised": KINDS[measure], "least": least, "held_on": on}
    db.execute(HELD, asked)
    return frozenset(holder for (holder,) in db.fetchall())
