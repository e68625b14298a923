"""What schools are found by: a row of words for each school, and the words themselves.

Made anew from the school's own tables after each page of events, so that it follows whatever they
hold. `school_word` counts for each word the schools that have it, and for the empty word all
schools; `school_slip` leads from a word with a letter left out to the words it may be. A word that
no school has any more is in neither.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from libs.engine.read_tables import insert_all, rows
from libs.law import areas
from libs.law.vietnamese import slips, sort_key, words
from libs.log.database import Cursor
from libs.log.entry import Recorded, category_of

MOST_WORDS = 200
"""How many words of a school are kept; a name and address that make sense hold 30 at most."""

DISTRICT = 3
"""How many digits the code of a district had."""

KNOWN = """
select s.id, s.name, s.kind, s.areas, s.address, s.identifiers,
       f.name_words || f.beside_words as before,
       array(select c.value #>> '{}' from school_change c
             where c.log = s.log and c.school = s.id and c.field = 'name') as names,
       array(select c.value from school_change c
             where c.log = s.log and c.school = s.id and c.field = 'areas') as lain_in
from school s left join school_search f using (log, id)
where s.log = %(log)s and s.id = any(%(ids)s)
"""
FORGET = "delete from school_search where log = %(log)s and id = any(%(ids)s)"
COUNT = """
insert into school_word as w (log, word, schools)
select %(log)s, * from unnest(%(words)s::text[], %(more)s::integer[])
on conflict (log, word) do update set schools = w.schools + excluded.schools
returning word, schools
"""
FORGET_WORD = "delete from school_word where log = %(log)s and word = any(%(words)s)"
SLIP = """
insert into school_slip (log, slip, word)
select %(log)s, * from unnest(%(slips)s::text[], %(words)s::text[])
"""
FORGET_SLIP = """
delete from school_slip s using unnest(%(slips)s::text[], %(words)s::text[]) gone (slip, word)
where s.log = %(log)s and s.slip = gone.slip and s.word = gone.word
"""


def project(db: Cursor, events: Sequence[Recorded]) -> None:
    """Update the search words of the schools of `events` from their own rows."""
    streams = {event.stream for event in events if category_of(event.stream) == "school"}
    if not streams:
        return
    log = events[0].log
    ids = sorted(stream.partition("-")[2] for stream in streams)
    found, known_again = list[dict[str, Any]](), list[str]()
    more = Counter[str]()
    for known in rows(db, KNOWN, {"log": log, "ids": ids}):
        name = list(dict.fromkeys(words(known["name"])))[:MOST_WORDS]
        beside = [w for w in dict.fromkeys(_beside(known)) if w not in name][:MOST_WORDS]
        more.update(("", *name, *beside))
        if known["before"] is not None:
            more.subtract(("", *known["before"]))
            known_again.append(known["id"])
        found.append(
            {
                "log": log,
                "id": known["id"],
                "kind": known["kind"],
                "areas": known["areas"],
                "title": known["name"],
                "sorted_by": sort_key(known["name"]),
                "name_words": name,
                "beside_words": beside,
                "name": _vector(name),
                "whole": _vector([*name, *beside]),
            }
        )
    if known_again:
        db.execute(FORGET, {"log": log, "ids": known_again})
    insert_all(db, "school_search", found)
    _count(db, log, {word: count for word, count in sorted(more.items()) if count})


def _vector(found: Iterable[str]) -> str:
    """Return words, which hold letters and digits alone, as a tsvector is written."""
    return " ".join(f"'{word}'" for word in found)


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


def _count(db: Cursor, log: str, more: Mapping[str, int]) -> None:
    """Change how often each word is counted; its misspellings come and go with the word."""
    if not more:
        return
    told = {"log": log, "words": [*more], "more": [*more.values()]}
    count = {row["word"]: row["schools"] for row in rows(db, COUNT, told)}
    if new := [word for word in more if count[word] == more[word]]:
        db.execute(SLIP, {"log": log, **_slips(new)})
    if gone := [word for word in more if not count[word]]:
        db.execute(FORGET_WORD, {"log": log, "words": gone})
        db.execute(FORGET_SLIP, {"log": log, **_slips(gone)})


def _slips(found: Iterable[str]) -> dict[str, list[str]]:
    """Return the slips of words, and beside each the word."""
    pairs = [(slip, word) for word in found for slip in sorted(slips(word) - {word})]
    return {"slips": [slip for slip, _ in pairs], "words": [word for _, word in pairs]}
