"""A dossier beside its checklist: each item and criterion looked at, all faults in one return."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.law.vietnamese import fold
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.page import Fault, Go, Page, Shown, View
from services.console import case as cases
from services.console import case_acts, report_lacks
from services.console.case import LOOKS, RETURNS, Case
from services.console.case_clock import clock
from services.console.deed import Deed, day_said, day_shown, done
from services.console.pages.appraisal import notes
from services.console.person import PersonVisit
from services.console.report_lacks import Lacks

OTHERS = 3
"""How many more reasons the form has room for, beside items and criteria."""
OK, LACKS = "ok", "lacks"
RECORDED = "pages/act/done.html"
OUTCOMES = {
    "ForwardRegistration": text("Hồ sơ đủ, chuyển lên Sở"),
    "AcceptBySo": text("Hồ sơ đủ, chấp nhận"),
    "RequestCompletion": text("Trả trường hoàn thiện"),
    "ReturnBySo": text("Trả trường hoàn thiện"),
}
RETURNING = text("Trả một lần, đủ mọi nội dung; thời gian của cơ quan dừng đến khi trường nộp lại.")
PASSING = text("Mọi mục của danh mục đã được kiểm tra; bước sau do người khác làm.")


@dataclass(frozen=True, slots=True)
class Noted:
    """A reason for a return: the field it was typed into, the part of the dossier, what lacks."""

    field: str
    item: str
    detail: str


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the dossier beside the checklist."""
    case = cases.read(visit, log, id)
    report = report_lacks.handed_in(visit, log, case.found)
    said = _said(visit, case)
    acts = case_acts.read(visit, case)
    looked = _may(case)
    return View(
        {
            "log": log,
            "case": case,
            "one": case.found,
            "here": f"/console/appraisal/{log}/{id}",
            "may": looked,
            "outcomes": [(name, visit.t(OUTCOMES[name])) for name in looked],
            "outcome": said.get("outcome", ""),
            "items": [
                (one, said.get(f"i-{one['code']}", ""), said.get(f"r-{one['code']}", ""))
                for one in case.found["checklist"]
            ],
            "sure": all(one["sure"] for one in case.found["checklist"]),
            "others": [
                (n, said.get(f"o-{n}", ""), said.get(f"od-{n}", "")) for n in range(1, OTHERS + 1)
            ],
            "said": said,
            "dated": visit.said("dated"),
            "kept": visit.asked("kept"),
            "facts": _facts(visit, case),
            "report": report,
            "parts": _parts(visit, log, report, said),
            "noted": len(_noted(case, said)),
            "returns": [one for one in acts if one["reasons"]],
            "clock": clock(acts, visit.today),
            "whose": ", ".join(case.waits_for()),
        }
    )


def _may(case: Case) -> list[str]:
    """Return what the visitor may do with the dossier: pass it first, then return it."""
    mine = [one["command"] for one in case.mine]
    return [name for name in (*LOOKS, *RETURNS) if name in mine]


def _names(case: Case) -> list[str]:
    """Return the names of the fields of items and other reasons."""
    items = [one["code"] for one in case.found["checklist"]]
    named = [f"{kind}-{code}" for code in items for kind in ("i", "r")]
    return [*named, *(f"{k}-{n}" for n in range(1, OTHERS + 1) for k in ("o", "od")), "outcome"]


def _said(visit: PersonVisit, case: Case) -> dict[str, str]:
    """Return what was noted, as just typed where the form was sent."""
    kept = notes.read(visit, case.log, case.id)
    if not visit.sent:
        return kept
    return {**kept, **{name: visit.said(name) for name in _names(case)}}


def _noted(case: Case, said: Mapping[str, str]) -> list[Noted]:
    """Return every reason: items that lack something, criteria, others; in this order."""
    found = []
    for one in case.found["checklist"]:
        detail = said.get(f"r-{one['code']}", "")
        if said.get(f"i-{one['code']}") == LACKS:
            found.append(Noted(f"r-{one['code']}", one["title"], detail))
    criteria = sorted(
        (name.removeprefix("c-") for name in said if name.startswith("c-")),
        key=lambda code: [int(part) for part in code.split(".") if part.isdecimal()],
    )
    found += [
        Noted(f"c-{code}", f"Tiêu chí {code}", said[f"c-{code}"])
        for code in criteria
        if said[f"c-{code}"]
    ]
    for n in range(1, OTHERS + 1):
        item, detail = said.get(f"o-{n}", ""), said.get(f"od-{n}", "")
        if item or detail:
            found.append(Noted(f"o-{n}", item, detail))
    return found


def _complete(case: Case, said: Mapping[str, str]) -> list[Wire]:
    """Return the items of the checklist that were found complete."""
    return [one for one in case.found["checklist"] if said.get(f"i-{one['code']}") == OK]


def _facts(visit: PersonVisit, case: Case) -> Sequence[tuple[str, str, str]]:
    """Return what the registration says, and in what the register has it otherwise."""
    one, t = case.found, visit.t
    school = visit.calls.one(case.log, "school", case.school)
    target = (one["target_accreditation_grade"], one["target_national_grade"])
    rows = [
        (t("Mục đích"), visit.label(one["purpose"]) if one["purpose"] else "–", ""),
        (t("Đăng ký đạt"), cases.grades(visit, *target), ""),
        (t("Trường tự đánh giá"), cases.level(visit, one["claimed_level"]), ""),
    ]
    for name, said in (
        ("address", t("Địa chỉ")),
        ("phone", t("Điện thoại")),
        ("email", t("Thư điện tử")),
    ):
        there, registered = one[name] or "", school[name] or ""
        differs = registered and fold(there) != fold(registered)
        note = t("Sổ đăng ký: {value}", value=registered) if differs else ""
        rows.append((said, there or "–", note))
    return rows


def _parts(
    visit: PersonVisit, log: str, report: Wire | None, said: Mapping[str, str]
) -> Sequence[tuple[Lacks, str]]:
    """Return each criterion with what it lacks, and what was noted of it."""
    if report is None:
        return []
    found = report_lacks.lacks(visit, log, report)
    return [(one, said.get(f"c-{one.line.code}", "")) for one in found]


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Keep what was noted, look over what becomes of the dossier, or record it."""
    case = cases.read(visit, log, id)
    said = _said(visit, case)
    here = f"/console/appraisal/{log}/{id}"
    if visit.said("do") == "keep":
        notes.keep(visit, log, id, said)
        return Go(f"{here}?kept=1")
    may, wanted = _may(case), said.get("outcome", "")
    command = wanted if wanted in may else next(iter(may), "")
    if not command:
        return Go(case.at)
    if command in LOOKS and not _complete(case, said):
        told = visit.t("Hãy đánh dấu đủ ở những mục đã kiểm tra; có mục thiếu thì trả hồ sơ.")
        visit.faults.append(Fault("items", told))
        notes.keep(visit, log, id, said)
        return visit.again(show(visit, log, id))
    deed = _deed(visit, case, command, said)
    if visit.said("do") == "check":
        # What was typed is safe before anything is refused.
        notes.keep(visit, log, id, said)
    shown = done(visit, deed, lambda: show(visit, log, id))
    if isinstance(shown, View) and shown.template == RECORDED:
        notes.drop(visit, log, id)
    return shown


def _deed(visit: PersonVisit, case: Case, command: str, said: Mapping[str, str]) -> Deed:
    noted = _noted(case, said)
    rows: list[tuple[str, str]] = [
        (visit.t("Trường"), case.place),
        (visit.t("Kết luận"), visit.t(OUTCOMES[command])),
    ]
    data: Wire = day_said(visit)
    fields = {"/dated": "dated", "/checked": "items", "/reasons": "items"}
    if command in RETURNS:
        data["reasons"] = [{"item": one.item, "detail": one.detail} for one in noted]
        rows += [(one.item, one.detail) for one in noted]
        fields |= {f"/reasons/{n}": one.field for n, one in enumerate(noted)}
    else:
        checked = [one for one in case.found["checklist"] if said.get(f"i-{one['code']}") == OK]
        data["checked"] = [one["code"] for one in checked]
        rows += [(one["title"], visit.t("Đủ")) for one in checked]
    rows.append((visit.t("Ngày của văn bản"), day_shown(visit)))
    return Deed(
        *(case.log, "evaluation", case.id, command, data),
        title=visit.label(command),
        here=f"/console/appraisal/{case.log}/{case.id}",
        back=case.at,
        rows=rows,
        rule=visit.t(RETURNING if command in RETURNS else PASSING),
        public=visit.t("Trường, cơ quan giữ hồ sơ và đoàn đánh giá ngoài."),
        after=visit.t("Đã ghi thì không sửa; đổi lại là một việc mới trong sổ."),
        onward=[
            (visit.t("Hồ sơ của trường"), case.at),
            (visit.t("Các hồ sơ"), f"/console/cases/{case.log}"),
        ],
        fields=fields,
    )


def show_criterion(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Show a criterion: what it asks, what the school says and on which evidence, side by side."""
    case = cases.read(visit, log, id)
    report = report_lacks.handed_in(visit, log, case.found)
    found = report_lacks.lacks(visit, log, report) if report else []
    codes = [one.line.code for one in found]
    if report is None or criterion not in codes:
        raise Refused(404, {"code": "criterion-unknown", "status": 404})
    at = codes.index(criterion)
    kept = notes.read(visit, log, id)
    return View(
        {
            "log": log,
            "case": case,
            "lacks": found[at],
            "line": found[at].line,
            "matched": found[at].matched,
            "fields": found[at].fields,
            "ticked": False,
            "here": f"/console/appraisal/{log}/{id}/{criterion}",
            "whole": f"/console/appraisal/{log}/{id}",
            "read_at": f"/console/report-reading/{log}/{report['id']}/{criterion}",
            "may": bool(_may(case)),
            "note": visit.said("note") if visit.sent else kept.get(f"c-{criterion}", ""),
            "kept": visit.asked("kept"),
            "previous": codes[at - 1] if at else "",
            "following": codes[at + 1] if at + 1 < len(codes) else "",
        },
        template="criterion.html",
    )


def act_criterion(visit: PersonVisit, log: str, id: str, criterion: str) -> Shown:
    """Note what the criterion lacks, for the one return."""
    case = cases.read(visit, log, id)
    kept = notes.read(visit, log, case.id)
    notes.keep(visit, log, case.id, {**kept, f"c-{criterion}": visit.said("note")})
    onward = visit.said("following") if visit.said("do") == "next" else criterion
    return Go(f"/console/appraisal/{log}/{id}/{onward}?kept=1")


AT = "/{log}/{id}"
PAGES = (
    Page(show, act, path=AT),
    Page(show_criterion, act_criterion, path=f"{AT}/{{criterion}}"),
)
