"""A cycle's criteria as documents show them: what was judged, written and cited of each."""

from collections.abc import Iterator, Sequence

from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.standards import RuleSet, guidance
from libs.law.standards.guidance import Guidance
from services.documents.document import Answers
from services.documents.head import day, joined, paragraphs, person

LEVEL_4 = 4


def rules(answers: Answers) -> RuleSet:
    """Return the rule set of the cycle."""
    return standards.by_hash(answers.view["rules"])


def is_2026(answers: Answers) -> bool:
    """Return whether the cycle is under the circular of 2026, which has other forms."""
    return rules(answers).id.startswith("tt57-")


def guide(answers: Answers) -> Guidance:
    """Return the guidance that the cycle pinned, else the newest of its revision."""
    pinned = answers.view.get("guidance")
    if pinned:
        return guidance.by_hash(pinned)
    found = rules(answers)
    return guidance.of(found.id, found.revision)


def standards_of(answers: Answers, only: str | None = None) -> list[Wire]:
    """Return the standards in order, each with its criteria; with `only`, that criterion alone."""
    found = rules(answers)
    sheets = {sheet["criterion"]: sheet for sheet in answers.view["sheets"]}
    told = {each["standard"]: each for each in answers.view.get("standards", ())}
    guided = guide(answers)
    standards = []
    for standard in found.document["standards"]:
        number = standard["no"]
        criteria = [
            criterion_of(answers, found, guided, code, sheets.get(code))
            for code in (each["code"] for each in standard["criteria"])
            if only in (None, code)
        ]
        text = told.get(number, {})
        if criteria:
            standards.append(
                {
                    "no": number,
                    "title": standard["title_vi"],
                    "criteria": criteria,
                    "judgement": paragraphs(text.get("judgement")),
                    "strengths": paragraphs(text.get("strengths")),
                    "limits": paragraphs(text.get("limits")),
                    "priorities": paragraphs(text.get("priorities")),
                }
            )
    return standards


def criterion_of(
    answers: Answers, found: RuleSet, guided: Guidance, code: str, sheet: Wire | None
) -> Wire:
    """Return a criterion with its requirements by level and the texts of its sheet."""
    criterion = next(each for each in found.criteria if each.code == code)
    sheet = sheet or {"judgements": ()}
    judged = {(j["level"], j["indicator"]): j for j in sheet["judgements"]}
    told = {each["of_level"]: each["text"] for each in sheet.get("descriptions", ())}
    levels = [
        {
            "level": level,
            "requirements": [
                _requirement(guided, (code, level, each), judged.get((level, each)))
                for each in indicators
            ],
            "description": paragraphs(told.get(level)),
        }
        for level, indicators in criterion.levels
    ]
    return {
        "code": code,
        "title": criterion.title_vi,
        "mandatory": criterion.mandatory,
        "level": reached(levels),
        "levels": levels,
        "group": _group(answers, code),
        "strengths": paragraphs(sheet.get("strengths")),
        "weaknesses": paragraphs(sheet.get("weaknesses")),
        "improvement": paragraphs(sheet.get("improvement")),
        "measures": [
            {"what": m["what"], "value": m["value"], "day": day(m["measured_on"])}
            for m in sheet.get("measures", ())
        ],
        "written_by": person(answers, sheet.get("recorded_by")),
        "written_on": sheet.get("recorded_on"),
    }


def level_4_of(answers: Answers) -> list[Wire]:
    """Return each clause of level 4 with what was judged and written; empty where none was."""
    found = rules(answers)
    article = found.level4_article
    sheet = next((one for one in answers.view["sheets"] if one["criterion"] == article), None)
    if article is None or sheet is None or not (sheet.get("clauses") or sheet["judgements"]):
        return []
    guided = guide(answers)
    return [_clause(answers, guided, article, clause, sheet) for clause in found.level4_clauses]


def reached(levels: Sequence[Wire]) -> int | None:
    """Return the level that a criterion reaches, 0 for none, None while level 1 is not judged."""
    last = 0
    for level in levels:
        met = [each["met"] for each in level["requirements"]]
        if None in met and not any(each is False for each in met):
            return None if last == 0 else last
        if not all(met):
            return last
        last = int(level["level"])
    return last


def persons_of_sheets(view: Wire) -> Iterator[str]:
    """Yield who wrote the sheets."""
    for sheet in view["sheets"]:
        if sheet.get("recorded_by"):
            yield str(sheet["recorded_by"])


def _requirement(guided: Guidance, key: tuple[str, int, str], judged: Wire | None) -> Wire:
    known = guided.requirements.get(key)
    return {
        "letter": key[2],
        "text": known.text_vi if known else None,
        "met": judged["met"] if judged else None,
        "evidence": list(judged["evidence"]) if judged else [],
    }


def _clause(answers: Answers, guided: Guidance, article: str, clause: str, sheet: Wire) -> Wire:
    judged = {(j["level"], j["indicator"]): j for j in sheet["judgements"]}
    told = {each["clause"]: each for each in sheet.get("clauses", ())}.get(clause, {})
    key = (article, LEVEL_4, clause)
    return {
        "clause": clause,
        "requirement": _requirement(guided, key, judged.get((LEVEL_4, clause))),
        "description": paragraphs(told.get("description")),
        "strengths": paragraphs(told.get("strengths")),
        "weaknesses": paragraphs(told.get("weaknesses")),
        "improvement": paragraphs(told.get("improvement")),
        "group": _group(answers, article),
        "written_by": person(answers, sheet.get("recorded_by")),
        "written_on": sheet.get("recorded_on"),
    }


def _group(answers: Answers, code: str) -> str | None:
    groups = (answers.view.get("working_groups") or {}).get("groups", ())
    return joined((g["name"] for g in groups if code in g["criteria"]), ", ")
