"""Questions about who succeeded whom."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from libs.engine.questions import Public
from libs.engine.read_tables import Limit, asked, rows
from libs.kernel.messages import Id
from libs.law.standards import mergers
from libs.log.database import Cursor


@dataclass(frozen=True, slots=True)
class LineageActView:
    """A merger, division or closure; `predecessors` end, but for one that only gives a part away.

    `form_name` is the form in Vietnamese; `starts` the first day on which it holds.
    """

    id: str
    position: int
    form: str
    form_name: str
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    starts: date
    basis: str


@dataclass(frozen=True, slots=True)
class ListLineage(Public):
    """Ask for the acts of a log in the order of the log; with `school`, all in its lines.

    Its lines: the schools it came from, those that came from it, and so on, backwards or forwards.
    """

    category: ClassVar[str] = "lineage"
    view: ClassVar[type] = LineageActView
    many: ClassVar[bool] = True
    school: Id | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = ListLineage

ACTS = """
with recursive forwards (id) as (
    select %(school)s::text
    union
    select unnest(a.successors) from forwards f join lineage_act a
    on a.log = %(log)s and a.predecessors @> array[f.id]),
backwards (id) as (
    select %(school)s::text
    union
    select unnest(a.predecessors) from backwards b join lineage_act a
    on a.log = %(log)s and a.successors @> array[b.id])
select version::text as id, position, form, predecessors, successors, starts, basis
from lineage_act
where log = %(log)s
-- As text of one length, which sorts as the numbers do and compares with whatever was sent.
and (%(after)s::text is null
     or lpad(version::text, 10, '0') collate "C" > lpad(%(after)s, 10, '0') collate "C")
and (%(school)s::text is null or predecessors && array(select id from forwards)
     or successors && array(select id from backwards))
order by version limit %(limit)s
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views."""
    return [
        LineageActView(
            **row
            | {"predecessors": tuple(row["predecessors"]), "successors": tuple(row["successors"])},
            form_name=mergers.forms()[row["form"]],
        )
        for row in rows(db, ACTS, asked(log, question))
    ]
