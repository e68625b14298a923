"""What the team finds, criterion by criterion, beside what the school says; where both differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Go, Page, Shown, View
from services.console import case as cases
from services.console import report_lacks, rounds, sheet
from services.console.case import Case
from services.console.cycle import Line
from services.console.person import PersonVisit
from services.console.report_lacks import Lacks
from services.console.standards import level_of

TEXTS = ("strengths", "weaknesses", "recommendations")
RECORD = "RecordFinding"


@dataclass(frozen=True, slots=True)
class Found:
    """A criterion as school and team have it; `sheet` is the team's, None before there is one."""

    lacks: Lacks
    sheet: Wire | None

    @property
    def line(self) -> Line:
        """The criterion as the school has it."""
        return self.lacks.line

    @property
    def judged(self) -> Mapping[tuple[int, str], bool]:
        """What the team found of each indicator."""
        verdicts = self.sheet["verdicts"] if self.sheet else ()
        return {(one["level"], one["indicator"]): one["met"] for one in verdicts}

    @property
    def level(self) -> int | None:
        """The level that the team found, None where it found nothing yet."""
        return level_of(self.line.criterion, self.judged)

    @property
    def differs(self) -> Sequence[str]:
        """The indicators that school and team judge otherwise, as "1a"."""
        both = self.judged.keys() & self.line.judged.keys()
        return sorted(
            f"{level}{indicator if indicator.isalnum() else ''}"
            for level, indicator in both
            if self.judged[level, indicator] != self.line.judged[level, indicator]
        )


def _read(visit: PersonVisit, case: Case) -> list[Found]:
    """Return the criteria of the report that the case rests on, in their order."""
    report = report_lacks.handed_in(visit, case.log, case.found)
    if report is None:
        return []
    written = visit.calls.all(case.log, "team_sheet", evaluation=case.id)
    sheets = {one["criterion"]: one for one in written}
    lacks = report_lacks.lacks(visit, case.log, report, level_4=_aims_at_4(case))
    return [Found(one, sheets.get(one.line.code)) for one in lacks]


def _aims_at_4(case: Case) -> bool:
    return bool(case.found["target_accreditation_grade"] == 4)


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show how far the team is, and where it judges otherwise than the school."""
    case = cases.read(visit, log, id)
    found = _read(visit, case)
    round = rounds.read(case)
    close = next((one for one in case.mine if one["command"] == "CloseSurvey"), None)
    return View(
        {
            "case": case,
            "one": case.found,
            "here": f"/console/findings/{log}/{id}",
            "found": found,
            "written": sum(one.sheet is not None for one in found),
            "differing": [one for one in found if one.differs],
            "round": round,
            "ratings": f"/console/ratings/{log}/{id}",
            "differences": f"/console/differences/{log}/{id}",
            "may": case.may(RECORD),
            "close": case.address(close) if close else "",
            "only": visit.asked("only"),
            "recorded": visit.asked("recorded"),
        }
    )


def show_criterion(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Show what a criterion asks and what the school says on the left, the team's sheet beside."""
    case = cases.read(visit, log, id)
    found = _read(visit, case)
    codes = [one.line.code for one in found]
    if criterion not in codes:
        raise Refused(404, {"code": "criterion-unknown", "status": 404})
    at = codes.index(criterion)
    one = found[at]
    round = rounds.read(case)
    surveying = case.found["state"] in ("surveying", "surveyed")
    agreed = round.agreed(one.line) if surveying else {}
    sealed = surveying and round.state == "asked"
    open_ = surveying and bool(round.differing(criterion)) and criterion not in round.settled
    return View(
        {
            "case": case,
            "one": one,
            "line": one.line,
            "matched": one.lacks.matched,
            "fields": one.lacks.fields,
            "ticked": False,
            "may": case.may(RECORD) and not sealed and not (open_ and round.settles_first),
            "sealed": sealed,
            "open": open_,
            "agreed": bool(agreed),
            "ratings": f"/console/ratings/{log}/{id}",
            "difference": f"/console/differences/{log}/{id}/{criterion}",
            "here": f"/console/findings/{log}/{id}/{criterion}",
            "whole": f"/console/findings/{log}/{id}",
            "read_at": f"/console/report-reading/{log}/{_report(case)}/{criterion}",
            "indicators": list(sheet.indicators(one.line.criterion)),
            "given": _given(visit, one, agreed),
            "previous": codes[at - 1] if at else "",
            "following": codes[at + 1] if at + 1 < len(codes) else "",
            "recorded": visit.asked("recorded"),
        },
        template="criterion.html",
    )


def _report(case: Case) -> str:
    stage = case.found["education_stage"]
    return f"{case.school}_{case.found['cycle_year']}" + (f"_{stage}" if stage else "")


def _given(visit: PersonVisit, one: Found, agreed: Mapping[str, str]) -> dict[str, str]:
    """Return what the fields hold: what was typed, else what the team recorded before, of
    indicators what its members came to."""
    ends = [end for _, _, end in sheet.indicators(one.line.criterion)]
    if visit.sent:
        return {name: visit.said(name) for name in (*(f"m-{end}" for end in ends), *TEXTS)}
    given = {name: one.sheet[name] if one.sheet else "" for name in TEXTS}
    for level, indicator, end in sheet.indicators(one.line.criterion):
        met = one.judged.get((level, indicator["indicator"]))
        given[f"m-{end}"] = "" if met is None else sheet.MET if met else sheet.NOT_MET
    return {**given, **agreed}


def act_criterion(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Record the team's sheet: one that is recorded later replaces it, so it is not looked over."""
    case = cases.read(visit, log, id)
    one = next((each for each in _read(visit, case) if each.line.code == criterion), None)
    if one is None:
        raise Refused(404, {"code": "criterion-unknown", "status": 404})
    judgements, fields = rounds.verdicts(visit, one.line)
    fields |= {f"/{name}": name for name in TEXTS}
    texts = {name: visit.said(name) for name in TEXTS}
    data = {"criterion": criterion, "judgements": judgements, **texts}
    try:
        visit.calls.command(log, "evaluation", id, RECORD, data, key=visit.key)
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.refuse(refused, fields)
        return visit.again(show_criterion(visit, log, id, criterion))
    following = visit.said("following") if visit.said("do") == "next" else ""
    onward = f"/{following}" if following else ""
    return Go(f"/console/findings/{log}/{id}{onward}?recorded={criterion}")


AT = "/{log}/{id}"
PAGES = (
    Page(show, path=AT),
    Page(show_criterion, act_criterion, path=f"{AT}/{{criterion}}"),
)
