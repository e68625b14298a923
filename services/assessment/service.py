"""Self-assessment as a service; wiring only."""

from collections.abc import Mapping
from typing import Any

from libs.command_handler import Aggregate, Context
from libs.contract import Parsed
from libs.errors import NotFound
from libs.postgres import Cursor
from libs.rights import school_of
from libs.service import Queries, Service
from services.assessment import events, projections
from services.assessment.domain import cycle, evidence
from services.assessment.queries import QUERIES, answer


def facts(
    db: Cursor, log: str, stream: str, parsed: Parsed[Any], context: Context
) -> Mapping[str, Any]:
    """Return what `parsed` asks for of the school, its kind being that of the day.

    `kind`, `closed_on`, `evidence_hashes` by code. Raises `NotFound` ("school-unknown").
    """
    school = school_of(stream)
    found: dict[str, Any] = {}
    if "kind" in parsed.needs:
        db.execute(
            "select k.kind, s.closed_on from school s join school_kind k"
            " on k.log = s.log and k.school = s.id and (k.starts is null or k.starts <= %s)"
            " where s.log = %s and s.id = %s order by k.starts desc nulls last, k.version desc"
            " limit 1",
            (context.on, log, school),
        )
        row = db.fetchone()
        if row is None:
            detail = f"Không có trường '{school}' trong sổ đăng ký."
            raise NotFound("school-unknown", detail, rule="sổ đăng ký trường")
        found["kind"], found["closed_on"] = row
    if "evidence_hashes" in parsed.needs:
        db.execute(
            "select code, sha256 from evidence where log = %s and school = %s", (log, school)
        )
        found["evidence_hashes"] = dict(db.fetchall())
    return found


class AssessmentService(Service):
    """Keeps the evidence and the self-assessment cycles of schools."""

    name = "assessment"
    aggregates = (
        Aggregate("evidence", evidence.EVIDENCE, evidence.COMMANDS, events.EVIDENCE_EVENTS),
        Aggregate("cycle", cycle.CYCLE, cycle.COMMANDS, events.CYCLE_EVENTS),
    )
    queries = Queries(QUERIES, answer)
    project = staticmethod(projections.project)
    facts = staticmethod(facts)
