"""Asking for what a document of a case or of a certificate needs beside the thing itself."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from libs.kernel.problems import Forbidden, NotFound, Wire
from libs.law.calendar import VIETNAM
from services.documents import dossier
from services.documents.case import latest, since_filing
from services.documents.catalogue import DOCUMENTS
from services.documents.document import Answers, Case, Document

PAGE = 200
OF_CASE = ("evaluation", "recognition")
"""The things whose documents rest on a case."""


class Asker(Protocol):
    """Asks the services as whoever wants the document; raises what they raise."""

    def one(self, category: str, id: str, **further: Any) -> Wire:
        """Return the view of one thing of a category."""

    def many(self, category: str, **asked: Any) -> Sequence[Wire]:
        """Return the views of a list, a page of them."""

    def recorded_at(self, position: int) -> str:
        """Return the instant, RFC 3339, at which the event at a position was recorded."""

    def leaf_at(self, position: int) -> str:
        """Return the hash of the event at a position, 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, the positions that it rests on, and whose names stand in it."""

    case: Case
    positions: tuple[int, ...]
    persons: tuple[str, ...] = ()


def ask_case(document: Document, view: Wire, ask: Asker, public_url: str, on: date) -> Asked:
    """Return what a document of a case or of a certificate needs; raises what services raise.

    The report that the case rests on is left out where the asker may not see it.
    """
    url = public_url or None
    if document.category == "recognition":
        offices = dict(_offices([(view["decided_by"], view["decided_on"])], ask))
        own = int(view["position"])
        case = Case((), offices, public_url=url, own=own, leaf=ask.leaf_at(own))
        return Asked(case, (own, *_positions(offices)))
    every = list(_every(ask, "case_act", evaluation=view["id"]))
    acts = every if document.name == "return_slip" else since_filing(every)
    told = [act for act in acts if act["act_kind"] in document.acts]
    own_act = latest(acts, *document.of)
    by_offices = [act for act in told if act["org"] != view["school"]]
    days = [(act["org"], act["dated"] or act["recorded_on"]) for act in by_offices]
    now = [(view[name], on.isoformat()) for name in ("checker", "appraiser")]
    offices = dict(_offices([*now, *days], ask))
    sheets = list(_every(ask, "team_sheet", evaluation=view["id"])) if document.judges else []
    report, number = None, 0
    if document.judges or document.lists:
        report, number = _report(view, acts, ask)
    case = Case(
        acts,
        offices,
        sheets,
        report,
        _manifest(report, number, on) if report and document.lists else None,
        public_url=url,
    )
    if own_act:
        own = int(own_act["position"])
        case = replace(case, own=own, leaf=ask.leaf_at(own), at=_moment(ask, own))
    rests = [int(act["position"]) for act in told] or [int(view["position"])]
    positions = (*rests, *(int(each["position"]) for each in sheets), *_positions(offices))
    return Asked(case, positions, tuple(_persons(document, view, own_act)))


def _moment(ask: Asker, position: int) -> str:
    at = datetime.fromisoformat(ask.recorded_at(position).replace("Z", "+00:00"))
    return at.astimezone(VIETNAM).isoformat()


def _positions(offices: dict[str, Wire]) -> Iterator[int]:
    yield from (int(each["position"]) for each in offices.values())


def _persons(document: Document, view: Wire, own: Wire | None) -> Iterator[str]:
    """Yield who signs, and the team where the document names it."""
    if own:
        yield own["actor"]
    if document.judges:
        yield from (each["person"] for each in view["team_members"])


def _offices(named: Sequence[tuple[str | None, str]], ask: Asker) -> Iterator[tuple[str, Wire]]:
    """Yield each office as it was on the last day named with it."""
    for id, day in dict(each for each in named if each[0]).items():
        with suppress(NotFound):
            yield str(id), ask.one("organisation", str(id), on=day)


def _every(ask: Asker, category: str, **asked: Any) -> Iterator[Wire]:
    found = ask.many(category, **asked, limit=PAGE)
    yield from found
    while len(found) == PAGE:
        found = ask.many(category, **asked, limit=PAGE, after=found[-1]["id"])
        yield from found


def _report(view: Wire, acts: Sequence[Wire], ask: Asker) -> tuple[Wire | None, int]:
    """Return the self-assessment at the version of its report that was handed in when the school
    registered, and the version's number; None where there is none that the asker may see."""
    filed = next(iter(acts), None)
    if not view["cycle_year"] or filed is None:
        return None, 0
    stage = f"_{view['education_stage']}" if view["education_stage"] else ""
    id = f"{view['school']}_{view['cycle_year']}{stage}"
    with suppress(Forbidden, NotFound):
        handed_in = [
            each["report_version"]
            for each in ask.one("cycle", id)["versions"]
            if each["whole"] and each["recorded_on"] and each["recorded_on"] <= filed["recorded_on"]
        ]
        if handed_in:
            return ask.one("cycle", id, report_version=handed_in[-1]), handed_in[-1]
    return None, 0


def _manifest(report: Wire, number: int, on: date) -> Wire:
    document = next(each for each in DOCUMENTS if (each.category, each.name) == ("cycle", "report"))
    told = dossier.of(document, Answers("", 0, "", on, False, report, {}))
    parts = [{"title": each["title"], "sha256": each["sha256"]} for each in told["parts"]]
    return {**told, "version": number, "parts": parts}
