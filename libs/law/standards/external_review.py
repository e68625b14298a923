"""What an external review rests on beside its rule set, each fact with how sure it is. Pure.

The rows are data (data/external_review.yaml); the terms of each step stand in the rule sets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from libs.law.standards import RuleSet, read_data
from libs.law.standards.rule_set import cite

UNREAD = "chưa đối chiếu với văn bản gốc"
TERMS: Mapping[str, str] = {
    "draft": "draft_report_to_school",
    "reply": "school_reply",
    "answer": "team_answer_to_reply",
    "final": "final_report_to_so",
    "appraise": "council_appraisal",
    "notify": "result_notice",
}
"""What the rule sets call the term of each step whose days an office may set."""


def term_is_sure(rules: RuleSet, step: str) -> bool:
    """Return whether `rules` give a step of `TERMS` a number of days, and are sure of it."""
    term = _terms(rules).get(TERMS[step])
    return term is not None and term.get("confidence") != "unsure"


def cite_term(rules: RuleSet, step: str, article: str) -> str:
    """Return how a refusal cites the term of a step, in Vietnamese: with its doubt if it has one.

    "TT 17/2018 art. 32 (10 ngày làm việc: chưa đối chiếu với văn bản gốc)".
    """
    term = _terms(rules).get(TERMS[step])
    if term is None:
        return f"{cite(rules)} (chưa rõ thời hạn)"
    doubt = "" if term_is_sure(rules, step) else f": {UNREAD}"
    return f"{cite(rules, article)} ({term['value']} ngày làm việc{doubt})"


def team_size_is_sure(rules: RuleSet) -> bool:
    """Return whether `rules` are sure of how many people a team has; also where they do not say."""
    size = rules.document.get("external_review", {}).get("team", {}).get("size", {})
    return bool(size.get("confidence") != "unsure")


def cite_team_size(rules: RuleSet) -> str:
    """Return how a refusal cites the size of a team, with its doubt if it has one."""
    doubt = "" if team_size_is_sure(rules) else f" (số người: {UNREAD})"
    return f"{cite(rules, '29')}{doubt}"


def least_days() -> tuple[int, str]:
    """Return how many working days at least an office gives for a step, and on what that rests."""
    row = _data()["office_terms"]
    return int(row["least_working_days"]), str(row["source_vi"])


def earlier_begins_within() -> tuple[int, str]:
    """Return how many months after its decision a recognition from paper begins at the latest, and
    on what that rests."""
    row = _data()["earlier_recognitions"]
    return int(row["begins_within_months"]), str(row["source_vi"])


@dataclass(frozen=True, slots=True)
class Transition:
    """What a later text changes for the national standard of a case under an older set.

    `decided_by` is who recognises, `proposal` whether the Sở still proposes it, `one_authority`
    whether both would be the same office's; `sure` and `source` say how well that is known.
    """

    decided_by: str
    proposal: bool
    one_authority: bool
    sure: bool
    source: str


def transition(rules: RuleSet, on: date) -> Transition | None:
    """Return what counts on `on` for the national standard of a case under `rules`, None: `rules`.

    Of several that hold the latest counts.
    """
    ref = str(rules.document["legal_basis"][0]["ref"])
    rows = [
        row for row in _data()["transitions"] if ref in row["refs"] and row["effective_from"] <= on
    ]
    if not rows:
        return None
    row = max(rows, key=lambda row: row["effective_from"])
    said = row["national_standard"]
    return Transition(
        str(said["decided_by"]),
        bool(said["proposal"]),
        bool(said["one_authority"]),
        bool(row["sure"]),
        str(row["source_vi"]),
    )


def needs_proposal(rules: RuleSet, on: date) -> bool:
    """Return whether the director of the Sở proposes the national standard before it is decided."""
    found = transition(rules, on)
    stated = "proposed_by" in (rules.document["national_standard"] or {})
    return stated and (found is None or found.proposal)


def one_authority(rules: RuleSet, on: date) -> bool:
    """Return whether who decides on the national standard is who would propose it.

    As the transition says; without one, where the set knows no proposal.
    """
    found = transition(rules, on)
    return found.one_authority if found else not needs_proposal(rules, on)


@dataclass(frozen=True, slots=True)
class Checklist:
    """What an office goes through: title of each item by code; `sure` and `source` of the list."""

    items: Mapping[str, str]
    sure: bool
    source: str


def checklist(rules: RuleSet) -> Checklist:
    """Return what is checked of a dossier under `rules`; raises KeyError for a set without one."""
    ref = str(rules.document["legal_basis"][0]["ref"])
    for row in _data()["checklists"]:
        if ref in row["refs"]:
            items = {str(each["code"]): str(each["title_vi"]) for each in row["items"]}
            return Checklist(items, bool(row["sure"]), str(row["source_vi"]))
    raise KeyError(ref)


def refiling() -> tuple[bool, str]:
    """Return whether a school that was refused registers again at once; on what the limit rests."""
    row = _data()["refiling"]
    return bool(row["after_refusal"]), str(row["source_vi"])


def report_years_back() -> tuple[int, str]:
    """Return how many school years old a registration's report may be, and on what that rests."""
    row = _data()["reports"]
    return int(row["most_school_years_back"]), str(row["source_vi"])


def collective_decisions() -> tuple[bool, str]:
    """Return whether one decision may name several schools, and on what that rests, in Vietnamese
    with its doubt."""
    row = _data()["collective_decisions"]
    doubt = "" if row["sure"] else " (chưa chắc chắn)"
    return bool(row["allowed"]), f"{row['source_vi']}{doubt}"


@dataclass(frozen=True, slots=True)
class Differences:
    """Whether what the members of a team rated differently is settled before the team's own sheets
    and the end of its survey, or only shown; on what that rests, with its doubt."""

    settled_first: bool
    source: str


def differences(rules: RuleSet) -> Differences:
    """Return what holds of differences in a team under `rules`; only shown, where no row says."""
    ref = str(rules.document["legal_basis"][0]["ref"])
    for row in _data()["differences"]:
        if ref in row["refs"]:
            doubt = "" if row["sure"] else " (chưa chắc chắn)"
            return Differences(bool(row["settled_first"]), f"{row['source_vi']}{doubt}")
    return Differences(False, "chưa rõ")


def _terms(rules: RuleSet) -> Mapping[str, Any]:
    review = rules.document.get("external_review", {})
    found: Mapping[str, Any] = review.get("deadlines_working_days", {})
    return found


@cache
def _data() -> Mapping[str, Any]:
    text = (files(__package__) / "data" / "external_review.yaml").read_text("utf-8")
    found: Mapping[str, Any] = read_data(text)
    return found
