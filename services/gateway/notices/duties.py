"""What is due for a person, as the services tell it to that person: nobody is told more by mail."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from libs.engine.commands import Context
from libs.kernel.problems import Forbidden, Wire
from libs.law.calendar import last_good_day, school_year, working_days_left, year_name
from libs.people.suspected import suspected
from libs.rights import SCHOOL_ROLES
from services.gateway.sign_in.roles import Roles

PLAIN = {"task": "Việc trong một trao đổi", "helprequest": "Câu hỏi gửi cơ quan"}
"""What a duty is called whose title stays inside: it seems to hold personal data, or is of a
discussion within the school."""
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

    It is asked for by the `thing` of a `category`. `days_left` are working days, below 0 late.
    """

    category: str
    thing: str
    log: str
    title: str
    due: date
    days_left: int

    @property
    def id(self) -> str:
        """What names it for as long as it is due."""
        return f"{self.category}-{self.thing}"


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
        and not answered; of a principal the school's report of this school year, as long as it was
        not handed in. A person without a role has none.
        """
        found: dict[tuple[str, str], Duty] = {}
        held: dict[str, dict[str, Wire]] = {}
        for log, role in self._roles.of(actor, today):
            asked = held.setdefault(log, {"task": {"person": actor, "state": "open"}})
            if role.name not in SCHOOL_ROLES:
                whose = {"office": role.org, "state": "open"}
                asked |= {f"task {role.org}": whose, f"helprequest {role.org}": whose}
            elif role.name == "principal":
                report: Wire = {"school": role.org, "year": school_year(today)}
                asked[f"report_progress {role.org}"] = report
        for log, asked in held.items():
            for which, data in sorted(asked.items()):
                category = which.partition(" ")[0]
                for view in self._all(category, log, data, actor, today):
                    if (due := _due(category, view)) is not None:
                        left = working_days_left(today, due)
                        duty = Duty(category, view["id"], log, _title(category, view), due, left)
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


def _due(category: str, view: Wire) -> date | None:
    """Return the last good day of what a list says, None if it is due on no day or no more."""
    if category == "report_progress":
        handed_in = view["report_progress"] == "handed_in" and view["draft_progress"] is None
        waits = view["before"] is not None and not handed_in
        return last_good_day(date.fromisoformat(view["before"])) if waits else None
    return None if view["due"] is None else date.fromisoformat(view["due"])


def _title(category: str, view: Wire) -> str:
    """Return what a duty is called outside of the platform: a name of somebody never leaves it."""
    if category == "report_progress":
        what = "bản cập nhật báo cáo" if view["draft_progress"] else "báo cáo"
        return f"Nộp {what} tự đánh giá năm học {year_name(view['year'])}"
    subject = str(view["subject"])
    inside = view.get("within_school", False) or suspected(subject)
    return PLAIN[category] if inside else subject
