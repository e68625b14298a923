"""What a discussion may be about, as far as others know it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from libs.kernel.problems import refuse, refused
from libs.law import standards
from libs.law.standards import levels
from services.assessment.discussion.events import Matter, Thing

RULE = "trao đổi về một chỉ báo, phiếu, báo cáo, việc hoặc minh chứng"
NAMED_BY: Mapping[Matter, tuple[str, ...]] = {
    "indicator": ("cycle", "criterion", "of_level", "indicator"),
    "sheet": ("cycle", "criterion"),
    "report": ("cycle",),
    "plan_item": ("plan", "item"),
    "evidence": ("code",),
}
"""The fields that name one thing of a matter; the others are not said."""
FIELDS = ("cycle", "criterion", "of_level", "indicator", "plan", "item", "code")


@dataclass(frozen=True, slots=True)
class Known:
    """What the school has: the cycle's `rules` by hash (empty: no such cycle of it), the plan's
    items, whether the code is that of an item of evidence."""

    rules: str = ""
    items: frozenset[int] = frozenset()
    evidence: bool = False


def check(about: Thing, known: Known) -> None:
    """Raise `Rejected` unless there is such a thing.

    Codes: thing-incomplete, whose errors name each field that lacks or is too much;
    cycle-not-open, criterion-unknown, indicator-unknown, item-unknown, evidence-not-registered.
    """
    refuse("thing-incomplete", _misfits(about), RULE)
    if about.cycle is not None:
        if not known.rules:
            detail = f"Trường không có đợt tự đánh giá '{about.cycle}'."
            raise refused("cycle-not-open", detail, RULE, at="/about/cycle")
        _check_criterion(about, known.rules)
    elif about.plan is not None and about.item not in known.items:
        detail = f"Kế hoạch cải tiến '{about.plan}' của trường không có việc số {about.item}."
        raise refused("item-unknown", detail, RULE, at="/about/item")
    elif about.code is not None and not known.evidence:
        detail = f"Minh chứng '{about.code}' chưa đăng ký."
        raise refused("evidence-not-registered", detail, RULE, at="/about/code")


def _misfits(about: Thing) -> Iterator[tuple[str, str]]:
    needed = NAMED_BY[about.matter]
    for name in FIELDS:
        said = getattr(about, name) is not None
        if said and name not in needed:
            yield f"/about/{name}", f"Nội dung loại '{about.matter}' không có '{name}'."
        elif not said and name in needed:
            yield f"/about/{name}", f"Nội dung loại '{about.matter}' phải nêu '{name}'."


def _check_criterion(about: Thing, rules: str) -> None:
    if about.criterion is None:
        return
    places = levels.indicators(standards.by_hash(rules), about.criterion)
    if not places:
        detail = f"Bộ tiêu chuẩn của đợt không có tiêu chí '{about.criterion}'."
        raise refused("criterion-unknown", detail, RULE, at="/about/criterion")
    if about.of_level is not None and (about.of_level, about.indicator) not in places:
        name = levels.name(about.criterion, about.of_level, about.indicator or "-")
        detail = f"Bộ tiêu chuẩn của đợt không có chỉ báo '{name}'."
        raise refused("indicator-unknown", detail, RULE, at="/about/indicator")
