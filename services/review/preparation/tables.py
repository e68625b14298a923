"""From the events of a preparation to its read tables."""

from dataclasses import asdict
from typing import Any

from psycopg2.extras import Json

from libs.engine.read_tables import insert, insert_once, row_of, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from services.review.preparation.events import (
    CriterionStudied,
    PreliminarySurveyHeld,
    PreparationEvent,
    TeamWorkPlanned,
    VisitsFixed,
)


def project(db: Cursor, event: Recorded, own: PreparationEvent) -> None:
    """Bring the row of a preparation up to `event`."""
    insert_once(db, "preparation", {**row_of(event), "school": school_of(event.stream)})
    changed: dict[str, Any] = {"version": event.version, "position": event.position}
    match own:
        case TeamWorkPlanned():
            changed |= {"attempt": own.attempt, "planned_on": event.on, **_planned(own)}
        case VisitsFixed():
            changed |= asdict(own)
        case CriterionStudied():
            _study(db, event, own)
        case PreliminarySurveyHeld():
            changed |= {"survey_attempt": own.attempt, "survey_recorded_on": event.on}
            changed |= {f"survey_{name}": each for name, each in _held(own).items()}
    update(db, "preparation", event, changed)


def _planned(plan: TeamWorkPlanned) -> dict[str, Json]:
    days = ("starts_on", "due_on")
    phases = [
        {**asdict(each), **{name: getattr(each, name).isoformat() for name in days}}
        for each in plan.phases
    ]
    return {"phases": Json(phases), "charges": Json([asdict(each) for each in plan.charges])}


def _held(survey: PreliminarySurveyHeld) -> dict[str, Any]:
    said = asdict(survey)
    del said["attempt"]
    return {**said, "attending": [*survey.attending], "conditions": [*survey.conditions]}


def _study(db: Cursor, event: Recorded, studied: CriterionStudied) -> None:
    """Write what was studied of a criterion in place of what was before."""
    case = row_of(event)["id"]
    standard, _, number = studied.criterion.partition(".")
    row = {
        "log": event.log,
        "id": f"{case}_{studied.attempt:02}_{int(standard):02}_{int(number or 0):02}",
        "position": event.position,
        "school": school_of(event.stream),
        "evaluation": case,
        "studied_on": event.on,
        **asdict(studied),
        "evidence_to_check": [*studied.evidence_to_check],
        "evidence_to_add": [*studied.evidence_to_add],
        "interviews": Json([asdict(each) for each in studied.interviews]),
    }
    changed = ", ".join(f"{name} = excluded.{name}" for name in row if name not in ("log", "id"))
    insert(db, "dossier_study", row, f"on conflict (log, id) do update set {changed}")
