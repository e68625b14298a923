"""Setting up the second factor: a secret as a QR picture, its first code, recovery codes."""

import segno

from libs.web.client import Refused
from libs.web.guard import own_address
from libs.web.page import Page, Shown, View
from services.console.pages.resume.page import HOME
from services.console.person import PersonVisit


def show(visit: PersonVisit) -> Shown:
    """Show what a second factor is, and the button that begins."""
    wanted = own_address(visit.said("next") or visit.asked("next"), HOME)
    values = {"next": wanted, "kept": visit.said("kept"), "offer": None, "codes": None}
    return View({**values, "replaces": _replaces(visit)})


def act(visit: PersonVisit) -> Shown:
    """Get a secret, or take it into use with its first code."""
    values = {
        "next": own_address(visit.said("next"), HOME),
        "kept": visit.said("kept"),
        "offer": None,
        "codes": None,
    }
    if not visit.said("uri"):
        try:
            proof = {"proof": visit.said("proof")}
            offer = visit.calls.post("/v1/session/second-factor/offer", proof).json
        except Refused as refused:
            if not refused.code.startswith("proof-"):
                raise
            visit.refuse(refused, at="proof")
            return View({**values, "replaces": True}, refused.status)
        return View({**values, "offer": _shown(offer["uri"], offer["secret"])})
    code = visit.said("code").replace(" ", "")
    try:
        done = visit.calls.post("/v1/session/second-factor/confirm", {"code": code}).json
    except Refused as refused:
        if refused.code in ("session-ended", "credentials-missing") or refused.status >= 500:
            raise
        visit.refuse(refused, at="code")
        offer = _shown(visit.said("uri"), visit.said("secret"))
        return View({**values, "offer": offer}, refused.status)
    return View({**values, "codes": done["recovery_codes"]})


def _replaces(visit: PersonVisit) -> bool:
    """Return whether a second factor is set that another one is to replace."""
    try:
        return bool(visit.session["second_factor"] == "shown")
    except Refused:
        return False  # Nobody is signed in any more; what is sent says so.


def _shown(uri: str, secret: str) -> dict[str, str]:
    """Return a secret as a picture to scan and as groups of letters to type."""
    picture = segno.make(uri, error="m").svg_data_uri(scale=5, border=4, light="#fff")
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return {"uri": uri, "secret": secret, "picture": picture, "groups": groups}


PAGE = Page(show, act, signed_in=False)
