"""Setting a password with an invitation."""

from libs.web.client import Refused
from libs.web.page import Fault, Go, Page, Shown, View
from services.console.person import PersonVisit

AT = {"password-weak": "password", "invitation-unknown": "token"}
"""At which field a refusal is shown."""


def show(visit: PersonVisit) -> Shown:
    """Show the form."""
    return View({"token": visit.said("token") or visit.asked("token"), "done": visit.asked("done")})


def act(visit: PersonVisit) -> Shown:
    """Set the password."""
    password, again = ((visit.form.get(name) or [""])[0] for name in ("password", "again"))
    if password != again:
        visit.faults.append(Fault("again", visit.t("Hai lần gõ mật khẩu khác nhau.")))
    else:
        try:
            body = {"token": visit.said("token"), "password": password}
            visit.calls.post("/v1/invitation", body)
        except Refused as refused:
            if refused.status >= 500:
                raise
            visit.refuse(refused, at=AT.get(refused.code, "token"))
        else:
            return Go("/console/invitation?done=1")
    return visit.again(show(visit))


PAGE = Page(show, act, signed_in=False)
