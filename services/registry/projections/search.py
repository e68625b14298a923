"""What schools are found by: a row of words for each school, and the words themselves.

Made anew from the school's own tables after each of its events, so that it follows whatever they
hold. `school_word` counts for each word the schools that have it, and for the empty word all
schools; `school_slip` leads from a word with a letter left out to the words it may be.
"""

from datetime import timedelta
from functools import cache
from typing import Any

from libs import areas
from libs.eventlog import Recorded
from libs.folding import slips, sort_key, words
from libs.postgres import Cursor
from libs.read_tables import rows

MOST_WORDS = 200
"""How many words of a school are kept; a name and address that make sense hold 30 at most."""

DISTRICT = 3
"""How many digits the code of a district had."""

KNOWN = """
select s.name, s.kind, s.areas, s.address, s.identifiers, f.name_words || f.beside_words as before,
       array(select c.value #>> '{}' from school_change c
             where c.log = s.log and c.school = s.id and c.field = 'name') as names,
       array(select c.value from school_change c
             where c.log = s.log and c.school = s.id and c.field = 'areas') as lain_in
from school s left join school_search f using (log, id)
where s.log = %(log)s and s.id = %(id)s
"""
WRITE = """
insert into school_search
    (log, id, kind, areas, title, sorted_by, name_words, beside_words, name, whole)
values (%(log)s, %(id)s, %(kind)s, %(areas)s, %(title)s, %(sorted_by)s,
        %(name_words)s, %(beside_words)s,
        array_to_tsvector(%(name_words)s), array_to_tsvector(%(name_words)s || %(beside_words)s))
on conflict (log, id) do update set kind = excluded.kind, areas = excluded.areas,
    title = excluded.title, sorted_by = excluded.sorted_by, name_words = excluded.name_words,
    beside_words = excluded.beside_words, name = excluded.name, whole = excluded.whole
"""
COUNT = """
insert into school_word as w (log, word, schools) select %(log)s, unnest(%(words)s), 1
on conflict (log, word) do update set schools = w.schools + 1
returning word, schools
"""
DISCOUNT = (
    "update school_word set schools = schools - 1 where log = %(log)s and word = any(%(words)s)"
)
SLIP = """
insert into school_slip (log, slip, word) select %(log)s, unnest(%(slips)s), %(word)s
on conflict do nothing
"""


def project(db: Cursor, event: Recorded) -> None:
    """Bring what the school of `event` is found by up to its own row, which is up to `event`."""
    key = {"log": event.log, "id": event.stream.partition("-")[2]}
    for known in rows(db, KNOWN, key):
        name = list(dict.fromkeys(words(known["name"])))[:MOST_WORDS]
        beside = [w for w in dict.fromkeys(_beside(known)) if w not in name][:MOST_WORDS]
        now = {"", *name, *beside}
        before = set() if known["before"] is None else {"", *known["before"]}
        db.execute(
            WRITE,
            {
                **key,
                "kind": known["kind"],
                "areas": known["areas"],
                "title": known["name"],
                "sorted_by": sort_key(known["name"]),
                "name_words": name,
                "beside_words": beside,
            },
        )
        # In order, as every writer of these rows takes them.
        if lost := sorted(before - now):
            db.execute(DISCOUNT, {**key, "words": lost})
        if new := sorted(now - before):
            _count(db, key, new)


def _beside(known: dict[str, Any]) -> list[str]:
    """Return the words of a school's codes, address, other names, and of where it lies and lay."""
    codes = [str(code["value"]) for code in known["identifiers"]]
    places = [name for lain in known["lain_in"] for name in _places(tuple(lain))]
    texts = (*codes, known["address"], *known["names"], *places)
    return [word for text in texts for word in words(text)]


@cache
def _places(lain_in: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of units by their codes, and of those that they came from or went to.

    Codes went on with another meaning in July 2025; a district says that they are the older ones.
    """
    older = any(len(code) == DISTRICT for code in lain_in)
    day = areas.REFORM - timedelta(days=1) if older else areas.REFORM
    other_day = areas.REFORM if older else areas.REFORM - timedelta(days=1)
    related = areas.successors(lain_in[0]) if older else areas.predecessors(lain_in[0])
    found = [areas.unit(code, day) for code in lain_in]
    found += [areas.unit(code, other_day) for code in related]
    return tuple(dict.fromkeys(unit.name for unit in found if unit is not None))


def _count(db: Cursor, key: dict[str, str], new: list[str]) -> None:
    for found in rows(db, COUNT, {**key, "words": new}):
        if found["schools"] == 1:
            forms = sorted(slips(found["word"]) - {found["word"]})
            if forms:
                db.execute(SLIP, {**key, "slips": forms, "word": found["word"]})
