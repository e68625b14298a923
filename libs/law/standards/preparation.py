"""How a team of external evaluation gets ready: its six steps, what is known of their days. Pure.

The rows are data (data/preparation.yaml), each with how sure it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from libs.law.calendar import add_months
from libs.law.standards import RuleSet, read_data
from libs.law.standards.rule_set import cite

PhaseCode = Literal[
    "dossier_study",
    "preliminary_survey",
    "official_survey",
    "draft_report",
    "school_opinion",
    "final_report",
]
"""Nghiên cứu hồ sơ, khảo sát sơ bộ, khảo sát chính thức, dự thảo báo cáo, lấy ý kiến của trường,
báo cáo chính thức: the six steps of an external evaluation."""
PHASES: tuple[PhaseCode, ...] = get_args(PhaseCode)
DOUBT = " (chưa chắc chắn)"


@dataclass(frozen=True, slots=True)
class Steps:
    """On what the steps of a team rest, in Vietnamese with its doubt, and whether that is sure."""

    sure: bool
    source: str


def steps(rules: RuleSet) -> Steps | None:
    """Return on what the six steps rest under `rules`; None: the set has no such steps."""
    ref = str(rules.document["legal_basis"][0]["ref"])
    for row in _data()["phases"]:
        if ref in row["refs"]:
            source = f"{cite(rules)}, {row['source_vi']}"
            return Steps(bool(row["sure"]), source if row["sure"] else f"{source}{DOUBT}")
    return None


@dataclass(frozen=True, slots=True)
class UsualDays:
    """How many days a step usually takes, both included; on what that rests, with its doubt."""

    least: int
    most: int
    source: str


def usual_days(phase: PhaseCode) -> UsualDays | None:
    """Return how many days a visit usually takes, None for a step without a visit."""
    said = _data()["usual_days"]
    if phase not in said:
        return None
    source = said["source_vi"] if said["sure"] else f"{said['source_vi']}{DOUBT}"
    return UsualDays(int(said[phase]["least"]), int(said[phase]["most"]), source)


def begin_by(rules: RuleSet, accepted_on: date) -> tuple[date, bool] | None:
    """Return the last day by which an evaluation should begin once its dossier was accepted, and
    whether the number of months is sure; None where the set gives none."""
    said = rules.document.get("external_review", {}).get("start_after_acceptance")
    if not said:
        return None
    return add_months(accepted_on, int(said["max_months"])), said.get("confidence") != "unsure"


@cache
def _data() -> Mapping[str, Any]:
    text = (files(__package__) / "data" / "preparation.yaml").read_text("utf-8")
    found: Mapping[str, Any] = read_data(text)
    return found
