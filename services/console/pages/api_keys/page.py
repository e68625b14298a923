"""API keys: those that a person has, and those of the programs that an administrator keeps."""

from datetime import datetime
from urllib.parse import quote

from libs.kernel.problems import Wire
from libs.law.calendar import VIETNAM
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.page import Go, Page, Shown, View
from services.console.person import PersonVisit

WHY = "Hiển thị ai đã tạo khóa API"
SCOPES = {
    "read": (text("Chỉ xem"), text("Đọc mọi thứ tài khoản này được xem, không ghi gì.")),
    "events": (text("Chỉ luồng sự kiện"), text("Đọc lần lượt các sự kiện, không hỏi gì khác.")),
    "all": (text("Mọi việc"), text("Làm mọi việc tài khoản này được làm.")),
}
"""What a key may be good for, as the page offers it."""
DAYS = ((30, text("30 ngày")), (90, text("90 ngày")), (365, text("Một năm")))
AT = {
    "/label": "label",
    "/actor": "program",
    "/proof": "proof",
}
AT_PROGRAM = ("key-not-yours", "actor-missing")
ASKED_AGAIN = ("proof-needed", "proof-wrong", "too-soon")


def show(visit: PersonVisit, made: Wire | None = None) -> Shown:
    """Show the keys; `made` is one that was just made, with its secret."""
    actor = visit.session["actor"]
    found = [one for one in _keys(visit) if not one["ended_at"]]
    makers = {one["issued_by"] for one in found} - {actor}
    if visit.role and makers:
        visit.people.opened(visit.role.log, WHY, makers)
    keys = [_shown(visit, one) for one in sorted(found, key=lambda one: one["issued_at"])]
    return View(
        {
            "made": made,
            "own": [one for one in keys if one["mine"]],
            "programs": [one for one in keys if not one["mine"]],
            "keeper": any(role.name == "administrator" for role in visit.roles),
            "scopes": [
                (name, visit.t(said), visit.t(hint)) for name, (said, hint) in SCOPES.items()
            ],
            "days": [(days, visit.t(said)) for days, said in DAYS],
            "typed": {
                "label": visit.said("label"),
                "program": visit.said("program"),
                "scope": visit.said("scope", "read"),
                "days": visit.said("days", "90"),
            },
            "done": visit.asked("done"),
        }
    )


def _keys(visit: PersonVisit) -> list[Wire]:
    found: list[Wire] = []
    for part in visit.calls.pages("/v1/keys"):
        found += part
    return found


def _shown(visit: PersonVisit, one: Wire) -> Wire:
    """Return a key with words for what it is good for, who made it and whether it still works."""
    named = [visit.t(SCOPES[name][0]) for name in one["scope"] if name in SCOPES]
    others = len(one["scope"]) - len(named)
    if others:
        named.append(visit.t("{n} loại việc được nêu riêng", n=others))
    if one["issued_by"] == visit.session["actor"]:
        by: str = visit.t("bạn")
    elif one["issued_by"].startswith("s:"):
        by = visit.t("người vận hành hệ thống")
    elif visit.role:
        by = visit.people.name(visit.role.log, one["issued_by"])
    else:
        by = visit.t("người khác")
    expired = datetime.fromisoformat(one["expires_at"]) <= datetime.now(VIETNAM)
    mine = one["actor"] == visit.session["actor"]
    return {**one, "good_for": ", ".join(named), "by": by, "expired": expired, "mine": mine}


def act(visit: PersonVisit) -> Shown:
    """End a key, or make one."""
    if end := visit.said("end"):
        visit.calls.post(f"/v1/keys/{quote(end, safe='')}/end")
        return Go("/console/api-keys?done=ended")
    body: Wire = {
        "label": visit.said("label"),
        "scope": [visit.said("scope", "read")],
        "days": visit.number_said("days", 90),
        "proof": (visit.form.get("proof") or [""])[0],
    }
    if program := visit.said("program"):
        body["actor"] = program if program.startswith("u:") else f"u:{program}"
    try:
        made = visit.calls.post("/v1/keys", body, **{"Idempotency-Key": visit.key}).json
    except Refused as refused:
        if refused.code not in (*ASKED_AGAIN, *AT_PROGRAM) and refused.status in (401, 500, 503):
            raise
        at = "proof" if refused.code in ASKED_AGAIN else "label"
        at = "program" if refused.code in AT_PROGRAM else at
        visit.refuse(refused, AT, at=at)
        return visit.again(show(visit))
    # Shown in this answer and never again, so there is no other page to go on to.
    return show(visit, made)


PAGE = Page(show, act)
