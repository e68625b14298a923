"""Which standard set each education stage of a school is assessed by, and why.

The rows are data (data/applicable_sets.yaml); the sets and their dates are those of
`libs.law.standards`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from libs.law.labels import label
from libs.law.standards import RuleSet, in_force, read_data


@dataclass(frozen=True, slots=True)
class Need:
    """The set by which one education stage (cấp học) is assessed; None where no text covers it.

    `why` is a Vietnamese sentence; `sure` is False where it rests on a text not at hand. `apart`:
    the stage is assessed by itself, not with the rest of its school.
    """

    education_stage: str
    rules: RuleSet | None
    why: str
    sure: bool
    apart: bool = False


@cache
def _table() -> Any:
    return read_data((files(__package__) / "data" / "applicable_sets.yaml").read_text("utf-8"))


def needed(kind: str, stages: Sequence[str], variant: str | None, on: date) -> tuple[Need, ...]:
    """Return what each education stage (cấp học) of a school needs on `on`, in the order given.

    A school of one kind has the stage of its kind. A school of many stages that has not stated them
    is answered as one stage, "multi_stage", with the doubt said. Source: the scope of TT 17, 18,
    19/2018 and of TT 57/2026, as the table cites them.
    """
    if not stages and kind == "multi_stage":
        return (_unstated(on),)
    return tuple(_need(kind, stage, variant, on) for stage in stages or (kind,))


def begun_on_paper() -> tuple[bool, str]:
    """Return whether a self-assessment that was begun on paper, before its school worked here,
    keeps the set of that day; and why, in Vietnamese with its doubt."""
    row = _table()["begun_on_paper"]
    doubt = "" if row["sure"] else " (chưa chắc chắn)"
    return bool(row["keeps"]), f"{row['why_vi']}{doubt}"


def _unstated(on: date) -> Need:
    rules = in_force("multi_stage", on)
    return Need("multi_stage", rules, "Trường chưa ghi các cấp học của mình.", sure=False)


def _need(kind: str, stage: str, variant: str | None, on: date) -> Need:
    for row in _table()["rules"]:
        if (
            kind in row["kinds"]
            and stage in row.get("education_stages", (stage,))
            and (row["effective_from"] or on) <= on <= (row["effective_to"] or on)
        ):
            covering = stage if row["as_kind"] == "own" else row["as_kind"]
            rules = in_force(covering, on)
            if rules is not None:
                why = f"{row['why_vi']}{_by_variant(rules, variant)}."
                sure = row["sure"] and not rules.needs_verification
                apart = kind == "multi_stage" and row["as_kind"] == "own"
                return Need(stage, rules, why, sure, apart)
    when = f"{on:%d/%m/%Y}"
    why = f"Không có bộ tiêu chuẩn nào có hiệu lực cho cấp {label(stage)} ngày {when}."
    return Need(stage, None, why, sure=True)


def _by_variant(rules: RuleSet, variant: str | None) -> str:
    if variant is None or variant not in rules.document.get("applies_to_variants", ()):
        return ""
    name = _table()["variants"].get(variant, variant)
    return f"; bộ này áp dụng cả cho loại hình {name}"
