"""Which offices hold cases, as read tables tell it: what `libs.rights.case_holder` asks of the log.

Asked when a question is, not kept: an assignment told late changes who held a function when a case
was filed.
"""

from collections.abc import Sequence
from typing import Any

from libs.log.database import Cursor

HOLDERS = """
select e.id, f.function, coalesce(
    (select t.recipient from case_transfer t
     where t.log = e.log and t.evaluation = e.id and t.function = f.function
     order by t.version desc limit 1),
    (select a.holder
     from unnest((
         select s.areas from school_area s
         where s.log = e.log and s.school = e.school
         and (s.starts is null or s.starts <= e.case_since)
         order by s.starts desc nulls last, s.version desc limit 1)) with ordinality as u (area, n)
     join assignment a on a.log = e.log and a.function = f.function and a.area = u.area
     where a.starts <= e.case_since and (a.ends is null or e.case_since < a.ends)
     and (select k.kind from school_kind k
          where k.log = e.log and k.school = e.school
          and (k.starts is null or k.starts <= e.case_since)
          order by k.starts desc nulls last, k.version desc limit 1) = any (a.kinds)
     order by u.n, a.version limit 1))
from evaluation e cross join (values ('check_dossier'), ('appraise')) as f (function)
where e.log = %(log)s and e.id = any (%(ids)s) and e.case_since is not null
"""
TRANSFERS = """
select evaluation, function, source, recipient, basis, transferred_on
from case_transfer where log = %(log)s and evaluation = any (%(ids)s) order by evaluation, version
"""


def with_holders(db: Cursor, log: str, rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Return rows of evaluations, each with `checker`, `appraiser` and `transfers`."""
    for row in rows:
        row.update(checker=None, appraiser=None, transfers=[])
    by_id = {row["id"]: row for row in rows}
    asked = {"log": log, "ids": list(by_id)}
    db.execute(HOLDERS, asked)
    for id, function, holder in db.fetchall():
        by_id[id]["checker" if function == "check_dossier" else "appraiser"] = holder
    db.execute(TRANSFERS, asked)
    for id, *transfer in db.fetchall():
        names = ("function", "source", "to", "basis", "on")
        by_id[id]["transfers"].append(dict(zip(names, transfer, strict=True)))
    return rows
