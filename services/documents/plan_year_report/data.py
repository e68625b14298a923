"""What stands in the report on a plan's year, from the plan's report."""

import re
from collections.abc import Iterator

from libs.kernel.problems import Wire
from libs.law.labels import capital, said
from services.documents.document import Answers
from services.documents.head import day, head, joined, paragraphs, person, principal, school_year


def data(answers: Answers) -> Wire:
    """Return the data of the report; its day is that on which the year was reported."""
    view = answers.view
    return {
        **head(answers, view["reported_on"]),
        "summary": "Kết quả thực hiện Kế hoạch cải tiến chất lượng năm học"
        f" {school_year(view['year'])}",
        "text": paragraphs(view["report_text"]),
        "item_count": view["item_count"],
        "completed_count": view["completed_count"],
        "budget": view["budget"],
        "spent": view["spent"],
        "lines": [_line(answers, line) for line in view["lines"]],
        "criteria": [
            {
                "criterion": each["criterion"],
                "item_count": each["item_count"],
                "completed_count": each["completed_count"],
                "budget": each["budget"],
                "spent": each["spent"],
            }
            for each in view["criteria"]
        ],
        "followed": [
            {
                "criterion": each["criterion"],
                "text": each["text"],
                "state": capital(said(each["state"])),
                "note": each["note"] or None,
            }
            for each in sorted(view["followed"], key=lambda one: _place(one["criterion"]))
        ],
        "reviews": [
            {
                "period": capital(said(each["period"])),
                "on": day(each["dated"]),
                "text": each["text"],
            }
            for each in view["reviews"]
        ],
        "findings": [
            {"office": found["office"], "on": day(found["dated"]), "text": one["text"]}
            for found in view["supervisions"]
            for one in found["findings"]
        ],
        "recipients": ["Cơ quan quản lý trực tiếp (để báo cáo);", "Hội đồng trường;", "Lưu: VT."],
        "signer": principal(answers),
    }


def _place(criterion: str) -> tuple[int, ...]:
    """Return where a criterion stands among others: 1.10 after 1.9."""
    return tuple(int(part) for part in re.findall(r"\d+", criterion))


def persons(view: Wire) -> Iterator[str]:
    """Yield who answered for what was to be done."""
    for line in view["lines"]:
        if line["responsible"]:
            yield line["responsible"]


def _line(answers: Answers, line: Wire) -> Wire:
    became = line["outcome"] or line["state"]
    return {
        "no": line["item"],
        "criterion": line["criterion"],
        "content": line["solution"],
        "indicator": line["result_indicator"] or None,
        "owner": person(answers, line["responsible"]),
        "due": day(line["complete_by"]),
        "result": capital(said(became)),
        "note": joined((line["note"], *line["evidence"])),
        "budget": line["budget"],
        "spent": line["spent"],
    }
