"""What the self-assessment reports of both laws have in common."""

import re
from collections.abc import Sequence

from libs.kernel.problems import Wire
from libs.law.labels import capital, label, said
from libs.law.school_figures.values import shown
from services.documents import council
from services.documents.criteria import standards_of
from services.documents.document import Answers
from services.documents.head import (
    council_chair,
    day,
    head,
    joined,
    paragraphs,
    school_name,
    school_year,
)

ANNEXES = (
    ("Danh mục minh chứng", "Văn bản kèm theo"),
    ("Phiếu đánh giá tiêu chí", "Văn bản kèm theo"),
    ("Kế hoạch cải tiến chất lượng", "Văn bản kèm theo"),
)

_THOUSANDS = re.compile(r"(?<![\d,])\d{4,}")


def common(answers: Answers) -> Wire:
    """Return what both reports have: cover, council, standards, level, annexes, signature."""
    view = answers.view
    decision = (view.get("council") or {}).get("decision_number")
    appointed = day(view["appointed_on"])
    return {
        **head(answers, view["approved_on"]),
        "summary": f"Báo cáo tự đánh giá năm học {school_year(view['year'])}",
        "school_year": school_year(view["year"]),
        "profile": _profile(answers),
        "council": council.members(answers),
        "standards": standards_of(answers),
        "school_level": level_name(view["level"]),
        "unjudged": len(view["unjudged"]),
        "figures": _figures(answers),
        "abbreviations": paragraphs(part(answers, "abbreviations")),
        "annexes": [
            ["Quyết định thành lập Hội đồng tự đánh giá", joined((decision, appointed), ", ")],
            *([name, where] for name, where in ANNEXES),
        ],
        "signer": council_chair(),
    }


def part(answers: Answers, code: str) -> str | None:
    """Return the text of a part of the report, None if none is told."""
    for each in answers.view.get("report_parts", ()):
        if each["report_part"] == code:
            return str(each["text"])
    return None


def counted(criteria: Sequence[Wire], level: int) -> tuple[int, int]:
    """Return how many criteria reach a level, of how many that have it."""
    having = [c for c in criteria if any(each["level"] == level for each in c["levels"])]
    return sum((c["level"] or 0) >= level for c in having), len(having)


def level_name(level: int) -> str:
    """Return what a level of the school is called: "Mức 2", "không đạt"."""
    return f"Mức {level}" if level else "không đạt"


def _figures(answers: Answers) -> list[Wire]:
    """Return a table for each group of figures: the school year and the two before it."""
    last = answers.view["year"]
    years = range(last - 2, last + 1)
    groups: dict[str, list[Wire]] = {}
    for figure in answers.figures:
        groups.setdefault(figure["meaning"]["group"], []).append(figure)
    return [
        {
            "title": capital(said(group)),
            "caption": f"{capital(said(group))}, ba năm học",
            "head": ["Số liệu", *(f"{year}-{year + 1}" for year in years)],
            "rows": [_row(figure, years) for figure in figures],
        }
        for group, figures in groups.items()
    ]


def _row(figure: Wire, years: range) -> list[str | None]:
    told = {each["year"]: _grouped(each["value"]) for each in figure["values"]}
    return [figure["meaning"]["title_vi"], *(told.get(year) for year in years)]


def _grouped(value: str) -> str:
    """Return a figure as documents write it: "1338.5" as "1.338,5"."""
    return _THOUSANDS.sub(lambda whole: f"{int(whole[0]):,}".replace(",", "."), shown(value))


def _profile(answers: Answers) -> list[list[str | None]]:
    school = answers.school
    numbers = (f"{each['scheme']}: {each['value']}" for each in school.get("identifiers", ()))
    before = joined(each["name"] for each in school.get("names", ()) if each.get("ends"))
    former: list[list[str | None]] = [["Tên trước đây", before]] if before else []
    stages = (label(each) for each in school.get("education_stages", ()))
    return [
        ["Tên trường", school_name(answers)],
        *former,
        ["Loại hình", capital(label(school["kind"]))],
        ["Cấp học", capital(joined(stages, ", ") or "") or None],
        ["Hình thức sở hữu", capital(label(school["ownership"]))],
        ["Địa chỉ", school.get("address") or None],
        ["Điện thoại", school.get("phone") or None],
        ["Thư điện tử", school.get("email") or None],
        ["Mã định danh", joined(numbers)],
        ["Ngày thành lập", day(school.get("opened_on"))],
    ]
