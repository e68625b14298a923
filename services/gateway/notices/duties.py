"""What is due for a person, as the services tell it to that person: nobody is told more by mail."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from libs.engine.commands import Context
from libs.kernel.problems import Forbidden, Wire
from libs.law.calendar import last_good_day, school_year, show, working_days_left, year_name
from libs.law.labels import capital, label
from libs.law.standards.reminders import told_after
from libs.people.suspected import suspected
from libs.rights import SCHOOL_ROLES
from services.gateway.sign_in.roles import Roles

PLAIN = {
    "task": "Việc trong một trao đổi",
    "helprequest": "Câu hỏi gửi cơ quan",
    "plan_item": "Việc của kế hoạch cải tiến",
    "cycle_step": "một bước của kế hoạch tự đánh giá",
}
"""What a duty is called whose title stays inside: it seems to hold personal data, or is of a
discussion within the school."""
TOLD_ELSEWHERE = ("report_submitted", "report_updated", "plan_submitted", "plan_reported")
"""What fulfils duties of letters that are named as the report or the plan that is due."""
ENDING: Wire = {"eligibility_state": "must_register", "expiring": 18}
"""Which schools are reminded of registering anew: those whose recognition stands on the ladder."""
PAGE = 200
PATIENCE = timedelta(seconds=10)
"""How long a service may take to answer one question."""


class Answering(Protocol):
    """The services, as far as they are asked here."""

    def query(self, service: str, log: str, question: Wire, context: Wire) -> Wire:
        """Answer a question; raises what the service does."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is due: of which log, what it is called, its last good day.

    It is asked for by the `thing` of a `category`; `step` says which of several acts it asks for.
    `days_left` are working days, below 0 late.
    """

    category: str
    thing: str
    log: str
    title: str
    due: date
    days_left: int
    step: str = ""

    @property
    def id(self) -> str:
        """What names it for as long as it is due."""
        step = f"-{self.step}" if self.step else ""
        return f"{self.category}-{self.thing}{step}"


class Duties:
    """Asks the services what is due; `contracts` say which of them answers which question."""

    def __init__(
        self,
        backend: Answering,
        contracts: Mapping[str, Wire],
        roles: Roles,
        clock: Callable[[], datetime],
    ) -> None:
        self._backend = backend
        self._contracts = contracts
        self._roles = roles
        self._clock = clock

    def of(self, actor: str, today: date) -> list[Duty]:
        """Return what is due for a person, the nearest first; raises what services refuse with.

        Tasks of the person, and of the offices that the person acts for; what these have been asked
        and not answered; at a school what the person does by the improvement plan, and the steps to
        come of the self-assessment; of a principal the school's report and improvement plan of this
        school year, as long as they were not handed in, and what an office wants put right. What
        running cases of external evaluation owe by a day: the school's reply, or the office's step.
        What letters ask of the school, or of the office, by a day; of an office also how many it
        sees are late for so long that it is told (`libs.law.standards.reminders`). By when a
        recognition that ends asks for a new registration, of the school and of the offices that see
        it. A person without a role has none.
        """
        found: dict[tuple[str, str], Duty] = {}
        held: dict[str, dict[str, Wire]] = {}
        for log, role in self._roles.of(actor, today):
            asked = held.setdefault(log, {"task": {"person": actor, "state": "open"}})
            if role.name not in SCHOOL_ROLES:
                whose = {"office": role.org, "state": "open"}
                asked |= {f"task {role.org}": whose, f"helprequest {role.org}": whose}
                if role.name != "evaluator":
                    asked[f"evaluation {role.org}"] = {"running": True}
                    asked |= {f"duty_state {role.org}": {"owner": role.org}, "duty_count": {}}
                    asked["eligibility"] = ENDING
                continue
            asked["plan_item"] = {"person": actor}
            asked[f"cycle_step {role.org}"] = {"school": role.org}
            if role.name == "principal":
                this_year: Wire = {"school": role.org, "year": school_year(today)}
                asked[f"report_progress {role.org}"] = this_year
                asked[f"plan_progress {role.org}"] = this_year
                asked[f"duty_state {role.org}"] = {"owner": role.org}
                asked[f"eligibility {role.org}"] = {**ENDING, "school": role.org}
                asked[f"evaluation {role.org}"] = {"school": role.org, "running": True}
        for log, asked in held.items():
            for which, data in sorted(asked.items()):
                category, _, org = which.partition(" ")
                for view in self._all(category, log, data, actor, today):
                    # What has ended is in the list of who must register, and no day is left of it.
                    if category == "eligibility" and _day(view["expires_on"]) < today:
                        continue
                    for step, title, due in _owed(category, view, org):
                        left = working_days_left(today, due)
                        if category == "duty_count" and left > -told_after("owner"):
                            continue
                        duty = Duty(category, view["id"], log, title, due, left, step)
                        found[log, duty.id] = duty
        return sorted(found.values(), key=lambda duty: (duty.due, duty.log, duty.id))

    def _all(
        self, category: str, log: str, which: Wire, actor: str, today: date
    ) -> Iterator[dict[str, Any]]:
        """Yield the views of a list, page by page; nothing where the person may not ask."""
        place = self._place(category)
        if place is None:
            return
        service, question = place
        after: str | None = None
        while True:
            data = {**which, "limit": PAGE} | ({"after": after} if after else {})
            asked = Context("", actor, today, uuid.uuid4().hex, self._clock() + PATIENCE)
            try:
                views = self._backend.query(
                    service, log, {"type": question, "data": data}, asked.to_wire()
                )["views"]
            except Forbidden:
                return
            yield from views
            if len(views) < PAGE:
                return
            after = views[-1]["id"]

    def _place(self, category: str) -> tuple[str, str] | None:
        """Return which service lists a category, and by which question; None: no service does."""
        for service, contract in self._contracts.items():
            question = contract["queries"].get(category, {}).get("list")
            if question:
                return service, str(question["name"])
        return None


def _owed(category: str, view: Wire, org: str) -> Iterator[tuple[str, str, date]]:
    """Yield what a view of a list asks of a school or office: step, title, last good day."""
    match category:
        case "report_progress":
            yield from _of_report(view)
        case "plan_progress":
            yield from _of_plan(view)
        case "evaluation":
            yield from _of_case(view, org)
        case "plan_item":
            ended = view["state"] == "completed" or view["outcome"] is not None
            if view["complete_by"] is not None and not ended:
                said = _outside(str(view["solution"]), PLAIN[category])
                yield "", said, _day(view["complete_by"])
        case "duty_state":
            waits = view["duty_state"] not in ("done", "done_late")
            if waits and view["last_good_day"] and view["fulfilled_by"] not in TOLD_ELSEWHERE:
                yield "", str(view["duty"]), _day(view["last_good_day"])
        case "duty_count":
            if view["late_count"] and view["last_good_day"]:
                said = f"{view['late_count']} trường, đơn vị trễ: {view['duty']}"
                yield "", said, _day(view["last_good_day"])
        case "eligibility":
            by, ends = view["register_by"] or view["expires_on"], _day(view["expires_on"])
            said = f"{view['school_name']}: đăng ký lại, công nhận hết hạn ngày {show(ends)}"
            yield "", said, _day(by)
        case "cycle_step":
            said = _outside(str(view["name"]), PLAIN[category])
            yield "", f"Tự đánh giá {year_name(view['year'])}: {said}", _day(view["due"])
        case _:
            if view["due"] is not None:
                inside = view.get("within_school", False)
                subject = PLAIN[category] if inside else str(view["subject"])
                yield "", _outside(subject, PLAIN[category]), _day(view["due"])


def _of_report(view: Wire) -> Iterator[tuple[str, str, date]]:
    """Yield by when the council approves a report and the school hands it in, or an update."""
    of = f"báo cáo tự đánh giá năm học {year_name(view['year'])}"
    if view["approve_before"] is not None and view["approved_on"] is None:
        yield "approve", f"Hội đồng duyệt {of}", _last(view["approve_before"])
    handed_in = view["report_progress"] == "handed_in" and view["draft_progress"] is None
    if view["before"] is not None and not handed_in:
        update = "bản cập nhật " if view["draft_progress"] else ""
        yield "", f"Nộp {update}{of}", _last(view["before"])


def _of_case(view: Wire, org: str) -> Iterator[tuple[str, str, date]]:
    """Yield what a running case owes: the reply the school, all else the office that holds it."""
    at_school = org in (view["school"], view["continued_by"])
    holder = view["checker"] if view["in_charge"] == "check_dossier" else view["appraiser"]
    year = year_name(int(str(view["id"]).rpartition("_")[2]))
    for owed in view["open_deadlines"]:
        step = str(owed["step"])
        if at_school if step == "reply" else org == holder:
            said = f"{capital(label(step))}, hồ sơ đánh giá ngoài năm học {year}"
            yield step, said, _last(owed["before"])


def _of_plan(view: Wire) -> Iterator[tuple[str, str, date]]:
    """Yield by when a plan and its year's report are handed in, findings are put right."""
    of = f"kế hoạch cải tiến năm học {year_name(view['year'])}"
    if view["before"] is not None and view["submitted_on"] is None:
        yield "submit", f"Nộp {of}", _last(view["before"])
    if view["report_before"] is not None and view["reported_on"] is None:
        yield "report", f"Nộp báo cáo năm của {of}", _last(view["report_before"])
    for n, found in enumerate(view["to_put_right"], 1):
        said = _outside(str(found["text"]), f"Yêu cầu của cơ quan giám sát {of}")
        yield f"finding-{n}", f"Khắc phục: {said}", _last(found["before"])


def _day(said: str) -> date:
    return date.fromisoformat(said)


def _last(before: str) -> date:
    return last_good_day(_day(before))


def _outside(said: str, otherwise: str) -> str:
    """Return what something is called outside of the platform: no name of anybody leaves it."""
    return otherwise if suspected(said) else said
