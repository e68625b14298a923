"""What figures must agree in: zeros that cannot be, totals and parts, quotients, shares. Pure.

At entry these are warnings, since figures come in batches; what is locked has none of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from libs.law.school_figures import Sum, catalogue, figures_of
from libs.law.school_figures.values import numbers, shown

Fault = Literal[
    "figure-zero",
    "figure-sum-differs",
    "figure-part-larger",
    "figure-quotient-differs",
    "figure-shares-differ",
]
"""What does not hold: số 0 không thể có, tổng lệch, phần lớn hơn tổng, thương lệch, tỷ lệ lệch."""
ROUNDING = Decimal("0.5")
"""How far from 100 shares may be that were each rounded."""


@dataclass(frozen=True, slots=True)
class FigureFault:
    """What does not hold of which figures, both sides named in `detail`, Vietnamese."""

    fault: Fault
    codes: tuple[str, ...]
    detail: str


def faults(kind: str, values: Mapping[str, str]) -> tuple[FigureFault, ...]:
    """Return all that does not hold among the figures of a school of a kind in one school year.

    A check is made as far as its figures are there: nothing is said of what is missing.
    """
    own = figures_of(kind)
    there = {code: numbers(value)[0] for code, value in values.items() if code in own}
    return tuple(_Checks(kind, there).all())


@dataclass(frozen=True, slots=True)
class _Checks:
    kind: str
    there: Mapping[str, Decimal]

    def all(self) -> Iterator[FigureFault]:
        known = catalogue()
        for code in known.never_zero:
            if self.there.get(code) == 0:
                why = f"{self._side(code)}: số 0 này không thể có ở một trường đang hoạt động."
                yield FigureFault("figure-zero", (code,), why)
        for each in known.sums:
            yield from self._sum(each)
        for part, whole in known.parts:
            if {part, whole} <= self.there.keys() and self.there[part] > self.there[whole]:
                why = f"{self._side(part)} lớn hơn {self._side(whole)}."
                yield FigureFault("figure-part-larger", (part, whole), why)
        for quotient, of, by in known.quotients:
            yield from self._quotient(quotient, of, by)
        for shares in known.shares:
            yield from self._shares(shares)

    def _sum(self, each: Sum) -> Iterator[FigureFault]:
        parts = [code for code in each.parts if code in figures_of(self.kind)]
        found = [code for code in parts if code in self.there]
        if each.total not in self.there or not found:
            return
        total, come_to = self.there[each.total], sum(self.there[code] for code in found)
        complete = each.exact and found == parts
        if come_to > total or (complete and come_to != total):
            told = " + ".join(self._side(code) for code in found)
            why = f"{self._side(each.total)}, còn các phần cộng lại là {come_to}: {told}."
            yield FigureFault("figure-sum-differs", (each.total, *found), why)

    def _quotient(self, quotient: str, of: str, by: str) -> Iterator[FigureFault]:
        if not {quotient, of, by} <= self.there.keys() or not self.there[by]:
            return
        told, exact = self.there[quotient], self.there[of] / self.there[by]
        if abs(told - exact) >= Decimal(1).scaleb(int(told.as_tuple().exponent)):
            made = shown(f"{exact:.3f}")
            why = f"{self._side(quotient)}, còn {self._side(of)} chia {self._side(by)} là {made}."
            yield FigureFault("figure-quotient-differs", (quotient, of, by), why)

    def _shares(self, shares: tuple[str, ...]) -> Iterator[FigureFault]:
        found = tuple(code for code in shares if code in self.there)
        come_to = sum((self.there[code] for code in found), Decimal(0))
        short = found == shares and come_to < 100 - ROUNDING
        if come_to > 100 + ROUNDING or short:
            told = " + ".join(self._side(code) for code in found)
            why = f"Các tỷ lệ cộng lại là {shown(str(come_to))}%: {told}."
            yield FigureFault("figure-shares-differ", found, why)

    def _side(self, code: str) -> str:
        told = shown(f"{self.there[code]}")
        return f"{figures_of(self.kind)[code].title_vi} ({code}) = {told}"
