"""The study of one criterion of a dossier: the school's sheet, and what the member makes of it."""

import re

from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Fault, Go, Shown, View
from services.console import case as cases
from services.console import own_rating, preparation, rounds
from services.console.person import PersonVisit
from services.console.preparation import LACKING, Preparation
from services.console.report_lacks import Lacks

LINE = re.compile(r"(?P<who>.*\S)\s*[:;,-]\s*(?P<count>\d{1,3})\s*(?:người)?")
"""Whom to speak with and how many of them, as somebody writes it in a line."""


def show(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Show the school's sheet of a criterion, and beside it what its study came to."""
    own = preparation.read(cases.read(visit, log, id))
    one, before, following = _at(own, criterion)
    said = own.studies.get(criterion)
    person = own.in_charge(criterion)
    return View(
        {
            "case": own.case,
            "own": own,
            "line": one.line,
            "matched": one.matched,
            "fields": one.fields,
            "ticked": False,
            "said": said,
            "may": own.studying(criterion),
            "person": own.names.get(person, "") if person else "",
            "codes": one.codes,
            "given": _given(visit, said),
            "here": f"{own.at}/criterion/{criterion}",
            "previous": before,
            "following": following,
            "studied": visit.asked("studied"),
        },
        template="study.html",
    )


def _at(own: Preparation, criterion: str) -> tuple[Lacks, str, str]:
    """Return a criterion, and the codes of those before and after it; only of what is planned."""
    if not own.found or not own.found["charges"]:
        raise Refused(404, {"code": "criterion-unknown", "status": 404})
    return own_rating.at(rounds.read(own.case), criterion)


def _given(visit: PersonVisit, said: Wire | None) -> Wire:
    """Return what the fields hold: what was typed, else what was studied before."""
    if visit.sent:
        typed = (*LACKING, "evidence_to_add", "interviews")
        return {
            **{name: visit.said(name) for name in typed},
            "evidence_to_check": visit.all_said("evidence_to_check"),
        }
    if said is None:
        return {
            **dict.fromkeys((*LACKING, "evidence_to_add", "interviews"), ""),
            "evidence_to_check": [],
        }
    return {
        **{name: said[name] for name in LACKING},
        "evidence_to_check": said["evidence_to_check"],
        "evidence_to_add": "\n".join(said["evidence_to_add"]),
        "interviews": "\n".join(f"{one['who']}: {one['count']}" for one in said["interviews"]),
    }


def act(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Record the study: a later one replaces it, so it is not looked over."""
    own = preparation.read(cases.read(visit, log, id))
    data: Wire = {
        "criterion": criterion,
        **{name: visit.said(name) for name in LACKING},
        "evidence_to_check": visit.all_said("evidence_to_check"),
        "evidence_to_add": visit.lines_said("evidence_to_add"),
        "interviews": _interviews(visit),
    }
    if visit.faults:
        return visit.again(show(visit, log, id, criterion))
    try:
        visit.calls.command(log, "preparation", id, "StudyCriterion", data, key=visit.key)
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        fields = {f"/{name}": name for name in data} | {"/criterion": ""}
        visit.refuse(refused, fields)
        return visit.again(show(visit, log, id, criterion))
    following = visit.said("following") if visit.said("do") == "next" else ""
    onward = f"/criterion/{following}?studied={criterion}" if following else "#study"
    return Go(f"{own.at}{onward}")


def _interviews(visit: PersonVisit) -> list[Wire]:
    """Return whom to speak with; what is not "who: how many" becomes a fault of the form."""
    found: list[Wire] = []
    for line in visit.lines_said("interviews"):
        match = LINE.fullmatch(line)
        if match is None:
            told = visit.t("Mỗi dòng ghi đối tượng rồi số người, ví dụ Giáo viên: 5.")
            visit.faults.append(Fault("interviews", str(told)))
            return []
        found.append({"who": match["who"], "count": int(match["count"])})
    return found
