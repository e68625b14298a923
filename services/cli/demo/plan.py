"""What the demo does: the letters and the schedule as steps, school by school.

Everything that is told here stands in examples/letters and examples/demo/schedule.yaml; every id is
made from a natural key, so that a second run finds what the first one did.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import merge
from pathlib import Path
from typing import Any

import yaml

from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.standards import RuleSet, levels
from services.cli.demo.improvement import Improving
from services.cli.demo.steps import DemoStep, Lane
from services.cli.demo.story import Place, Story, Telling
from services.cli.demo.whole_report import WholeReport

EXAMPLES = Path(__file__).parents[3] / "examples"
OPERATOR = "s:operator"
LISTS = ("planned", "per_school")
"""The kinds of duty that list schools by month or by day."""
_IDS = uuid.UUID("3c1f7d38-52a7-5f5e-9b0e-8a6c2d4e9f10")

Entry = Mapping[str, Any]


def identity(*natural: str) -> str:
    """Return the opaque id that stands for a natural key: 32 hexadecimal digits."""
    return uuid.uuid5(_IDS, "/".join(natural)).hex


def person(*natural: str) -> str:
    """Return the actor id of a sample person."""
    return f"u:{identity('person', *natural)}"


@dataclass(frozen=True)
class School:
    """A school of the demo: its entry in the schedule, its log, its areas, its office's data."""

    entry: Entry
    log: str
    areas: tuple[str, ...]
    address: str

    @property
    def id(self) -> str:
        """The school's id."""
        return identity("school", self.log, str(self.entry["key"]))

    @property
    def name(self) -> str:
        """The school's name as the letter has it."""
        return str(self.entry["name"])

    @property
    def principal(self) -> str:
        """The sample person who heads the school."""
        return person(self.entry["key"], "chair")

    def council(self, posts: list[str]) -> list[Wire]:
        """Return the self-assessment council, its chair the principal."""
        return [
            {"person": self.principal if post == "chair" else self.person(n), "post": post}
            for n, post in enumerate(posts)
        ]

    def team(self, posts: list[str]) -> list[Wire]:
        """Return the evaluation team."""
        key = str(self.entry["key"])
        return [{"person": person(key, "team", str(n)), "post": p} for n, p in enumerate(posts)]

    def person(self, n: int) -> str:
        """Return the sample person that is the nth of the school, its principal the first."""
        return person(self.entry["key"], "council", str(n)) if n else self.principal


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sample person whom anybody on this machine may sign in as; `title` says who that is."""

    login: str
    title: str
    actor: str


class Plan:
    """The demo's data, read once, and the lanes of steps that follow from it."""

    def __init__(self, examples: Path = EXAMPLES) -> None:
        self.schedule: Entry = _read(examples / "demo" / "schedule.yaml")
        self.letters: list[Entry] = [
            _read(p) for p in sorted((examples / "letters").glob("*.yaml"))
        ]
        self.samples: Entry = self.schedule["sample_values"]
        self._rounds = {r["round"]: r for r in self.schedule["rounds"]}
        told = (Story(examples / "demo" / folder) for folder in self.schedule["stories"])
        self.stories = {story.school: story for story in told}

    @cached_property
    def schools(self) -> tuple[School, ...]:
        """The schools of the yearly plan, in its order."""
        log, areas = self.schedule["schools_log"], tuple(self.schedule["schools_areas"])
        return tuple(
            School(entry, log, areas, self.samples["address"].format(n=entry["n"]))
            for entry in self.schedule["schools"]
        )

    @cached_property
    def outsiders(self) -> dict[str, School]:
        """The sample schools that are there for one refusal or warning, by incident."""
        address = self.samples["address_outside_go_vap"]
        found = {}
        for name in ("outside_window", "revised_rules", "not_usable"):
            incident = self.schedule[name]
            entry = incident["school"]
            areas = tuple(incident["areas"])
            found[name] = School(entry, incident["log"], areas, address.format(n=entry["n"]))
        return found

    @cached_property
    def logs(self) -> tuple[str, ...]:
        """The logs (provinces) that the demo writes to."""
        return tuple(sorted({office["log"] for office in self.schedule["offices"]}))

    @cached_property
    def sign_ins(self) -> tuple[SignIn, ...]:
        """Those whom one may sign in as once the demo has run."""
        return tuple(
            SignIn(one["login"], one["title"], person(*one["person"]))
            for one in self.schedule["sign_ins"]
        )

    def office(self, key: str) -> str:
        """Return the id of an office by its key in the schedule."""
        (log,) = {o["log"] for o in self.schedule["offices"] if o["key"] == key}
        return identity("office", log, key)

    def letter_id(self, letter: str) -> str:
        """Return the id of a letter by its number in examples/letters."""
        return identity("letter", letter)

    def first_lanes(self) -> list[Lane]:
        """Return what must be there before anything else: offices, functions, rights."""
        lanes = {log: Lane(f"Đơn vị, chức năng, quyền ({log})") for log in self.logs}
        on = self.schedule["setup"]["registered"]
        for office in self.schedule["offices"]:
            data = {
                "name": office["name"],
                "kind": office["kind"],
                "area": office["area"],
                "parent": self.office(office["parent"]) if office["parent"] else None,
            }
            stream = f"organisation-{self.office(office['key'])}"
            lanes[office["log"]].steps.append(
                DemoStep(office["log"], stream, "RegisterOrganisation", data, OPERATOR, on)
            )
        for turn, function in enumerate(self.schedule["functions"]):
            data = {
                "holder": self.office(function["holder"]),
                "kinds": function["kinds"],
                "starts": _iso(function["starts"]),
                "ends": _iso(function["ends"]),
                "basis": function["basis"],
            }
            stream = f"assignment-{function['function']}_{function['area']}"
            lanes[function["log"]].steps.append(
                DemoStep(function["log"], stream, "AssignFunction", data, OPERATOR, on, turn=turn)
            )
        log = self.schedule["schools_log"]
        for officer in self.schedule["people"]["officers"]:
            actor = person(officer["key"])
            org = self.office(officer["office"])
            lanes[log].steps.append(self._grant(log, actor, officer["role"], org))
        return list(lanes.values())

    def letter_lanes(self) -> list[Lane]:
        """Return the five letters, a lane each, with the list of schools of those that have one."""
        on = self.schedule["setup"]["letters_registered"]
        return [
            Lane(
                f"Văn bản {letter['letter']}",
                [
                    DemoStep(
                        letter["log"],
                        f"instruction-{self.letter_id(letter['letter'])}",
                        "RegisterInstruction",
                        self._instruction(letter),
                        OPERATOR,
                        on,
                    ),
                    *self._planned(letter),
                ],
            )
            for letter in self.letters
        ]

    def planned_list(self, letter: str) -> str:
        """Return the stream of the list of planned evaluations of a letter's issuer and year."""
        (told,) = (each["instruction"] for each in self.letters if each["letter"] == letter)
        return f"plannedlist-{self.office(told['issuer'])}_{told['school_year']}"

    def _planned(self, letter: Entry) -> Iterator[DemoStep]:
        """Yield the issuer's list of planned evaluations, taken from the letter once."""
        listing = [
            each["code"]
            for each in letter["instruction"]["obligations"]
            if each["kind"] in LISTS and each.get("entries")
        ]
        if not listing:
            return
        how = {"actor": OPERATOR, "on": self.schedule["setup"]["schools_planned"]}
        stream = self.planned_list(letter["letter"])
        basis = {"basis": letter["instruction"]["subject"]}
        yield DemoStep(letter["log"], stream, "OpenList", basis, **how)
        named = {"instruction": self.letter_id(letter["letter"])}
        for turn, code in enumerate(listing, 1):
            data = {**named, "code": code}
            yield DemoStep(letter["log"], stream, "PlanFromLetter", data, **how, turn=turn)

    def school_lanes(self) -> list[Lane]:
        """Return the whole way of each school of the yearly plan, and the outsiders' short ones."""
        # The schools of the stories first: theirs are the longest ways.
        ordered = sorted(self.schools, key=lambda each: each.entry["key"] not in self.stories)
        lanes = [Lane(school.name, list(self._way(school))) for school in ordered]
        outside = self.outsiders["outside_window"]
        revised = self.outsiders["revised_rules"]
        unusable = self.outsiders["not_usable"]
        lanes.insert(0, Lane(outside.name, list(self._outside_window(outside))))
        incident = self.schedule["revised_rules"]
        steps = [*self._founding(revised), self._open(revised, incident["cycle_opened"])]
        lanes.append(Lane(revised.name, steps))
        incident = self.schedule["not_usable"]
        opening = self._open(unusable, incident["cycle_opened"], incident["refusal"])
        lanes.append(Lane(unusable.name, [*self._founding(unusable), opening]))
        return lanes

    def sign_in_lanes(self) -> list[Lane]:
        """Return the roles that those who may be signed in as have besides the story's."""
        log = self.schedule["schools_log"]
        steps = [
            self._grant(
                log,
                person(*one["person"]),
                grant["role"],
                self.school(grant["school"]).id
                if "school" in grant
                else self.office(grant["office"]),
                # The story may have given a role to the same person before.
                turn=2 + n,
            )
            for one in self.schedule["sign_ins"]
            for n, grant in enumerate(one["grants"])
        ]
        return [Lane("Người mẫu để đăng nhập", steps)]

    def school(self, key: str) -> School:
        """Return a school by its key in the schedule; raises KeyError."""
        return {one.entry["key"]: one for one in (*self.schools, *self.outsiders.values())}[key]

    # The way of one school, in the order of its days.

    def _way(self, school: School) -> Iterator[DemoStep]:
        days = self._rounds[school.entry["round"]]
        yield from self._founding(school)
        telling = self._telling(school)
        if telling is not None:
            yield from telling.people()
            yield from telling.part("self_assessment")
            looked_at = self._looked_at(school, days)
            yield from merge(looked_at, telling.part("afterwards"), key=lambda step: step.on)
            return
        yield from self._self_assessment(school, days)
        improving = self._improving(school, days)
        if improving is not None:
            yield from improving.made()
        yield from self._looked_at(school, days)
        if improving is not None:
            yield from improving.carried_out()

    def _looked_at(self, school: School, days: Entry) -> Iterator[DemoStep]:
        yield from self._registration(school, days)
        yield from self._evaluation(school, days)
        yield from self._decisions(school, days)

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

    def _founding(self, school: School) -> Iterator[DemoStep]:
        data = {
            "name": school.name,
            "kind": school.entry["kind"],
            "ownership": school.entry["ownership"],
            "areas": list(school.areas),
            "address": school.address,
            "sample": True,
            "opened_on": _iso(self.samples["opened"]),
            "cohorts_completed": self.samples["cohorts_completed"],
        }
        on = self.schedule["setup"]["registered"]
        yield DemoStep(school.log, f"school-{school.id}", "RegisterSchool", data, OPERATOR, on)
        yield self._grant(school.log, school.principal, "principal", school.id)
        if "round" in school.entry:
            org = self.office(self.schedule["people"]["evaluators_office"])
            for member in school.team(self.schedule["team"]["posts"]):
                yield self._grant(school.log, member["person"], "evaluator", org)

    def _self_assessment(self, school: School, days: Entry) -> Iterator[DemoStep]:
        yield self._open(school, days["cycle_opened"])
        council = {
            "decision_number": self._number("council_decision", school),
            "members": school.council(self.schedule["council"]["posts"]),
        }
        yield self._by_school(school, "AppointCouncil", council, days["council_appointed"])
        report = WholeReport(self._rules(school, days), days["report_completed"])
        deputy, secretary, member = (school.person(n) for n in (1, 2, 3))
        groups = report.groups([secretary], [deputy, member])
        plan = report.plan(days["plan_approved"], days["report_approved"])
        for told in (groups, plan):
            yield self._by_school(school, *told, days["plan_approved"])
        items = {"items": [self._evidence(school, c) for c in self._criteria(school, days)]}
        yield DemoStep(
            school.log,
            f"evidence-{school.id}",
            "RegisterEvidence",
            items,
            school.principal,
            days["evidence_registered"],
        )
        for n, criterion in enumerate(self._criteria(school, days)):
            code = self._evidence(school, criterion)["code"]
            judged = [
                {**j, "evidence": [code] if j["met"] else []}
                for j in self._judgements(school, days, criterion, n)
            ]
            sheet = {
                "criterion": criterion,
                "judgements": judged,
                **{k: self.samples[k] for k in ("strengths", "weaknesses", "improvement")},
            }
            on = days["sheets_recorded"]
            yield self._by_school(school, "RecordSheet", report.sheet(sheet), on)
        on = days["report_completed"]
        for turn, (name, data) in enumerate((*report.texts(), report.confirmed()), 1):
            yield self._by_school(school, name, data, on, turn=turn)
        # The story may give the same person the same role.
        yield self._grant(school.log, secretary, "council_member", school.id, turn=9)
        yield self._by_school(school, "CompleteReport", {}, on, actor=secretary)
        yield self._by_school(school, "ApproveReport", {}, days["report_approved"])
        yield self._by_school(school, "SubmitReport", {}, days["report_submitted"])

    def _registration(self, school: School, days: Entry) -> Iterator[DemoStep]:
        key = school.entry["key"]
        officer, sample = person("officer-go-vap"), self.samples
        too_high = self.schedule["too_high"]
        if key == too_high["school"]:
            asked = {**self._registered(school), "purpose": too_high["purpose"]}
            asked["accreditation_grade"] = too_high["accreditation_grade"]
            yield self._case(
                school,
                "SubmitRegistration",
                asked,
                school.principal,
                too_high["asked"],
                refusal=too_high["refusal"],
                expected=0,
                turn=9,
            )
        filed = self._registered(school)
        yield self._case(school, "SubmitRegistration", filed, school.principal, days["registered"])
        returned, without = self.schedule["returned"], self.schedule["without_grant"]
        if key == returned["school"]:
            reasons = {"reasons": returned["reasons"]}
            yield self._case(school, "RequestCompletion", reasons, officer, returned["returned"])
            on = returned["resubmitted"]
            completed = {**filed, "address": f"{filed['address']} (bổ sung)"}
            yield self._case(school, "SubmitRegistration", completed, school.principal, on, turn=2)
        checked = {"checked": sample["checked_before_forwarding"]}
        if key == without["school"]:
            yield self._case(
                school,
                without["command"],
                checked,
                person(without["person"]),
                without["tried"],
                refusal=without["refusal"],
                turn=9,
            )
        yield self._case(school, "ForwardRegistration", checked, officer, days["forwarded"])
        checked = {"checked": sample["checked_so"]}
        yield self._case(
            school, "AcceptBySo", checked, person("officer-so-hcm"), days["so_accepted"]
        )

    def _evaluation(self, school: School, days: Entry) -> Iterator[DemoStep]:
        team = school.team(self.schedule["team"]["posts"])
        leader = str(team[0]["person"])
        formed = {"decision_number": self._number("team_decision", school), "members": team}
        director = person("director-so-hcm")
        yield self._case(school, "FormTeam", formed, director, days["team_formed"])
        texts = {k: self.samples[k] for k in ("strengths", "weaknesses", "recommendations")}
        for n, criterion in enumerate(self._criteria(school, days)):
            judged = self._judgements(school, days, criterion, n)
            finding = {"criterion": criterion, "judgements": judged, **texts}
            yield self._case(school, "RecordFinding", finding, leader, days["findings_recorded"])
        survey = {"started": _iso(days["survey_started"]), "ended": _iso(days["survey_ended"])}
        yield self._case(school, "CloseSurvey", survey, leader, days["survey_ended"])
        yield self._case(school, "SendDraft", {}, leader, days["draft_sent"])
        with_points = self.schedule["with_points"]
        points = with_points["points"] if school.entry["key"] == with_points["school"] else []
        reply = {"agreed": not points, "points": points}
        yield self._case(school, "Reply", reply, school.principal, days["reply"])
        if points:
            answers = {"answers": with_points["answers"]}
            yield self._case(school, "AnswerReply", answers, leader, days["reply_answered"])
        yield self._case(school, "SubmitFinalReport", {}, leader, days["final_report"])

    def _decisions(self, school: School, days: Entry) -> Iterator[DemoStep]:
        director, chair = person("director-so-hcm"), person("chair-ubnd-hcm")
        granted = {
            "decision_number": self._number("accreditation_decision", school),
            "certificate_number": self._number("accreditation_certificate", school),
        }
        on = days["accreditation_decided"]
        yield self._case(school, "DecideAccreditation", granted, director, on)
        if school.entry["national_grade"]:
            proposal = {"document_number": self._number("proposal", school)}
            on = days["national_standard_proposed"]
            yield self._case(school, "ProposeNationalStandard", proposal, director, on)
            granted = {
                "decision_number": self._number("national_standard_decision", school),
                "certificate_number": self._number("national_standard_certificate", school),
            }
            on = days["national_standard_decided"]
            yield self._case(school, "DecideNationalStandard", granted, chair, on)

    def _outside_window(self, school: School) -> Iterator[DemoStep]:
        incident = self.schedule["outside_window"]
        yield from self._founding(school)
        yield from self._self_assessment(school, incident)
        yield self._case(
            school,
            "SubmitRegistration",
            self._registered(school),
            school.principal,
            incident["filed"],
            refusal=incident["refusal"],
        )
        telling = self._telling(school)
        if telling is not None:
            yield from telling.people()
            yield from telling.part("self_assessment")
            yield from telling.part("afterwards")

    def _improving(self, school: School, days: Entry) -> Improving | None:
        """Return how a school improves, if the schedule says that it does."""
        said = self.schedule["improvement_plan"]
        if school.entry["key"] != said["school"]:
            return None
        evidence = {c: self._evidence(school, c)["code"] for c in self._criteria(school, days)}
        return Improving(
            *(said, school.log, school.id, self.schedule["school_year"], school.principal),
            *(person("officer-go-vap"), evidence),
        )

    # Single steps and what they carry.

    def _open(self, school: School, on: date, refusal: str | None = None) -> DemoStep:
        year = self.schedule["school_year"]
        return self._by_school(school, "OpenCycle", {"year": year}, on, refusal)

    def _by_school(
        self,
        school: School,
        name: str,
        data: Wire,
        on: date,
        refusal: str | None = None,
        *,
        actor: str | None = None,
        turn: int = 1,
    ) -> DemoStep:
        stream = f"cycle-{school.id}_{self.schedule['school_year']}"
        by = actor or school.principal
        return DemoStep(school.log, stream, name, data, by, on, refusal, turn=turn)

    def _case(
        self, school: School, name: str, data: Wire, actor: str, on: date, **more: Any
    ) -> DemoStep:
        stream = f"evaluation-{school.id}_{self.schedule['school_year']}"
        return DemoStep(school.log, stream, name, data, actor, on, **more)

    def _grant(self, log: str, actor: str, role: str, org: str, turn: int = 1) -> DemoStep:
        people = self.schedule["people"]
        starts = _iso(people["grants_start"])
        data = {"role": role, "org": org, "starts": starts, "ends": None, "basis": people["basis"]}
        on = self.schedule["setup"]["registered"]
        return DemoStep(log, f"grant-{actor[2:]}", "GiveGrant", data, OPERATOR, on, turn=turn)

    def _registered(self, school: School) -> Wire:
        national = school.entry["national_grade"]
        return {
            "purpose": "both" if national else "accreditation",
            "accreditation_grade": school.entry["accreditation_grade"],
            "national_grade": national,
            "address": school.address,
            "cycle_year": self.schedule["school_year"],
        }

    def _instruction(self, letter: Entry) -> Wire:
        found: Wire = _plain(letter["instruction"])
        found["issuer"] = self.office(found["issuer"])
        for obligation in found["obligations"]:
            for entry in obligation.get("entries", []):
                school = next(
                    (s.id for s in self.schools if s.entry["key"] == entry.get("school")), None
                )
                entry["school"] = school
        return found

    def _rules(self, school: School, days: Entry) -> RuleSet:
        return standards.choose(school.entry["kind"], days["cycle_opened"])

    def _criteria(self, school: School, days: Entry) -> tuple[str, ...]:
        return levels.criteria(self._rules(school, days))

    def _judgements(self, school: School, days: Entry, criterion: str, turn: int) -> list[Wire]:
        """Return the sample judgements of a criterion, the `turn`-th of its rule set."""
        rule = self.samples["judgements"][school.entry["accreditation_grade"]]
        judged: list[Wire] = []
        for level, indicator in levels.indicators(self._rules(school, days), criterion):
            how = rule.get(level)
            if how is None or (how == "mixed" and turn % 3 == 2):
                continue
            first = all(j["level"] != level for j in judged)
            met = how == "met" or turn % 3 == 0 or not first
            judged.append({"level": level, "indicator": indicator, "met": met})
        return judged

    def _evidence(self, school: School, criterion: str) -> Wire:
        standard, _, number = criterion.partition(".")
        code = self.samples["evidence_code"].format(
            standard=standard, criterion=criterion, serial=1, number=number
        )
        content = f"{school.entry['key']}/{criterion}/{self.schedule['school_year']}"
        return {
            "code": code,
            "title": self.samples["evidence_title"].format(criterion=criterion),
            "sha256": hashlib.sha256(content.encode()).hexdigest(),
            "sample": True,
        }

    def _number(self, pattern: str, school: School) -> str:
        return str(self.samples[pattern].format(n=school.entry["n"]))


def _read(path: Path) -> Entry:
    found: Entry = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(value: Any) -> Any:
    """Return YAML's value as JSON has it: dates as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
