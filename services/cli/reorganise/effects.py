"""What a plan changes of what stands: each thing before and after, and the commands that do so.

Worked out anew from what stands at the moment, so a run that was cut short goes on where it was,
and one that was finished finds nothing to do.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from libs.kernel.canonical import encode
from libs.kernel.periods import Period, Timeline
from libs.kernel.problems import Wire
from libs.law import areas
from libs.law.labels import label, said
from libs.rights import Holder, first_holder
from services.cli.reorganise.plan import PassedOn, Plan
from services.cli.reorganise.survey import Survey

KEYS = uuid.UUID("5a4e0b1c-6f7d-5b3e-9c39-2f2f61f0a7d1")
CASE_FUNCTIONS = {"check_dossier": "checker", "appraise": "appraiser"}
Kind = Literal["office", "function", "school", "case", "deadline", "right", "page"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing touched: its values before and after, equal where it stays as it is."""

    kind: Kind
    id: str
    title: str
    before: Wire | None
    after: Wire | None
    unsure: bool = False

    @property
    def changes(self) -> bool:
        """Whether it changes."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class PlannedCommand:
    """One command; the same in every run, by its id."""

    log: str
    stream: str
    name: str
    data: Wire

    @property
    def command_id(self) -> str:
        """The id made from the natural key: what is done to what."""
        natural = encode([self.log, self.stream, self.name, self.data]).decode()
        return uuid.uuid5(KEYS, natural).hex


@dataclass
class Effects:
    """What a plan does: the things touched, the commands in order, what stands in the way."""

    items: list[Item] = field(default_factory=list)
    steps: list[PlannedCommand] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)


def effects(plan: Plan, now: Survey, acted: date) -> Effects:
    """Return what `plan` changes of `now` when it is carried out on `acted` (legal date)."""
    return _Working(plan, now, acted).all()


class _Working:
    def __init__(self, plan: Plan, now: Survey, acted: date) -> None:
        self.plan = plan
        self.now = now
        self.acted = acted
        self.found = Effects()
        self.names = {office.id: office.name for office in plan.offices}
        self.holders = {id: _holders(view["terms"]) for id, view in now.assignments.items()}
        self.moved: dict[str, tuple[str, ...]] = {}

    def all(self) -> Effects:
        self._offices()
        self._functions()
        self._schools()
        touched = self._cases()
        self._pages(touched)
        self._letters()
        self._grants()
        self._endings()
        return self.found

    def _do(self, stream: str, name: str, data: Wire) -> None:
        self.found.steps.append(PlannedCommand(self.plan.log, stream, name, data))

    def _tell(
        self,
        kind: Kind,
        id: str,
        title: str,
        before: Wire | None,
        after: Wire | None,
        unsure: bool = False,
    ) -> None:
        self.found.items.append(Item(kind, id, title, before, after, unsure))

    def _name(self, office: str | None) -> str:
        known = office not in self.now.offices and office in self.names
        return self.names[str(office)] if known else self.now.office(office)

    def _about(self, function: str, area: str, holder: str) -> str:
        unit = areas.unit(area, self.plan.starts) or areas.unit(area, self._day_before)
        return f"{label(function)}, {unit.name if unit else area}: {self._name(holder)}"

    def _held(self, person: str, term: Wire, org: str) -> str:
        return f"u:{person}: {said(term['role'])}, {self._name(org)}"

    @property
    def _day_before(self) -> date:
        return self.plan.starts - timedelta(days=1)

    def _offices(self) -> None:
        starts = self.plan.starts.isoformat()
        rest = {"starts": starts, "basis": self.plan.basis}
        for new in self.plan.offices:
            if new.id not in self.now.offices:
                data = {"name": new.name, "kind": new.kind, "area": new.area, "parent": new.parent}
                self._do(f"organisation-{new.id}", "RegisterOrganisation", data)
                self._tell("office", new.id, new.name, None, data, new.unsure)
        for id, name in self.plan.renamed.items():
            view = self._there(id)
            if view and view["name"] != name:
                self._do(f"organisation-{id}", "RenameOrganisation", {"name": name, **rest})
                self._tell("office", id, view["name"], {"name": view["name"]}, {"name": name})
        for id, parent in self.plan.placed.items():
            view = self._there(id)
            if view and view["parent"] != parent:
                self._do(f"organisation-{id}", "PlaceOrganisation", {"parent": parent, **rest})
                before = {"parent": view["parent"]}
                self._tell("office", id, view["name"], before, {"parent": parent})

    def _there(self, id: str) -> Wire | None:
        view = self.now.offices.get(id)
        if view is None:
            self.found.obstacles.append(f"Không có đơn vị '{id}' trong sổ {self.plan.log}.")
        return view

    def _functions(self) -> None:
        for passed in self.plan.functions:
            kinds = self._taken(passed)
            for area, holder in passed.to:
                self._given(passed, area, holder, kinds)

    def _taken(self, passed: PassedOn) -> tuple[str, ...]:
        """Take a function from who held it the day before; return for which kinds it was."""
        on, id = self.plan.starts, f"{passed.function}_{passed.area}"
        kinds: list[str] = [*passed.kinds]
        holders: Timeline[Holder] = self.holders.get(id, Timeline())
        for holder, period in ((each.value, each.period) for each in holders.told):
            if holder.org != passed.source or not period.holds(self._day_before):
                continue
            if not passed.kinds:
                kinds += holder.kinds
            if period.ends != on:
                self.holders[id] = self.holders[id].end(lambda h: h.org == passed.source, on)
                before = {"ends": period.ends.isoformat() if period.ends else None}
                title = self._about(passed.function, passed.area, holder.org)
                key = f"{id}/{holder.org}/{period.starts.isoformat()}"
                after = {"ends": on.isoformat()}
                self._tell("function", key, title, before, after, passed.unsure)
                data = {"holder": holder.org, "ends": on.isoformat(), "basis": self.plan.basis}
                self._do(f"assignment-{id}", "EndFunction", data)
        if not kinds:
            self.found.obstacles.append(
                f"Không rõ chức năng {label(passed.function)} ở {passed.area} dành cho loại trường "
                f"nào (kinds)."
            )
        return tuple(dict.fromkeys(kinds))

    def _given(self, passed: PassedOn, area: str, holder: str, kinds: Sequence[str]) -> None:
        on, id = self.plan.starts, f"{passed.function}_{area}"
        holders: Timeline[Holder] = self.holders.get(id, Timeline())
        held = {kind for each in holders.on(on) if each.org == holder for kind in each.kinds}
        missing = tuple(kind for kind in kinds if kind not in held)
        if not missing:
            return
        self.holders[id] = holders.begin(Holder(holder, missing), Period(on))
        after = {"holder": holder, "kinds": [*missing], "starts": on.isoformat(), "ends": None}
        key = f"{id}/{holder}/{on.isoformat()}"
        title = self._about(passed.function, area, holder)
        self._tell("function", key, title, None, after, passed.unsure)
        data = {**after, "basis": self.plan.basis}
        self._do(f"assignment-{id}", "AssignFunction", data)

    def _schools(self) -> None:
        rules = {rule.area: rule for rule in self.plan.schools}
        for id, view in self.now.schools.items():
            here = tuple(view["areas"])
            new = self.plan.named.get(id)
            rule = next((rules[area] for area in here if area in rules), None)
            unsure = False
            if new is None and rule and here != areas.chain(here[0], self.plan.starts):
                new = areas.become(here)
                unsure = new is None and rule.unsure
                new = new or rule.fallback
            if new is None or new == here or view["closed_on"] is not None:
                continue
            self.moved[id] = new
            data = {
                "areas": [*new],
                "starts": self.plan.starts.isoformat(),
                "basis": self.plan.basis,
            }
            self._do(f"school-{id}", "ChangeAreas", data)
            before, after = {"areas": [*here]}, {"areas": [*new]}
            self._tell("school", id, view["name"], before, after, unsure)

    def _cases(self) -> set[str]:
        """Transfer the running cases; return the schools that anything here touches."""
        touched = set(self.moved)
        for id, view in self.now.cases.items():
            if not view["running"]:
                continue
            school = self.now.schools[view["continued_by"] or view["school"]]
            before = {name: view[name] for name in CASE_FUNCTIONS.values()}
            after = dict(before)
            for function, name in CASE_FUNCTIONS.items():
                to = self._holder(function, school)
                if to == before[name] or not self._concerns(before[name]):
                    continue
                if to is None:
                    office = self._name(before[name])
                    self.found.obstacles.append(
                        f"Hồ sơ {id} ({school['name']}) của {office}: không đơn vị nào nhận "
                        f"chức năng {label(function)}."
                    )
                    continue
                after[name] = to
                data = {"function": function, "to": to, "basis": self.plan.basis}
                self._do(f"evaluation-{id}", "TransferCase", data)
            if after != before or view["school"] in self.moved:
                touched.add(view["school"])
                title = f"{school['name']}, {label(view['state'])}"
                self._tell("case", id, title, before, after)
                self._deadlines(id, view, school, before, after)
        return touched

    def _concerns(self, office: str | None) -> bool:
        """Whether the plan takes functions from this office, or ends it."""
        sources = {passed.source for passed in self.plan.functions}
        return office in sources or office in {ending.office for ending in self.plan.ended}

    def _deadlines(self, id: str, view: Wire, school: Wire, before: Wire, after: Wire) -> None:
        charge = CASE_FUNCTIONS[view["in_charge"]]
        for owed in view["open_deadlines"]:
            key = f"{id}/{owed['step']}"
            title = f"{school['name']}: {label(owed['step'])}"
            was = {"before": owed["before"], "office": before[charge]}
            self._tell("deadline", key, title, was, {**was, "office": after[charge]})

    def _holder(self, function: str, school: Wire) -> str | None:
        """Return who holds a function for a school once the plan is carried out."""
        lies_in = self.moved.get(school["id"], tuple(school["areas"]))
        held = (self.holders.get(f"{function}_{area}", Timeline()) for area in lies_in)
        return first_holder(held, school["kind"], self.acted)

    def _pages(self, touched: set[str]) -> None:
        ended = {ending.office for ending in self.plan.ended}
        for id, view in self.now.pages.items():
            if view["school"] in touched or view["authority"] in ended:
                shown = {"authority": view["authority"], "authority_name": view["authority_name"]}
                title = f"{view['school_name']}: {view['certificate_number']}"
                self._tell("page", id, title, shown, dict(shown))

    def _letters(self) -> None:
        """List what letters of an office that ends still ask after its end; it goes on as asked."""
        ended = {ending.office for ending in self.plan.ended}
        for id, view in self.now.letters.items():
            if view["issuer"] not in ended:
                continue
            for duty in view["obligations"]:
                before = duty.get("before")
                if before and date.fromisoformat(before) > self.plan.starts:
                    stays = {"before": before, "office": view["issuer"]}
                    title = f"{view['issuer_name']}: {duty['code']}"
                    self._tell("deadline", f"{id}/{duty['code']}", title, stays, dict(stays))

    def _grants(self) -> None:
        ended = {ending.office for ending in self.plan.ended}
        for id, view in self.now.grants.items():
            for term in view["terms"]:
                if term["org"] in ended:
                    self._grant(id, term, view["terms"])

    def _grant(self, person: str, term: Wire, terms: Sequence[Wire]) -> None:
        """End a role at an office that ends; what replaces it comes first and ends as it did."""
        period = _period(term)
        stop = max(self.plan.starts, period.starts)
        if not period.holds(stop):
            return
        to = self.plan.grants.get(term["org"])
        if to is not None and term["holder"] is None:
            new = {"role": term["role"], "org": to, "scope": term["scope"]}
            new |= {"starts": stop.isoformat(), "ends": term["ends"]}
            if not any(all(each[key] == value for key, value in new.items()) for each in terms):
                title = self._held(person, term, to)
                self._tell("right", _right(person, new), title, None, new)
                self._do(f"grant-{person}", "GiveGrant", {**new, "basis": self.plan.basis})
        data = {"role": term["role"], "org": term["org"], "ends": stop.isoformat()}
        title = self._held(person, term, term["org"])
        before, after = {"ends": term["ends"]}, {"ends": stop.isoformat()}
        self._tell("right", _right(person, term), title, before, after)
        data["basis"] = self.plan.basis
        if term["holder"] is not None:
            self._do(f"grant-{person}", "EndDelegation", {"holder": term["holder"], **data})
        else:
            self._do(f"grant-{person}", "WithdrawGrant", data)

    def _endings(self) -> None:
        for ending in self.plan.ended:
            view = self._there(ending.office)
            if view is None or view["ends"] is not None:
                continue
            after = {
                "ends": self.plan.starts.isoformat(),
                "how": ending.how,
                "successors": [*ending.successors],
            }
            before: Wire = {"ends": None, "how": None, "successors": []}
            self._tell("office", ending.office, view["name"], before, after, ending.unsure)
            data = {**after, "basis": self.plan.basis}
            self._do(f"organisation-{ending.office}", "EndOrganisation", data)


def _holders(terms: Iterable[Wire]) -> Timeline[Holder]:
    found: Timeline[Holder] = Timeline()
    for term in terms:
        found = found.begin(Holder(term["holder"], tuple(term["kinds"])), _period(term))
    return found


def _period(term: Wire) -> Period:
    ends = date.fromisoformat(term["ends"]) if term["ends"] else None
    return Period(date.fromisoformat(term["starts"]), ends)


def _right(person: str, term: Mapping[str, Any]) -> str:
    return f"{person}/{term['role']}/{term['org']}/{term['starts']}"


def ordered(items: Sequence[Item]) -> Iterator[Item]:
    """Yield items by kind, each kind in the order of titles."""
    kinds = ["office", "function", "school", "case", "deadline", "right", "page"]
    yield from sorted(items, key=lambda item: (kinds.index(item.kind), item.title, item.id))
