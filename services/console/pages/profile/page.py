"""One's own account: password, second factor, the sessions on other devices, roles."""

from libs.web.client import Refused
from libs.web.page import Fault, Go, Page, Shown, View
from services.console.person import PersonVisit

AT_CODE = ("code-wrong",)
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
"""What a browser says of itself and what people call it, the most telling first."""
AT_EMAIL = ("too-soon", "email-refused", "mail-away", "mail-not-set-up")


def show(visit: PersonVisit, calendar: str = "") -> Shown:
    """Show the account; `calendar` is the address of a calendar that was just made."""
    return View(
        {
            "reminding": visit.calls.get("/v1/session/reminders").json,
            "calendar": calendar,
            "typed": {name: visit.said(name) for name in ("email", "code")},
            "session": visit.session,
            "roles": [(visit.called(role), role.place, role.log) for role in visit.roles],
            "sessions": [
                {**one, "device": device(one["agent"])}
                for one in visit.calls.get("/v1/sessions").json["items"]
            ],
            "done": visit.asked("done"),
        }
    )


def device(agent: str) -> str:
    """Return what people call a browser and its system, such as "Chrome, Windows"; else "" or
    what it says of itself."""
    called = (next((say for mark, say in all if mark in agent), "") for all in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, called)) or agent[:60]


def act(visit: PersonVisit) -> Shown:
    """End another session, all others, change the password or how one is reminded."""
    if reminding := visit.said("reminding"):
        return _remind(visit, reminding)
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


def _remind(visit: PersonVisit, what: str) -> Shown:
    """Name an address, confirm it, forget it; choose the digest; make or end the calendar."""
    try:
        match what:
            case "email":
                visit.calls.put("/v1/session/email", {"email": visit.said("email")})
            case "code":
                code = visit.said("code").replace(" ", "")
                visit.calls.post("/v1/session/email/confirm", {"code": code})
            case "forget":
                visit.calls.delete("/v1/session/email")
            case "digest-on" | "digest-off":
                visit.calls.put("/v1/session/digest", {"digest": what == "digest-on"})
            case "calendar":
                made = visit.calls.post("/v1/session/calendar").json
                # Shown in this answer and never again, so there is no other page to go on to.
                return show(visit, made["url"])
            case "calendar-end":
                visit.calls.delete("/v1/session/calendar")
            case _:
                raise Refused(404, {"code": "page-unknown", "status": 404})
    except Refused as refused:
        if refused.code not in (*AT_CODE, *AT_EMAIL) and refused.status in (401, 404, 500, 503):
            raise
        visit.refuse(refused, at="code" if what == "code" else "email")
        return visit.again(show(visit))
    return Go(f"/console/profile?done={what}#reminders")


PAGE = Page(show, act)
