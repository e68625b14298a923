"""Asking the services for what a document is made of, as whoever wants it: his rights hold."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from libs.kernel.problems import Wire
from libs.law.calendar import VIETNAM
from services.documents import dossier
from services.documents.document import Answers, Document

PAGE = 200
MOST_NAMES = 100
"""How many people a question names at most."""


class Asker(Protocol):
    """Asks the services as whoever wants the document; raises what they raise."""

    def one(self, category: str, id: str, **further: Any) -> Wire:
        """Return the view of one thing of a category."""

    def many(self, category: str, **asked: Any) -> Sequence[Wire]:
        """Return the views of a list, a page of them."""

    def recorded_at(self, position: int) -> str:
        """Return the instant, RFC 3339, at which the event at a position was recorded."""


def answers_for(
    document: Document,
    id: str,
    ask: Asker,
    *,
    log: str,
    on: date,
    demo: bool,
    criterion: str | None = None,
    report_version: int | None = None,
) -> Answers:
    """Return what the services say about the thing of the document's category with this id.

    With `report_version` what they say is as it was when that version was handed in, and the
    document names the parts that were handed in with it. In a
    demonstration everything is a sample. Raises what the services raise; a person whom the asker
    may not know has no name.
    """
    version = {} if report_version is None else {"report_version": report_version}
    view = ask.one(document.category, id, **version)
    school = ask.one("school", view["school"])
    people = dict(_people(document, view, ask))
    evidence = list(_evidence(view, ask, version)) if document.cites else []
    figures = _figures(view, ask, version) if document.counts else []
    others = (school, *people.values(), *evidence, *figures)
    told = (each["position"] for each in others)
    position = max(*document.rests(view, criterion), *told)
    at = datetime.fromisoformat(ask.recorded_at(position).replace("Z", "+00:00"))
    answers = Answers(
        log=log,
        position=position,
        recorded_at=at.astimezone(VIETNAM).isoformat(),
        on=on,
        sample=demo or any(each.get("sample", False) for each in (view, *others)),
        view=view,
        school=school,
        people=people,
        evidence=evidence,
        figures=figures,
        criterion=criterion,
    )
    # What was handed in stays as it is; in a draft the list would change with every other part.
    return replace(answers, dossier=dossier.of(document, answers)) if version else answers


def _people(document: Document, view: Wire, ask: Asker) -> Iterator[tuple[str, Wire]]:
    ids = sorted({actor.removeprefix("u:") for actor in document.persons(view)})
    for start in range(0, len(ids), MOST_NAMES):
        some = ids[start : start + MOST_NAMES]
        why = f"Lập văn bản: {document.title}"
        for one in ask.many("person_name", ids=some, why=why, limit=MOST_NAMES):
            yield one["person"], one


def _evidence(view: Wire, ask: Asker, version: Wire) -> Iterator[Wire]:
    asked = {"school": view["school"], "cycle": view["id"], "limit": PAGE, **version}
    found = ask.many("evidence_item", **asked)
    yield from found
    while len(found) == PAGE:
        found = ask.many("evidence_item", **asked, after=found[-1]["id"])
        yield from found


def _figures(view: Wire, ask: Asker, version: Wire) -> list[Wire]:
    of = {"cycle": view["id"], **version} if version else {}
    rows = ask.many("figure_row", school=view["school"], year=view["year"], **of)
    return [row for row in rows if row["values"]]
