"""The components of the look, each with examples: for who builds a page."""

from libs.web.page import Fault, Page, Shown, View
from services.console.person import PersonVisit


def show(visit: PersonVisit) -> Shown:
    """Show every component."""
    return View(
        {
            "example": Fault(
                "kit-number", visit.t("Thiếu ký hiệu cơ quan. Hãy viết đủ, ví dụ 524/QĐ-SGDĐT.")
            )
        }
    )


PAGE = Page(show, signed_in=False)
