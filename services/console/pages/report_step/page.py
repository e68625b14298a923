"""An act on a report as a whole: complete, approve, publish, submit, reopen, close, give up."""

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Page, Shown, View
from services.console import votes
from services.console.course import standing
from services.console.deed import Deed, day_said, day_shown, done
from services.console.pages.report_step.steps import ACTS, Act
from services.console.person import PersonVisit
from services.console.standards import criteria_of

RECEIVE = ("receive_report", "check_dossier", "appraise")
"""Functions of who takes reports in: the first that anybody holds for the school."""


def show(visit: PersonVisit, log: str, id: str, step: str) -> Shown:
    """Show what the act rests on, and to whom it is given the form."""
    told, cycle = _act(step), visit.calls.one(log, "cycle", id)
    receiver = _receiver(visit, log, cycle) if step == "submit" else None
    own = standing(visit, cycle)
    faults = visit.calls.find(log, "cycle_fault", id) if step in ("complete", "approve") else None
    return View(
        {
            "log": log,
            "cycle": cycle,
            "step": step,
            "told": told,
            "place": visit.names.school(log, cycle["school"]),
            "facts": _facts(visit, log, cycle, step, receiver),
            "possible": cycle["state"] in told.states,
            "may": own.may(step) and own.at_school,
            "done": _done(visit, log, cycle, step),
            "wrongs": faults["errors"] if faults else 0,
            "receiver": receiver,
            "said": {f: visit.said(f) for f in ("reason", "posted_at", "dated", "claimed_level")},
            "claims": _claims(visit, cycle),
        }
    )


def act(visit: PersonVisit, log: str, id: str, step: str) -> Shown:
    """Look the act over, or record it."""
    told, cycle = _act(step), visit.calls.one(log, "cycle", id)
    at = f"{log}/{id}"
    data: Wire = day_said(visit)
    rows = _facts(visit, log, cycle, step, None)
    if "receiver" in told.asks:
        receiver = _receiver(visit, log, cycle)
        if receiver:
            data["receiver"] = receiver["holder"]
        rows = _facts(visit, log, cycle, step, receiver)
    for field, label in (
        ("posted_at", visit.t("Công bố ở đâu")),
        ("reason", visit.t("Lý do")),
    ):
        if field in told.asks:
            data[field] = visit.said(field)
            rows.append((label, visit.said(field)))
    if "claimed_level" in told.asks and (claimed := visit.said("claimed_level")):
        data["claimed_level"] = int(claimed) if claimed.isdecimal() else claimed
        named = dict(_claims(visit, cycle)).get(claimed, claimed)
        rows.append((visit.t("Báo cáo tự nêu"), named))
    rows.append((visit.t("Ngày"), day_shown(visit)))
    deed = Deed(
        *(log, "cycle", id, told.command, data),
        title=visit.t(told.title),
        here=f"/console/report-step/{at}/{step}",
        back=f"/console/cycle/{at}",
        rows=rows,
        rule=visit.t(told.rule),
        public=visit.t(told.public),
        after=visit.t(told.after) if told.after else "",
        danger=told.danger,
        onward=[(visit.t(name), f"/console/{href.format(at=at)}") for name, href in told.onward],
    )
    return done(visit, deed, lambda: show(visit, log, id, step))


def _claims(visit: PersonVisit, cycle: Wire) -> list[tuple[str, str]]:
    """Return the levels that a report may say the school reaches."""
    revision = visit.standards.of(cycle)
    known = [level["level"] for _, one in criteria_of(revision) for level in one["levels"]]
    most = 4 if revision["level4"] else max(known)
    return [
        ("", visit.t("Không nêu mức")),
        ("0", visit.t("Chưa đạt Mức 1")),
        *((str(n), visit.t("Mức {n}", n=n)) for n in range(1, most + 1)),
    ]


def _act(step: str) -> Act:
    if step not in ACTS:
        raise Refused(404, {"code": "page-unknown", "status": 404})
    return ACTS[step]


def _facts(
    visit: PersonVisit, log: str, cycle: Wire, step: str, receiver: Wire | None
) -> list[tuple[str, str]]:
    """Return what an act rests on, as it stands."""
    t = visit.t
    found: list[tuple[str, str]] = [(t("Năm học"), formats.year(cycle["year"]))]
    if step in ("complete", "approve", "publish", "submit"):
        level = cycle["level"]
        found.append((t("Mức của trường"), t("Mức {n}", n=level) if level else t("Chưa đạt Mức 1")))
    if step == "approve":
        found.append((t("Biểu quyết về báo cáo"), votes.told(visit, cycle, None)))
        asked = votes.asked_of(visit, votes.quorum(visit, log, cycle))
        found.append((t("Quy định về biểu quyết"), asked))
    if step in ("approve", "submit"):
        found += _due(visit, log, cycle["id"], step)
    if step in ("publish", "submit") and cycle["approved_on"]:
        found.append((t("Phê duyệt ngày"), formats.day(cycle["approved_on"])))
    if step == "submit":
        name = receiver["holder_name"] if receiver else t("Chưa cơ quan nào được phân công nhận")
        found.append((t("Nơi nhận"), name))
        if receiver:
            found.append((t("Căn cứ phân công"), receiver["basis"] or "–"))
    if step == "reopen":
        found.append((t("Bản sẽ mở"), t("Bản {n}", n=cycle["report_version"] + 1)))
    return found


def _due(visit: PersonVisit, log: str, id: str, step: str) -> list[tuple[str, str]]:
    """Return the days that letters and the standard set name."""
    code = "approval-due" if step == "approve" else "submission-due"
    faults = visit.calls.find(log, "cycle_fault", id) or {"faults": []}
    return [(visit.t("Hạn"), one["detail"]) for one in faults["faults"] if one["code"] == code]


def _receiver(visit: PersonVisit, log: str, cycle: Wire) -> Wire | None:
    """Return who takes in the school's report today, None if nobody is charged."""
    for function in RECEIVE:
        found = visit.calls.listed(
            log, "holder", function=function, on=visit.today.isoformat(), school=cycle["school"]
        )
        if found:
            return found[0]
    return None


def _done(visit: PersonVisit, log: str, cycle: Wire, step: str) -> list[tuple[str, str]]:
    """Return what is recorded of the act already; nothing if it has not been done."""
    t, out = visit.t, cycle["submission"]
    days = {
        "complete": cycle["completed_on"],
        "approve": cycle["approved_on"],
        "publish": cycle["published_on"],
        "submit": out and out["submitted_on"],
    }
    if not days.get(step):
        return []
    found: list[tuple[str, str]] = [(t("Ngày"), formats.day(days[step]))]
    if step == "publish":
        found.append((t("Công bố ở đâu"), cycle["published_at"]))
    if step == "approve" and cycle["approval"]:
        late = cycle["approval"]["late"]
        found.append((t("Đúng hạn?"), t("Trễ hạn") if late else t("Đúng hạn")))
    if step == "submit" and out:
        office = visit.names.office(log, out["receiver"]) if out["receiver"] else t("Không ghi")
        found.append((t("Nơi nhận"), office))
        found.append((t("Đúng hạn?"), t("Trễ hạn") if out["late"] else t("Đúng hạn")))
        for duty in out["duties"]:
            day = formats.day(duty.get("before"))
            told = t("Nhiệm vụ {code}, trước ngày {day}", code=duty.get("code", ""), day=day or "–")
            found.append((t("Theo công văn"), told))
        if out["received_on"]:
            number = out["receipt_number"] or t("không số")
            day = formats.day(out["received_on"])
            told = t("Ngày {day}, số {number}", day=day, number=number)
            found.append((t("Nơi nhận xác nhận"), told))
        else:
            found.append((t("Nơi nhận xác nhận"), t("Chưa xác nhận")))
    return found


PAGE = Page(show, act, path="/{log}/{id}/{step}")
