"""Asking the services for what a document is made of, as whoever wants it: his rights hold."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from libs.kernel.problems import Forbidden, NotFound, Wire
from libs.law.calendar import VIETNAM
from services.documents.document import Answers, Document

PAGE = 200


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
) -> Answers:
    """Return what the services say about the thing of the document's category with this id.

    In a demonstration everything is a sample. Raises what the services raise; a person whom the
    asker may not know is left out.
    """
    view = ask.one(document.category, id)
    school = ask.one("school", view["school"])
    people = dict(_people(document, view, ask))
    evidence = list(_evidence(view, ask)) if document.cites else []
    figures = _figures(view, ask) if document.counts else []
    heard = (view, school, *people.values(), *evidence, *figures)
    position = max(each["position"] for each in heard)
    at = datetime.fromisoformat(ask.recorded_at(position).replace("Z", "+00:00"))
    return Answers(
        log=log,
        position=position,
        recorded_at=at.astimezone(VIETNAM).isoformat(),
        on=on,
        sample=demo or any(each.get("sample", False) for each in heard),
        view=view,
        school=school,
        people=people,
        evidence=evidence,
        figures=figures,
        criterion=criterion,
    )


def _people(document: Document, view: Wire, ask: Asker) -> Iterator[tuple[str, Wire]]:
    for actor in dict.fromkeys(document.persons(view)):
        id = actor.removeprefix("u:")
        # Who somebody is, is for few; what he does at the school may be for more.
        for further in ({"why": f"Lập văn bản: {document.title}"}, {}):
            try:
                yield actor, ask.one("person", id, **further)
            except (Forbidden, NotFound):
                continue
            break


def _evidence(view: Wire, ask: Asker) -> Iterator[Wire]:
    asked = {"school": view["school"], "cycle": view["id"], "limit": PAGE}
    found = ask.many("evidence_item", **asked)
    yield from found
    while len(found) == PAGE:
        found = ask.many("evidence_item", **asked, after=found[-1]["id"])
        yield from found


def _figures(view: Wire, ask: Asker) -> list[Wire]:
    rows = ask.many("figure_row", school=view["school"], year=view["year"])
    return [row for row in rows if row["values"]]
