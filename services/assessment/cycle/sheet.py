"""What a council asks of a sheet beyond the rules of `libs.law.standards.sheets`: evidence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from libs.kernel.problems import refuse
from libs.law.standards import RuleSet, levels, sheets
from libs.law.standards.rule_set import cite
from services.assessment.shared.fields import EvidenceCodes


@dataclass(frozen=True, slots=True)
class Judged:
    """How an indicator stands: met or not, and the codes of the evidence cited."""

    met: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line of the sheet: an indicator, met or not, by which evidence."""

    level: levels.IndicatorLevel
    indicator: levels.Indicator
    met: bool
    evidence: EvidenceCodes = ()

    @property
    def judged(self) -> Judged:
        """What it says of its indicator."""
        return Judged(self.met, self.evidence)


def check(
    rules: RuleSet,
    criterion: str,
    sheet: Sequence[Judgement],
    hashes: Mapping[str, str],
    before: Mapping[levels.Key, Judged],
) -> None:
    """Raise `Rejected` unless `sheet` may be recorded; its errors name every line at fault.

    `hashes` holds the school's registered evidence by code, `before` what was judged until now.
    Codes: those of `sheets.check`; evidence-missing, evidence-not-registered, evidence-code-form.
    """
    sheets.check(rules, criterion, sheet, met(before))
    rule = cite(rules)
    refuse("evidence-missing", _uncited(criterion, sheet), rule)
    refuse("evidence-not-registered", _unregistered(criterion, sheet, hashes), rule)
    refuse("evidence-code-form", _malformed(rules, sheet), rule)


def met(judged: Mapping[levels.Key, Judged]) -> levels.Judgements:
    """Return which of the judged indicators are met."""
    return {key: each.met for key, each in judged.items()}


def _uncited(criterion: str, sheet: Sequence[Judgement]) -> Iterator[sheets.Fault]:
    for n, line in enumerate(sheet):
        if line.met and not line.evidence:
            name = levels.name(criterion, line.level, line.indicator)
            yield f"/judgements/{n}/evidence", f"Chỉ báo {name} ghi đạt nhưng không nêu minh chứng."


def _unregistered(
    criterion: str, sheet: Sequence[Judgement], hashes: Mapping[str, str]
) -> Iterator[sheets.Fault]:
    for at, line, code in _cited(sheet):
        if code not in hashes:
            name = levels.name(criterion, line.level, line.indicator)
            yield at, f"Chỉ báo {name} nêu minh chứng '{code}' chưa đăng ký."


def _malformed(rules: RuleSet, sheet: Sequence[Judgement]) -> Iterator[sheets.Fault]:
    for at, _, code in _cited(sheet):
        if not _well_formed(rules, code):
            example = rules.document["self_assessment"]["evidence_code"]["example"]
            yield at, f"Mã minh chứng '{code}' sai dạng; ví dụ đúng: {example}."


def _cited(sheet: Sequence[Judgement]) -> Iterator[tuple[str, Judgement, str]]:
    """Yield the pointer, the line and the code of every item that is cited."""
    for n, line in enumerate(sheet):
        for m, code in enumerate(line.evidence):
            yield f"/judgements/{n}/evidence/{m}", line, code


def _well_formed(rules: RuleSet, code: str) -> bool:
    if rules.evidence_pattern is None:
        return True
    # The 2018 form is written in square brackets where a report cites it; the code itself has none.
    return any(re.fullmatch(rules.evidence_pattern, form) for form in (code, f"[{code}]"))
