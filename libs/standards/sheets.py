"""The sheet of one criterion (phiếu đánh giá tiêu chí), and what must be judged before a result.

A school's council and an evaluation team judge the same indicators by the same rules; whatever
else each of them asks of a sheet (evidence, membership) is its own.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from libs.errors import FieldError, Rejected
from libs.standards.levels import Judgements, Key, criteria, indicators, name
from libs.standards.rule_set import RuleSet, cite

Place = tuple[int, str]
"""(level, indicator) within a criterion."""
ARTICLES = "7-22"


class Line(Protocol):
    """A line of a sheet: an indicator of the criterion, met or not."""

    @property
    def level(self) -> int:
        """The level the indicator belongs to."""

    @property
    def indicator(self) -> str:
        """Its letter, or "-" where the level is judged as a whole."""

    @property
    def met(self) -> bool:
        """Whether it is met."""


def check(
    rules: RuleSet, criterion: str, sheet: Sequence[Line], before: Judgements | None = None
) -> None:
    """Raise `Rejected` unless `sheet` may be recorded; its errors name every line at fault.

    `before` holds what was judged until now and stays where the sheet is silent; without it the
    sheet is the whole of its criterion. Codes: indicator-unknown, indicator-twice,
    lower-level-unjudged, lower-level-not-met. Source: articles 7 to 22 of TT 17, 18 and 19/2018;
    the criteria of TT 57/2026.
    """
    known = indicators(rules, criterion)
    if not known:
        detail = f"Bộ tiêu chuẩn không có tiêu chí {criterion}."
        refuse([FieldError("/criterion", "indicator-unknown", detail)], cite(rules, ARTICLES))
    after = {
        (level, letter): met for (c, level, letter), met in (before or {}).items() if c == criterion
    }
    after |= {(line.level, line.indicator): line.met for line in sheet}
    problems = [
        *_lines(criterion, sheet, known),
        *_skipped(criterion, sheet, known, after),
        *_above_unmet(rules, criterion, after),
    ]
    refuse(problems, cite(rules, ARTICLES))


def refuse(problems: Sequence[FieldError], rule: str) -> None:
    """Raise `Rejected` for all problems that share the first one's code; nothing for none."""
    if problems:
        code = problems[0].code
        errors = [problem for problem in problems if problem.code == code]
        raise Rejected(code, " ".join(error.detail for error in errors), rule, errors)


def unjudged(rules: RuleSet, judged: Collection[Key], level: int = 1) -> tuple[str, ...]:
    """Return the names of the indicators of `level` that are not in `judged`, in their order."""
    return tuple(
        name(criterion, at, indicator)
        for criterion in criteria(rules)
        for at, indicator in indicators(rules, criterion)
        if at == level and (criterion, at, indicator) not in judged
    )


def require_judged(rules: RuleSet, judged: Collection[Key], level: int = 1) -> None:
    """Raise `Rejected` ("criteria-unjudged") unless every indicator of `level` is in `judged`."""
    missing = unjudged(rules, judged, level)
    if missing:
        detail = f"Còn {len(missing)} chỉ báo mức {level} chưa đánh giá: {', '.join(missing)}."
        errors = [FieldError("", "indicator-unjudged", f"{n}: chưa đánh giá.") for n in missing]
        raise Rejected("criteria-unjudged", detail, cite(rules, ARTICLES), errors)


def _lines(criterion: str, sheet: Sequence[Line], known: Sequence[Place]) -> Iterator[FieldError]:
    seen: set[Place] = set()
    for n, line in enumerate(sheet):
        place, shown = (line.level, line.indicator), name(criterion, line.level, line.indicator)
        if place not in known:
            detail = f"Bộ tiêu chuẩn không có chỉ báo {shown}."
            yield FieldError(f"/judgements/{n}", "indicator-unknown", detail)
        elif place in seen:
            detail = f"Chỉ báo {shown} được ghi hai lần."
            yield FieldError(f"/judgements/{n}", "indicator-twice", detail)
        seen.add(place)


def _skipped(
    criterion: str, sheet: Sequence[Line], known: Sequence[Place], after: Mapping[Place, bool]
) -> Iterator[FieldError]:
    """Yield what is judged above a level that is not judged as a whole."""
    for n, line in enumerate(sheet):
        missing = [place for place in known if place[0] < line.level and place not in after]
        if missing:
            shown = name(criterion, line.level, line.indicator)
            lower = ", ".join(name(criterion, *place) for place in missing)
            detail = f"Chưa đánh giá được {shown} khi chưa đánh giá {lower}."
            yield FieldError(f"/judgements/{n}", "lower-level-unjudged", detail)


def _above_unmet(
    rules: RuleSet, criterion: str, after: Mapping[Place, bool]
) -> Iterator[FieldError]:
    """Yield what is met above a level that is not met.

    It holds where a level is judged as a whole (TT 57/2026): there a higher level contains the
    lower; where indicators are judged one by one, theirs are different things.
    """
    if rules.document["level_scheme"]["kind"] != "whole_level":
        return
    unmet = [level for (level, _), met in after.items() if not met]
    for (level, letter), met in after.items():
        if met and any(lower < level for lower in unmet):
            detail = (
                f"Không thể ghi {name(criterion, level, letter)} đạt khi mức thấp hơn chưa đạt."
            )
            yield FieldError("/judgements", "lower-level-not-met", detail)
