"""Which figures a text quotes, and which of them are no longer what its writer saw."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from libs.engine.questions import OfSchools, seen_in
from libs.engine.read_tables import asked, rows
from libs.kernel.messages import Id, Text
from libs.law.school_figures import catalogue, figures_of, quotes
from libs.log.database import Cursor


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quote of a text: `was` is what its writer saw (None: not bound), `now` what stands there
    today (None: nothing), `outdated` whether they differ.

    `quote` is how to write it so that it holds today, `title_vi` None for what no catalogue knows.
    """

    id: str
    position: int
    school: str
    written: str
    code: str
    year: int
    title_vi: str | None
    was: str | None
    now: str | None
    outdated: bool
    quote: str


@dataclass(frozen=True, slots=True)
class ListFigureQuotes(OfSchools):
    """Ask what a text quotes of a school's figures, `{{figure:<code>@<year>=<value>}}`."""

    category: ClassVar[str] = "figure_quote"
    view: ClassVar[type] = QuoteView
    school: Id
    text: Text


Asked = ListFigureQuotes

RECORDED = """
select f.code, f.year, f.value, y.position from figure f
join figures_year y on y.log = f.log and y.school = f.school and y.year = f.year
where f.log = %(log)s and f.school = %(school)s
"""
SEEN = "select id, position from figures_school where log = %(log)s and id = %(school)s"


def answer(db: Cursor, log: str, question: Asked) -> list[QuoteView]:
    """Return each quote of the text once, in order."""
    values = asked(log, question)
    seen = rows(db, SEEN + seen_in("id"), values)
    if not seen:
        return []
    known = figures_now(db, log, question.school)
    position = max([seen[0]["position"], *(row["position"] for row in rows(db, RECORDED, values))])
    return [
        _view(n, position, question.school, each, known)
        for n, each in enumerate(quotes.compared(question.text, known), 1)
    ]


def figures_now(db: Cursor, log: str, school: str) -> dict[tuple[str, int], str]:
    """Return all figures of a school as they stand, by code and school year."""
    return _by_code(rows(db, RECORDED, {"log": log, "school": school}))


def _by_code(recorded: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], str]:
    return {(row["code"], row["year"]): row["value"] for row in recorded}


def _view(
    number: int, position: int, school: str, each: quotes.Compared, known: Mapping[Any, str]
) -> QuoteView:
    quote = each.quote
    return QuoteView(
        *(f"{number:03}", position, school, str(quote), quote.code, quote.year),
        _title(quote.code),
        *(quote.value, each.now, each.changed),
        quotes.renewed(str(quote), known),
    )


def _title(code: str) -> str | None:
    kinds = catalogue().indicator_sets
    found = next((own[code] for kind in kinds if code in (own := figures_of(kind))), None)
    return found.title_vi if found else None
