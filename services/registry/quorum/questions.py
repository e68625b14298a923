"""Questions about what is asked of votes in self-assessment councils."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import Public
from libs.engine.read_tables import ONE, PAGE, Limit, asked, one, rows
from libs.kernel.messages import Id
from libs.log.database import Cursor


@dataclass(frozen=True, slots=True)
class QuorumTerm:
    """What is asked from `starts` to the day before `ends`, in percent of a council's members."""

    kinds: tuple[str, ...]
    voting_percent: int
    in_favour_percent: int
    starts: date
    ends: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class QuorumView:
    """All that was stated of an area, whose code the id is, in the order in which it came."""

    id: str
    version: int
    position: int
    terms: tuple[QuorumTerm, ...]


@dataclass(frozen=True, slots=True)
class GetQuorum(Public):
    """Ask what is asked of votes in the councils of an area."""

    category: ClassVar[str] = "quorum"
    view: ClassVar[type] = QuorumView
    id: Id


@dataclass(frozen=True, slots=True)
class ListQuorums(Public):
    """Ask which areas ask anything of votes in councils."""

    category: ClassVar[str] = "quorum"
    view: ClassVar[type] = QuorumView
    many: ClassVar[bool] = True
    after: Id | None = None
    limit: Limit = 50


Asked = GetQuorum | ListQuorums

QUORUM = "select id, version, position from quorum where log = %(log)s"
TERMS = """
select quorum, kinds, voting_percent, in_favour_percent, starts, ends, basis from quorum_term
where log = %(log)s and quorum = any(%(ids)s) order by quorum, version
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetQuorum():
            return one(_quorums(db, QUORUM + ONE, values))
        case ListQuorums():
            return _quorums(db, QUORUM + PAGE, values)
    assert_never(question)


def _quorums(db: Cursor, sql: str, values: Mapping[str, Any]) -> list[QuorumView]:
    found = {row["id"]: row for row in rows(db, sql, values)}
    terms: dict[str, list[QuorumTerm]] = {id: [] for id in found}
    for term in rows(db, TERMS, {"log": values["log"], "ids": list(found)}):
        held = terms[term.pop("quorum")]
        held.append(QuorumTerm(**term | {"kinds": tuple(term["kinds"])}))
    return [QuorumView(**row, terms=tuple(terms[id])) for id, row in found.items()]
