"""What protects a page in the browser: the policy of what it may load, and from where forms come.

A form is taken from a page of this installation alone: browsers say in Sec-Fetch-Site, older ones
in Origin, which page sends it, and another site's page can forge neither. The session's cookie is
SameSite=Lax besides. The gateway asks the same of the calls that are made for the form.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

import falcon

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not no-referrer: with it browsers send the Origin "null".
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def own_page(req: falcon.Request) -> bool:
    """Return whether a form was sent from a page of this very installation."""
    site = req.get_header("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(req.get_header("Origin") or "")
    return bool(origin.netloc) and origin.netloc.lower() == (req.get_header("Host") or "").lower()


def own_address(text: str, otherwise: str) -> str:
    """Return an address of this installation, a path; for anything else `otherwise`."""
    path = urlsplit(text)
    ours = (
        text.startswith("/")
        and not text.startswith(("//", "/\\"))
        and not path.netloc
        and not any(c < " " or c == "\\" for c in text)
    )
    return text if ours else otherwise
