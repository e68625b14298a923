"""What the plan of a self-assessment rests on, by the circular of its rule set. Pure.

The rows are data (data/work_plans.yaml), each with its sources and whether they are sure.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from libs.law.standards import RuleSet, read_data
from libs.law.standards.rule_set import cite


def basis(rules: RuleSet) -> str:
    """Return how a refusal cites that the plan comes before the judgements, in Vietnamese."""
    ref = str(rules.document["legal_basis"][0]["ref"])
    for row in _rows():
        if ref in row["refs"]:
            doubt = "" if row["sure"] else " (suy từ bản chép thứ cấp, chưa đối chiếu bản gốc)"
            return f"{cite(rules)}, Điều {row['article']}: kế hoạch trước, đánh giá sau{doubt}"
    return cite(rules)


@cache
def _rows() -> tuple[Mapping[str, Any], ...]:
    return tuple(read_data((files(__package__) / "data" / "work_plans.yaml").read_text("utf-8")))
