"""What makes a criterion's sheet (phiếu đánh giá tiêu chí) acceptable, by the cycle's rules."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from libs.contract import size
from libs.errors import FieldError, Rejected
from libs.standards import RuleSet, levels
from services.assessment.events import Code, Letter, Level


@dataclass(frozen=True, slots=True)
class Judged:
    """How an indicator stands: met or not, and the codes of the evidence cited."""

    met: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line of the sheet: an indicator, met or not, by which evidence."""

    level: Level
    indicator: Letter
    met: bool
    evidence: Annotated[tuple[Code, ...], size(0, 50)] = ()

    @property
    def judged(self) -> Judged:
        """What it says of its indicator."""
        return Judged(self.met, self.evidence)


def text_of(rules: RuleSet) -> str:
    """Return the number of the circular the rules come from, "TT 18/2018/TT-BGDĐT"."""
    return f"TT {rules.document['legal_basis'][0]['ref']}"


def check(
    rules: RuleSet,
    criterion: str,
    sheet: Sequence[Judgement],
    hashes: Mapping[str, str],
    before: Mapping[levels.Key, Judged],
) -> None:
    """Raise `Rejected` unless `sheet` may be recorded; its errors name every line at fault.

    `hashes` holds the school's registered evidence by code, `before` what was judged until now.
    Codes: indicator-unknown, indicator-twice, evidence-missing, evidence-unknown,
    evidence-code-form, lower-level-unjudged, lower-level-not-met.
    """
    known = levels.indicators(rules, criterion)
    if not known:
        detail = f"Bộ tiêu chuẩn không có tiêu chí {criterion}."
        error = FieldError("/criterion", "indicator-unknown", detail)
        raise Rejected("indicator-unknown", detail, text_of(rules), [error])
    after = {
        (level, letter): judged for (c, level, letter), judged in before.items() if c == criterion
    }
    after |= {(line.level, line.indicator): line.judged for line in sheet}
    problems = (
        *_lines(criterion, sheet, known),
        *_evidence(rules, criterion, sheet, hashes),
        *_sequence(rules, criterion, sheet, known, after),
    )
    if problems:
        first = problems[0].code
        errors = [problem for problem in problems if problem.code == first]
        raise Rejected(first, " ".join(e.detail for e in errors), text_of(rules), errors)


def _lines(
    criterion: str, sheet: Sequence[Judgement], known: Sequence[tuple[int, str]]
) -> Iterator[FieldError]:
    for n, line in enumerate(sheet):
        name = levels.name(criterion, line.level, line.indicator)
        place = (line.level, line.indicator)
        if place not in known:
            yield FieldError(
                f"/judgements/{n}", "indicator-unknown", f"Bộ tiêu chuẩn không có chỉ báo {name}."
            )
        elif place in [(other.level, other.indicator) for other in sheet[:n]]:
            yield FieldError(
                f"/judgements/{n}", "indicator-twice", f"Chỉ báo {name} được ghi hai lần."
            )


def _evidence(
    rules: RuleSet, criterion: str, sheet: Sequence[Judgement], hashes: Mapping[str, str]
) -> Iterator[FieldError]:
    for n, line in enumerate(sheet):
        name = levels.name(criterion, line.level, line.indicator)
        if line.met and not line.evidence:
            detail = f"Chỉ báo {name} ghi đạt nhưng không nêu minh chứng."
            yield FieldError(f"/judgements/{n}/evidence", "evidence-missing", detail)
        for m, code in enumerate(line.evidence):
            at = f"/judgements/{n}/evidence/{m}"
            if code not in hashes:
                detail = f"Chỉ báo {name} nêu minh chứng '{code}' chưa đăng ký."
                yield FieldError(at, "evidence-unknown", detail)
            elif not _well_formed(rules, code):
                example = rules.document["self_assessment"]["evidence_code"]["example"]
                detail = f"Mã minh chứng '{code}' sai dạng; ví dụ đúng: {example}."
                yield FieldError(at, "evidence-code-form", detail)


def _well_formed(rules: RuleSet, code: str) -> bool:
    if rules.evidence_pattern is None:
        return True
    # The 2018 form is written in square brackets where a report cites it; the code itself has none.
    return any(re.fullmatch(rules.evidence_pattern, form) for form in (code, f"[{code}]"))


def _sequence(
    rules: RuleSet,
    criterion: str,
    sheet: Sequence[Judgement],
    known: Sequence[tuple[int, str]],
    after: Mapping[tuple[int, str], Judged],
) -> Iterator[FieldError]:
    """Yield what is judged above a lower level that is not, or met above one that is not met.

    The second holds where a level is judged as a whole (TT 57/2026): there a higher level contains
    the lower; where indicators are judged one by one, theirs are different things.
    """
    whole = rules.document["level_scheme"]["kind"] == "whole_level"
    for n, line in enumerate(sheet):
        name = levels.name(criterion, line.level, line.indicator)
        missing = [p for p in known if p[0] < line.level and p not in after]
        if missing:
            lower = ", ".join(levels.name(criterion, *place) for place in missing)
            detail = f"Chưa đánh giá được {name} khi chưa đánh giá {lower}."
            yield FieldError(f"/judgements/{n}", "lower-level-unjudged", detail)
    unmet = [place for place, judged in after.items() if whole and not judged.met]
    for place, judged in after.items():
        if judged.met and any(level < place[0] for level, _ in unmet):
            name = levels.name(criterion, *place)
            detail = f"Không thể ghi {name} đạt khi mức thấp hơn chưa đạt."
            yield FieldError("/judgements", "lower-level-not-met", detail)
