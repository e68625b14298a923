"""By which rules a log is judged: the aggregates of services and what they do by themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from libs.engine.aggregate import Aggregate
from libs.engine.reactions import Reactions
from libs.engine.service import Service
from libs.kernel.messages import Contract
from libs.rights import OPERATOR


@dataclass(frozen=True, slots=True)
class Rules:
    """Aggregates with their procedures, and reactions by the name of their service."""

    aggregates: Sequence[Aggregate[Any, Any, Any]]
    reactions: Sequence[tuple[str, Reactions]] = ()

    @classmethod
    def of(cls, services: Iterable[type[Service]]) -> Self:
        """Return the rules of these services."""
        services = tuple(services)
        return cls(
            [aggregate for service in services for aggregate in service.aggregates],
            [(each.name, each.react) for each in services if each.react is not None],
        )

    @property
    def contracts(self) -> Mapping[str, Contract[Any]]:
        """The events by category of stream."""
        return {each.category: each.events for each in self.aggregates}

    @property
    def systems(self) -> frozenset[str]:
        """The names of the parts of the system that may act by themselves."""
        return frozenset((OPERATOR.removeprefix("s:"), *(name for name, _ in self.reactions)))
