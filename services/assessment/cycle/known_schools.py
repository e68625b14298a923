"""Of the registry: which schools there are that report, what they are called, where they lie.

`report_school` has a row for each thing said of a school; out of these `listed_school` has one for
each time through which nothing changes, so that a list of a day finds a school's row at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from libs.engine.read_tables import NewRows, insert_all, latest_told, rows
from libs.kernel.messages import Contract
from libs.law import areas
from libs.law.vietnamese import fold, sort_key
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """Registry: a school came into the register."""

    name: str
    kind: str
    areas: tuple[str, ...]
    education_stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolRenamed:
    """Registry: another name from a day on."""

    name: str
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolKindChanged:
    """Registry: another kind from a day on."""

    kind: str
    starts: date
    education_stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolAreasChanged:
    """Registry: other areas from a day on."""

    areas: tuple[str, ...]
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolClosed:
    """Registry: the school is no more, `ends` being the first day without it."""

    ends: date


HEARD: Contract[Any] = Contract(
    SchoolRegistered | SchoolRenamed | SchoolKindChanged | SchoolAreasChanged | SchoolClosed
)
FIELDS = ("name", "kind", "areas", "education_stages", "starts", "ends")


STAGES = "array_to_string(s.education_stages, ',')"
AS_OF = f"""
select {latest_told("s", "name")} as name, {latest_told("s", "kind")} as kind,
       string_to_array({latest_told("s", "areas", "array_to_string(s.areas, ',')")}, ',') as areas,
       string_to_array({latest_told("s", "education_stages", STAGES)}, ',') as stages
from report_school s where s.log = %(log)s and s.school = %(school)s
"""
"""What is said of a school on a day."""
DAYS = """
select starts, ends from report_school where log = %(log)s and school = %(school)s
"""


def add(new: NewRows, event: Recorded, heard: Any) -> None:
    """Keep what an event says of a school."""
    row = {"log": event.log, "school": school_of(event.stream), "version": event.version}
    said: dict[str, Any] = {name: getattr(heard, name, None) for name in FIELDS}
    lists = [name for name in ("areas", "education_stages") if said[name] is not None]
    new.add("report_school", {**row, **said, **{name: list(said[name]) for name in lists}})


def add_listed(new: NewRows, event: Recorded, heard: SchoolRegistered) -> None:
    """List a school as it came into the register."""
    said = {"name": heard.name, "kind": heard.kind, "areas": [*heard.areas]}
    said |= {"stages": [*heard.education_stages]}
    new.add("listed_school", _listed(event.log, school_of(event.stream), said, None, None, None))


def project_listed(db: Cursor, event: Recorded, heard: Any) -> None:
    """List a school anew by all that is said of it."""
    place = {"log": event.log, "school": school_of(event.stream)}
    db.execute("delete from listed_school where log = %(log)s and school = %(school)s", place)
    insert_all(db, "listed_school", list(_times(db, place)))


TOGETHER: Mapping[type, Callable[[NewRows, Recorded, Any], None]] = {SchoolRegistered: add_listed}
"""What comes by the thousand."""


def _times(db: Cursor, place: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    told = rows(db, DAYS, place)
    closes = min((row["ends"] for row in told if row["ends"]), default=None)
    days = sorted({row["starts"] for row in told if row["starts"]})
    for starts, ends in pairwise((None, *days, None)):
        (said,) = rows(db, AS_OF, {**place, "on": starts or date.min})
        if said["name"] is not None:
            yield _listed(place["log"], place["school"], said, starts, ends, closes)


def _listed(
    log: str,
    school: str,
    said: Mapping[str, Any],
    starts: date | None,
    ends: date | None,
    closes: date | None,
) -> Mapping[str, Any]:
    return {
        "log": log,
        "school": school,
        "starts": starts,
        "ends": ends,
        "name": said["name"],
        "sorted_by": sort_key(said["name"]),
        "folded": fold(said["name"]),
        "kind": said["kind"],
        "areas": said["areas"] or [],
        "stages": said["stages"] or [],
        "places": [f"{area} {said['kind']}" for area in said["areas"] or ()],
        "place_sorted_by": _called(said["areas"] or ()),
        "closes": closes,
    }


def _called(codes: Sequence[str]) -> str | None:
    """Return what sorts by the smallest unit's name, as it was called if it has ended."""
    found = (areas.unit(code, date.max) or areas.unit(code, areas.LAST_BEFORE) for code in codes)
    return next((sort_key(unit.name) for unit in found if unit and unit.tier != "province"), None)
