"""What a measurement gives: figures, ratios and goals; and how samples are taken side by side."""

import os
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Options:
    """How long to measure: `seconds` a sample, `repetitions` samples, `events` in the long log;
    `pages` of the screens alone, all if there are none."""

    repetitions: int
    seconds: float
    events: int
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """The samples of one contender in one case, one a repetition; `more` holds side figures."""

    case: str
    contender: str
    unit: str
    samples: tuple[float, ...]
    more: Mapping[str, float] = field(default_factory=dict)

    @property
    def median(self) -> float:
        """The median of the samples."""
        return statistics.median(self.samples)

    def times(self, baseline: "Figure") -> float:
        """Return the median of the ratios to `baseline`, each within one repetition."""
        pairs = zip(self.samples, baseline.samples, strict=True)
        return statistics.median(own / other for own, other in pairs)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure must come to: at least (or at most) `limit`; `got` is what it came to."""

    text: str
    got: float
    limit: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.got <= self.limit if self.at_most else self.got >= self.limit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one measurement found; `baselines` are the contenders that ratios are shown to."""

    figures: tuple[Figure, ...]
    goals: tuple[Goal, ...]
    baselines: tuple[str, ...]

    def figure(self, case: str, contender: str) -> Figure:
        """Return one figure; raises KeyError."""
        for one in self.figures:
            if (one.case, one.contender) == (case, contender):
                return one
        raise KeyError((case, contender))


def side_by_side(
    contenders: Sequence[str], repetitions: int, sample: Callable[[str], float]
) -> dict[str, tuple[float, ...]]:
    """Sample each contender once a repetition, beginning with another one each time."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for repetition in range(repetitions):
        first = repetition % len(contenders)
        for name in (*contenders[first:], *contenders[:first]):
            taken[name].append(sample(name))
    return {name: tuple(samples) for name, samples in taken.items()}


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share (0 to 1) of the values are at most."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def machine() -> dict[str, object]:
    """Return what the figures depend on: processors and how busy they are with other work."""
    return {"processors": os.cpu_count(), "load": os.getloadavg()}
