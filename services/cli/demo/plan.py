"""What the demo does: the letters and the schedule as steps, school by school.

Everything that is told here stands in examples/letters and examples/demo; every id is made from a
natural key, so that a second run finds what the first one did.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import merge
from pathlib import Path
from typing import Any

from libs.kernel.problems import Wire
from services.cli.demo.improvement import Improving
from services.cli.demo.schools import Entry, School, Year, identity, iso, person, read
from services.cli.demo.steps import DemoStep, Lane
from services.cli.demo.story import Place, Story, Telling
from services.cli.demo.way import OPERATOR, Way, grant

EXAMPLES = Path(__file__).parents[3] / "examples"
LISTS = ("planned", "per_school")
"""The kinds of duty that list schools by month or by day."""
SHARED = ("council", "team", "sample_values")
"""What the other years have as the schedule has it."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sample person whom anybody on this machine may sign in as; `title` says who that is."""

    login: str
    title: str
    actor: str


class Plan:
    """The demo's data, read once, and the lanes of steps that follow from it."""

    def __init__(self, examples: Path = EXAMPLES) -> None:
        self.schedule: Entry = read(examples / "demo" / "schedule.yaml")
        self.year = Year(self.schedule)
        """That of letters 000 and 002, in whose log the stories are told."""
        self.others = tuple(
            Year(_upon(self.schedule, read(examples / "demo" / name)))
            for name in self.schedule["other_years"]
        )
        """Those of the other letters, a log each."""
        self.letters: list[Entry] = [read(p) for p in sorted((examples / "letters").glob("*.yaml"))]
        told = (Story(examples / "demo" / folder) for folder in self.schedule["stories"])
        self.stories = {story.school: story for story in told}

    @property
    def years(self) -> tuple[Year, ...]:
        """Every year that is told, a log each."""
        return (self.year, *self.others)

    @property
    def schools(self) -> tuple[School, ...]:
        """The schools of letter 002's plan, in its order."""
        return self.year.schools

    @cached_property
    def outsiders(self) -> dict[str, School]:
        """The sample schools that are there for one refusal or warning, by incident."""
        names = ("outside_window", "revised_rules", "not_usable")
        told = {name: self.schedule[name] for name in names}
        return {name: self.year.school(one["school"], one) for name, one in told.items()}

    @cached_property
    def logs(self) -> tuple[str, ...]:
        """The logs (provinces) that the demo writes to."""
        return tuple(sorted({year.log for year in self.years}))

    @cached_property
    def recognitions(self) -> Mapping[str, int]:
        """How many recognitions each log has in the end."""
        found = Counter[str]()
        for year in self.years:
            for school in year.schools:
                if "registered" in year.days(school):
                    found[year.log] += sum(map(bool, school.earned))
        return found

    @cached_property
    def sign_ins(self) -> tuple[SignIn, ...]:
        """Those whom one may sign in as once the demo has run."""
        return tuple(
            SignIn(one["login"], one["title"], person(*one["person"]))
            for one in self.schedule["sign_ins"]
        )

    @cached_property
    def offices(self) -> dict[str, str]:
        """The id of every office, by its key."""
        return {o["key"]: y.office(o["key"]) for y in self.years for o in y.said["offices"]}

    def office(self, key: str) -> str:
        """Return the id of an office by its key in the schedules; raises KeyError."""
        return self.offices[key]

    def letter_id(self, letter: str) -> str:
        """Return the id of a letter by its number in examples/letters."""
        return identity("letter", letter)

    def first_lanes(self) -> list[Lane]:
        """Return what must be there before anything else: offices, functions, rights."""
        return [
            Lane(f"Đơn vị, chức năng, quyền ({year.log})", list(_founding(year)))
            for year in self.years
            if year.said["offices"]
        ]

    def letter_lanes(self) -> list[Lane]:
        """Return the five letters, a lane each, with the list of schools of those that have one."""
        years = {year.log: year for year in reversed(self.years)}
        return [
            Lane(f"Văn bản {letter['letter']}", list(self._letter(letter, years[letter["log"]])))
            for letter in self.letters
        ]

    def planned_list(self, letter: str) -> str:
        """Return the stream of the list of planned evaluations of a letter's issuer and year."""
        (told,) = (each["instruction"] for each in self.letters if each["letter"] == letter)
        return f"plannedlist-{self.office(told['issuer'])}_{told['school_year']}"

    def _letter(self, letter: Entry, year: Year) -> Iterator[DemoStep]:
        """Yield a letter, what is put right in it, and the issuer's list that is taken from it."""
        on, log, id = year.said["setup"]["letters_registered"], year.log, letter["letter"]
        stream, data = f"instruction-{self.letter_id(id)}", self._instruction(letter)
        yield DemoStep(log, stream, "RegisterInstruction", data, OPERATOR, on)
        right = year.said["corrected"].get(id)
        if right:
            data = {"corrections": _plain(right["corrections"]), "basis": right["basis"]}
            yield DemoStep(log, stream, "CorrectInstruction", data, OPERATOR, right["day"])
        yield from self._listed(year, letter)
        listing = [
            each["code"]
            for each in letter["instruction"]["obligations"]
            if each["kind"] in LISTS and each.get("entries")
        ]
        if not listing:
            return
        how = {"actor": OPERATOR, "on": year.said["setup"]["schools_planned"]}
        stream = self.planned_list(id)
        basis = {"basis": letter["instruction"]["subject"]}
        yield DemoStep(log, stream, "OpenList", basis, **how)
        for turn, code in enumerate(listing, 1):
            data = {"instruction": self.letter_id(id), "code": code}
            yield DemoStep(log, stream, "PlanFromLetter", data, **how, turn=turn)

    def _listed(self, year: Year, letter: Entry) -> Iterator[DemoStep]:
        """Yield the list of a year whose letter has a day for listed schools and names none."""
        listed = year.said.get("listed")
        if listed is None or letter["instruction"]["issuer"] != listed["office"]:
            return
        how = {"actor": OPERATOR, "on": year.said["setup"]["schools_planned"]}
        stream = f"plannedlist-{year.office(listed['office'])}_{year.starts}"
        yield DemoStep(year.log, stream, "OpenList", {"basis": listed["basis"]}, **how)
        schools = [
            {
                "name": school.name,
                "school": school.id,
                "month": year.days(school)["month"],
                "accreditation_grade": school.entry["accreditation_grade"],
                "national_grade": school.entry["national_grade"],
            }
            for school in year.schools
        ]
        yield DemoStep(year.log, stream, "PlanSchools", {"schools": schools}, **how)

    def school_lanes(self) -> list[Lane]:
        """Return the whole way of each school, and the outsiders' short ones."""
        # The schools of the stories first: theirs are the longest ways.
        ordered = sorted(self.schools, key=lambda each: each.entry["key"] not in self.stories)
        others = [school for year in self.others for school in year.schools]
        lanes = [Lane(school.name, list(self._way(school))) for school in (*ordered, *others)]
        outside = self.outsiders["outside_window"]
        lanes.insert(0, Lane(outside.name, list(self._outside_window(outside))))
        for name in ("revised_rules", "not_usable"):
            school, incident = self.outsiders[name], self.schedule[name]
            way = Way(school, incident)
            steps = [*way.founding(), way.open(incident.get("refusal"))]
            lanes.append(Lane(school.name, steps))
        return lanes

    def sign_in_lanes(self) -> list[Lane]:
        """Return the roles that those who may be signed in as have besides the story's."""
        steps = [
            grant(
                self.year,
                person(*one["person"]),
                given["role"],
                self.school(given["school"]).id
                if "school" in given
                else self.office(given["office"]),
                # The story may have given a role to the same person before.
                turn=2 + n,
            )
            for one in self.schedule["sign_ins"]
            for n, given in enumerate(one["grants"])
        ]
        return [Lane("Người mẫu để đăng nhập", steps)]

    def school(self, key: str) -> School:
        """Return a school by its key in the schedules; raises KeyError."""
        every = (school for year in self.years for school in year.schools)
        return {one.entry["key"]: one for one in (*every, *self.outsiders.values())}[key]

    def _way(self, school: School) -> Iterator[DemoStep]:
        way = Way(school, school.year.days(school))
        yield from way.founding()
        telling = self._telling(school)
        if telling is not None:
            yield from telling.people()
            yield from telling.part("self_assessment")
            afterwards = telling.part("afterwards")
            yield from merge(_looked_at(way), afterwards, key=lambda step: step.on)
            return
        yield from way.self_assessment()
        improving = self._improving(way)
        if improving is not None:
            yield from improving.made()
        yield from _looked_at(way)
        if improving is not None:
            yield from improving.carried_out()

    def _telling(self, school: School) -> Telling | None:
        """Return the school's story from its beginning, None where none is told."""
        story = self.stories.get(school.entry["key"])
        if story is None:
            return None
        people = self.schedule["people"]
        place = Place(
            log=school.log,
            school=school.id,
            kind=school.entry["kind"],
            people=school.person,
            officer=person,
            office=self.office,
            registered=self.schedule["setup"]["registered"],
            grants_start=people["grants_start"],
            basis=people["basis"],
        )
        return story.at(place)

    def _outside_window(self, school: School) -> Iterator[DemoStep]:
        incident = self.schedule["outside_window"]
        way = Way(school, incident)
        yield from way.founding()
        yield from way.self_assessment()
        yield way.refused(incident["filed"], incident["refusal"])
        telling = self._telling(school)
        if telling is not None:
            yield from telling.people()
            yield from telling.part("self_assessment")
            yield from telling.part("afterwards")

    def _improving(self, way: Way) -> Improving | None:
        """Return how a school improves, if the schedule says that it does."""
        school, said = way.school, self.schedule["improvement_plan"]
        if school.entry["key"] != said["school"]:
            return None
        evidence = {c: way.evidence(c)["code"] for c in way.criteria}
        return Improving(
            *(said, school.log, school.id, school.year.starts, school.principal),
            *(person("officer-go-vap"), evidence),
        )

    def _instruction(self, letter: Entry) -> Wire:
        found: Wire = _plain(letter["instruction"])
        found["issuer"] = self.office(found["issuer"])
        for obligation in found["obligations"]:
            for entry in obligation.get("entries", []):
                key = entry.get("school")
                entry["school"] = self.school(key).id if key else None
        return found


def _founding(year: Year) -> Iterator[DemoStep]:
    """Yield the offices of a year's log, their functions, and the roles of their people."""
    on = year.said["setup"]["registered"]
    for office in year.said["offices"]:
        data = {
            "name": office["name"],
            "kind": office["kind"],
            "area": office["area"],
            "parent": year.office(office["parent"]) if office["parent"] else None,
        }
        stream = f"organisation-{year.office(office['key'])}"
        yield DemoStep(year.log, stream, "RegisterOrganisation", data, OPERATOR, on)
    for turn, function in enumerate(year.said["functions"]):
        data = {
            "holder": year.office(function["holder"]),
            "kinds": function["kinds"],
            "starts": iso(function["starts"]),
            "ends": iso(function["ends"]),
            "basis": function["basis"],
        }
        stream = f"assignment-{function['function']}_{function['area']}"
        yield DemoStep(year.log, stream, "AssignFunction", data, OPERATOR, on, turn=turn)
    for officer in year.said["people"]["officers"]:
        yield grant(year, person(officer["key"]), officer["role"], year.office(officer["office"]))


def _looked_at(way: Way) -> Iterator[DemoStep]:
    """Yield the case of a school that registers."""
    if "registered" in way.days:
        yield from way.registration()
        yield from way.evaluation()
        yield from way.decisions()


def _upon(schedule: Entry, own: Entry) -> Entry:
    """Return what a year says itself, sample values too, upon what it has from the schedule."""
    samples = {**schedule["sample_values"], **own.get("sample_values", {})}
    return {**{key: schedule[key] for key in SHARED}, **own, "sample_values": samples}


def _plain(value: Any) -> Any:
    """Return YAML's value as JSON has it: dates as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
