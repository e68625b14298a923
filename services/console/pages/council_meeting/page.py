"""The council at work: it votes, and what it confirms is recorded."""

from libs.kernel.problems import Wire
from libs.web.page import Page, Shown, View
from services.console import votes
from services.console.course import standing
from services.console.cycle import WORKING, with_level_4
from services.console.deed import Deed, day_said, day_shown, done
from services.console.person import PersonVisit

WHY = "Hiển thị tên người biểu quyết trong hội đồng tự đánh giá"
REPORT = "report"
EVERY = "every"
"""A choice beside the criteria: all that are written and that one has not voted on yet."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show what may be confirmed, what is voted on, and how each member voted."""
    cycle = visit.calls.one(log, "cycle", id)
    own = standing(visit, cycle)
    found = with_level_4(visit, cycle, begun=True)
    ready = [line for line in found if line.state == "written"]
    people = visit.people.opened(log, WHY, (vote["person"] for vote in cycle["votes"]))
    return View(
        {
            "log": log,
            "cycle": cycle,
            "place": visit.names.school(log, cycle["school"]),
            "own": own,
            "working": cycle["state"] in WORKING,
            "ready": ready,
            "waiting": [line for line in found if line.state in ("todo", "doing")],
            "confirmed": [line for line in found if line.state == "confirmed"],
            "chosen": visit.all_said("criteria")
            if visit.said("what") == "confirm"
            else [line.code for line in ready if not line.borrowed],
            "asked": votes.asked_of(visit, votes.quorum(visit, log, cycle)),
            "standing": [
                (
                    visit.t("Báo cáo") if one is None else visit.t("Tiêu chí {code}", code=one),
                    votes.told(visit, cycle, one),
                )
                for one in _matters(cycle)
            ],
            "cast": [
                {
                    "name": people.name(log, vote["person"]),
                    "about": vote["criterion"] or visit.t("Báo cáo"),
                    "ballot": visit.label(vote["ballot"]),
                    "note": vote["note"],
                    "day": vote["cast_on"],
                }
                for vote in cycle["votes"]
            ],
            "matters": _options(visit, cycle),
            "about": visit.said("about"),
            "ballots": [(one, visit.label(one), "") for one in votes.BALLOTS],
            "ballot": visit.said("ballot"),
            "note": visit.said("note"),
            "dated": visit.said("dated"),
        }
    )


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Look over a vote or a confirmation, or record it."""
    cycle = visit.calls.one(log, "cycle", id)
    at = f"{log}/{id}"
    rule = votes.asked_of(visit, votes.quorum(visit, log, cycle))
    public = visit.t("Người trong trường và cơ quan quản lý trường. Tên chỉ người có quyền thấy.")
    here, back = f"/console/council-meeting/{at}", f"/console/council-meeting/{at}"
    if visit.said("what") == "vote":
        about = visit.said("about")
        ballot, note = visit.said("ballot"), visit.said("note")
        data: Wire = {"ballot": ballot, **({"note": note} if note else {})}
        if about == EVERY:
            data["criteria"] = _unvoted(visit, cycle)
        elif about and about != REPORT:
            data["criterion"] = about
        deed = Deed(
            *(log, "cycle", id, "CastVote", data),
            title=visit.t("Biểu quyết trong hội đồng"),
            here=here,
            back=back,
            rows=[
                (visit.t("Biểu quyết về"), dict(_options(visit, cycle)).get(about, about)),
                *([(visit.t("Tiêu chí"), ", ".join(data["criteria"]))] if about == EVERY else []),
                (visit.t("Phiếu biểu quyết"), visit.label(ballot) if ballot else "–"),
                (visit.t("Ý kiến kèm phiếu"), note or "–"),
            ],
            rule=rule,
            public=public,
            fields={"/ballot": "ballot", "/criterion": "about"},
        )
    else:
        criteria = visit.all_said("criteria")
        deed = Deed(
            *(log, "cycle", id, "ConfirmCriteria", {"criteria": criteria, **day_said(visit)}),
            title=visit.t("Xác nhận tiêu chí tại hội đồng"),
            here=here,
            back=f"/console/cycle/{at}",
            rows=[
                (visit.t("Tiêu chí"), ", ".join(criteria) or "–"),
                (visit.t("Ngày họp hội đồng"), day_shown(visit)),
            ],
            rule=rule,
            public=public,
            onward=[(visit.t("Hoàn thành dự thảo báo cáo"), f"/console/report-step/{at}/complete")],
            fields={"/criteria": "criteria"},
        )
    return done(visit, deed, lambda: show(visit, log, id))


def _matters(cycle: Wire) -> list[str | None]:
    """Return what was voted on: the report first."""
    found = {vote["criterion"] for vote in cycle["votes"]}
    return sorted(found, key=lambda one: (one is not None, one or ""))


def _options(visit: PersonVisit, cycle: Wire) -> list[tuple[str, str]]:
    report = [(REPORT, visit.t("Báo cáo"))] if cycle["completed_on"] else []
    left = len(_unvoted(visit, cycle))
    every = visit.t("{n} tiêu chí đã viết mà tôi chưa biểu quyết", n=left)
    return (
        report
        + ([(EVERY, every)] if left > 1 else [])
        + [
            (line.code, f"{line.code} {line.criterion['title_vi']}")
            for line in with_level_4(visit, cycle, begun=True)
            if line.sheet is not None
        ]
    )


def _unvoted(visit: PersonVisit, cycle: Wire) -> list[str]:
    """Return the written criteria that the person has not voted on as they stand."""
    own = visit.session["actor"]
    voted = {vote["criterion"] for vote in cycle["votes"] if vote["person"] == own}
    found = with_level_4(visit, cycle, begun=True)
    return [
        line.code
        for line in found
        if line.state in ("written", "confirmed") and line.code not in voted
    ]


PAGE = Page(show, act, path="/{log}/{id}")
