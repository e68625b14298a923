"""Of the registry: which persons it has, and who was trained for self-assessment."""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from libs.engine.read_tables import insert
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from libs.log.entry import Recorded


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """Registry: the stream's person came into the register."""


@dataclass(frozen=True, slots=True)
class PersonErased:
    """Registry: who the stream's person is was forgotten."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who attended a course."""

    person: str


@dataclass(frozen=True, slots=True)
class AttendanceRecorded:
    """Registry: these attended; it counts from `held_on` to the day before `ends`."""

    subject: str
    held_on: date
    attendees: tuple[Attendee, ...]
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class AttendanceWithdrawn:
    """Registry: a person was entered by mistake."""

    person: str


@dataclass(frozen=True, slots=True)
class CourseCancelled:
    """Registry: a course did not take place."""


Heard = PersonRegistered | PersonErased | AttendanceRecorded | AttendanceWithdrawn | CourseCancelled
HEARD: Contract[Heard] = Contract(Heard)
SUBJECT = "self_assessment"


def project(db: Cursor, event: Recorded, heard: Heard) -> None:
    """Bring the tables of persons and their training up to `event`."""
    id = event.stream.partition("-")[2]
    once = "on conflict do nothing"
    match heard:
        case PersonRegistered():
            insert(db, "known_person", {"log": event.log, "person": f"u:{id}"}, once)
        case PersonErased():
            db.execute(
                "delete from known_person where log = %s and person = %s", (event.log, f"u:{id}")
            )
        case AttendanceRecorded(subject, held_on, attendees, ends):
            if subject == SUBJECT:
                course = {"log": event.log, "training": id, "held_on": held_on, "ends": ends}
                for each in attendees:
                    insert(db, "assessment_training", {**course, "person": each.person}, once)
        case AttendanceWithdrawn(person):
            db.execute(
                "delete from assessment_training where log = %s and training = %s and person = %s",
                (event.log, id, person),
            )
        case CourseCancelled():
            db.execute(
                "delete from assessment_training where log = %s and training = %s", (event.log, id)
            )
        case _:
            assert_never(heard)
