"""Histories of a school, its report, its case and its end, each changed in one place.

`python -m tests.verifier.histories 10000` judges so many.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from random import Random

from tests.verifier.case_walk import walk
from tests.verifier.platform import Done, again, chained, producible, verdict
from tests.verifier.walk import PREPARED

HOWS = ("remove", "move", "repeat", "swap", "foreign", "tail")


@lru_cache(200)
def history(seed: int) -> tuple[Done, ...]:
    """Return the acts of a walk."""
    return tuple(walk(seed).platform.acts)


def changed(
    history: Sequence[Done], how: str, i: int, j: int, theirs: Sequence[Done]
) -> list[Done]:
    """Return a walk's acts after one change; the places count from the first that may change."""
    acts = list(history)
    room = len(acts) - PREPARED
    i, j = PREPARED + i % room, PREPARED + j % room
    match how:
        case "remove":
            del acts[i]
        case "move":
            acts.insert(j, acts.pop(i))
        case "swap":
            acts[i], acts[j] = acts[j], acts[i]
        case "repeat":
            acts.insert(j, again(acts[i], 1))
        case "foreign":
            acts.insert(j, again(theirs[PREPARED + i % (len(theirs) - PREPARED)], 2))
        case "tail":
            del acts[max(i, PREPARED + 1) :]
    return acts


def judged(seed: int, how: str, i: int, j: int, other: int) -> tuple[str | None, str | None]:
    """Return why the verifier, and why the services refuse a changed walk; None if they do not."""
    return judgements(changed(history(seed), how, i, j, history(other)))


def judgements(acts: Sequence[Done]) -> tuple[str | None, str | None]:
    """Return why the verifier, and why the services refuse acts; None if they do not."""
    return verdict(chained(done.raws for done in acts)), producible(acts)


def case(n: int) -> tuple[str, str | None]:
    """Return how the history number `n` was judged, and any disagreement on it."""
    chance = Random(n)
    # A walk costs as much as judging it: each is changed ten times.
    seed, other = n // 10, n // 10 + 1
    how, i, j = chance.choice(HOWS), chance.randrange(10_000), chance.randrange(10_000)
    told, honest = judged(seed, how, i, j, other)
    kind = f"{how}: {'accepted' if told is None else 'refused'}"
    if (told is None) == (honest is None):
        return kind, None
    return kind, f"case {n} {(seed, how, i, j, other)}: verifier {told}; services {honest}"


def main(count: int) -> int:
    """Judge so many changed walks; print those on which the two disagree; return how many."""
    found: Counter[str] = Counter()
    with ProcessPoolExecutor() as workers:
        cases = workers.map(case, range(count), chunksize=100)
        for n, (kind, disagreement) in enumerate(cases, 1):
            found[kind] += 1
            if disagreement:
                found["disagree"] += 1
                print(disagreement, flush=True)
            if n % 500 == 0:
                print(f"{n} of {count} judged, {found['disagree']} disagree", flush=True)
    print(*(f"{name} {number}" for name, number in sorted(found.items())), sep="\n")
    return found["disagree"]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])) > 0)
