"""The ordered feed: the log as a reader may see it, for those that must never miss an event."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from libs import rights
from libs.kernel.problems import Wire
from libs.log.entry import EventLog, Recorded
from libs.rights import Reading, Sight, school_of
from libs.rights.visibility import BY_STREAM

BATCH = 500
BATCHES = 8
"""How many batches of the log one request looks through at most, however few events it wants."""


def sight(log: EventLog, code: str, actor: str, on: date) -> Sight:
    """Return what `actor` may see of log `code` on a day."""
    return rights.sight(lambda *s: log.read(code, *s), actor, on)


def visibilities(contracts: Mapping[str, Wire]) -> dict[str, str]:
    """Return the visibility of every event type that the contracts know."""
    return {
        name: event["visibility"]
        for contract in contracts.values()
        for aggregate in contract["aggregates"].values()
        for name, event in aggregate["events"].items()
    }


def page(
    log: EventLog,
    code: str,
    after: int,
    limit: int,
    types: Collection[str],
    visibility: Mapping[str, str],
    reader: Sight,
) -> tuple[Sequence[Recorded], int]:
    """Return up to `limit` events after a position, all on disk, and the position to go on from.

    An empty `types` asks for every type. There is nothing more for now when the position to go on
    from is `after` itself; it may be further on although no event is returned.
    """
    found: list[Recorded] = []
    last = after
    read = Reading(lambda *streams: log.read(code, *streams))
    shown: dict[tuple[str, str], bool] = {}

    def seen(event: Recorded) -> bool:
        # A type that no contract names is shown to those alone who see everything.
        who = visibility.get(event.type, "nobody")
        # All that a school's parties see is shown together, what is addressed by its stream.
        key = (who, event.stream if who in BY_STREAM else school_of(event.stream))
        if key not in shown:
            shown[key] = reader.sees(read, who, event.stream)
        return shown[key]

    for _ in range(BATCHES):
        batch = log.follow(code, last, BATCH)
        for event in batch:
            last = event.position
            wanted = not types or event.type in types
            if wanted and seen(event):
                found.append(event)
                if len(found) == limit:
                    break
        if len(batch) < BATCH or len(found) == limit:
            break
    log.flush()
    return found, last


def render(events: Sequence[Recorded], last: int) -> bytes:
    """Return the page as JSON, each event in the very bytes that were hashed."""
    items = (b'{"position":%d,"event":%s}' % (e.position, e.raw) for e in events)
    return b'{"events":[%s],"next":%d}' % (b",".join(items), last)
