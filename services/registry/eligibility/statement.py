"""The statements of eligibility: all that decides how a school stands, in sets and not school by
school; of schools that are alike in it how they stand is decided once."""

from libs.engine.questions import seen_in
from services.registry.shared.living import LIVING

ONE = "(%(school)s::text is null or {} = %(school)s)"
SCHOOLS = f"""
with living as (
    select s.id, s.version, s.position, t.name, t.kind, t.areas, s.opened_on, s.cohorts_completed
    {LIVING} and {ONE.format("s.id")}
    and (%(kind)s::text is null or t.kind = %(kind)s)
    and (%(area)s::text is null or %(area)s = any (t.areas))),
report as (
    select distinct on (a.school) a.* from assessed_report a
    where a.log = %(log)s and a.submitted_on <= %(on)s and {ONE.format("a.school")}
    order by a.school, a.school_year desc, a.submitted_on desc),
fact as (
    select f.subject, bool_or(f.fact = 'cycle_opened') as begun, min(f.done_on) filter (
           where f.fact = 'registration_submitted' and f.school_year = %(year)s) as registered_on
    from duty_fact f where f.log = %(log)s and f.fact in ('cycle_opened', 'registration_submitted')
    and f.school_year in (%(year)s - 1, %(year)s) and {ONE.format("f.subject")}
    group by f.subject),
planned as (
    select n.school, min(n.planned_month) as planned_month
    from planned_line n join planned_list p on p.log = n.log and p.id = n.planned_list
    where n.log = %(log)s and p.school_year = %(year)s and not n.withdrawn
    and {ONE.format("n.school")} group by n.school),
recognition as (
    select c.holder, jsonb_agg(jsonb_build_array(c.kind, c.grade, c.valid_from, c.valid_to)
           order by c.kind, c.valid_to, c.grade, c.valid_from) as held
    from roadmap_recognition c where c.log = %(log)s and c.ends is null
    and {ONE.format("c.holder")} group by c.holder),
stand as (
    select l.*, r.school_year as report_year, r.level, r.rules, coalesce(f.begun, false) as begun,
           f.registered_on, n.planned_month, h.held
    from living l left join report r on r.school = l.id left join fact f on f.subject = l.id
    left join planned n on n.school = l.id left join recognition h on h.holder = l.id)
"""
"""`stand`: the schools there are, each with all that decides how it stands."""
STANDING = (
    *("kind", "opened_on", "cohorts_completed", "report_year", "level", "rules", "begun"),
    *("registered_on", "planned_month", "held"),
)
"""What decides it: of schools that are alike in these it is decided once."""
ALIKE = f"row({', '.join(f's.{name}' for name in STANDING)})::text"
STANDINGS = f"""
{SCHOOLS}
select {ALIKE} as alike, {", ".join(f"s.{name}" for name in STANDING)}, count(*) as many,
       max(s.position) as position
from stand s left join school_search w on w.log = %(log)s and w.id = s.id
where (%(words)s::text[] is null or array_to_string(w.name_words, ' ') like all (%(words)s))
{seen_in("s.id")} group by {", ".join(f"s.{name}" for name in STANDING)}
"""
LIST = f"""
{SCHOOLS}
select s.*, s.id as school, w.sorted_by, d.*
from stand s join jsonb_to_recordset(%(decided)s::jsonb) as d(
    alike text, how_far integer, month text, register_by date, expires_on date)
    on d.alike = {ALIKE}
left join school_search w on w.log = %(log)s and w.id = s.id
where (%(words)s::text[] is null or array_to_string(w.name_words, ' ') like all (%(words)s))
"""
