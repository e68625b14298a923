"""Asking the services for what a document is made of, as whoever wants it: his rights hold."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from libs.kernel.problems import Wire
from libs.law.calendar import VIETNAM
from services.documents import dossier
from services.documents.case_asking import OF_CASE, PAGE, Asked, Asker, ask_case
from services.documents.document import Answers, Case, Document
from services.documents.list_asking import answers_for_list

MOST_NAMES = 100
"""How many people a question names at most."""


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
    public_url: str = "",
) -> Answers:
    """Return what the services say about the thing of the document's category with this id.

    With `report_version` what they say is as it was when that version was handed in, and the
    document names the parts that were handed in with it. In a
    demonstration everything is a sample. `public_url` is where browsers reach the platform, empty
    where that is not set. Raises what the services raise; a person whom the asker
    may not know has no name.
    """
    version = {} if report_version is None else {"report_version": report_version}
    view = ask.one(document.category, id, **version)
    if document.category == "forwarding_list":
        return answers_for_list(view, ask, log=log, on=on, demo=demo)
    school = ask.one("school", view["school"])
    beside = Asked(Case(), ())
    if document.category in OF_CASE:
        beside = ask_case(document, view, ask, public_url, on)
    named = (*document.persons(view), *beside.persons)
    people = dict(_people(document, named, ask))
    evidence = list(_evidence(view, ask, version)) if document.cites else []
    figures = _figures(view, ask, version) if document.counts else []
    others = (school, *people.values(), *evidence, *figures)
    told = (each["position"] for each in others)
    position = max(*document.rests(view, criterion), *beside.positions, *told)
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
        case=beside.case,
    )
    # What was handed in stays as it is; in a draft the list would change with every other part.
    return replace(answers, dossier=dossier.of(document, answers)) if version else answers


def _people(document: Document, actors: Iterable[str], ask: Asker) -> Iterator[tuple[str, Wire]]:
    ids = sorted({actor.removeprefix("u:") for actor in actors})
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
