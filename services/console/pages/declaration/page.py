"""What somebody of a team, or asked before it, has to do with the school: said by themselves."""

from collections.abc import Sequence

from libs.kernel.problems import Wire
from libs.web.page import Fault, Page, Shown, View
from services.console.deed import Deed, done
from services.console.person import PersonVisit

KINDS = ("worked_there", "kin", "commerce", "other_tie")
"""What may tie somebody to a school."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show what the visitor declared, and the form to declare it or something else."""
    one = _own(visit, log, id)
    ties = {tie["kind"]: tie["note"] or "" for tie in one["ties"]} if one else {}
    sent, school = bool(visit.sent), id.rpartition("_")[0]
    answer = "" if one is None or not one["declared_on"] else "some" if ties else "none"
    return View(
        {
            "one": one,
            "log": log,
            "place": visit.names.school(log, school),
            "here": f"/console/declaration/{log}/{id}",
            "case_at": f"/console/case/{log}/{id}" if one and one["team_post"] else "",
            "answer": visit.said("answer") if sent else answer,
            "kinds": [
                (
                    kind,
                    visit.label(kind),
                    bool(visit.said(kind)) if sent else kind in ties,
                    visit.said(f"{kind}-note") if sent else ties.get(kind, ""),
                )
                for kind in KINDS
            ],
            "against": [visit.label(each["code"]) for each in one["conflicts"]] if one else [],
        }
    )


def _own(visit: PersonVisit, log: str, id: str) -> Wire | None:
    """Return what the visitor is asked and has declared in a case; None: nothing."""
    me = visit.session["actor"][2:]
    found = visit.calls.all(log, "team_person", evaluation=id, member=me)
    return found[0] if found else None


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look over the declaration, or record it."""
    ties = _ties(visit) if visit.said("answer") == "some" else []
    if visit.said("answer") not in ("none", "some"):
        told = visit.t("Hãy chọn có hay không có quan hệ với trường.")
        visit.faults.append(Fault("answer", str(told)))
        return visit.again(show(visit, log, id))
    if visit.said("answer") == "some" and not ties:
        told = visit.t("Hãy đánh dấu ít nhất một quan hệ.")
        visit.faults.append(Fault(KINDS[0], str(told)))
        return visit.again(show(visit, log, id))
    here, school = f"/console/declaration/{log}/{id}", id.rpartition("_")[0]
    deed = Deed(
        *(log, "team", id, "DeclareInterest", {"ties": ties}),
        title=visit.label("DeclareInterest"),
        here=here,
        back=here,
        rows=[(visit.t("Trường"), visit.names.school(log, school)), *_rows(visit, ties)],
        rule=visit.t("Mỗi thành viên tự khai bằng tài khoản của mình trước khi đoàn làm việc."),
        public=visit.t("Các cơ quan giữ hồ sơ và đoàn đánh giá ngoài; trường không thấy."),
        after=visit.t(
            "Khai lại thì bản sau thay bản trước, cả hai còn trong sổ; "
            "quan hệ đã khai mà rút thì giám đốc quyết định."
        ),
        onward=[(visit.t("Việc của tôi"), "/console")],
        fields={f"/ties/{n}/note": f"{tie['kind']}-note" for n, tie in enumerate(ties)},
    )
    return done(visit, deed, lambda: show(visit, log, id))


def _ties(visit: PersonVisit) -> list[Wire]:
    """Return the ties that were ticked, each with its note."""
    return [
        {"kind": kind, **({"note": note} if (note := visit.said(f"{kind}-note")) else {})}
        for kind in KINDS
        if visit.said(kind)
    ]


def _rows(visit: PersonVisit, ties: Sequence[Wire]) -> list[tuple[str, str]]:
    if not ties:
        nothing = visit.t("Không có quan hệ nào; chưa từng làm việc tại trường")
        return [(visit.t("Quan hệ với trường"), nothing)]
    return [(visit.label(tie["kind"]), tie.get("note", "–")) for tie in ties]


PAGE = Page(show, act, path="/{log}/{id}")
