"""One's own account: password, second factor, the sessions on other devices, roles."""

from libs.web.client import Refused
from libs.web.page import Fault, Go, Page, Shown, View
from services.console.person import PersonVisit


def show(visit: PersonVisit) -> Shown:
    """Show the account."""
    return View(
        {
            "session": visit.session,
            "roles": [(visit.called(role), role.place, role.log) for role in visit.roles],
            "sessions": visit.calls.get("/v1/sessions").json["items"],
            "done": visit.asked("done"),
        }
    )


def act(visit: PersonVisit) -> Shown:
    """End another session, all others, or change the password."""
    if end := visit.said("end"):
        visit.calls.post(f"/v1/sessions/{end}/end")
        return Go("/console/profile?done=ended")
    if visit.said("others"):
        for one in visit.calls.get("/v1/sessions").json["items"]:
            if not one["this"]:
                visit.calls.post(f"/v1/sessions/{one['id']}/end")
        return Go("/console/profile?done=others")
    current, new, again = (
        (visit.form.get(name) or [""])[0] for name in ("current", "new", "again")
    )
    if new != again:
        visit.faults.append(Fault("again", visit.t("Hai lần gõ mật khẩu khác nhau.")))
    else:
        try:
            visit.calls.post("/v1/session/password", {"current": current, "new": new})
        except Refused as refused:
            if refused.status in (401, 500, 503):
                raise
            at = {"password-wrong": "current", "too-soon": "current"}.get(refused.code, "new")
            visit.refuse(refused, at=at)
        else:
            return Go("/console/profile?done=password")
    return visit.again(show(visit))


PAGE = Page(show, act)
