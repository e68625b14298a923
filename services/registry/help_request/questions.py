"""Questions about requests for help."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import OfSchool, OfSchoolsOrOffices
from libs.engine.read_tables import ONE, Limit, asked, listed, one, rows
from libs.kernel.messages import Id, given
from libs.log.database import Cursor
from services.registry.help_request.events import Topic
from services.registry.help_request.rules import State, overdue_days


@dataclass(frozen=True, slots=True)
class HelpMessage:
    """What was said after the question: forwarded, answered or reopened, by which organisation."""

    kind: str
    org: str
    said_on: date
    text: str


@dataclass(frozen=True, slots=True)
class HelpRequestView:
    """A question, who is in charge of it, and what was said since.

    `asker` is who asks, `school` the same if it is a school, None if it is an office.
    """

    id: str
    version: int
    position: int
    asker: str
    school: str | None
    topic: str
    subject: str
    text: str
    suspected: tuple[str, ...]
    office: str
    officer: str | None
    due: date | None
    asked_on: date
    state: State
    helped: bool | None
    messages: tuple[HelpMessage, ...]


@dataclass(frozen=True, slots=True)
class HelpRequestSummary:
    """A question and where it stands.

    `overdue_days`: by how many days an answer is late today, 0 when it is not.
    """

    id: str
    version: int
    position: int
    asker: str
    school: str | None
    topic: str
    subject: str
    office: str
    officer: str | None
    due: date | None
    overdue_days: int
    asked_on: date
    state: State
    helped: bool | None


@dataclass(frozen=True, slots=True)
class GetHelpRequest(OfSchool):
    """Ask for a request for help."""

    category: ClassVar[str] = "helprequest"
    view: ClassVar[type] = HelpRequestView
    id: Id


@dataclass(frozen=True, slots=True)
class ListHelpRequests(OfSchoolsOrOffices):
    """Ask for requests of an asker, to an office, about a topic, in a state, late or not."""

    category: ClassVar[str] = "helprequest"
    view: ClassVar[type] = HelpRequestSummary
    asker: Id | None = None
    office: Id | None = None
    topic: Topic | None = None
    state: State | None = None
    overdue: bool | None = None
    after: Id | None = None
    limit: Limit = 50
    today: date = given("on")


Asked = GetHelpRequest | ListHelpRequests

HELP_REQUEST = """
select id, version, position, asker, school, topic, subject, text, suspected, office, officer,
       due, asked_on, state, helped
from help_request where log = %(log)s
"""
HELP_SUMMARY = """
select id, version, position, asker, school, topic, subject, office, officer, due, asked_on,
       state, helped
from help_request where log = %(log)s
"""
HELP_REQUESTS = """
and (%(asker)s::text is null or asker = %(asker)s)
and (%(office)s::text is null or office = %(office)s)
and (%(topic)s::text is null or topic = %(topic)s)
and (%(state)s::text is null or state = %(state)s)
and (%(overdue)s::boolean is null
     or (state = 'open' and coalesce(due < %(today)s, false)) = %(overdue)s)
"""
HELP_MESSAGES = """
select kind, org, said_on, text from help_message
where log = %(log)s and help_request = %(id)s order by version
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetHelpRequest():
            return one([_request(db, row, values) for row in rows(db, HELP_REQUEST + ONE, values)])
        case ListHelpRequests(today=today):
            found = listed(db, question, HELP_SUMMARY + HELP_REQUESTS, values)
            return [
                HelpRequestSummary(
                    **row, overdue_days=overdue_days(row["state"], row["due"], today)
                )
                for row in found
            ]
    assert_never(question)


def _request(db: Cursor, row: Mapping[str, Any], values: Mapping[str, Any]) -> HelpRequestView:
    said = tuple(HelpMessage(**message) for message in rows(db, HELP_MESSAGES, values))
    return HelpRequestView(**{**row, "suspected": tuple(row["suspected"]), "messages": said})
