"""A small model of J1, written without the rules, and the commands that both are given.

`python -m tests.assessment.course 10000` walks so many histories at random and counts where the
rules and the model disagree.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from libs.engine.rules import FIRST
from libs.kernel.problems import Rejected
from libs.law import standards
from libs.law.calendar import school_year
from libs.law.standards import RuleSet, guidance, levels
from libs.law.standards.report_forms import form_of
from services.assessment.cycle.approval import ApproveReport, CommentReport
from services.assessment.cycle.confirmation import CompleteReport, ConfirmCriteria
from services.assessment.cycle.council import AppointCouncil
from services.assessment.cycle.course import AbandonCycle, CloseCycle, ReopenForUpdate, Reopening
from services.assessment.cycle.elements import PinGuidance, Tick, TickElements
from services.assessment.cycle.events import CycleEvent
from services.assessment.cycle.events.council import PlanStep, WorkingGroup
from services.assessment.cycle.events.work import Description
from services.assessment.cycle.groups import FormGroups, HandOverCriteria
from services.assessment.cycle.opening import PLAN_FIRST, OpenCycle, Opening
from services.assessment.cycle.plan import ApprovePlan
from services.assessment.cycle.rules import CYCLE
from services.assessment.cycle.sheet import Cited, Judgement, RecordSheet
from services.assessment.cycle.submission import AcknowledgeReport, PublishReport, SubmitReport
from services.assessment.cycle.texts import RecordReportPart, RecordStandard, standards_of
from services.assessment.cycle.votes import CastVote
from services.assessment.shared.duties import Desk, Due
from tests.assessment.sample import CYCLES, members
from tests.spec import Knowing

SETS = [rules for rules in standards.rule_sets() if rules.usable_for_new_cycles]
NUMBERS = (FIRST, PLAN_FIRST)
"""The numbers of the platform's rules that a cycle's procedure tells apart."""
CHAIR, SECRETARY, MEMBER, TEACHER, STRANGER = "u:p0", "u:p1", "u:p2", "u:gv", "u:x"
OFFICE = "phong764"
PARTS = ("first", "rest")
"""The criteria in two lots: the first one, all others."""


def day_of(rules: RuleSet) -> date:
    """Return a day in the first school year under a revision."""
    assert rules.effective_from is not None
    return rules.effective_from + timedelta(days=3)


@dataclass(frozen=True)
class Commands:
    """The commands of a cycle under one rule set, each with what is known of others.

    `rules_number` is that of the platform's rules when the cycle is opened.
    """

    rules: RuleSet
    rules_number: int = FIRST

    @property
    def on(self) -> date:
        """The day of every act."""
        return day_of(self.rules)

    @property
    def year(self) -> int:
        """The school year of the cycle."""
        return school_year(self.on)

    @property
    def code(self) -> str:
        """An evidence code in the form of the set."""
        return str(self.rules.document["self_assessment"]["evidence_code"]["example"])

    def criteria(self, part: str) -> tuple[str, ...]:
        """Return the criteria of a lot."""
        every = levels.criteria(self.rules)
        return every[:1] if part == "first" else every[1:]

    def open(self) -> Knowing:
        """Open the cycle."""
        command = OpenCycle(self.year, id=f"m1_{self.year}", school="m1", on=self.on)
        kind = self.rules.applies_to[0]
        return Knowing(command, Opening(kind, None, rules_number=self.rules_number))

    def council(self, number: int = 1) -> AppointCouncil:
        """Appoint a council of seven; another number is another decision."""
        return AppointCouncil(f"{number:02}/QĐ", members(7), on=self.on)

    def groups(self, whole: bool = True) -> FormGroups:
        """Form two groups that own every criterion; or leave the rest to nobody."""
        first = WorkingGroup("Nhóm 1", CHAIR, (TEACHER,), self.criteria("first"))
        rest = WorkingGroup("Nhóm 2", MEMBER, (), self.criteria("rest"))
        return FormGroups((SECRETARY,), (first, rest) if whole else (first,), on=self.on)

    def hand_over(self) -> HandOverCriteria:
        """Let another teacher take the teacher's place."""
        return HandOverCriteria(TEACHER, "u:gv2", "Nghỉ ốm", on=self.on)

    def plan(self, aim: str = "Tự đánh giá") -> ApprovePlan:
        """Approve a plan of one step."""
        step = PlanStep("Viết phiếu", self.on, self.on + timedelta(days=30))
        return ApprovePlan(aim, (step,), actor=CHAIR, on=self.on)

    def pin(self) -> PinGuidance:
        """Pin the newest guidance."""
        return PinGuidance(guidance.of(self.rules.id, self.rules.revision).hash)

    def sheets(self, part: str, by: str = CHAIR, weak: bool = False) -> list[Knowing]:
        """Record the sheets of a lot, all of level 1 met."""
        role = "principal" if by == CHAIR else "council_member"
        made = []
        for criterion in self.criteria(part):
            judged = tuple(
                Judgement(*place, True, (self.code,))
                for place in levels.indicators(self.rules, criterion)
                if place[0] == 1
            )
            text = "Yếu hơn" if weak else "Yếu"
            command = RecordSheet(
                *(criterion, judged, "Mạnh", text, "Bổ sung"),
                (Description(1, "Có kế hoạch."),),
                actor=by,
                role=role,
            )
            made.append(Knowing(command, Cited({self.code: "a" * 64})))
        return made

    def standards(self, text: str = "Đạt") -> list[RecordStandard]:
        """Record what the report says of each standard."""
        every = standards_of(self.rules)
        return [RecordStandard(number, text, "Mạnh", "Hạn chế", "Ưu tiên") for number in every]

    def parts(self) -> list[RecordReportPart]:
        """Record each part of the report that must be there."""
        form = form_of(self.rules, self.on)
        return [
            RecordReportPart(p.code, "Lời văn", on=self.on) for p in form.parts if not p.optional
        ]

    def confirm(self, part: str, by: str = SECRETARY) -> Knowing:
        """Confirm the criteria of a lot."""
        return Knowing(ConfirmCriteria(self.criteria(part), actor=by, on=self.on), None)

    def complete(self, by: str = SECRETARY) -> CompleteReport:
        """Complete the report."""
        return CompleteReport(actor=by, on=self.on)

    def comment(self, text: str = "Nói rõ hơn") -> CommentReport:
        """Comment on the report."""
        return CommentReport(text, on=self.on)

    def vote(self, by: str = MEMBER) -> CastVote:
        """Vote for the report."""
        return CastVote("in_favour", actor=by)

    def approve(self) -> Knowing:
        """Approve the report."""
        return Knowing(ApproveReport(on=self.on), None)

    def publish(self, place: str = "Văn phòng") -> PublishReport:
        """Make the report public inside the school."""
        return PublishReport(place, on=self.on)

    def submit(self, receiver: str | None = OFFICE) -> Knowing:
        """Submit the report."""
        return Knowing(SubmitReport(receiver, on=self.on), Desk(OFFICE, ()))

    def submit_late(self) -> Knowing:
        """Submit the report to an office that takes no first one in any more, but an update."""
        missed = Due("l1", "R1", self.on, "refuse")
        return Knowing(SubmitReport(OFFICE, on=self.on), Desk(OFFICE, (missed,)))

    def acknowledge(self, org: str = OFFICE) -> AcknowledgeReport:
        """Acknowledge the report as an office."""
        return AcknowledgeReport("15", org=org, on=self.on)

    def reopen(self, running: bool = False) -> Knowing:
        """Reopen the cycle."""
        known = Reopening(("e1",) if running else (), self.rules_number)
        return Knowing(ReopenForUpdate("Cập nhật", on=self.on), known)

    def abandon(self, running: bool = False) -> Knowing:
        """Give the cycle up."""
        return Knowing(AbandonCycle("Mở nhầm", on=self.on), ("e1",) if running else ())

    def close(self, planned: bool = True) -> Knowing:
        """Close the cycle."""
        return Knowing(CloseCycle(on=self.on), planned)

    def tick(self, by: str = CHAIR) -> TickElements | None:
        """Find the first element met; None where the guidance has none of the first criterion."""
        (criterion,) = self.criteria("first")
        pinned = guidance.of(self.rules.id, self.rules.revision)
        for (code, _, _), elements in pinned.elements.items():
            if code == criterion and elements:
                role = "principal" if by == CHAIR else "council_member"
                tick = Tick(elements[0].id, "met")
                return TickElements(criterion, (tick,), actor=by, role=role)
        return None


Outcome = str | None
"""The code of a refusal; "" where nothing happens, None where something does."""


@dataclass
class Model:
    """What J1 says: how far a cycle is, and what is refused where.

    `second`: the platform holds by its rules number 2.
    """

    second: bool
    phase: str = "none"
    council: int = 0
    groups: str = ""
    teacher: bool = False
    aim: str = ""
    sheets: dict[str, str] = field(default_factory=dict)
    standards: str = ""
    parts: bool = False
    confirmed: set[str] = field(default_factory=set)
    voters: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)
    completed: bool = False
    approved: bool = False
    place: str = ""
    submitted: bool = False
    receiver: str | None = None
    received: bool = False
    version: int = 1

    def over(self) -> Outcome:
        """Return why nothing may be done at all."""
        codes = {"none": "cycle-not-open", "abandoned": "cycle-abandoned", "closed": "cycle-closed"}
        return codes.get(self.phase)

    def working(self) -> Outcome:
        """Return why the report may not change."""
        return self.over() or ("report-approved" if self.approved else None)

    def staffed(self) -> Outcome:
        """Return why the council cannot act."""
        return self.working() or (None if self.council else "council-missing")

    def unplanned(self) -> Outcome:
        """Return why nothing is judged yet."""
        return "plan-missing" if self.second and not self.aim else None

    def faulty(self) -> bool:
        """Return whether the report lacks anything."""
        written = len(self.sheets) == 2 and self.standards and self.parts
        return not written or bool(self.aim and len(self.confirmed) < 2)

    def after_approval(self) -> Outcome:
        """Return why there is no approved report."""
        if self.phase != "none" and self.over():
            return self.over()
        return None if self.approved else "report-not-approved"

    def after_submission(self) -> Outcome:
        """Return why there is no submitted report."""
        return self.after_approval() or (None if self.submitted else "report-not-submitted")

    def changed(self, part: str = "") -> None:
        """What rested on a text that has changed is gone."""
        self.confirmed.discard(part)
        self.completed = False
        self.voters = set()

    def open(self) -> Outcome:
        if self.phase in ("open", "closed"):
            return ""
        self.__init__(self.second, phase="open")  # type: ignore[misc]
        return None

    def appoint(self, number: int) -> Outcome:
        if no := self.working():
            return no
        if self.council == number:
            return ""
        self.council = number
        return None

    def form(self, whole: bool) -> Outcome:
        if no := self.staffed():
            return no
        wanted = "whole" if whole else "first"
        if self.groups == wanted and self.teacher:
            return ""
        self.groups, self.teacher = wanted, True
        return None

    def hand_over(self) -> Outcome:
        if no := self.working():
            return no
        if not self.groups:
            return "groups-missing"
        if not self.teacher:
            return "not-in-groups"
        self.teacher = False
        return None

    def plan(self, aim: str) -> Outcome:
        if no := self.staffed():
            return no
        if not self.groups:
            return "groups-missing"
        if self.aim == aim:
            return ""
        if self.groups != "whole":
            return "plan-wrong"
        self.aim = aim
        return None

    def write(self, part: str, by: str, text: str) -> Outcome:
        if no := self.staffed() or self.unplanned():
            return no
        mine = {"u:p0": PARTS, "u:p1": PARTS, "u:p2": ("rest",)}.get(by, ())
        if by == TEACHER and self.teacher:
            mine = ("first",)
        if by == MEMBER and self.groups == "first":
            mine = ()
        if self.aim and part not in mine:
            return "criterion-not-yours"
        if self.sheets.get(part) == text:
            return ""
        self.sheets[part] = text
        self.changed(part)
        return None

    def say(self, text: str) -> Outcome:
        if no := self.staffed():
            return no
        if self.standards == text:
            return ""
        self.standards = text
        self.changed()
        return None

    def fill(self) -> Outcome:
        if no := self.staffed():
            return no
        if self.parts:
            return ""
        self.parts = True
        self.changed()
        return None

    def confirm(self, part: str, by: str) -> Outcome:
        if no := self.staffed():
            return no
        if by != SECRETARY:
            return "not-in-council"
        if part not in self.sheets:
            return "sheets-incomplete"
        if part in self.confirmed:
            return ""
        self.confirmed.add(part)
        return None

    def complete(self, by: str) -> Outcome:
        if no := self.staffed():
            return no
        if self.completed:
            return ""
        if by != SECRETARY:
            return "not-in-council"
        if self.faulty():
            return "report-incomplete"
        self.completed = True
        return None

    def vote(self, by: str) -> Outcome:
        if no := self.staffed():
            return no
        if by == STRANGER:
            return "not-in-council"
        if not self.completed:
            return "report-not-completed"
        if by in self.voters:
            return ""
        self.voters.add(by)
        return None

    def comment(self, text: str) -> Outcome:
        if no := self.over():
            return no
        if not self.completed and not self.approved:
            return "report-not-completed"
        if text in self.comments:
            return ""
        self.comments.add(text)
        return None

    def approve(self) -> Outcome:
        if no := self.over():
            return no
        if self.approved:
            return ""
        if not self.council:
            return "council-missing"
        if no := self.unplanned():
            return no
        if self.aim and not self.completed:
            return "report-incomplete" if self.faulty() else "report-not-completed"
        if len(self.sheets) < 2:
            return "criteria-unjudged"
        self.approved = True
        return None

    def publish(self, place: str) -> Outcome:
        if no := self.after_approval():
            return no
        if self.place == place:
            return ""
        self.place = place
        return None

    def submit(self, receiver: str | None) -> Outcome:
        if no := self.after_approval():
            return no
        if self.submitted:
            return ""
        if receiver not in (None, OFFICE):
            return "receiver-differs"
        self.submitted, self.receiver = True, receiver
        return None

    def submit_late(self) -> Outcome:
        if no := self.after_approval():
            return no
        if self.submitted:
            return ""
        if not (self.second and self.version > 1):
            return "handed-in-too-late"
        return self.submit(OFFICE)

    def acknowledge(self, org: str) -> Outcome:
        if no := self.after_submission():
            return no
        if org != self.receiver:
            return "receiver-differs"
        if self.received:
            return ""
        self.received = True
        return None

    def reopen(self, running: bool) -> Outcome:
        if no := self.after_submission():
            return no
        if running:
            return "evaluation-running"
        self.version += 1
        self.completed = self.approved = self.submitted = self.received = False
        self.place, self.voters, self.comments = "", set(), set()
        return None

    def abandon(self, running: bool) -> Outcome:
        if self.phase == "abandoned":
            return ""
        if no := self.over():
            return no
        if running:
            return "evaluation-running"
        self.phase = "abandoned"
        return None

    def close(self, planned: bool) -> Outcome:
        if self.phase == "closed":
            return ""
        if no := self.after_submission():
            return no
        if not planned:
            return "plan-not-drafted"
        self.phase = "closed"
        return None


Move = tuple[Iterable[Any], Callable[[Model], Outcome]]


def moves(do: Commands) -> dict[str, Move]:
    """Return what may be tried: the commands, and what the model says of them."""
    found: dict[str, Move] = {
        "open": ([do.open()], Model.open),
        "hand over": ([do.hand_over()], Model.hand_over),
        "fill": (do.parts(), Model.fill),
        "approve": ([do.approve()], Model.approve),
        "submit late": ([do.submit_late()], Model.submit_late),
    }
    for yes in (True, False):
        said = "" if yes else "not "
        found[f"form {said}all"] = ([do.groups(yes)], partial(Model.form, whole=yes))
        found[f"reopen, {said}evaluated"] = ([do.reopen(yes)], partial(Model.reopen, running=yes))
        found[f"abandon, {said}evaluated"] = (
            [do.abandon(yes)],
            partial(Model.abandon, running=yes),
        )
        found[f"close, {said}planned"] = ([do.close(yes)], partial(Model.close, planned=yes))
    for n in (1, 2):
        text = f"Lời {n}"
        found[f"appoint {n}"] = ([do.council(n)], partial(Model.appoint, number=n))
        found[f"comment {n}"] = ([do.comment(text)], partial(Model.comment, text=text))
        found[f"say {n}"] = (do.standards(text), partial(Model.say, text=text))
        found[f"plan {n}"] = ([do.plan(text)], partial(Model.plan, aim=text))
        found[f"publish {n}"] = ([do.publish(text)], partial(Model.publish, place=text))
    for part in PARTS:
        write = partial(Model.write, part=part)
        for by in (CHAIR, SECRETARY, MEMBER, TEACHER, STRANGER):
            found[f"write {part} {by}"] = (do.sheets(part, by), partial(write, by=by, text="Yếu"))
        anew = partial(write, by=CHAIR, text="Yếu hơn")
        found[f"write {part} anew"] = (do.sheets(part, weak=True), anew)
        for by in (SECRETARY, MEMBER):
            confirm = partial(Model.confirm, part=part, by=by)
            found[f"confirm {part} {by}"] = ([do.confirm(part, by)], confirm)
    for by in (MEMBER, SECRETARY):
        found[f"complete {by}"] = ([do.complete(by)], partial(Model.complete, by=by))
    for by in (MEMBER, SECRETARY, STRANGER):
        found[f"vote {by}"] = ([do.vote(by)], partial(Model.vote, by=by))
    for receiver in (None, OFFICE, "so"):
        submit = partial(Model.submit, receiver=receiver)
        found[f"submit {receiver}"] = ([do.submit(receiver)], submit)
    for org in (OFFICE, "so"):
        found[f"acknowledge {org}"] = ([do.acknowledge(org)], partial(Model.acknowledge, org=org))
    return found


def outcome(commands: Iterable[Any], past: list[CycleEvent]) -> Outcome:
    """Give the commands to the rules, all or none of them; `past` grows by what they bring."""
    grown = list(past)
    state = CYCLE.fold(grown)
    for command in commands:
        try:
            for event in CYCLES.decide(command, state):
                grown.append(event)
                state = CYCLE.evolve(state, event)
        except Rejected as refusal:
            return refusal.code
    told: Outcome = "" if len(grown) == len(past) else None
    past[:] = grown
    return told


LIKELY = (
    *("open", "appoint 1", "form all", "plan 1", "write first u:p0", "write rest u:p0", "say 1"),
    *("fill", "confirm first u:p1", "confirm rest u:p1", "complete u:p1", "vote u:p2"),
    *("approve", f"submit {OFFICE}", "reopen, not evaluated"),
)
"""The way that most histories take, with detours."""


def walk(seed: int, steps: int = 30) -> str | None:
    """Return where a random history's rules and model disagree, None where they do not."""
    random = Random(seed)
    do = Commands(random.choice(SETS), random.choice(NUMBERS))
    every, past, said = moves(do), list[CycleEvent](), list[str]()
    model = Model(do.rules_number >= PLAN_FIRST)
    way = list(LIKELY) if random.random() < 0.8 else []
    for _ in range(steps):
        name = way.pop(0) if way and random.random() < 0.85 else random.choice([*every])
        commands, expects = every[name]
        said.append(name)
        expected, found = expects(model), outcome(commands, past)
        if expected != found:
            return f"{do.rules.id} {said}: model {expected!r}, rules {found!r}"
    return None


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    told = Counter(filter(None, (walk(seed) for seed in range(many))))
    print(f"{many} histories, {sum(told.values())} disagreements")
    for each in told.most_common(5):
        print(each)
