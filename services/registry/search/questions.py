"""The question by which people find a school: words of its name, codes or address, as they type.

Words are folded (see `libs.law.vietnamese`), the last one may be begun only, each may hold one
slip. The answer is sorted by closeness to the question, then as Vietnamese lists are: never by
results.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from libs.engine.questions import Column, Public
from libs.engine.read_tables import rows
from libs.kernel.messages import Line, between
from libs.law.vietnamese import (
    BEGUN,
    SLIPPED,
    WHOLE,
    QuestionWord,
    asked_words,
    closeness,
    forgiven,
    marked_words,
    slipped,
    slips,
    spelled,
)
from libs.log.database import Cursor
from services.registry.shared.fields import Area, Kind

MOST_TERMS = 12
LEAST_BEGUN = 2
"""The fewest letters of a word that count as its beginning."""
BEGINNINGS = 60
"""How many words a beginning stands for at most: the most frequent of them."""
CANDIDATES = 300
"""How many schools of one kind of match are compared; those with the fewest words in the name."""
ENOUGH = 5
"""Words beside the name are searched only when fewer names than this match."""
LEAST_CLOSENESS = 0.35
COLUMNS = ("name", "whole")


@dataclass(frozen=True, slots=True)
class FoundSchool:
    """A school that matches; `closeness` in thousandths of a question found in full."""

    id: str
    version: int
    position: int
    name: str
    kind: str
    areas: tuple[str, ...]
    address: str
    sample: bool
    closeness: int


@dataclass(frozen=True, slots=True)
class SearchSchools(Public):
    """Find schools by words of name, code or address: without accents, with slips, in any order."""

    category: ClassVar[str] = "search"
    view: ClassVar[type] = FoundSchool
    many: ClassVar[bool] = True
    orders: ClassVar[Mapping[str, Column]] = {"closeness": Column("closeness", empty=False)}
    text: Line
    kind: Kind | None = None
    area: Area | None = None
    limit: Annotated[int, between(1, 50)] = 20


Asked = SearchSchools

WORDS = """
select word, schools from school_word where log = %(log)s and word = any(%(typed)s || %(slips)s)
union
(select word, schools from school_word
 where log = %(log)s and word like %(begun)s order by schools desc, word limit %(beginnings)s)
union
select w.word, w.schools from school_slip s join school_word w using (log, word)
where s.log = %(log)s and s.slip = any(%(slips)s)
"""
CANDIDATE = """
select id, title, name_words, beside_words, sorted_by from school_search
where log = %(log)s and {column} @@ %(match)s::tsquery
and (%(kind)s::text is null or kind = %(kind)s)
and (%(area)s::text is null or areas @> array[%(area)s])
order by cardinality(name_words), sorted_by, id limit %(candidates)s
"""
SCHOOLS = """
select id, version, position, name, kind, areas, address, sample from school
where log = %(log)s and id = any(%(ids)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> list[FoundSchool]:
    """Return the schools that match, the closest first."""
    known = _known(db, log, asked_words(question.text)[:MOST_TERMS])
    if not any(term.stands_for for term in known):
        return []
    values = {
        "log": log,
        "kind": question.kind,
        "area": question.area,
        "candidates": CANDIDATES,
    }
    found: dict[str, tuple[float, int, str]] = {}
    marked = marked_words(question.text)
    for match, columns in _matches(known):
        for column in columns:
            if len(found) >= min(ENOUGH, question.limit):
                break
            for row in rows(db, CANDIDATE.format(column=column), {**values, "match": match}):
                near = closeness(known, row["name_words"], row["beside_words"])
                if near >= LEAST_CLOSENESS:
                    meant = spelled(marked, row["title"]) if marked else 0
                    found[row["id"]] = (-near, -meant, row["sorted_by"])
        if found:
            break
    ids = sorted(found, key=lambda id: (*found[id], id))[: question.limit]
    schools = {row["id"]: row for row in rows(db, SCHOOLS, {"log": log, "ids": ids})}
    return [
        FoundSchool(
            **schools[id] | {"areas": tuple(schools[id]["areas"])},
            closeness=round(-found[id][0] * 1000),
        )
        for id in ids
    ]


def _known(db: Cursor, log: str, typed: Sequence[str]) -> list[QuestionWord]:
    """Return each word of a question with the words of the register that it may stand for."""
    last = typed[-1] if typed else ""
    forms = {word: slips(word) for word in typed}
    values = {
        "log": log,
        "typed": ["", *typed],
        "begun": f"{last}%" if len(last) >= LEAST_BEGUN else None,
        "beginnings": BEGINNINGS,
        "slips": sorted({form for word, all_forms in forms.items() for form in all_forms}),
    }
    schools: dict[str, int] = {}
    for row in rows(db, WORDS, values):
        schools[row["word"]] = row["schools"]
    everything = schools.pop("", 0)
    terms = []
    for n, word in enumerate(typed):
        near = {
            other: share
            for other in schools
            if (share := _share(word, other, begun=n == len(typed) - 1))
        }
        firm = [other for other, share in near.items() if share >= BEGUN] or list(near)
        # A word that no school has gets a middle weight: it must not outweigh the others.
        count = sum(schools[other] for other in firm) or max(1, everything // 100)
        terms.append(QuestionWord(word, near, math.log(1 + everything / count)))
    return terms


def _share(typed: str, word: str, begun: bool) -> float:
    if typed == word:
        return WHOLE
    if begun and len(typed) >= LEAST_BEGUN and word.startswith(typed):
        return BEGUN
    return SLIPPED if forgiven(word) and slipped(typed, word) and forgiven(typed) else 0.0


def _matches(terms: Sequence[QuestionWord]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield a tsquery and the columns to look in, from the narrowest match to the widest."""
    known = [term.stands_for for term in terms if term.stands_for]
    firm = [{w: s for w, s in one.items() if s >= BEGUN} for one in known]
    # A word that nobody has is the one that slipped; then each of the others may have.
    likely = [sure or near for sure, near in zip(firm, known, strict=True)]
    yield _all(likely), COLUMNS
    if likely != known:
        yield _all(known), COLUMNS
    if len(known) > 1:
        but_one = ([*known[:n], *known[n + 1 :]] for n in range(len(known)))
        yield " | ".join(f"({_all(rest)})" for rest in but_one), COLUMNS[1:]


def _all(terms: Sequence[Mapping[str, float]]) -> str:
    """Return the tsquery that asks one word of each; words hold letters and digits alone."""
    return " & ".join("(" + " | ".join(f"'{word}'" for word in sorted(one)) + ")" for one in terms)
