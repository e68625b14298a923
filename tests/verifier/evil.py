"""An evil operator, generated: every act of a history changed in what it says, signs and follows.

The changes come from the machines themselves: each field of each event (also with what stood in a
field of that name before: another's number, person, day), the day, the actor and the owner of each
act, each act left out, done again, put off. What was changed has its ids, causes,
versions and hashes made good, as whoever holds every key would make them. `python -m
tests.verifier.evil` judges all of them.
"""

import gc
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from libs.engine.procedure import OF_ACT
from libs.kernel import canonical
from libs.log.entry import category_of
from services.verifier.entries import Entries
from services.verifier.form import Failure
from tests.verifier.platform import AGGREGATES, RULES, Chain, Done, Honest, again

AFTER = 6
"""How many acts that follow a changed one are judged with it."""
FEW = 2
"""How many earlier values of a field are tried in its place."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Change:
    """A change of the act at `place`: of which kind, in which event and field; the acts from there
    on; whether the field is one that follows, so that any other value is a forgery."""

    place: int
    kind: str
    of: str
    field: str
    acts: Sequence[Done]
    follows: bool = False


def changes(acts: Sequence[Done]) -> Iterator[Change]:
    """Yield every change of a history, in the order of its acts."""
    people = _people(acts)
    streams: dict[str, set[str]] = {}
    seen = Seen()
    for place, done in enumerate(acts):
        rest = [*acts[place + 1 : place + 1 + AFTER]]
        entries = [canonical.decode(raw) for raw in done.raws]
        of, stream = entries[0]["type"], entries[0]["stream"]
        yield Change(place, "left out", of, "", rest)
        yield Change(place, "done again", of, "", [done, again(done, 1), *rest])
        yield Change(place, "put off", of, "", [*rest[:4], done, *rest[4:]])
        for day in _days(done.order.on):
            made = _said(done, {"on": day.isoformat()}, order={"on": day})
            yield Change(place, "another day", of, "on", [made, *rest])
        for who in people:
            if who != _who(entries[0]):
                actor, role, org = who
                said = {"actor": actor, "role": role, "org": org}
                order = {"actor": actor, "claimed": (role, org)}
                made = _said(done, said, order)
                yield Change(place, "another actor", of, "actor", [made, *rest])
        known = streams.setdefault(category_of(stream), set())
        for other in sorted(known - {stream})[:2]:
            made = _said(done, {"stream": other}, order={"stream": other})
            yield Change(place, "another owner", of, "stream", [made, *rest])
        known.add(stream)
        yield from _fields(place, done, entries, rest, seen)
        for entry in entries:
            seen.take(entry["data"])


def _fields(
    place: int,
    done: Done,
    entries: Sequence[dict[str, Any]],
    rest: Sequence[Done],
    seen: "Seen",
) -> Iterator[Change]:
    if any("_sd" in entry for entry in entries):
        return  # What a commitment hides is its writer's own: no log can know it.
    for n, entry in enumerate(entries):
        said = {**entry["data"], **{key: entry[key] for key in ("rules", "ev") if key in entry}}
        for name, value in said.items():
            for other in (*_others(value), *seen.others(name, value)):
                made = {**entry, "data": {**entry["data"]}}
                (made if name in ("rules", "ev") else made["data"])[name] = other
                if _form(made):
                    raws = [*done.raws]
                    raws[n] = canonical.encode(made)
                    acts = [replace(done, raws=tuple(raws)), *rest]
                    follows = _follows(done, n, name)
                    yield Change(place, "another value", entry["type"], name, acts, follows)


class Seen:
    """What stood in fields of each name, in all acts so far: the last few values of each."""

    def __init__(self) -> None:
        self._of: dict[str, list[Any]] = {}

    def take(self, data: dict[str, Any]) -> None:
        """Take in the fields of an event, those within others too."""
        for name, value in data.items():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    self.take(one)
            if isinstance(value, str):
                known = self._of.setdefault(name, [])
                if value in known:
                    known.remove(value)
                known.append(value)
                del known[:-FEW]

    def others(self, name: str, value: Any) -> Iterator[Any]:
        """Yield a field with what stood elsewhere under its name, or under those within it."""
        if isinstance(value, str):
            yield from (each for each in self._of.get(name, ()) if each != value)
        elif isinstance(value, dict):
            for key, inner in value.items():
                yield from ({**value, key: other} for other in self.others(key, inner))
        elif isinstance(value, list) and value:
            yield from ([*value[:-1], other] for other in self.others(name, value[-1]))


def _follows(done: Done, n: int, name: str) -> bool:
    """Return whether an event's field is none that whoever acts may choose."""
    return done.reaction or (len(done.raws) == 1 and name not in _chosen(done))


def _chosen(done: Done) -> Iterable[str]:
    data = done.order.wire["data"]
    entry = canonical.decode(done.raws[0])
    kind = AGGREGATES[category_of(done.order.stream)].commands.types[done.order.wire["type"]]
    stated = {*data, *kind.__dataclass_fields__}
    if done.order.received is not None:
        return {*entry["data"]}  # What a file is says who took it in.
    # A day that nobody named is that of the act, and may be told under a name of its own.
    if {*kind.__dataclass_fields__} - {*data, *entry["data"], *OF_ACT}:
        day = done.order.on.isoformat()
        stated |= {name for name, value in entry["data"].items() if value == day}
    # What is told under another name than it was sent by is not known to follow.
    return stated if {*data} <= {*entry["data"]} else {*stated, *entry["data"]}


def _form(entry: dict[str, Any]) -> bool:
    """Return whether an entry is of the form that its contract asks for."""
    try:
        return AGGREGATES[category_of(entry["stream"])].events.event(entry) is not None
    except Exception:  # Whatever it is, the reader refuses it.
        return False


def _others(value: Any) -> Iterator[Any]:
    """Yield other values of the kind of `value`."""
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, *((value - 1,) if value else ()))
        case str() if DAY.fullmatch(value):
            yield from (day.isoformat() for day in _days(date.fromisoformat(value)))
        case str() if HASH.fullmatch(value):
            yield "e" * 64
        case str():
            yield from (f"{value}1", f"{value}a", "khac")
        case None:
            yield from (1, "khac", "2024-10-10", "u:khac")
        case []:
            yield from (["khac"], ["e" * 64])
        case list():
            yield from (value[:-1], [*value, value[-1]])
            for other in _others(value[0]):
                yield [other, *value[1:]]
        case dict():
            for key, inner in value.items():
                for other in _others(inner):
                    yield {**value, key: other}


def _days(day: date) -> tuple[date, ...]:
    around = (day - timedelta(400), day - timedelta(1), day + timedelta(1), day + timedelta(30))
    return (*around, date(2190, 1, 1))


def _said(done: Done, said: dict[str, str], order: dict[str, Any]) -> Done:
    raws = [canonical.encode({**canonical.decode(raw), **said}) for raw in done.raws]
    return Done(replace(done.order, **order), tuple(raws), done.reaction)


def _who(entry: dict[str, Any]) -> tuple[str, str, str]:
    return (entry["actor"], entry["role"], entry["org"])


def _people(acts: Sequence[Done]) -> list[tuple[str, str, str]]:
    """Return one of each role that acts in a history, and somebody who is nobody there."""
    found: dict[str, tuple[str, str, str]] = {}
    for done in acts:
        who = _who(canonical.decode(done.raws[0]))
        found.setdefault(who[1], who)
    return [*found.values(), ("u:khac", "director", "khac")]


class Court:
    """Judges changes of one history: what stands before a change is read once, then forked."""

    def __init__(self, acts: Sequence[Done]) -> None:
        self._acts = acts
        self._verifier, self._chain, self._honest = Entries(RULES), Chain(), Honest()
        self._place = 0

    def judge(self, change: Change) -> str:
        """Return "refused", "honest" (the services would have written it), or what is wrong.

        Changes come in the order of their places.
        """
        while self._place < change.place:
            self._read(self._acts[self._place])
        read, write = os.pipe()
        child = os.fork()
        if not child:
            try:
                os.write(write, self._told(change).encode())
            finally:
                os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            told = pipe.read().decode()
        os.waitpid(child, 0)
        return told or "no judgement"

    def _read(self, done: Done) -> None:
        for entry in self._chain.add(done.raws):
            self._verifier.check(entry)
        told = self._honest.take(done)
        assert told is None, told
        self._place += 1

    def _told(self, change: Change) -> str:
        if self._refuses(change):
            return "refused"
        if change.follows:
            return "accepted, and the field follows"
        for done in change.acts:
            told = self._honest.take(done)
            if told is not None:
                return f"accepted, and the services: {told}"
        told = self._honest.end()
        return f"accepted, and the services: {told}" if told else "honest"

    def _refuses(self, change: Change) -> bool:
        try:
            for done in change.acts:
                for entry in self._chain.add(done.raws):
                    self._verifier.check(entry)
            self._verifier.finish()
        except Failure:
            return True
        return False


def judged(
    acts: Sequence[Done], every: int = 1
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]], list[str]]:
    """Judge each `every`-th change of each kind; return by kind and event how many were refused,
    by event and field how many an honest service would have written, and what is wrong."""
    court = Court(acts)
    refused: Counter[tuple[str, str]] = Counter()
    honest: Counter[tuple[str, str]] = Counter()
    wrong = []
    gc.collect()
    seen: Counter[str] = Counter()
    for change in changes(acts):
        seen[change.kind] += 1
        if seen[change.kind] % every != every // 2:
            continue
        told = court.judge(change)
        if told == "refused":
            refused[change.kind, change.of] += 1
        elif told == "honest":
            honest[change.of, change.field or change.kind] += 1
        else:
            wrong.append(f"{change.kind} {change.of}.{change.field} at {change.place}: {told}")
    return refused, honest, wrong


def main(every: int = 1) -> int:
    """Judge the tour and some walks under the newest rules; print what was found."""
    from tests.verifier.strict_walk import strict_walk
    from tests.verifier.tour import tour

    bad = 0
    histories = {"tour": tour().platform.acts, "strict": strict_walk().platform.acts}
    for name, acts in histories.items():
        refused, honest, wrong = judged(acts, every)
        print(f"{name}: {len(acts)} acts, {refused.total()} refused in {len(refused)} ways,")
        print(f"  {honest.total()} honest, {len(wrong)} wrong")
        for told in wrong:
            print("  ", told[:400])
        for (of, field), count in sorted(honest.items()):
            print("   honest:", of, field, count)
        bad += len(wrong)
    return bad


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])) > 0)
