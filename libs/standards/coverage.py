"""Which standard set each level of education of a school is assessed by, and why.

The rows are data (data/coverage.yaml); the sets and their dates are those of `libs.standards`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from libs.law.labels import label
from libs.standards import RuleSet, in_force, read_data


@dataclass(frozen=True, slots=True)
class Need:
    """The set by which one level of education is assessed; None where no text covers it.

    `why` is a Vietnamese sentence; `sure` is False where it rests on a text not at hand.
    """

    level: str
    rules: RuleSet | None
    why: str
    sure: bool


@cache
def _table() -> Any:
    return read_data((files(__package__) / "data" / "coverage.yaml").read_text("utf-8"))


def needed(kind: str, levels: Sequence[str], variant: str | None, on: date) -> tuple[Need, ...]:
    """Return what each level of a school needs on `on`, in the order of `levels`.

    A school of one kind has the level of its kind. A school of many levels that has not stated them
    is answered as one level, "multi_level", with the doubt said. Source: the scope of TT 17, 18,
    19/2018 and of TT 57/2026, as the table cites them.
    """
    if not levels and kind == "multi_level":
        return (_unstated(on),)
    return tuple(_need(kind, level, variant, on) for level in levels or (kind,))


def _unstated(on: date) -> Need:
    rules = in_force("multi_level", on)
    return Need("multi_level", rules, "Trường chưa ghi các cấp học của mình.", sure=False)


def _need(kind: str, level: str, variant: str | None, on: date) -> Need:
    for row in _table()["rules"]:
        if (
            kind in row["kinds"]
            and level in row.get("levels", (level,))
            and (row["effective_from"] or on) <= on <= (row["effective_to"] or on)
        ):
            covering = level if row["as_kind"] == "own" else row["as_kind"]
            rules = in_force(covering, on)
            if rules is not None:
                why = f"{row['why_vi']}{_by_variant(rules, variant)}."
                return Need(level, rules, why, row["sure"] and not rules.needs_verification)
    when = f"{on:%d/%m/%Y}"
    why = f"Không có bộ tiêu chuẩn nào có hiệu lực cho cấp {label(level)} ngày {when}."
    return Need(level, None, why, sure=True)


def _by_variant(rules: RuleSet, variant: str | None) -> str:
    if variant is None or variant not in rules.document.get("applies_to_variants", ()):
        return ""
    name = _table()["variants"].get(variant, variant)
    return f"; bộ này áp dụng cả cho loại hình {name}"
