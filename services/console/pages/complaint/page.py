"""A complaint of a school against a decision: its stages, the days, the form for what is next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from libs.kernel.problems import Wire
from libs.law.standards.complaints import source_of
from libs.web import formats
from libs.web.catalogue import text
from libs.web.page import Page, Shown, View
from services.console.deed import Deed, day_said, day_shown, done
from services.console.offices import acts_for_holder
from services.console.person import PersonVisit

KINDS = {"accreditation": "accreditation", "national": "national_standard"}
HEADS = ("director", "chair")
OUTCOMES = ("upheld", "amended", "overturned")
TEXTS = {
    "text": text("Nội dung khiếu nại"),
    "document_number": text("Số văn bản"),
    "decision_number": text("Số quyết định giải quyết"),
    "authority_name": text("Cơ quan cấp trên đã giải quyết"),
    "reason": text("Lý do, kết luận"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done next: its texts in order, who does it, whether a paper's day is asked."""

    names: tuple[str, ...]
    by_school: bool = False
    dated: bool = True


ACTS: Mapping[str, Act] = {
    "LodgeComplaint": Act(("text",), by_school=True),
    "WithdrawComplaint": Act((), by_school=True, dated=False),
    "AcceptComplaint": Act((), dated=False),
    "DeclineComplaint": Act(("document_number", "reason")),
    "SettleComplaint": Act(("decision_number", "authority_name", "reason")),
}


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show how the complaint stands, or that there is none, and what the visitor may do."""
    school, kind = _about(id)
    one = visit.calls.find(log, "complaint", id)
    case = f"{school}_{id[-4:]}"
    decided = visit.calls.one(log, "evaluation", case)
    name = "accreditation" if kind == "accreditation" else "national"
    instance = one["instance"] if one else 1
    return View(
        {
            "one": one,
            "kind": kind,
            "place": visit.names.school(log, school),
            "here": f"/console/complaint/{log}/{id}",
            "back": f"/console/case/{log}/{case}",
            "number": decided[f"{name}_decision"],
            "day": decided[f"{name}_on"],
            "outcome": decided[name],
            "last": _last(one["answer_before"]) if one else "",
            "again": _last(one["again_before"]) if one else "",
            "mine": (
                _mine(visit, log, school, kind, one, decided[f"{name}_on"])
                if decided[name] or one
                else []
            ),
            "dated": [name for name, act in ACTS.items() if act.dated],
            "names": {name: act.names for name, act in ACTS.items()},
            "texts": TEXTS,
            "given": {each: visit.said(each) for each in (*TEXTS, "known_on", "dated", "outcome")},
            "complex": visit.said("complex") != "",
            "outcomes": [(each, visit.label(each)) for each in OUTCOMES],
            "instance": instance,
            "what": visit.said("what"),
            "sources": [source_of("lodging"), source_of("accepting"), source_of("deciding")],
            "change": _change(log, id, one, decided[name]),
        }
    )


def listing(visit: PersonVisit, log: str) -> Shown:
    """Show what waits for an answer, and what was settled, of all schools that the visitor sees."""
    found = [
        {
            **one,
            "place": visit.names.school(log, one["school"]),
            "href": f"/console/complaint/{log}/{one['id']}",
            "last": _last(one["answer_before"]),
        }
        for one in visit.calls.all(log, "complaint")
    ]
    found.sort(key=lambda one: (one["answer_before"] is None, one["answer_before"] or one["id"]))
    return View({"found": found, "log": log}, template="pages/complaint/listing.html")


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look over what comes next, or record it."""
    command = visit.said("what")
    if command not in ACTS:
        return show(visit, log, id)
    data, rows = _said(visit, command)
    school, _ = _about(id)
    at = f"/console/complaint/{log}/{id}"
    deed = Deed(
        *(log, "complaint", id, command, data),
        title=visit.label(command),
        here=at,
        back=at,
        rows=[(visit.t("Trường"), visit.names.school(log, school)), *rows],
        rule=source_of("lodging" if ACTS[command].by_school else "deciding"),
        public=visit.t("Trường và cơ quan quản lý."),
        after=visit.t("Đã ghi thì không sửa; việc tiếp theo là một việc mới trong sổ."),
    )
    return done(visit, deed, lambda: show(visit, log, id))


def _about(id: str) -> tuple[str, str]:
    """Return the school and the kind of recognition that the id names."""
    school, _, rest = id.partition("_")
    return school, KINDS.get(rest[:-4], "accreditation")


def _mine(
    visit: PersonVisit, log: str, school: str, kind: str, one: Wire | None, decided_on: str | None
) -> list[str]:
    """Return the commands that are the visitor's now."""
    open_ = one is not None and one["answer_before"] is not None
    found = []
    if any((r.log, r.org, r.name) == (log, school, "principal") for r in visit.roles):
        if decided_on and _may_lodge(one, visit.today.isoformat(), decided_on):
            found.append("LodgeComplaint")
        if open_:
            found.append("WithdrawComplaint")
    if open_ and acts_for_holder(visit, log, school, [f"decide_{kind}"], HEADS):
        lodged = one is not None and one["state"] == "lodged"
        found += ["AcceptComplaint", "DeclineComplaint"] if lodged else ["SettleComplaint"]
    return found


def _may_lodge(one: Wire | None, today: str, decided_on: str) -> bool:
    """Return whether a complaint may come next: the first, a second, or one more in time; of a
    decision that came after all of them, a first."""
    if one is None:
        return True
    if one["answer_before"] is not None:
        return one["instance"] == 1 and str(one["answer_before"]) <= today
    newer = all(step["known_on"] is None or step["known_on"] < decided_on for step in one["steps"])
    return bool(newer or one["state"] != "settled" or one["instance"] == 1)


def _change(log: str, id: str, one: Wire | None, outcome: str | None) -> str:
    """Return where a certificate is corrected or taken back, once a complaint has led to that."""
    led = one is not None and one["outcome"] in ("amended", "overturned")
    return f"/console/recognition-change/{log}/{id}" if led and outcome == "granted" else ""


def _last(before: str | None) -> str:
    if before is None:
        return ""
    return str(formats.day((date.fromisoformat(before) - timedelta(days=1)).isoformat()))


def _said(visit: PersonVisit, command: str) -> tuple[Wire, list[tuple[str, str]]]:
    """Return the command that the form stands for, and the same in words."""
    act = ACTS[command]
    data: Wire = day_said(visit) if act.dated else {}
    rows: list[tuple[str, str]] = []
    if command == "SettleComplaint":
        outcome = visit.said("outcome")
        data["outcome"] = outcome
        rows.append((visit.t("Kết quả"), visit.label(outcome) if outcome in OUTCOMES else ""))
    for name in act.names:
        if visit.said(name) or name != "authority_name":
            data[name] = visit.said(name)
            rows.append((visit.t(TEXTS[name]), visit.said(name)))
    if command == "AcceptComplaint":
        data["complex"] = visit.said("complex") != ""
        said = visit.t("Có") if data["complex"] else visit.t("Không")
        rows.append((visit.t("Vụ việc phức tạp"), said))
    if command == "LodgeComplaint" and visit.said("known_on"):
        data["known_on"] = formats.read_day(visit.said("known_on"))
        rows.append((visit.t("Ngày nhận hoặc biết"), visit.said("known_on")))
    if act.dated:
        rows.append((visit.t("Ngày của văn bản"), day_shown(visit)))
    return data, rows


PAGES = (Page(show, act, path="/{log}/{id}"), Page(listing, path="/{log}"))
