"""Exchange packages for tests: random ones that the law takes, and workbooks with cells changed."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
from hypothesis import strategies as st

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.law.school_figures import figures_of
from libs.law.standards import RuleSet, evidence_codes, levels
from libs.law.standards.report_forms import form_of
from services.gateway.exchange import workbook

SOFTWARE = {"name": "Phần mềm mẫu", "release": "3.2"}
_WORDS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạÁ12 .,;:-'\"=+@%()/\n", max_size=60)
TEXT = _WORDS.map(str.strip)
SOME = TEXT.filter(bool)
LINE = _WORDS.map(lambda text: " ".join(text.split())).filter(bool)
LONG = st.one_of(
    SOME,
    st.tuples(SOME, st.sampled_from((" ", "\n", "", "\n\n")), st.integers(200, 5000)).map(
        lambda of: (of[1].join([of[0]] * of[2]))[:18_000].strip()
    ),
)


def wires(rules: RuleSet, kind: str, on: date) -> st.SearchStrategy[Wire]:
    """Return random packages of the content that a cycle under `rules` takes on a day."""
    return st.composite(_wire)(rules, kind, on)


def _wire(
    draw: Callable[[st.SearchStrategy[Any]], Any], rules: RuleSet, kind: str, on: date
) -> Wire:
    every = levels.criteria(rules)
    chosen = draw(st.lists(st.sampled_from(every), unique=True, max_size=3))
    evidence: list[Wire] = []
    sheets = [_sheet(draw, rules, criterion, on, evidence) for criterion in sorted(chosen)]
    numbers = [standard["no"] for standard in rules.document["standards"]]
    parts = [part.code for part in form_of(rules, on).parts]
    counts = [code for code, each in figures_of(kind).items() if each.kind == "count"]
    year = school_year(on)
    return {
        "format": "kiemdinh-package",
        "format_version": "1.0",
        "software": SOFTWARE,
        "school": {"name": "Trường mẫu", "codes": []},
        "cycle": {
            "year": year,
            "education_stage": None,
            "rule_set": rules.id,
            "revision": rules.revision,
        },
        "sheets": sheets,
        "standards": [
            {
                "standard": number,
                "judgement": draw(LONG),
                **{name: draw(TEXT) for name in ("strengths", "limits", "priorities")},
            }
            for number in draw(st.lists(st.sampled_from(numbers), unique=True, max_size=2))
        ],
        "report_parts": [
            {"report_part": part, "text": draw(LONG)}
            for part in draw(st.lists(st.sampled_from(parts), unique=True, max_size=2))
        ],
        "evidence": evidence,
        "figures": [
            {
                "year": year,
                "code": code,
                "value": str(draw(st.integers(0, 900))),
                "true_on": on.isoformat(),
            }
            for code in draw(st.lists(st.sampled_from(counts), unique=True, max_size=4))
        ],
        "plan": None,
        "feedback": [],
    }


def _sheet(
    draw: Callable[[st.SearchStrategy[Any]], Any],
    rules: RuleSet,
    criterion: str,
    on: date,
    evidence: list[Wire],
) -> Wire:
    places = levels.indicators(rules, criterion)
    top = draw(st.sampled_from(sorted({level for level, _ in places})))
    judgements = []
    for level, indicator in places:
        if level > top:
            continue
        met = level < top or draw(st.booleans())
        codes = [_item(draw, rules, criterion, on, evidence)] if met else []
        judgements.append({"level": level, "indicator": indicator, "met": met, "evidence": codes})
    described = draw(st.lists(st.sampled_from(sorted({p[0] for p in places})), unique=True))
    return {
        "criterion": criterion,
        "judgements": judgements,
        **{name: draw(TEXT) for name in ("strengths", "weaknesses", "improvement")},
        "descriptions": [{"of_level": n, "text": draw(SOME)} for n in sorted(described)],
        "measures": draw(
            st.lists(
                st.fixed_dictionaries(
                    {"what": LINE, "value": LINE, "measured_on": st.just(on.isoformat())}
                ),
                max_size=2,
            )
        ),
    }


def _item(
    draw: Callable[[st.SearchStrategy[Any]], Any],
    rules: RuleSet,
    criterion: str,
    on: date,
    evidence: list[Wire],
) -> str:
    if evidence and draw(st.booleans()):
        return str(draw(st.sampled_from([item["code"] for item in evidence])))
    code = evidence_codes.following(rules, criterion, [item["code"] for item in evidence])
    assert code is not None
    place = {"box": draw(LINE), "shelf": None, "where": draw(st.none() | LINE)}
    link = {"url": "https://truong.edu.vn/ke-hoach", "seen_on": on.isoformat()}
    linked = draw(st.booleans())
    evidence.append(
        {
            "code": code,
            "criterion": criterion,
            "title": draw(LINE),
            "file": None,
            "link": link if linked else None,
            "place": None if linked else place,
            "obtained": draw(st.sampled_from(("document", "survey", "other"))),
            "number": draw(st.none() | LINE),
            "dated": on.isoformat() if draw(st.booleans()) else None,
            "issuer": None,
            "expires_on": None,
            "note": draw(TEXT),
        }
    )
    return code


def changed(wire: Wire, *cells: tuple[str, int, str, Any]) -> bytes:
    """Return a package as a workbook with cells changed: sheet, row, heading, value."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(wire)))
    for title, row, heading, value in cells:
        sheet = book[title]
        (place,) = (cell.column for cell in sheet[1] if cell.value == heading)
        sheet.cell(row, place).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
