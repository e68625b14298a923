"""The one statement by which every number and every list of duties is made."""

from libs.engine.questions import seen_in
from libs.engine.read_tables import newest
from services.registry.shared.living import LIVING

_SCHOOLS = LIVING.replace("%(on)s", "%(day)s")
_OWN = "(%(owner)s::text is null or {} = %(owner)s)"
SUBJECTS = f"""
term as (
    select * from jsonb_to_recordset(%(terms)s::jsonb) as t(
        n integer, id text, instruction text, code text, actor text, area text, kinds text[],
        listed boolean, school text, day date, windows jsonb, "of" text, done text[], begun text[],
        least integer, each boolean, applies text, lasting boolean)),
living as (select s.id, t.kind, t.areas {_SCHOOLS}),
subject as (
    select t.n, l.id as subject, l.id as school, '{{}}'::text[] as areas, '{{}}'::text[] as kinds
    from term t join living l
        on t.actor = 'school' and not t.listed and l.kind = any (t.kinds) and t.area = any (l.areas)
    where {_OWN.format("l.id")}
    union all
    select t.n, t.school, t.school, '{{}}', '{{}}'
    from term t where t.actor = 'school' and t.listed and t.school is not null
    and {_OWN.format("t.school")}
    union all
    select o.n, o.subject, null, o.areas, o.kinds
    from jsonb_to_recordset(%(offices)s::jsonb)
        as o(n integer, subject text, areas text[], kinds text[])
    where {_OWN.format("o.subject")})
"""
LISTED = """select 1 from planned_line n
    join planned_list p on p.log = n.log and p.id = n.planned_list
    where n.log = %(log)s and p.school_year = %(year)s and not n.withdrawn"""
ENDING = """select 1 from roadmap_recognition r where r.log = %(log)s and r.holder = x.subject
    and least(r.valid_to + 1, r.ends) <= %(year_ends)s
    and not exists (select from roadmap_recognition q where q.log = r.log and q.holder = r.holder
        and q.kind = r.kind and least(q.valid_to + 1, q.ends) > %(year_ends)s)"""
HEADCOUNT = """select h.managers + h.teachers + h.staff from headcount h
    where h.log = %(log)s and h.school = x.subject and h.school_year = %(year)s"""
IN_YEAR = "(f.school_year = %(year)s or (t.lasting and f.school_year <= %(year)s))"
STATES = f"""
with {SUBJECTS},
units as (
    select x.n, x.subject, u.unit
    from subject x join term t on t.n = x.n
    cross join lateral (
        select x.subject as unit where t.of = 'self' and (t.school is null or t.actor = 'school')
        union all
        select t.school where t.school is not null and t.actor <> 'school'
        union all
        select l.id from living l where t.of = 'schools' and not t.listed
            and l.areas && x.areas and l.kind = any (x.kinds)
        union all
        select distinct n.school from planned_line n
        join planned_list p on p.log = n.log and p.id = n.planned_list
        where t.of = 'lines' and not t.listed and n.log = %(log)s and p.office = x.subject
            and p.school_year = %(year)s and not n.withdrawn and n.school is not null) u),
reached as (
    select v.n, v.subject, count(*) as units, count(d.done_on) as reached,
           array_agg(d.done_on order by d.done_on) filter (where d.done_on is not null) as days,
           bool_or(b.begun) as begun
    from units v join term t on t.n = v.n
    cross join lateral (
        select case when not t.each or count(*) = cardinality(t.done)
                    then case when t.each then max(g.done_on) else min(g.done_on) end end as done_on
        from (select f.fact, min(f.done_on) as done_on from duty_fact f
              where f.log = %(log)s and f.subject = v.unit and f.fact = any (t.done) and {IN_YEAR}
              group by f.fact) g) d
    cross join lateral (
        select exists (select from duty_fact f
            where f.log = %(log)s and f.subject = v.unit and f.fact = any (t.begun) and {IN_YEAR})
            as begun) b
    group by v.n, v.subject),
staff as (
    select x.n, x.subject, ({HEADCOUNT}) as units, count(p.done_on) as reached,
           array_agg(p.done_on order by p.done_on) filter (where p.done_on is not null) as days,
           exists (select from duty_fact f where f.log = %(log)s and f.subject = x.subject
               and f.fact = any (min(t.begun)) and f.school_year = %(year)s) as begun
    from subject x join term t on t.n = x.n and t.of = 'staff'
    left join lateral (
        select min(f.done_on) as done_on from duty_fact f
        where f.log = %(log)s and f.subject = x.subject and f.fact = any (t.done) and {IN_YEAR}
        group by substr(f.thing, strpos(f.thing, ':') + 1)) p on true
    group by x.n, x.subject),
counted as (select * from reached union all select * from staff),
found as (
    select x.n, t.id || '_' || x.subject as id, x.subject, x.school,
           coalesce(c.reached, 0) as reached,
           case when a.position is not null then 1 else coalesce(t.least, c.units) end as needed,
           coalesce(a.done_on, case when coalesce(t.least, c.units) between 1 and c.reached
                                    then c.days[coalesce(t.least, c.units)] end) as done_on,
           coalesce(c.begun, false) as begun, a.paper, t.day, t.windows
    from subject x join term t on t.n = x.n
    left join counted c on c.n = x.n and c.subject = x.subject
    left join duty_acknowledged a on a.log = %(log)s and a.instruction = t.instruction
        and a.code = t.code and a.subject = x.subject and a.school_year = %(year)s
    where (t.applies <> 'listed' or exists ({LISTED} and n.school = x.subject))
    and (t.applies <> 'due' or exists ({ENDING}))
    and ((x.school is null and %(officer)s) or (x.school is not null {seen_in("x.school")}))),
stated as (
    select f.*, case
        when done_on is not null and (day is null or done_on < day) and (
            jsonb_array_length(windows) = 0 or exists (
                select from jsonb_array_elements(windows) w
                where done_on >= (w->>0)::date and done_on < (w->>1)::date)) then 'done'
        when done_on is not null then 'done_late'
        when day is not null and %(on)s >= day then 'late'
        when begun then 'due' else 'not_begun' end as duty_state
    from found f)
"""
"""`n` is the term, `subject` who has the duty; `windows` are those of each month, if any."""
LIST = f"""{STATES}
select s.n, s.id, s.subject as owner, s.school, s.reached, s.needed, s.done_on, s.begun, s.paper,
       s.duty_state,
       coalesce((select name from school c where c.log = %(log)s and c.id = s.school),
                (select name from organisation_name o where o.log = %(log)s
                 and o.organisation = s.subject order by {newest("o")} limit 1),
                s.subject) as owner_name
from stated s
where (%(duty_state)s::text is null or s.duty_state = %(duty_state)s)
and (%(late_before)s::date is null or (s.duty_state = 'late' and s.day <= %(late_before)s))
and (%(after)s::text is null or s.id > %(after)s collate "C")
order by s.id collate "C" limit %(limit)s
"""
COUNTS = f"""{STATES}
select n, duty_state, count(*) as count from stated group by n, duty_state
"""
