"""Questions about roadmaps and how far schools have come on them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import Public
from libs.engine.read_tables import ONE, PAGE, Limit, asked, one, rows
from libs.kernel.messages import Id, given
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.log.database import Cursor
from services.registry.roadmap import recognitions
from services.registry.roadmap.events import Code, Measure, State, TargetSet
from services.registry.roadmap.rules import reaches
from services.registry.shared.coverage import percent, share
from services.registry.shared.fields import Area, Kind, Ownership, Year
from services.registry.shared.living import LIVING


@dataclass(frozen=True, slots=True)
class TargetView:
    """A target as it stands; what each field means, `TargetSet` says."""

    code: str
    measure: str
    by_year: int
    percent: int
    schools: tuple[str, ...]
    area: str | None
    kinds: tuple[str, ...]
    ownerships: tuple[str, ...]
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    as_written: str
    dropped: bool


@dataclass(frozen=True, slots=True)
class RoadmapView:
    """A plan with its targets, in the order in which they were set; `office` keeps it."""

    id: str
    version: int
    position: int
    office: str
    issuer_name: str
    title: str
    number: str | None
    dated: date | None
    first_year: int | None
    last_year: int
    parent: str | None
    as_written: str
    closed: bool
    targets: tuple[TargetView, ...]


@dataclass(frozen=True, slots=True)
class GetRoadmap(Public):
    """Ask for a roadmap."""

    category: ClassVar[str] = "roadmap"
    view: ClassVar[type] = RoadmapView
    id: Id


@dataclass(frozen=True, slots=True)
class ListRoadmaps(Public):
    """Ask for the roadmaps of an office, those under another, those that cover a calendar year."""

    category: ClassVar[str] = "roadmap"
    view: ClassVar[type] = RoadmapView
    many: ClassVar[bool] = True
    office: Id | None = None
    parent: Id | None = None
    year: Year | None = None
    after: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class TargetCoverage:
    """How far a target is reached at the end of `year`, with the schools that explain the numbers.

    `numerator`: reached it, by the recognitions in force that day or, until then, today
    (`by_log`), or by what offices reported where the log does not know;
    `denominator`: are asked; `excluded`: lie in its scope and were reported as not eligible;
    `unreported`: are asked and nobody has said how they stand. `achieved` is None of no schools.
    `reported_schools` reached it as offices reported, `reported_achieved` is the share of those,
    `differing` are the schools of which log and reports say different things.
    """

    id: str
    position: int
    roadmap: str
    measure: str
    year: int
    by_year: int
    wanted: int
    achieved: int | None
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    excluded: tuple[str, ...]
    unreported: tuple[str, ...]
    by_log: bool
    reported_schools: tuple[str, ...]
    reported_achieved: int | None
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListRoadmapCoverage(Public):
    """Ask how far each target of a roadmap is reached at the end of a calendar year.

    Of the schools of an ownership, a kind, an area if so asked; `year` is this one if none.
    """

    category: ClassVar[str] = "roadmap_coverage"
    view: ClassVar[type] = TargetCoverage
    many: ClassVar[bool] = True
    roadmap: Id
    code: Code | None = None
    year: Year | None = None
    ownership: Ownership | None = None
    kind: Kind | None = None
    area: Area | None = None
    after: Id | None = None
    limit: Limit = 50
    today: date = given("on")


@dataclass(frozen=True, slots=True)
class ProgressView:
    """What was reported of a school: how it stood on `as_of`, by which office, on what basis."""

    id: str
    position: int
    roadmap: str
    school: str
    measure: str
    state: State
    as_of: date
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    basis: str
    office: str


@dataclass(frozen=True, slots=True)
class ListRoadmapProgress(Public):
    """Ask what was reported of a school or a measure, every report in its order."""

    category: ClassVar[str] = "roadmap_progress"
    view: ClassVar[type] = ProgressView
    many: ClassVar[bool] = True
    roadmap: Id
    school: Id | None = None
    measure: Measure | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetRoadmap | ListRoadmaps | ListRoadmapCoverage | ListRoadmapProgress

ROADMAP = """
select id, version, position, office, issuer_name, title, number, dated, first_year, last_year,
       parent, as_written, closed from roadmap where log = %(log)s
"""
ROADMAPS = """
and (%(office)s::text is null or office = %(office)s)
and (%(parent)s::text is null or parent = %(parent)s)
and (%(year)s::integer is null or %(year)s between coalesce(first_year, 0) and last_year)
"""
TARGETS = """
select roadmap, code, measure, by_year, percent, schools, area, kinds, ownerships,
       accreditation_grade, national_grade, as_written, dropped
from roadmap_target where log = %(log)s and roadmap = any (%(ids)s) order by roadmap, version
"""
STANDING = """
select code as id, code, measure, by_year, percent, schools, area, kinds, ownerships,
       accreditation_grade, national_grade, as_written,
       (select position from roadmap r where r.log = t.log and r.id = t.roadmap) as position
from roadmap_target t where log = %(log)s and roadmap = %(roadmap)s and not dropped
and (%(code)s::text is null or code = %(code)s)
"""
CODES = " and (%(after)s::text is null or code > %(after)s) order by code limit %(limit)s"
SCOPE = f"""
select id, position {LIVING}
and (cardinality(%(schools)s::text[]) = 0 or id = any (%(schools)s))
and (%(target_area)s::text is null or t.areas @> array[%(target_area)s])
and (cardinality(%(kinds)s::text[]) = 0 or t.kind = any (%(kinds)s))
and (cardinality(%(ownerships)s::text[]) = 0 or t.ownership = any (%(ownerships)s))
and (%(ownership)s::text is null or t.ownership = %(ownership)s)
and (%(kind)s::text is null or t.kind = %(kind)s)
and (%(area)s::text is null or t.areas @> array[%(area)s])
"""
REPORTED = """
select distinct on (school) school, state, accreditation_grade, national_grade from roadmap_progress
where log = %(log)s and roadmap = %(roadmap)s and measure = %(measure)s and as_of <= %(on)s
order by school, as_of desc, version desc
"""
PROGRESS = """
select * from (
    select lpad(version::text, 9, '0') collate "C" as id, position, roadmap, school, measure,
           state, as_of, accreditation_grade, national_grade, basis, office
    from roadmap_progress where log = %(log)s and roadmap = %(roadmap)s
    and (%(school)s::text is null or school = %(school)s)
    and (%(measure)s::text is null or measure = %(measure)s)) p
where true
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetRoadmap():
            return one(_roadmaps(db, ROADMAP + ONE, values))
        case ListRoadmaps():
            return _roadmaps(db, ROADMAP + ROADMAPS + PAGE, values)
        case ListRoadmapCoverage():
            year = question.year or question.today.year
            return [
                _coverage(db, row, values | {"year": year})
                for row in rows(db, STANDING + CODES, values)
            ]
        case ListRoadmapProgress():
            return [ProgressView(**row) for row in rows(db, PROGRESS + PAGE, values)]
    assert_never(question)


def _roadmaps(db: Cursor, sql: str, values: Mapping[str, Any]) -> list[RoadmapView]:
    found = {row["id"]: row for row in rows(db, sql, values)}
    targets: dict[str, list[TargetView]] = {id: [] for id in found}
    for row in rows(db, TARGETS, {"log": values["log"], "ids": list(found)}):
        targets[row["roadmap"]].append(TargetView(**_tuples(row, TargetView)))
    return [RoadmapView(**row, targets=tuple(targets[id])) for id, row in found.items()]


def _coverage(db: Cursor, standing: Mapping[str, Any], values: Mapping[str, Any]) -> TargetCoverage:
    target = TargetSet(**_tuples(standing, TargetSet))
    scope = {
        **values,
        "on": date(values["year"], 12, 31),
        "measure": target.measure,
        "schools": list(target.schools),
        "target_area": target.area,
        "kinds": list(target.kinds),
        "ownerships": list(target.ownerships),
    }
    schools = rows(db, SCOPE, scope)
    meant = {school["id"] for school in schools}
    reported = {row["school"]: row for row in rows(db, REPORTED, scope)}
    excluded = {
        school for school in meant if reported.get(school, {}).get("state") == "not_eligible"
    }
    told = [
        school
        for school, row in reported.items()
        if reaches(target, row["state"], row["accreditation_grade"], row["national_grade"])
    ]
    asked_of = meant - excluded
    told_share = share(told, asked_of)
    held = recognitions.holders(
        *(db, values["log"], target.measure, _least(target)),
        min(scope["on"], values["today"]),
    )
    found = told_share if held is None else share(held, asked_of)
    stated = asked_of & reported.keys()
    return TargetCoverage(
        id=target.code,
        position=max([standing["position"], *(school["position"] for school in schools)]),
        roadmap=values["roadmap"],
        measure=target.measure,
        year=values["year"],
        by_year=target.by_year,
        wanted=target.percent,
        achieved=percent(len(found.numerator), len(found.denominator)),
        numerator=found.numerator,
        denominator=found.denominator,
        excluded=tuple(sorted(excluded)),
        unreported=tuple(sorted(meant - reported.keys())),
        by_log=held is not None,
        reported_schools=told_share.numerator,
        reported_achieved=told_share.percent,
        differing=tuple(sorted(({*found.numerator} ^ {*told_share.numerator}) & stated)),
    )


def _least(target: TargetSet) -> int:
    grades = {
        "accredited": target.accreditation_grade,
        "national_standard": target.national_grade,
    }
    return grades.get(target.measure) or 1


def _tuples(row: Mapping[str, Any], kind: type) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row.items()
        if name in names
    }
