"""Which code an item gets: the next of its criterion by a rule set, or a free one of its form."""

from dataclasses import dataclass

from libs.kernel.problems import FieldError
from libs.law.standards import RuleSet, evidence_codes, levels
from libs.law.standards.rule_set import cite
from services.assessment.evidence.state import Evidence


@dataclass(frozen=True, slots=True)
class Numbering:
    """The rule set that says which criteria there are and what a code looks like."""

    rules: RuleSet


def code_faults(
    at: str, code: str | None, criterion: str, known: Numbering, evidence: Evidence
) -> list[FieldError]:
    """Return what is wrong with a criterion, and with a code that is to be new; None: the next."""
    rules = known.rules
    faults = []
    if not levels.indicators(rules, criterion):
        detail = f"{cite(rules)} không có tiêu chí {criterion}."
        faults.append(FieldError("/criterion", "criterion-unknown", detail))
    if code is None:
        if not evidence_codes.states_form(rules) or criterion == rules.level4_article:
            detail = f"{cite(rules)} không nêu cách đặt mã cho mục này; hãy tự đặt mã."
            faults.append(FieldError(at, "evidence-code-needed", detail))
        return faults
    if evidence_codes.states_form(rules):
        said = evidence_codes.read(rules, code)
        if said is None:
            shown = evidence_codes.example(rules)
            detail = f"Mã minh chứng '{code}' sai dạng; ví dụ đúng: {shown}."
            faults.append(FieldError(at, "evidence-code-form", detail))
        elif said.criterion != criterion and criterion != rules.level4_article:
            detail = f"Mã '{code}' là của tiêu chí {said.criterion}, không phải {criterion}."
            faults.append(FieldError(at, "evidence-code-criterion", detail))
    taken = evidence.item(code)
    if taken is not None:
        detail = f"Mã minh chứng '{code}' đã dùng cho '{taken.title}'."
        faults.append(FieldError(at, "evidence-code-taken", detail))
    return faults


def next_code(criterion: str, known: Numbering, evidence: Evidence) -> str:
    """Return the next free code of a criterion; `code_faults` has found nothing wrong."""
    found = evidence_codes.following(known.rules, criterion, evidence.codes)
    assert found is not None
    return found
