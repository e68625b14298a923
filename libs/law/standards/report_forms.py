"""What a self-assessment report must have, by rule set and day: data/report_forms.yaml, pure."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from libs.kernel.problems import Rejected
from libs.law.standards import RuleSet, read_data


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report that is a text of its own."""

    code: str
    title_vi: str
    optional: bool


@dataclass(frozen=True, slots=True)
class ReportForm:
    """The structure of a report; `basis` is cited by refusals, `certainty` says how sure it is.

    `texts_of_criterion` and `texts_of_standard` name the fields that must not be empty.
    `measures_at_level` is the level at which two figures on two days are asked for, None: none.
    """

    id: str
    rule_sets: tuple[str, ...]
    effective_from: date | None
    basis: str
    certainty: str
    texts_of_criterion: tuple[str, ...]
    texts_of_standard: tuple[str, ...]
    measures_at_level: int | None
    parts: tuple[Part, ...]


def form_of(rules: RuleSet, on: date) -> ReportForm:
    """Return the form in force on a day for reports under `rules`.

    Raises `Rejected` ("report-form-missing") where none is known.
    """
    found = [
        each
        for each in forms()
        if rules.id in each.rule_sets and (each.effective_from or date.min) <= on
    ]
    if not found:
        detail = f"Chưa có cấu trúc báo cáo tự đánh giá cho bộ tiêu chuẩn {rules.id}."
        raise Rejected("report-form-missing", detail, rule=rules.title_vi)
    return max(found, key=lambda each: each.effective_from or date.min)


@cache
def forms() -> tuple[ReportForm, ...]:
    """Return every form, in the order of the file."""
    text = (files(__package__) / "data" / "report_forms.yaml").read_text("utf-8")
    return tuple(
        ReportForm(
            id=row["id"],
            rule_sets=tuple(row["rule_sets"]),
            effective_from=row["effective_from"],
            basis=row["basis"],
            certainty=row["certainty"],
            texts_of_criterion=tuple(row["texts_of_criterion"]),
            texts_of_standard=tuple(row["texts_of_standard"]),
            measures_at_level=row["measures_at_level"],
            parts=tuple(Part(**part) for part in row["parts"]),
        )
        for row in read_data(text)["forms"]
    )


def titles_of(rules: RuleSet) -> dict[str, str]:
    """Return what each part of a report under `rules` is called, in any form of it."""
    return {
        p.code: p.title_vi for each in forms() if rules.id in each.rule_sets for p in each.parts
    }
