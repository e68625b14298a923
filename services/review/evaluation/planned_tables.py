"""The offices' lists as review shows them beside a case, by its school and year."""

from collections.abc import Sequence
from typing import Any

from libs.engine.read_tables import insert, row_of, rows
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.review.evaluation.planned import Listing, told

SAID = ("month", "before", "accreditation_grade", "national_grade")
"""What a line says of the school."""
OF_CASES = """
select distinct on (p.school, p.school_year)
       p.school || '_' || p.school_year as id, p.planned_on, p.month as planned_month,
       p.before as planned_before, p.accreditation_grade as planned_accreditation_grade,
       p.national_grade as planned_national_grade, p.instruction
from planned_evaluation p
where p.log = %(log)s and p.school || '_' || p.school_year = any (%(ids)s)
and p.school = any (%(schools)s)
order by p.school, p.school_year, coalesce(p.month, to_char(p.before, 'YYYY-MM')) desc, p.id
"""
"""Of several lines the last in the year, as `open_deadlines` is asked of it."""


def list_line(db: Cursor, event: Recorded, known: Listing) -> None:
    """Bring the lines up to an event of a list."""
    planned_list, line = row_of(event)["id"], told(known)
    which = {"log": event.log, "id": f"{planned_list}_{line.line:05d}"}
    said = {name: getattr(line, name) for name in SAID}
    if line.gone:
        db.execute("delete from planned_evaluation where log = %(log)s and id = %(id)s", which)
    elif line.new:
        year = int(planned_list.rpartition("_")[2])
        own = {"school": line.school, "school_year": year, "planned_on": event.on}
        letter = {"instruction": line.instruction}
        insert(db, "planned_evaluation", {**which, **own, **said, **letter})
    else:
        columns = ", ".join(f"{name} = %({name})s" for name in said)
        db.execute(
            f"update planned_evaluation set {columns}, school = coalesce(%(school)s, school)"
            " where log = %(log)s and id = %(id)s",
            {**which, **said, "school": line.school},
        )


def with_plans(db: Cursor, log: str, found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of cases with what the offices' lists have of their school and year.

    Where no list has it, what was planned in the case itself stays.
    """
    asked = {
        "log": log,
        "ids": [row["id"] for row in found],
        "schools": sorted({row["school"] for row in found}),
    }
    lines = {row["id"]: row for row in rows(db, OF_CASES, asked)}
    return [{"planned_before": None, **row, **lines.get(row["id"], {})} for row in found]
