"""Time from `starts` to the day before `ends`: what assignments and grants have in common."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from libs.calendar import show
from libs.errors import FieldError, Rejected


@dataclass(frozen=True, slots=True)
class Term:
    """Days from `starts` on, `ends` being the first day after them, None until further notice."""

    starts: date
    ends: date | None

    def meets(self, other: "Term") -> bool:
        """Return whether both hold on some day."""
        starts = max(self.starts, other.starts)
        return _before(starts, self.ends) and _before(starts, other.ends)

    def holds(self, day: date) -> bool:
        """Return whether it has begun by `day` and would still hold on it."""
        return self.starts <= day and _before(day, self.ends)

    def cut(self, ends: date) -> Self:
        """Return the term as it stands when it ends on `ends`, or sooner as it did anyhow."""
        return replace(self, ends=ends) if _before(ends, self.ends) else self

    def __str__(self) -> str:
        """Return it as a Vietnamese phrase."""
        until = f"đến hết ngày trước {show(self.ends)}" if self.ends else "không thời hạn"
        return f"từ {show(self.starts)} {until}"


def _before(day: date, ends: date | None) -> bool:
    return ends is None or day < ends


def refuse_empty(starts: date, ends: date | None) -> None:
    """Raise `Rejected` ("term-empty") when there is no day between."""
    if ends is not None and ends <= starts:
        detail = f"Ngày kết thúc {show(ends)} phải sau ngày bắt đầu {show(starts)}."
        error = FieldError("/ends", "term-empty", detail)
        raise Rejected("term-empty", detail, "thời hạn từ ngày đến trước ngày", [error])
