"""From how many opened names on somebody is told: a value alone, for settings of any process."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Watch:
    """Who opens the names of this many `people` `within` a time is told of: to whoever watches the
    installation (`names_opened_widely`), and in `vault.wide` to who leads the office."""

    people: int = 150
    within: timedelta = timedelta(hours=1)
