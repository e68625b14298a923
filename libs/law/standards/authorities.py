"""Which kind of office the law lets hold a function, and since when. Pure.

The rows are data (data/authorities.yaml), each with its basis and whether that is sure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from libs.kernel.problems import refused
from libs.law.calendar import show
from libs.law.labels import label
from libs.law.standards import read_data

PROVINCE = 2
"""The digits of a province's code (General Statistics Office)."""


@dataclass(frozen=True, slots=True)
class Authority:
    """One row: offices of these kinds may hold these functions, both dates included.

    `provincial`: of a whole province only. `sure` is False where the text was not at hand.
    """

    id: str
    functions: Sequence[str]
    kinds: Sequence[str]
    effective_from: date | None
    effective_to: date | None
    sure: bool
    basis: str
    provincial: bool = False

    def in_force(self, on: date) -> bool:
        """Return whether `on` is within the row's dates."""
        after_start = self.effective_from is None or self.effective_from <= on
        return after_start and (self.effective_to is None or on <= self.effective_to)

    def allows(self, kind: str, area: str) -> bool:
        """Return whether an office of this kind, responsible for `area`, is one of the row's."""
        return kind in self.kinds and (not self.provincial or len(area) == PROVINCE)


def require(function: str, kind: str, area: str, on: date, at: str | None = None) -> None:
    """Raise `Rejected` ("authority-not-by-law") unless such an office may hold `function` on a day.

    `kind` and `area` are the office's in the register; `at` is the pointer of the field that names
    it. A function of which the law says nothing is anybody's.
    """
    if allowed(function, kind, area, on):
        return
    rows = [row for row in authorities() if function in row.functions]
    may = "; ".join(_told(row) for row in rows if row.in_force(on)) or "không cơ quan nào"
    which = label(kind) if kind else "đơn vị không rõ loại"
    detail = (
        f"Ngày {show(on)}, {which} (địa bàn {area or 'không rõ'}) không được giữ chức năng "
        f"{label(function)}; theo quy định, chức năng này thuộc về: {may}."
    )
    raise refused("authority-not-by-law", detail, "thẩm quyền theo văn bản, theo ngày", at=at)


def allowed(function: str, kind: str, area: str, on: date) -> bool:
    """Return whether such an office may hold `function` on a day; yes where the law is silent."""
    rows = [row for row in authorities() if function in row.functions]
    return not rows or any(row.in_force(on) and row.allows(kind, area) for row in rows)


def _told(row: Authority) -> str:
    whose = ", ".join(label(kind) for kind in row.kinds)
    doubt = "" if row.sure else ", suy từ bản chép thứ cấp, chưa đối chiếu bản gốc"
    return f"{whose}{' cấp tỉnh' if row.provincial else ''} ({row.basis}{doubt})"


@cache
def authorities() -> tuple[Authority, ...]:
    """Return the rows of the table."""
    text = (files(__package__) / "data" / "authorities.yaml").read_text("utf-8")
    rows: list[Mapping[str, Any]] = read_data(text)
    return tuple(Authority(**row) for row in rows)
