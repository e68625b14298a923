"""How an appraisal council of the Sở considers a school: data/appraisals.yaml. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from libs.law.standards import RuleSet, read_data
from libs.law.standards.rule_set import cite

UNREAD = "chưa đối chiếu với văn bản gốc"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of the national standard that a council checks beside the level."""

    code: str
    title: str
    sure: bool
    source: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the circular that a paper of the council follows."""

    number: int
    title: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What a circular says of its appraisal council; `cite...` name each with its doubt.

    `present_above` and `in_favour_above` are percentages that must be exceeded: of all members, of
    those present.
    """

    article: str
    least: int
    odd: bool
    size_sure: bool
    size_source: str
    present_above: int
    in_favour_above: int
    vote_source: str
    conditions: Mapping[str, Condition]
    forms: Mapping[str, Form]
    years_of_data: int
    cited: str

    @property
    def cite_size(self) -> str:
        """On what the size of a council rests."""
        return f"{self.cited} ({self.size_source})"

    @property
    def cite_vote(self) -> str:
        """On what quorum and majority rest."""
        return f"{self.cited} ({self.vote_source})"


def appraisal(rules: RuleSet) -> Appraisal | None:
    """Return how a council appraises under `rules`, None where they know no such council."""
    ref = str(rules.document["legal_basis"][0]["ref"])
    row = next((each for each in _data() if ref in each["refs"]), None)
    if row is None:
        return None
    council, vote = row["council"], row["vote"]
    return Appraisal(
        article=str(row["article"]),
        least=int(council["least"]),
        odd=bool(council["odd"]),
        size_sure=bool(council["sure"]),
        size_source=str(council["source_vi"]),
        present_above=int(vote["present_above"]),
        in_favour_above=int(vote["in_favour_above"]),
        vote_source=str(vote["source_vi"]),
        conditions={
            str(each["code"]): Condition(
                *(str(each["code"]), str(each["title_vi"])),
                *(bool(each["sure"]), str(each["source_vi"])),
            )
            for each in row["conditions"]
        },
        forms={
            name: Form(int(form["number"]), str(form["title_vi"]), bool(form["sure"]))
            for name, form in row["forms"].items()
        },
        years_of_data=int(row["school_years_of_data"]),
        cited=f"{cite(rules)}, Điều {row['article']} ({UNREAD})",
    )


@cache
def _data() -> tuple[Mapping[str, Any], ...]:
    text = (files(__package__) / "data" / "appraisals.yaml").read_text("utf-8")
    return tuple(read_data(text))
