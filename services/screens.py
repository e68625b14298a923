"""Console and portal beside the gateway: on its origin in one process, or apart from it."""

import re
from collections.abc import Sequence

from libs.kernel.problems import BadSettings
from libs.web.client import Api, InProcess
from libs.web.origin import one_origin
from libs.web.sent_forms import MOST_FILES, MOST_TEXT
from libs.web.site import Wsgi

SCREENS = ("console", "portal")
"""What a gateway serves besides its API, if the settings leave nothing out."""
OWN = ("/v1", "/livez", "/readyz", "/openapi.json", "/problems")
"""How the paths of the gateway's own begin."""


ROOMS = {re.compile(r"/console/evidence[a-z-]*/.*"): MOST_FILES + MOST_TEXT}
"""The pages whose forms may hold files, and how many bytes such a form may have."""


def chosen(text: str) -> Sequence[str]:
    """Return the screens that KIEMDINH_SCREENS names, `none` for none; raises `BadSettings`."""
    found = [] if text == "none" else text.split()
    if unknown := sorted(set(found) - set(SCREENS)):
        raise BadSettings(
            f"KIEMDINH_SCREENS không có {', '.join(unknown)}; chọn trong: "
            f"{', '.join(SCREENS)}, hoặc none."
        )
    return found


def beside(gateway: Wsgi, screens: Sequence[str] = SCREENS, secure: bool = False) -> Wsgi:
    """Return the gateway with these screens on its origin, which call it in this process."""
    if not screens:
        return gateway
    api = Api(InProcess(gateway))
    applications = dict.fromkeys(OWN, gateway)
    if "console" in screens:
        from services.console.site import application as console_of

        applications["/console"] = console_of(api, secure)
    otherwise = gateway
    if "portal" in screens:
        from services.portal.site import application as portal_of

        otherwise = portal_of(api, secure)
    return one_origin(applications, otherwise)
