"""The portal as an application: nobody signs in here."""

from importlib.resources import files
from pathlib import Path

from libs.kernel.problems import Wire
from libs.web.client import Api
from libs.web.page import Visit
from libs.web.site import Site, Wsgi, found_pages
from services.portal import pages


def application(api: Api, secure: bool = False) -> Wsgi:
    """Return the portal as WSGI; `secure`: browsers reach it by HTTPS alone."""
    folder = Path(str(files("services.portal") / "pages"))
    return PortalSite("", dict(found_pages(pages)), folder, api, secure).app()


class PortalSite(Site):
    """The portal's pages."""

    def frame(self, visit: Visit, name: str) -> Wire:
        """Return what stands around a page."""
        t = visit.t
        return {
            "home": "/",
            "sign_in": "/console",
            "who": None,
            "others": [],
            "login": "",
            "menu": [
                (t("Tìm trường"), "/", name in ("home", "school")),
                (t("Kiểm tra chứng nhận"), "/certificate", name == "certificate"),
                (t("Cấp độ, mức độ là gì?"), "/about", name == "about"),
            ],
            "foot": [
                (t("Hệ thống này là gì"), "/about"),
                (t("Mô tả API"), "/openapi.json"),
                (t("Đăng nhập"), "/console"),
            ],
        }
