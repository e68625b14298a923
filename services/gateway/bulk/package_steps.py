"""What a package says that a cycle does not say yet, as commands in their order.

Evidence comes before the sheets that cite it, priority issues before what belongs to them. What
both say alike needs no command, so a report that is approved does not stand in the way of its plan.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from libs.kernel import canonical
from libs.kernel.problems import Problem, Wire
from services.gateway.exchange.making import TEXTS, Made
from services.gateway.exchange.package import EvidenceItem, Package, Plan, PlanItem, alike, dump
from services.gateway.exchange.place import Fault

Part = Literal["evidence", "figures", "sheets", "standards", "report_parts", "issues", "items"]


@dataclass(frozen=True, slots=True)
class Step:
    """A command, the part of the package that asks for it and the pointers of what it is for.

    `at` tells where in the package a field of the command stands, by its pointer.
    """

    part: Part
    pointers: tuple[str, ...]
    service: str
    stream: str
    command: str
    data: Wire
    at: Callable[[str], str]

    @property
    def pointer(self) -> str:
        """The pointer of what it is for, the first of several."""
        return self.pointers[0]

    @property
    def digest(self) -> str:
        """The SHA-256 of what it asks for, of whom."""
        return canonical.digest([self.stream, self.command, self.data])

    def covers(self, pointer: str) -> bool:
        """Return whether this, or something in it, is at `pointer`."""
        return any(f"{pointer}/".startswith(f"{own}/") for own in self.pointers)

    def refused(self, problem: Problem, told: Package) -> Iterator[Fault]:
        """Yield what the services say is wrong, but what the package itself brings along."""
        if not problem.errors:
            yield Fault(self.pointer, problem.code, problem.detail, problem.rule)
        for error in problem.errors:
            at = self.at(error.pointer)
            if not _brought(self.part, error.code, at, told):
                yield Fault(at, error.code, error.detail, problem.rule)


def _brought(part: Part, code: str, pointer: str, told: Package) -> bool:
    """Return whether what was missing comes with the same package."""
    match part, code:
        case "sheets", "evidence-not-registered":
            _, _, n, _, m, _, k = pointer.split("/")
            cited = told.sheets[int(n)].judgements[int(m)].evidence[int(k)]
            return cited in {item.code for item in told.evidence}
        case "items", "issue-unknown":
            # That the package names it was asked before.
            return True
    return False


def steps(told: Package, said: Wire, made: Made) -> Iterator[Step]:
    """Yield the commands of what `told` says otherwise than `made`, the cycle as it stands.

    `told` is completed by what stands (`exchange.completing`), `said` is what was sent of it.
    """
    yield from _evidence(told, made)
    yield from _figures(told, made)
    yield from _report(told, said, made)
    if told.plan is not None:
        yield from _plan(told.plan, made)


def _evidence(told: Package, made: Made) -> Iterator[Step]:
    stream = f"evidence-{made.school['id']}"
    for n, item in enumerate(told.evidence):
        pointer = f"/evidence/{n}"

        def at(field: str, pointer: str = pointer) -> str:
            return pointer + field.removeprefix("/content").removeprefix("/details")

        def step(command: str, data: Wire, pointer: str = pointer, at: Any = at) -> Step:
            return Step("evidence", (pointer,), "assessment", stream, command, data, at)

        code, content, details = {"code": item.code}, _content(item), _details(item)
        known = made.items.get(item.code)
        if known is None:
            about = {"criterion": item.criterion, "title": item.title, "cycle": made.cycle["id"]}
            yield step("AddEvidence", {**code, **about, "content": content, "details": details})
            continue
        if content != _content_of(known):
            yield step("ReviseEvidence", {**code, "content": content})
        if (item.title, details) != (known["title"], {name: known[name] for name in details}):
            yield step("DescribeEvidence", {**code, "title": item.title, "details": details})


def _content(item: EvidenceItem) -> Wire:
    if item.link is not None:
        return {"link": {"url": item.link.url, "seen_on": item.link.seen_on.isoformat()}}
    if item.place is not None:
        place = item.place
        return {"place": {"box": place.box, "shelf": place.shelf, "where": place.where}}
    return {"file": item.file.sha256 if item.file else None}


def _content_of(item: Wire) -> Wire:
    match item["kept"]:
        case "link":
            return {"link": {"url": item["url"], "seen_on": item["seen_on"]}}
        case "place":
            return {"place": {name: item[name] for name in ("box", "shelf", "where")}}
    return {"file": item["sha256"]}


def _details(item: EvidenceItem) -> Wire:
    days = {"dated": item.dated, "expires_on": item.expires_on}
    told: Wire = {"obtained": item.obtained, "number": item.number, "issuer": item.issuer}
    return {**told, "note": item.note} | {n: d.isoformat() if d else None for n, d in days.items()}


def _figures(told: Package, made: Made) -> Iterator[Step]:
    """Yield a command for the figures of each school year and day."""
    known = {(f.year, f.code): (f.value, f.true_on) for f in made.package.figures}
    batches: dict[tuple[int, str], list[int]] = {}
    for n, figure in enumerate(told.figures):
        if known.get((figure.year, figure.code)) != (figure.value, figure.true_on):
            day = figure.true_on.isoformat()
            batches.setdefault((figure.year, day), []).append(n)
    for (year, day), numbers in sorted(batches.items()):
        pointers = tuple(f"/figures/{n}" for n in numbers)

        def at(field: str, pointers: tuple[str, ...] = pointers) -> str:
            _, _, rest = field.partition("/figures/")
            number, _, name = rest.partition("/")
            if not number.isdecimal():
                return pointers[0] + ("/true_on" if field == "/true_on" else "")
            return f"{pointers[int(number)]}/{name}".rstrip("/")

        figures = [
            {"code": f.code, "value": f.value} for f in map(told.figures.__getitem__, numbers)
        ]
        data = {"figures": figures, "taken_from": "imported", "true_on": day}
        data["note"] = f"Nhập từ {told.software.name}"
        stream = f"figures-{made.school['id']}_{year}"
        yield Step("figures", pointers, "assessment", stream, "RecordFigures", data, at)


def _report(told: Package, said: Wire, made: Made) -> Iterator[Step]:
    new, old = dump(told), dump(made.package)
    for part, command, key in (
        ("sheets", "RecordSheet", "criterion"),
        ("standards", "RecordStandard", "standard"),
        ("report_parts", "RecordReportPart", "report_part"),
    ):
        known = {each[key]: each for each in old[part]}
        for n, each in enumerate(new[part]):
            stands = known.get(each[key], {})
            if alike(each | _judged(each, stands)) == alike(stands):
                continue
            # The words of the package, not those that stand beside them: the same words again
            # are not taken again.
            digest = canonical.digest(alike(said[part][n]))
            imported = {"software": told.software.name, "digest": digest}
            yield Step(
                part,  # type: ignore[arg-type]
                (f"/{part}/{n}",),
                "assessment",
                f"cycle-{made.cycle['id']}",
                command,
                {**each, "imported": imported},
                f"/{part}/{n}".__add__,
            )


def _judged(sheet: Wire, stands: Wire) -> Wire:
    """Return all judgements of a sheet once this one is recorded: those left out stay."""
    every = [*stands.get("judgements", ()), *sheet.get("judgements", ())]
    last = {(one["level"], one["indicator"]): one for one in every}
    return {"judgements": [*last.values()]}


def _plan(plan: Plan, made: Made) -> Iterator[Step]:
    stream = f"improvement_plan-{made.school['id']}_{plan.year}"
    there = made.plan if made.plan and made.plan["year"] == plan.year else None
    of_cycle = {"cycle": made.cycle["id"]}
    old = made.package.plan if there else None
    issues = {each.issue: each for each in old.issues} if old else {}
    for n, issue in enumerate(plan.issues):
        if issue != issues.get(issue.issue):
            names = ("issue", "criterion", "limitation", "current_state", "cause")
            data = {**{name: getattr(issue, name) for name in names}, **of_cycle}
            at = f"/plan/issues/{n}".__add__
            pointers = (f"/plan/issues/{n}",)
            yield Step("issues", pointers, "assessment", stream, "NamePriorityIssue", data, at)
    items = {each.number: each for each in old.items} if old else {}
    for n, item in sorted(enumerate(plan.items), key=lambda each: each[1].number):
        if item == items.get(item.number):
            continue

        def at_item(field: str, n: int = n) -> str:
            return f"/plan/items/{n}{field.removeprefix('/work')}"

        command, data = _planned(item, made.numbers if there else {}, made)
        told = (f"/plan/items/{n}",)
        yield Step("items", told, "assessment", stream, command, data, at_item)


def _planned(item: PlanItem, numbers: Mapping[int, Wire], made: Made) -> tuple[str, Wire]:
    """Return the command that adds something to be done, or puts one that is there differently."""
    known = numbers.get(item.number)
    work: Wire = {name: getattr(item, name) for name in ("solution", *TEXTS, "budget")}
    for name in ("starts", "complete_by"):
        day = getattr(item, name)
        work[name] = day.isoformat() if day else None
    if known is not None:
        # Who answers for it is in no package: that stays as the school has said.
        work |= {name: known[name] for name in ("responsible", "participants")}
        return "EditPlanItem", {"item": known["item"], "work": work}
    data: Wire = {"born_of": item.born_of, "work": work, "issue": item.issue}
    data |= {"criterion": item.criterion, "unmet": list(item.unmet)}
    if item.born_of != "recommendation" and item.criterion is not None:
        data["cycle"] = made.cycle["id"]
    if item.evaluation_year is not None:
        data["evaluation"] = f"{made.school['id']}_{item.evaluation_year}"
    data["previous_item"] = item.previous_item
    return "AddPlanItem", data
