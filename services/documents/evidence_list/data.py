"""What stands in the list of evidence, from the cycle and the items it cites."""

from collections.abc import Mapping
from itertools import chain

from libs.kernel.problems import Wire
from services.documents.criteria import is_2026, rules
from services.documents.document import Answers
from services.documents.head import day, head, joined, school_year

KEPT = {"file": "Tệp điện tử", "link": "Đường dẫn", "place": "Hồ sơ giấy"}
OBTAINED = {
    "document": None,
    "survey": "Khảo sát",
    "interview": "Phỏng vấn",
    "observation": "Quan sát",
}


def data(answers: Answers) -> Wire:
    """Return the data of the list; an item stands at the first criterion that cites it.

    Seven columns under the sets of 2018, five under TT 57/2026.
    """
    view = answers.view
    items = {item["code"]: item for item in answers.evidence}
    taken: set[str] = set()
    criteria = []
    found = rules(answers)
    titles = {each.code: each.title_vi for each in found.criteria}
    if found.level4_article:
        titles[found.level4_article] = f"Các yêu cầu của Mức 4 (Điều {found.level4_article})"
    for criterion, title in titles.items():
        codes = [code for code in _cited(view, criterion) if code not in taken]
        taken.update(codes)
        criteria.append(
            {
                "code": criterion,
                "title": title,
                "items": [_item(code, items) for code in codes],
            }
        )
    return {
        **head(answers, view["submitted_on"] or view["approved_on"]),
        "school_year": school_year(view["year"]),
        "columns": 5 if is_2026(answers) else 7,
        "criteria": [each for each in criteria if each["items"]],
        "total": len(taken),
    }


def _cited(view: Wire, criterion: str) -> list[str]:
    """Return the codes that a criterion cites, in order of the codes, each once."""
    found = (
        judged["evidence"]
        for sheet in view["sheets"]
        if sheet["criterion"] == criterion
        for judged in sheet["judgements"]
    )
    return sorted(set(chain.from_iterable(found)))


def _item(code: str, items: Mapping[str, Wire]) -> Wire:
    item = items.get(code, {})
    return {
        "code": code,
        "name": item.get("title"),
        "when": joined(
            (OBTAINED.get(item.get("obtained", "")), item.get("number"), day(item.get("dated"))),
            ", ",
        ),
        "by": item.get("issuer"),
        "place": joined((KEPT.get(item.get("kept", "")), _place(item)), ": "),
        "note": item.get("note") or None,
    }


def _place(item: Wire) -> str | None:
    box = f"hộp {item['box']}" if item.get("box") else None
    shelf = f"giá {item['shelf']}" if item.get("shelf") else None
    return joined((item.get("file_name"), item.get("url"), box, shelf, item.get("where")), ", ")
