"""The part of a list that is asked for, in one of the list's orders: one mechanism for all of them.

A question below `InOrder` names its orders; a part begins behind a row of the list, or lies back
from one, wherever that row stands by now: rows that come and go while somebody reads neither repeat
nor hide others. If the row itself is gone the list begins anew. What says nothing in the column
that sorts stands last, either way; of rows that say the same the ids decide.
"""

from collections.abc import Mapping
from typing import Any

from libs.engine.questions import Column, InOrder, limit_of
from libs.engine.read_tables import rows
from libs.log.database import Cursor


def part(
    db: Cursor,
    question: InOrder,
    sort: str,
    statement: str,
    values: Mapping[str, Any],
    anywhere: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Return the rows of a part, of those schools alone that its reader sees.

    `anywhere`: with these values the statement has the row that the part goes on from, and few
    others, whatever else is asked for.
    """
    column = question.orders[sort.removeprefix("-")]
    backward = question.after is None and question.back_from is not None
    down = sort.startswith("-") is not backward
    seen = f"select * from ({statement}) l where true {limit_of(question, column.indexed)}"
    beyond = ""
    if mark := question.after or question.back_from:
        marked = f"select {column.name} as said, id as mark from ({seen}) l where id = %(mark)s"
        for row in rows(db, marked, {**values, **anywhere, "mark": mark}):
            values = {**values, **row}
            beyond = f" and {_beyond(column, down, backward, row['said'] is None)}"
    turned = " desc" if down else ""
    order = f"{column.name}{turned}, id{turned}"
    if column.empty:
        order = f"{column.name} is null{' desc' if backward else ''}, {order}"
    found = rows(db, f"{seen}{beyond} order by {order} limit %(limit)s", values)
    return found[::-1] if backward else found


def _beyond(column: Column, down: bool, backward: bool, nothing: bool) -> str:
    """Return the condition for what stands behind the marked row, read in the statement's order."""
    name, sign = column.name, "<" if down else ">"
    if nothing:
        behind = f"{name} is null and id {sign} %(mark)s"
        return f"({name} is not null or ({behind}))" if backward else f"({behind})"
    # Said once more for the column alone, where an index can begin.
    behind = f"{name} {sign}= %(said)s and ({name}, id) {sign} (%(said)s, %(mark)s)"
    return f"({behind})" if backward or not column.empty else f"(({behind}) or {name} is null)"
