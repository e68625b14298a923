"""What of others' events matters here, each with only the fields that are read."""

from dataclasses import dataclass

from libs.contract import Contract


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """Registry: a school of this kind exists; the kind decides which rule set judges it."""

    kind: str


Heard = SchoolRegistered
HEARD: Contract[Heard] = Contract(Heard)
