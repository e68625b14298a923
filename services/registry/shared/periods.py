"""Periods as the registers speak of them: in words, and in the rules of beginning and ending."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from libs.kernel.periods import Period
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import show

E = TypeVar("E")


def told(period: Period) -> str:
    """Return a period as a Vietnamese phrase."""
    until = f"đến hết ngày trước {show(period.ends)}" if period.ends else "không thời hạn"
    return f"từ {show(period.starts)} {until}"


def refuse_empty(period: Period) -> None:
    """Raise `Rejected` ("term-empty") when there is no day between."""
    if period.empty and period.ends is not None:
        detail = f"Ngày kết thúc {show(period.ends)} phải sau ngày bắt đầu {show(period.starts)}."
        raise refused("term-empty", detail, "thời hạn từ ngày đến trước ngày", at="/ends")


def ended(event: E, periods: Sequence[Period], ends: date, refusal: Rejected) -> list[E]:
    """Return `event`, which ends what holds on `ends`; none when it ended that very day already.

    Raises `refusal` where none of `periods` did either.
    """
    if any(period.holds(ends) for period in periods):
        return [event]
    if any(period.ends == ends for period in periods):
        return []
    raise refusal
