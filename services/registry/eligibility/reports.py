"""What the registry hears of self-assessments: the level of each report, and that it was sent."""

from dataclasses import dataclass
from datetime import date

from libs.engine.read_tables import insert
from libs.kernel.messages import Contract, lifted
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of


@dataclass(frozen=True, slots=True)
class ReportApproved:
    """Assessment: the council approved a report of this level.

    `rules` is the hash of its set, None: that of the school's kind.
    """

    level: int
    rules: str | None = lifted("rules")


@dataclass(frozen=True, slots=True)
class ReportSubmitted:
    """Assessment: it was handed in."""

    submitted_on: date


@dataclass(frozen=True, slots=True)
class CycleAbandoned:
    """Assessment: the cycle was given up."""


REPORTS: Contract[ReportApproved | ReportSubmitted | CycleAbandoned] = Contract(
    ReportApproved | ReportSubmitted | CycleAbandoned
)


def project(
    db: Cursor, event: Recorded, heard: ReportApproved | ReportSubmitted | CycleAbandoned
) -> None:
    """Bring the row of a report up to `event`; an update counts once it is handed in."""
    cycle = event.stream.partition("-")[2]
    key = {"log": event.log, "cycle": cycle}
    match heard:
        case ReportApproved():
            of = {"school": school_of(event.stream), "school_year": int(cycle.split("_")[1])}
            told = {"level": heard.level, "rules": heard.rules}
            again = "on conflict (log, cycle) do update set level = excluded.level,"
            again += " rules = excluded.rules"
            insert(db, "assessed_report", {**key, **of, **told}, again)
        case ReportSubmitted(submitted_on):
            db.execute(
                "update assessed_report set submitted_on = %(on)s"
                " where log = %(log)s and cycle = %(cycle)s",
                {**key, "on": submitted_on},
            )
        case CycleAbandoned():
            db.execute("delete from assessed_report where log = %(log)s and cycle = %(cycle)s", key)
