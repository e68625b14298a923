"""The console as an application: who is let in, the menu, what happens when a session has ended."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from libs.kernel.problems import Wire
from libs.web.client import Api, Refused
from libs.web.page import Go, Page, Shown, View, Visit
from libs.web.site import Site, Wsgi, found_pages, trouble
from services.console import pages
from services.console.menu import menu
from services.console.person import Names, PersonVisit
from services.console.standards import Standards

PREFIX = "/console"
FACTOR = {"needed": "/second-factor", "missing": "/second-factor-setup"}
"""Where somebody goes on whose second factor is still asked for."""
TOLD = (400, 403, 409, 412, 422)
"""Refusals that a page of their own says in words."""
PLAIN = ("", "sign_in", "second_factor", "second_factor_setup", "invitation", "recovery", "resume")
"""Pages without a menu: whoever is there has not come in yet."""


def application(api: Api, secure: bool = False) -> Wsgi:
    """Return the console as WSGI; `secure`: browsers reach it by HTTPS alone."""
    return ConsoleSite(api, secure).app()


class ConsoleSite(Site):
    """The console's pages."""

    home = "my_work"

    def __init__(self, api: Api, secure: bool) -> None:
        self._names = Names(api)
        self._standards = Standards(api)
        folder = Path(str(files("services.console") / "pages"))
        super().__init__(PREFIX, dict(found_pages(pages)), folder, api, secure)

    def visit(self, **given: Any) -> PersonVisit:
        """Return a visit."""
        return PersonVisit(**given, names=self._names, standards=self._standards)

    def enter(self, visit: Visit, page: Page) -> Shown | None:
        """Return where somebody must go first; raises `Refused` for who is not signed in."""
        assert isinstance(visit, PersonVisit)
        if not page.signed_in:
            return None
        onward = FACTOR.get(visit.session["second_factor"])
        return Go(f"{PREFIX}{onward}?{urlencode({'next': visit.address})}") if onward else None

    def turned_away(self, visit: Visit, refused: Refused) -> Shown | None:
        """Return the sign-in page for who is not signed in, which keeps what was typed."""
        if refused.code in ("second-factor-needed", "second-factor-missing"):
            onward = FACTOR[refused.code.removeprefix("second-factor-")]
            return Go(f"{PREFIX}{onward}?{urlencode({'next': visit.address})}")
        if refused.code not in ("session-ended", "credentials-missing"):
            return trouble(visit, _plain(visit, refused)) if refused.status in TOLD else None
        if visit.form:
            kept = json.dumps(
                {"address": visit.address, "fields": {k: list(v) for k, v in visit.form.items()}},
                ensure_ascii=False,
            )
            values: Wire = {
                "next": "",
                "kept": kept,
                "samples": None,
                "providers": [],
                "login": "",
                "ended": True,
            }
            visit.faults.clear()
            return View(values, 401, "pages/sign_in/page.html")
        ended = {"ended": "1"} if refused.code == "session-ended" else {}
        return Go(f"{PREFIX}/sign-in?{urlencode({'next': visit.address, **ended})}")

    def frame(self, visit: Visit, name: str) -> Wire:
        """Return what stands around a page."""
        assert isinstance(visit, PersonVisit)
        t = visit.t
        frame: Wire = {
            "home": PREFIX,
            "sign_in": "",
            "who": None,
            "others": [],
            "login": "",
            "menu": [],
            "foot": [(t("Trợ giúp"), f"{PREFIX}/help"), (t("Cổng công khai"), "/")],
        }
        if name in PLAIN:
            return frame
        try:
            whole = visit.session["second_factor"] not in FACTOR
            roles = visit.roles if whole else []
        except Refused as refused:
            if refused.status != 401:
                raise
            return frame | {"sign_in": f"{PREFIX}/sign-in"}
        others = [
            {"mark": role.mark, "title": visit.called(role), "place": role.place} for role in roles
        ]
        nobody = {"mark": "", "title": visit.session["login"], "place": t("Chưa có vai trò nào")}
        return frame | {
            "who": others[0] if others else nobody,
            "others": others,
            "login": visit.session["login"],
            "menu": menu(visit, name) if others else [],
        }


def _plain(visit: Visit, refused: Refused) -> Refused:
    """Return a refusal in words: everybody and every office in it by name."""
    assert isinstance(visit, PersonVisit)
    told = dict(refused.problem)
    if "detail" in told:
        told["detail"] = visit.plain(str(told["detail"]))
    if "errors" in told:
        errors = ((one, visit.plain(str(one["detail"]))) for one in told["errors"])
        told["errors"] = [{**one, "detail": detail} for one, detail in errors]
    return Refused(refused.status, told)
