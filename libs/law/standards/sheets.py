"""The sheet of one criterion (phiếu đánh giá tiêu chí), and what must be judged before a result.

A school's council and an evaluation team judge the same indicators by the same rules; whatever
else each of them asks of a sheet (evidence, membership) is its own.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from libs.kernel.problems import FieldError, Rejected, refuse, refused
from libs.law.standards.levels import Judgements, Key, criteria, indicators, name
from libs.law.standards.rule_set import RuleSet, cite

Place = tuple[int, str]
"""(level, indicator) within a criterion."""
Fault = tuple[str, str]
"""A pointer into the command that records the sheet, and what is wrong there."""
ARTICLES = "7-22"


class SheetLine(Protocol):
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
    rules: RuleSet, criterion: str, sheet: Sequence[SheetLine], before: Judgements | None = None
) -> None:
    """Raise `Rejected` unless `sheet` may be recorded; its errors name every line at fault.

    `before` holds what was judged until now and stays where the sheet is silent; without it the
    sheet is the whole of its criterion. Codes: indicator-unknown, indicator-twice,
    lower-level-unjudged, lower-level-not-met. Source: articles 7 to 22 of TT 17, 18 and 19/2018;
    the criteria of TT 57/2026.
    """
    known, rule = indicators(rules, criterion), cite(rules, ARTICLES)
    if not known:
        detail = f"Bộ tiêu chuẩn không có tiêu chí {criterion}."
        raise refused("indicator-unknown", detail, rule, at="/criterion")
    after = _after(criterion, sheet, before)
    refuse("indicator-unknown", _unknown(criterion, sheet, known), rule)
    refuse("indicator-twice", _twice(criterion, sheet), rule)
    refuse("lower-level-unjudged", _skipped(criterion, sheet, known, after), rule)
    refuse("lower-level-not-met", _above_unmet(rules, criterion, after), rule)


def faults(
    rules: RuleSet, criterion: str, sheet: Sequence[SheetLine], before: Judgements | None = None
) -> Iterator[tuple[str, str, str]]:
    """Yield code, pointer and sentence of all that `check` refuses for, not only the first code."""
    known, after = indicators(rules, criterion), _after(criterion, sheet, before)
    if not known:
        detail = f"Bộ tiêu chuẩn không có tiêu chí {criterion}."
        yield "indicator-unknown", "/criterion", detail
        return
    for code, found in (
        ("indicator-unknown", _unknown(criterion, sheet, known)),
        ("indicator-twice", _twice(criterion, sheet)),
        ("lower-level-unjudged", _skipped(criterion, sheet, known, after)),
        ("lower-level-not-met", _above_unmet(rules, criterion, after)),
    ):
        for at, detail in found:
            yield code, at, detail


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


def _after(
    criterion: str, sheet: Sequence[SheetLine], before: Judgements | None
) -> Mapping[Place, bool]:
    """Return what is judged of a criterion once the sheet is recorded."""
    judged = {
        (level, letter): met for (c, level, letter), met in (before or {}).items() if c == criterion
    }
    return judged | {(line.level, line.indicator): line.met for line in sheet}


def _unknown(criterion: str, sheet: Sequence[SheetLine], known: Sequence[Place]) -> Iterator[Fault]:
    for n, line in enumerate(sheet):
        if (line.level, line.indicator) not in known:
            shown = name(criterion, line.level, line.indicator)
            yield f"/judgements/{n}", f"Bộ tiêu chuẩn không có chỉ báo {shown}."


def _twice(criterion: str, sheet: Sequence[SheetLine]) -> Iterator[Fault]:
    seen: set[Place] = set()
    for n, line in enumerate(sheet):
        place = (line.level, line.indicator)
        if place in seen:
            yield f"/judgements/{n}", f"Chỉ báo {name(criterion, *place)} được ghi hai lần."
        seen.add(place)


def _skipped(
    criterion: str, sheet: Sequence[SheetLine], known: Sequence[Place], after: Mapping[Place, bool]
) -> Iterator[Fault]:
    """Yield what is judged above a level that is not judged as a whole."""
    for n, line in enumerate(sheet):
        missing = [place for place in known if place[0] < line.level and place not in after]
        if missing:
            shown = name(criterion, line.level, line.indicator)
            lower = ", ".join(name(criterion, *place) for place in missing)
            detail = f"Chưa đánh giá được {shown} khi chưa đánh giá {lower}."
            yield f"/judgements/{n}", detail


def _above_unmet(rules: RuleSet, criterion: str, after: Mapping[Place, bool]) -> Iterator[Fault]:
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
            yield "/judgements", detail
