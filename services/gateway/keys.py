"""What the operator says when asking for an API key."""

from dataclasses import dataclass
from typing import Annotated

from libs.contract import Contract, between, pattern

MOST_DAYS = 1100


@dataclass(frozen=True, slots=True)
class IssueKey:
    """Ask for an API key for a person's actor, valid for some days (a year unless said)."""

    actor: Annotated[str, pattern(r"u:[0-9a-z_]{1,64}", "u:5f0c2a")]
    days: Annotated[int, between(1, MOST_DAYS)] = 365


ISSUE: Contract[IssueKey] = Contract(IssueKey, unknown="raise")
