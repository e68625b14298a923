"""The versions of a report: each is kept whole when handed in, and can be asked for as it was.

What counts is the version handed in last, whatever is being written since.
"""

from collections.abc import Mapping
from typing import Any

from libs.engine.read_tables import row_of, rows
from libs.log.database import Cursor
from libs.log.entry import Recorded

_OF_CYCLE = "t.log = %(log)s and t.cycle = %(id)s"
_OF_SCHOOL = "t.log = %(log)s and t.school = %(school)s"
REPORT: Mapping[str, str] = {
    "cycle": "t.log = %(log)s and t.id = %(id)s",
    **dict.fromkeys(
        (
            *("judgement", "sheet", "element_tick", "standard_text", "report_text"),
            *("council_vote", "report_comment"),
        ),
        _OF_CYCLE,
    ),
}
"""The tables of a report with the rows that are its own."""
_CITED = """
exists (
    select from evidence_citation c join evidence_code k
    on k.log = c.log and k.school = c.school and k.code = c.code
    where c.log = %(log)s and c.cycle = %(id)s and k.id = {0})
"""
BEHIND: Mapping[str, str] = {
    "evidence": f"{_OF_SCHOOL} and {_CITED.format('t.id')}",
    "evidence_code": f"{_OF_SCHOOL} and {_CITED.format('t.id')}",
    "evidence_citation": f"{_OF_SCHOOL} and t.cycle = %(id)s",
    "received_file": f"""{_OF_SCHOOL} and exists (
        select from evidence e where e.log = t.log and e.school = t.school and e.file = t.sha256
        and {_CITED.format("e.id")})""",
    "figure": f"{_OF_SCHOOL} and t.year between %(year)s - 2 and %(year)s",
    "figures_year": f"{_OF_SCHOOL} and t.year between %(year)s - 2 and %(year)s",
}
"""The tables of what stands behind it, as it was on the day."""
HANDED_IN = """
left join lateral (
    select v.report_version as handed_in_version, v.level as handed_in_level,
           v.submitted_on as handed_in_on, v.late as handed_in_late
    from report_version v
    where v.log = c.log and v.cycle = c.id and v.submitted_on is not null
    order by v.report_version desc limit 1) h on true
"""
"""Joins to a cycle `c` the version that counts."""


def keep(db: Cursor, event: Recorded, tables: Mapping[str, str]) -> None:
    """Keep the rows of these tables as those of the cycle's version, once it is approved."""
    place = row_of(event)
    school, year = place["id"].split("_")[:2]
    kept = ", ".join(
        f"'{table}', coalesce((select jsonb_agg(to_jsonb(t) order by to_jsonb(t))"
        f" from {table} t where {which}), '[]')"
        for table, which in tables.items()
    )
    db.execute(
        f"update report_version v set kept = v.kept || jsonb_build_object({kept}) from cycle c"
        " where c.log = v.log and c.id = v.cycle and c.report_version = v.report_version"
        " and v.log = %(log)s and v.cycle = %(id)s",
        {**place, "school": school, "year": int(year)},
    )


def as_of(statement: str, cycle: str = "id") -> str:
    """Return a statement for the tables as they were kept with `report_version` of a cycle.

    `cycle` is the parameter that names the cycle.
    """
    kept = ",\n".join(
        f"{table} as (select r.* from report_version v,"
        f" jsonb_populate_recordset(null::{table}, v.kept->'{table}') r"
        f" where v.log = %(log)s and v.cycle = %({cycle})s"
        " and v.report_version = %(report_version)s)"
        for table in (*REPORT, *BEHIND)
    )
    return f"with {kept}\n{statement}"


def read(db: Cursor, statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a cycle `id` as they are, or as `report_version` of `values` had them."""
    versioned = values.get("report_version") is not None
    return rows(db, as_of(statement) if versioned else statement, values)
