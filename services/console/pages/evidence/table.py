"""The list of evidence as a file: exactly what the filters of its page leave, all of it."""

from collections.abc import Sequence

from libs.files.tables import CSV, XLSX, Value, csv_file, xlsx_file
from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.page import File
from services.console import evidence
from services.console.person import PersonVisit

ENDINGS = {"xlsx": XLSX, "csv": f"{CSV}; charset=utf-8"}
HEADINGS = (
    text("Mã"),
    text("Tên minh chứng"),
    text("Tiêu chí"),
    text("Là gì, ở đâu"),
    text("Có được bằng"),
    text("Số, ký hiệu"),
    text("Ngày"),
    text("Nơi ban hành"),
    text("Hết hiệu lực từ"),
    text("Số bản"),
    text("Số chỉ báo nêu"),
    text("Tình trạng"),
    text("Ngày thêm"),
    text("Ghi chú"),
)


def file(visit: PersonVisit, items: Sequence[Wire], ending: str) -> File:
    """Return the items as a file."""
    heads = [str(visit.t(one)) for one in HEADINGS]
    rows = [_row(visit, item) for item in items]
    name = f"minh-chung-{visit.today:%Y%m%d}.{ending}"
    if ending == "csv":
        return File(name, ENDINGS[ending], csv_file(heads, rows))
    return File(name, ENDINGS[ending], xlsx_file(str(visit.t("Minh chứng")), heads, rows))


def _row(visit: PersonVisit, item: Wire) -> list[Value]:
    return [
        item["code"],
        item["title"],
        item["criterion"],
        evidence.kept(visit, item),
        visit.label(item["obtained"]).unescape(),
        item["number"],
        formats.day(item["dated"]),
        item["issuer"],
        formats.day(item["expires_on"]),
        item["item_version"],
        item["citation_count"],
        "; ".join(str(said) for _, said in evidence.states(visit, item)),
        formats.day(item["added_on"]),
        item["note"],
    ]
