"""A cycle as its read tables have it, in the words of the rules."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from libs.engine.read_tables import rows
from libs.kernel.problems import Rejected
from libs.law.standards import RuleSet
from libs.law.standards.report_forms import ReportForm, form_of
from libs.log.database import Cursor
from services.assessment.cycle.events import CYCLE_EVENTS
from services.assessment.cycle.events.council import CouncilAppointed
from services.assessment.cycle.events.work import (
    ClauseText,
    Description,
    ElementTicked,
    Imported,
    Measure,
    ReportPartRecorded,
    SheetRecorded,
    StandardRecorded,
)
from services.assessment.cycle.recorded import Entries, day_of, position_of
from services.assessment.cycle.state import Judged, Work
from services.assessment.cycle.versions import HANDED_IN, read
from services.assessment.cycle.views import CouncilMemberView, CouncilView

CYCLE = f"""
select id, version, position, school, year, kind, education_stage, state, rule_set, revision, rules,
       guidance, needs_verification, warnings, council_size, report_version, opened_on,
       appointed_on, approved_on, submitted_on, handed_in_version, handed_in_level, handed_in_on,
       plan_required, paper, facts, recorded, history
from cycle c {HANDED_IN} where log = %(log)s and id = %(id)s
"""
OF_CYCLE = " where log = %(log)s and cycle = %(id)s order by "
JUDGEMENTS = f"""
select criterion, level, indicator, met, evidence from judgement
{OF_CYCLE} criterion, level, indicator
"""
SHEETS = f"""
select criterion, strengths, weaknesses, improvement, descriptions, measures, clauses, recorded_by,
       recorded_on, carried_from, imported_from, confirmed_on
from sheet {OF_CYCLE} criterion
"""
ELEMENTS = f"""
select criterion, element, verdict, note, ticked_by, ticked_on from element_tick
{OF_CYCLE} criterion, element
"""
STANDARDS = f"""
select standard, judgement, strengths, limits, priorities, imported_from
from standard_text {OF_CYCLE} standard
"""
WORDS = "select words_required from cycle where log = %(log)s and id = %(id)s"
PARTS = f"select report_part, text, imported_from from report_text {OF_CYCLE} report_part"
COUNCIL = CouncilAppointed.__name__
PEOPLE = """
select p.person,
       exists (select from known_person k where k.log = %(log)s and k.person = p.person)
           as registered,
       exists (select from assessment_training t where t.log = %(log)s and t.person = p.person
               and holds(t.held_on, t.ends, %(on)s)) as trained
from unnest(%(persons)s::text[]) as p (person)
"""


def fact(facts: Mapping[str, Any], kind: type) -> Any:
    """Return what an event of this kind said last, None if there was none."""
    data = facts.get(kind.__name__)
    wire = {"type": kind.__name__, "data": data, "rules": ""}
    return None if data is None else CYCLE_EVENTS.event(wire)


def council_of(
    db: Cursor, values: Mapping[str, Any], facts: Mapping[str, Any], entries: Entries
) -> CouncilView | None:
    """Return the council, None while there is none; who is trained counts on the day asked."""
    told: CouncilAppointed | None = fact(facts, CouncilAppointed)
    if told is None:
        return None
    return council_view(db, values, told, day_of(entries, COUNCIL), position_of(entries, COUNCIL))


def council_view(
    db: Cursor,
    values: Mapping[str, Any],
    told: CouncilAppointed,
    recorded_on: date | None,
    position: int,
) -> CouncilView:
    """Return a council that was appointed."""
    persons = [member.person for member in told.members]
    of = {row["person"]: row for row in rows(db, PEOPLE, {**values, "persons": persons})}
    members = tuple(
        CouncilMemberView(
            each.person, each.post, of[each.person]["registered"], of[each.person]["trained"]
        )
        for each in told.members
    )
    paper = (told.decision_number, told.appointed_on, told.chair_reason)
    return CouncilView(*paper, members, recorded_on, position)


def work_of(db: Cursor, values: Mapping[str, Any]) -> Work:
    """Return what the groups have found and written, as the rules know it."""
    sheets = read(db, SHEETS, values)
    (asked,) = rows(db, WORDS, values)
    return Work(
        words_required=asked["words_required"],
        judged={
            (j["criterion"], j["level"], j["indicator"]): Judged(j["met"], tuple(j["evidence"]))
            for j in read(db, JUDGEMENTS, values)
        },
        elements={
            e["element"]: ElementTicked(e["criterion"], e["element"], e["verdict"], e["note"])
            for e in read(db, ELEMENTS, values)
        },
        sheets={s["criterion"]: sheet_of(s) for s in sheets},
        standards={
            s["standard"]: StandardRecorded(imported=_imported(s.pop("imported_from")), **s)
            for s in read(db, STANDARDS, values)
        },
        parts={
            p["report_part"]: ReportPartRecorded(imported=_imported(p.pop("imported_from")), **p)
            for p in read(db, PARTS, values)
        },
        confirmed=frozenset(s["criterion"] for s in sheets if s["confirmed_on"]),
        carried=frozenset(
            s["criterion"] for s in sheets if s["carried_from"] or s["imported_from"]
        ),
    )


def sheet_of(row: Mapping[str, Any]) -> SheetRecorded:
    """Return what a sheet says."""
    return SheetRecorded(
        row["criterion"],
        row["strengths"],
        row["weaknesses"],
        row["improvement"],
        tuple(Description(**each) for each in row["descriptions"]),
        tuple(
            Measure(each["what"], each["value"], date.fromisoformat(each["measured_on"]))
            for each in row["measures"]
        ),
        _imported(row.get("imported_from")),
        tuple(ClauseText(**each) for each in row.get("clauses") or ()),
    )


def _imported(software: str | None) -> Imported | None:
    """Return where a text is from, as far as the tables keep it."""
    return Imported(software, "") if software else None


def form_on(rules: RuleSet, on: date) -> ReportForm | None:
    """Return the form of reports on a day, None where none is known."""
    try:
        return form_of(rules, on)
    except Rejected:
        return None
