"""The components of the look, each with examples: for who builds a page."""

from libs.web.catalogue import text
from libs.web.lists import Column, Listing, words
from libs.web.page import Fault, Page, Shown, View
from services.console.person import PersonVisit

ROWS = (
    {"id": "1", "name": "Trường Tiểu học Ẵ", "year": 2024, "money": 243_500_000},
    {"id": "2", "name": "Trường Tiểu học Ấ", "year": 2026, "money": None},
    {"id": "3", "name": "Trường Tiểu học Đ", "year": 2025, "money": 251_750_000},
)
LISTING = Listing(
    "kit",
    (
        Column("name", text("Tên trường"), lambda one: one["name"], href=lambda one: "#main"),
        Column("year", text("Năm học"), lambda one: one["year"], "year"),
        Column("money", text("Kinh phí"), lambda one: one["money"], "money"),
    ),
    (words("q", text("Có các chữ"), lambda one: one["name"]),),
    order="name",
)


def show(visit: PersonVisit) -> Shown:
    """Show every component."""
    shown = LISTING.of(visit, ROWS, "/console/kit", visit.t("Danh sách mẫu"))
    return shown.file or View(
        {
            "shown": shown,
            "example": Fault(
                "kit-number", visit.t("Thiếu ký hiệu cơ quan. Hãy viết đủ, ví dụ 524/QĐ-SGDĐT.")
            ),
        }
    )


PAGE = Page(show, signed_in=False)
