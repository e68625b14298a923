"""The whole work of one school, act by act, as a folder of examples/demo tells it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.standards import guidance, read_data
from services.cli.demo import made_files
from services.cli.demo.sheets import Sheets, all_items
from services.cli.demo.steps import DemoStep, Sent

OPERATOR = "s:operator"
STREAMS = {
    "cycle": "cycle-{school}_{year}",
    "plan": "improvement_plan-{school}_{year}",
    "evaluation": "evaluation-{school}_{year}",
    "evidence": "evidence-{school}",
    "school": "school-{school}",
    "figures": "figures-{school}_{of}",
    "discussion": "discussion-{school}_{of}",
    "training": "training-{school}_{of}",
}
"""Which stream an act goes to, by its `to`; `of` is what stands there behind a dash."""
ATTENDS = {"head_teacher": "teacher", "teacher": "teacher", "staff": "staff"}
"""As what somebody of a post attends a course, managers apart."""

Act = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a story takes place: the school and its log, its people, officers and offices.

    `people` gives the actor of the nth person of the story, `officer` that of an officer's key,
    `office` the id of an office's. They are registered and may act from these days on.
    """

    log: str
    school: str
    kind: str
    people: Callable[[int], str]
    officer: Callable[..., str]
    office: Callable[[str], str]
    registered: date
    grants_start: date
    basis: str


class Story:
    """A school's story as its files tell it."""

    def __init__(self, folder: Path) -> None:
        self.said: Act = _read(folder / "story.yaml")
        self.figures: Act = _read(folder / "figures.yaml")["years"]
        self.sheets: Act = _read(folder / "sheets.yaml")["criteria"]
        self.files: Act = _read(folder / "files.yaml")

    @property
    def school(self) -> str:
        """The natural key of the school."""
        return str(self.said["school"])

    def at(self, place: Place) -> "Telling":
        """Return the story told at a place, from its beginning."""
        return Telling(self, place)


class Telling:
    """A story as it is told once, part after part: each part yields the next steps."""

    def __init__(self, story: Story, place: Place) -> None:
        self._story = story
        self._place = place
        said = story.said
        rules = standards.choose(place.kind, said["opened"])
        self._sheets = Sheets(story.sheets, rules)
        self._guidance = guidance.of(rules.id, rules.revision)
        self._persons = {each["key"]: place.people(n) for n, each in enumerate(said["people"])}
        self._turns = Counter[tuple[str, str, str]]()
        id = f"{place.school}_{said['year']}"
        self._named: dict[str, Any] = {
            "$cycle": id,
            "$plan": id,
            "$evaluation": id,
            "$guidance": self._guidance.hash,
            "$criteria": list(self._sheets.criteria),
            "$council": [
                {"person": self._persons[each["key"]], "post": each["council"]}
                for each in said["people"]
                if each["council"]
            ],
            "$attendees": [
                {
                    "person": self._persons[each["key"]],
                    "post": ATTENDS.get(each["post"], "manager"),
                    "org": place.school,
                }
                for each in said["people"]
            ],
            "$groups": [
                {
                    "name": each["name"],
                    "head": self._persons[each["head"]],
                    "others": [self._persons[key] for key in each["others"]],
                    "criteria": each["criteria"],
                }
                for each in said["groups"]
            ],
        }

    def people(self) -> Iterator[DemoStep]:
        """Yield how the story's people come into the register, with their posts and rights.

        The first heads the school, and has that role already.
        """
        place = self._place
        for n, each in enumerate(self._story.said["people"]):
            actor = self._persons[each["key"]]
            person, term = f"person-{actor[2:]}", {"starts": place.grants_start, "ends": None}
            named = {"name": each["name"], "sample": True}
            yield self._step(place.registered, OPERATOR, person, "RegisterPerson", named)
            held = {"org": place.school, "basis": place.basis, **term}
            post = {"post": each["post"], **held}
            yield self._step(place.registered, OPERATOR, person, "TakePost", post)
            if n:
                role = {"role": "council_member", **held}
                stream = f"grant-{actor[2:]}"
                yield self._step(place.registered, OPERATOR, stream, "GiveGrant", role)

    def part(self, name: str) -> Iterator[DemoStep]:
        """Yield the acts of a part."""
        ways: dict[str, Callable[[Act], Iterator[DemoStep]]] = {
            "figures": self._figures,
            "evidence": self._evidence,
            "elements": self._elements,
            "sheets": self._changed_sheets,
            "plan_items": self._plan_items,
            "progress": self._progress,
            "adjust": self._adjust,
        }
        for act in self._story.said[name]:
            if "tell" in act:
                yield from ways[act["tell"]](act)
            elif "upload" in act:
                yield self._upload(act["day"], self._actor(act["by"]), act["upload"])
            else:
                to = act.get("to", "cycle")
                yield self._act(act, act["by"], to, act["command"], act["data"])

    # What stands for many commands.

    def _figures(self, act: Act) -> Iterator[DemoStep]:
        for year, said in self._story.figures.items():
            figures = [{"code": c, "value": f"{v:g}"} for c, v in said["figures"].items()]
            data = {"figures": figures, "true_on": said["true_on"], "note": "Dữ liệu mẫu"}
            yield self._act(act, act["by"], f"figures-{year}", "RecordFigures", data)
            yield self._act(act, self._head, f"figures-{year}", "LockFigures", {})

    def _evidence(self, act: Act) -> Iterator[DemoStep]:
        actor = self._actor(act["by"])
        for item in all_items(self._sheets):
            if item.file:
                yield self._upload(act["day"], actor, item.file)
            data = {"criterion": item.criterion, "code": item.code, "title": item.said["title"]}
            data |= {**item.content(), "details": item.details()}
            data |= {"cycle": "$cycle", "sample": True}
            yield self._act(act, act["by"], "evidence", "AddEvidence", data)

    def _elements(self, act: Act) -> Iterator[DemoStep]:
        for criterion in self._sheets.criteria:
            ticks = self._sheets.ticks(criterion, self._guidance)
            data = {"criterion": criterion, "ticks": ticks}
            yield self._act(act, self._group(criterion)["others"][0], "cycle", "TickElements", data)

    def _changed_sheets(self, act: Act) -> Iterator[DemoStep]:
        """Yield every sheet by the head of its group, or those that are `changed`."""
        changed = act.get("changed", {})
        for criterion in changed or self._sheets.criteria:
            sheet = self._sheets.sheet(criterion, changed.get(criterion))
            writer = act.get("by") or self._group(criterion)["head"]
            yield self._act(act, writer, "cycle", "RecordSheet", sheet)

    def _plan_items(self, act: Act) -> Iterator[DemoStep]:
        for criterion in self._sheets.criteria:
            data: Wire = {"born_of": "weakness", "criterion": criterion}
            data |= {"unmet": self._sheets.unmet(criterion), "work": self._work(criterion)}
            yield self._act(act, act["by"], "plan", "AddPlanItem", data)

    def _progress(self, act: Act) -> Iterator[DemoStep]:
        """Yield what those who are to do it say of the things of these criteria."""
        for criterion in act["items"]:
            data = {"item": self._item(criterion), "state": act["state"]}
            data |= {"note": act.get("note", ""), "evidence": act.get("evidence", [])}
            if act["state"] == "completed":
                budget = self._story.sheets[criterion]["budget"]
                data["spent"] = act.get("spent", {}).get(criterion, budget)
            yield self._act(act, self._group(criterion)["head"], "plan", "ReportPlanItem", data)

    def _adjust(self, act: Act) -> Iterator[DemoStep]:
        work = {**self._work(act["item"]), **act["changed"]}
        data = {"item": self._item(act["item"]), "work": work, "reason": act["reason"]}
        yield self._act(act, act["by"], "plan", "AdjustPlanItem", data)

    # What they are made of.

    @property
    def _head(self) -> str:
        return str(self._story.said["people"][0]["key"])

    def _group(self, criterion: str) -> Act:
        groups: Sequence[Act] = self._story.said["groups"]
        return next(each for each in groups if criterion in each["criteria"])

    def _item(self, criterion: str) -> int:
        """Return the number of what the plan has for a criterion."""
        return self._sheets.criteria.index(criterion) + 1

    def _work(self, criterion: str) -> Wire:
        said = self._story.sheets[criterion]
        own = {"solution": said["improvement"], "result_indicator": said["result"]}
        own["expected_evidence"] = said["proof"]
        responsible = f"@{self._group(criterion)['head']}"
        common = self._story.said["plan_item"]
        return {**own, "budget": said["budget"], "responsible": responsible, **common}

    def _actor(self, key: str) -> str:
        if key == "operator":
            return OPERATOR
        return self._persons.get(key) or self._place.officer(key)

    def _act(self, act: Act, by: str, to: str, name: str, data: Act) -> DemoStep:
        kind, _, of = to.partition("-")
        known = {"school": self._place.school, "year": self._story.said["year"], "of": of}
        return self._step(act["day"], self._actor(by), STREAMS[kind].format(**known), name, data)

    def _upload(self, on: date, actor: str, name: str) -> DemoStep:
        stream = f"evidence-{self._place.school}"
        cut = name == self._story.said["cut"]
        file = Sent(partial(made_files.made, name, self._story.files[name]), cut)
        return self._step(on, actor, stream, "ReceiveFile", {"name": name}, file)

    def _step(
        self, on: date, actor: str, stream: str, name: str, data: Act, file: Sent | None = None
    ) -> DemoStep:
        key = (stream, name, str(data.get("criterion", "")))
        self._turns[key] += 1
        said: Wire = self._said(data)
        return DemoStep(
            self._place.log, stream, name, said, actor, on, turn=self._turns[key], file=file
        )

    def _said(self, value: Any) -> Any:
        """Return a value of the files as a command has it: names put in, dates as text."""
        if isinstance(value, Mapping):
            return {key: self._said(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._said(each) for each in value]
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, str) and value.startswith("@"):
            return self._persons[value[1:]]
        if isinstance(value, str) and value.startswith("$"):
            kind, _, key = value.partition(":")
            return self._place.office(key) if kind == "$office" else self._named[value]
        return value


def _read(path: Path) -> Any:
    return read_data(path.read_text(encoding="utf-8"))
