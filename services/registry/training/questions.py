"""Questions about training courses, who is trained, and how much of a school's staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import Inside, OfSchools, Public, seen_in
from libs.engine.read_tables import ONE, PAGE, Limit, asked, listed, one, rows
from libs.kernel.messages import Id, given
from libs.law.calendar import school_year, school_year_days
from libs.log.database import Cursor
from services.registry.shared.coverage import PostShare, percent, share, staff_shares
from services.registry.shared.fields import Area, Kind, Ownership, Year
from services.registry.shared.living import LIVING
from services.registry.shared.owners import Person
from services.registry.training.events import Subject


@dataclass(frozen=True, slots=True)
class TrainingView:
    """A course, and how many came; `ends` is the first day on which it no longer counts."""

    id: str
    version: int
    position: int
    owner: str
    title: str
    provider: str
    subject: str
    held_on: date
    ends: date | None
    validity_months: int | None
    basis: str
    by_school: bool
    sample: bool
    cancelled: bool
    attendee_count: int


@dataclass(frozen=True, slots=True)
class GetTraining(Public):
    """Ask for a training course."""

    category: ClassVar[str] = "training"
    view: ClassVar[type] = TrainingView
    id: Id


@dataclass(frozen=True, slots=True)
class ListTrainings(Public):
    """Ask for courses of an owner, about a subject, held from `since` to `until`, both included."""

    category: ClassVar[str] = "training"
    view: ClassVar[type] = TrainingView
    many: ClassVar[bool] = True
    owner: Id | None = None
    subject: Subject | None = None
    since: date | None = None
    until: date | None = None
    after: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """What a person attended; `valid`: it counts on the day asked for."""

    training: str
    title: str
    subject: str
    post: str
    org: str
    held_on: date
    ends: date | None
    valid: bool


@dataclass(frozen=True, slots=True)
class TrainedPersonView:
    """A person and what they were trained in, the latest course last."""

    id: str
    position: int
    person: str
    records: tuple[TrainingRecord, ...]


@dataclass(frozen=True, slots=True)
class ListTrainedPersons(OfSchools):
    """Ask who has training that counts on a day (`on`, today if none), of whom, about what."""

    category: ClassVar[str] = "trained_person"
    view: ClassVar[type] = TrainedPersonView
    school_in: ClassVar[str | None] = None
    person: Person | None = None
    org: Id | None = None
    subject: Subject | None = None
    on: date | None = None
    after: Id | None = None
    limit: Limit = 50
    today: date = given("on")


@dataclass(frozen=True, slots=True)
class PostCoverage:
    """The trained `persons` of a post, `of` how many; None: nobody has counted the staff.

    `of` is at least the number trained; where the headcount says less it is `understated`.
    """

    post: str
    persons: tuple[str, ...]
    of: int | None
    understated: bool
    percent: int | None


@dataclass(frozen=True, slots=True)
class SchoolCoverage:
    """How much of a school's staff is trained in a subject, as of `on`."""

    id: str
    position: int
    name: str
    kind: str
    ownership: str
    school_year: int
    on: date
    subject: str
    posts: tuple[PostCoverage, ...]
    trained_count: int
    of: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class ListTrainingCoverage(OfSchools):
    """Ask how much of each school's staff is trained in `subject`.

    As of the last day of school year `year`, or today while it lasts (the current one if none).
    """

    category: ClassVar[str] = "training_coverage"
    view: ClassVar[type] = SchoolCoverage
    school_in: ClassVar[str | None] = "id"
    subject: Subject
    school: Id | None = None
    area: Area | None = None
    kind: Kind | None = None
    ownership: Ownership | None = None
    year: Year | None = None
    after: Id | None = None
    limit: Limit = 50
    today: date = given("on")


@dataclass(frozen=True, slots=True)
class KindCoverage:
    """How much of the staff of an area's schools of a kind is trained; the lists are school ids.

    `numerator`: schools all of whose staff is trained; `denominator`: schools that counted theirs;
    `uncounted`: schools that did not, which the persons leave out as well.
    """

    id: str
    position: int
    subject: str
    school_year: int
    on: date
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    uncounted: tuple[str, ...]
    trained_count: int
    of: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class ListTrainingTotals(Inside):
    """Ask, kind by kind, how much of the staff of an area's schools is trained in `subject`."""

    category: ClassVar[str] = "training_total"
    view: ClassVar[type] = KindCoverage
    school_in: ClassVar[str | None] = None
    subject: Subject
    area: Area | None = None
    kind: Kind | None = None
    ownership: Ownership | None = None
    year: Year | None = None
    today: date = given("on")


Asked = GetTraining | ListTrainings | ListTrainedPersons | ListTrainingCoverage | ListTrainingTotals

TRAINING = """
select id, version, position, owner, title, provider, subject, held_on, ends, validity_months,
       basis, by_school, sample, cancelled,
       (select count(*) from attendance a where a.log = t.log and a.training = t.id)
           as attendee_count
from training t where log = %(log)s
"""
TRAININGS = """
and (%(owner)s::text is null or owner = %(owner)s)
and (%(subject)s::text is null or subject = %(subject)s)
and (%(since)s::date is null or held_on >= %(since)s)
and (%(until)s::date is null or held_on <= %(until)s)
"""
COUNTS = "holds(a.held_on, a.ends, %(on)s)"
CHOSEN = f"""
(%(person)s::text is null or a.person = %(person)s)
and (%(org)s::text is null or a.org = %(org)s)
and (%(subject)s::text is null or a.subject = %(subject)s) {seen_in("a.org")}
"""
PERSONS = f"""
select id from (
    select distinct substr(a.person, 3) collate "C" as id from attendance a
    where a.log = %(log)s and {COUNTS} and {CHOSEN}) p
where true {PAGE}
"""
RECORDS = f"""
select substr(a.person, 3) as person, a.training, t.title, a.subject, a.post, a.org, a.held_on,
       a.ends, {COUNTS} as valid, a.position
from attendance a join training t on t.log = a.log and t.id = a.training
where a.log = %(log)s and a.person = any (%(persons)s) and {CHOSEN}
order by a.held_on, a.training
"""
SCHOOLS = f"""
select id, t.name, t.kind, t.ownership, position {LIVING}
and (%(school)s::text is null or id = %(school)s)
and (%(area)s::text is null or t.areas @> array[%(area)s])
and (%(kind)s::text is null or t.kind = %(kind)s)
and (%(ownership)s::text is null or t.ownership = %(ownership)s)
"""
LATEST_POSTS = f"""
select distinct on (a.org, a.person) a.org, a.person, a.post, a.position from attendance a
where a.log = %(log)s and a.subject = %(subject)s and {COUNTS} and a.org = any (%(ids)s)
order by a.org, a.person, a.held_on desc, a.training desc
"""
COLUMNS = {"manager": "managers", "teacher": "teachers", "staff": "staff"}
"""The headcount of each post."""
COUNTED = """
select school, managers, teachers, staff, position from headcount
where log = %(log)s and school_year = %(year)s and school = any (%(ids)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetTraining():
            return one([TrainingView(**row) for row in rows(db, TRAINING + ONE, values)])
        case ListTrainings():
            return [TrainingView(**row) for row in rows(db, TRAINING + TRAININGS + PAGE, values)]
        case ListTrainedPersons():
            return _persons(db, values | {"on": question.on or question.today})
        case ListTrainingCoverage():
            of = _as_of(values)
            return _coverage(db, listed(db, question, SCHOOLS, of), of)
        case ListTrainingTotals():
            of = _as_of(values | {"school": None})
            return _totals(_coverage(db, rows(db, SCHOOLS + seen_in("id"), of), of))
    assert_never(question)


def _persons(db: Cursor, values: Mapping[str, Any]) -> list[TrainedPersonView]:
    found = [row["id"] for row in rows(db, PERSONS, values)]
    records: dict[str, list[TrainingRecord]] = {id: [] for id in found}
    last = dict.fromkeys(found, 0)
    for row in rows(db, RECORDS, {**values, "persons": [f"u:{id}" for id in found]}):
        id = row.pop("person")
        last[id] = max(last[id], row.pop("position"))
        records[id].append(TrainingRecord(**row))
    return [TrainedPersonView(id, last[id], f"u:{id}", tuple(records[id])) for id in found]


def _as_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters with the school year asked for and the day as of which it is judged."""
    today = values["today"]
    year = values["year"] if values["year"] is not None else school_year(today)
    return {**values, "year": year, "on": min(today, school_year_days(year)[1])}


def _coverage(
    db: Cursor, found: Sequence[dict[str, Any]], values: Mapping[str, Any]
) -> list[SchoolCoverage]:
    schools = {school["id"]: school for school in found}
    further = {**values, "ids": list(schools)}
    trained: dict[str, dict[str, set[str]]] = {}
    counted: dict[str, dict[str, int]] = {}
    for row in rows(db, LATEST_POSTS, further):
        trained.setdefault(row["org"], {}).setdefault(row["post"], set()).add(row["person"])
        _moved(schools[row["org"]], row)
    for row in rows(db, COUNTED, further):
        counted[row["school"]] = {post: row[column] for post, column in COLUMNS.items()}
        _moved(schools[row["school"]], row)
    return [
        _school(school, values, staff_shares(trained.get(id, {}), counted.get(id)))
        for id, school in schools.items()
    ]


def _moved(school: dict[str, Any], row: Mapping[str, Any]) -> None:
    school["position"] = max(school["position"], row["position"])


def _school(
    school: Mapping[str, Any], values: Mapping[str, Any], posts: tuple[PostShare, ...]
) -> SchoolCoverage:
    of = sum(post.of for post in posts if post.of is not None)
    known = bool(posts) and all(post.of is not None for post in posts)
    trained = sum(len(post.trained) for post in posts)
    return SchoolCoverage(
        **school,
        school_year=values["year"],
        on=values["on"],
        subject=values["subject"],
        posts=tuple(
            PostCoverage(
                post=post.post,
                persons=post.trained,
                of=post.of,
                understated=post.understated,
                percent=None if post.of is None else percent(len(post.trained), post.of),
            )
            for post in posts
        ),
        trained_count=trained,
        of=of if known else None,
        percent=percent(trained, of) if known else None,
    )


def _totals(schools: list[SchoolCoverage]) -> list[KindCoverage]:
    return [
        _total(kind, [school for school in schools if school.kind == kind])
        for kind in sorted({school.kind for school in schools})
    ]


def _total(kind: str, schools: list[SchoolCoverage]) -> KindCoverage:
    counted = [school for school in schools if school.of is not None]
    whole = share([s.id for s in counted if s.trained_count == s.of], [s.id for s in counted])
    trained = sum(school.trained_count for school in counted)
    of = sum(school.of or 0 for school in counted)
    return KindCoverage(
        id=kind,
        position=max(school.position for school in schools),
        subject=schools[0].subject,
        school_year=schools[0].school_year,
        on=schools[0].on,
        numerator=whole.numerator,
        denominator=whole.denominator,
        uncounted=tuple(sorted(school.id for school in schools if school.of is None)),
        trained_count=trained,
        of=of,
        percent=percent(trained, of),
    )
