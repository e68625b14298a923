"""What stands in the sheets of content elements (nội hàm), from the cycle and its guidance."""

from collections.abc import Iterator

from libs.kernel.problems import Wire
from libs.law.standards import RuleSet, levels
from services.documents.criteria import guide, rules
from services.documents.document import Answers
from services.documents.head import day, head, person, school_year

VERDICTS = {"met": "Đạt", "not_met": "Chưa đạt", "other": "Khác"}


def data(answers: Answers) -> Wire:
    """Return the data of the sheets of all criteria, or of `answers.criterion`."""
    guided, found = guide(answers), rules(answers)
    sheets = {sheet["criterion"]: sheet for sheet in answers.view["sheets"]}
    only = answers.criterion
    return {
        **head(answers, None),
        "school_year": school_year(answers.view["year"]),
        "numbered": not found.id.startswith("tt57-"),
        "certain": not any(
            each.needs_verification for known in guided.elements.values() for each in known
        ),
        "criteria": [
            {
                "code": code,
                "title": title,
                "suggested": [hint.text_vi for hint in guided.criteria[code].suggested_evidence]
                if code in guided.criteria
                else [],
                "requirements": [
                    _requirement(answers, (code, *place), sheets)
                    for place in levels.indicators(found, code)
                ],
            }
            for code, title in _criteria(found, only or "", sheets)
        ],
    }


def _criteria(found: RuleSet, only: str, sheets: Wire) -> Iterator[tuple[str, str]]:
    """Yield code and title of each criterion; of the article of level 4 once it was begun."""
    for criterion in found.criteria:
        if only in ("", criterion.code):
            yield criterion.code, criterion.title_vi
    article = found.level4_article
    if article and (only == article or (not only and article in sheets)):
        yield article, f"Các yêu cầu của Mức 4 (Điều {article})"


def _requirement(answers: Answers, key: tuple[str, int, str], sheets: Wire) -> Wire:
    criterion, level, indicator = key
    known = guide(answers).requirements.get(key)
    sheet = sheets.get(criterion, {})
    ticked = {each["element"]: each for each in sheet.get("elements", ())}
    cited = [
        code
        for judged in sheet.get("judgements", ())
        if (judged["level"], judged["indicator"]) == (level, indicator)
        for code in judged["evidence"]
    ]
    return {
        "level": level,
        "letter": indicator,
        "text": known.text_vi if known else None,
        "evidence": cited,
        "elements": [
            {
                "text": element.text_vi,
                "verdict": VERDICTS.get(ticked.get(element.id, {}).get("verdict", "")),
                "note": ticked.get(element.id, {}).get("note") or None,
                "by": person(answers, ticked.get(element.id, {}).get("ticked_by")),
                "on": day(ticked.get(element.id, {}).get("ticked_on")),
            }
            for element in (known.elements if known else ())
        ],
    }
