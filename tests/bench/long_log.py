"""The same long history in the log and in eventsourcing's table: what replay and stream read."""

import io
import random
import uuid
from collections.abc import Iterator

import psycopg2

from libs.log.entry import leaf_hash
from tests.bench.contenders import prepare
from tests.bench.ground import KIND, LOG, Events, Ground, run

STREAM = 100
BLOCK = 20_000
"""Events are mixed within blocks, so that neighbours belong to different streams."""


def streams(events: int) -> list[uuid.UUID]:
    """Return the ids of the streams, each of `STREAM` events."""
    chance = random.Random(11)
    return [uuid.UUID(int=chance.getrandbits(128)) for _ in range(max(1, events // STREAM))]


def history(events: int) -> Iterator[tuple[int, uuid.UUID, int, bytes]]:
    """Yield position, stream, version and bytes of each event."""
    ids = streams(events)
    made = Events(5)
    chance = random.Random(7)
    order = [n % len(ids) for n in range(events)]
    versions = [0] * len(ids)
    leaves: list[bytes | None] = [None] * len(ids)
    position = 0
    for low in range(0, events, BLOCK):
        block = order[low : low + BLOCK]
        chance.shuffle(block)
        for stream in block:
            position += 1
            versions[stream] += 1
            name = f"evaluation-{ids[stream].hex}"
            raw = made.entry(name, versions[stream], leaves[stream])
            leaves[stream] = leaf_hash(raw)
            yield position, ids[stream], versions[stream], raw


def load(ground: Ground, events: int) -> None:
    """Fill both tables by COPY."""
    prepare(ground)
    ours, theirs = io.StringIO(), io.StringIO()
    connection = psycopg2.connect(ground.admin)
    connection.autocommit = True

    def empty() -> None:
        with connection.cursor() as db:
            for buffer, table, columns in (
                (ours, "log.event", "log, position, stream, ver, type, raw, leaf"),
                (
                    theirs,
                    "bench_events",
                    "originator_id, originator_version, topic, state, notification_id",
                ),
            ):
                buffer.seek(0)
                db.copy_expert(f"copy {table} ({columns}) from stdin", buffer)
                buffer.seek(0)
                buffer.truncate()

    for position, stream, version, raw in history(events):
        name = f"evaluation-{stream.hex}"
        leaf = leaf_hash(raw).hex()
        ours.write(f"{LOG}\t{position}\t{name}\t{version}\t{KIND}\t{raw.decode()}\t\\\\x{leaf}\n")
        theirs.write(f"{stream}\t{version}\t{KIND}\t\\\\x{raw.hex()}\t{position}\n")
        if position % BLOCK == 0:
            empty()
    empty()
    connection.close()
    run(
        ground.admin,
        "select setval(pg_get_serial_sequence('bench_events', 'notification_id'),"
        " (select max(notification_id) from bench_events))",
        "vacuum analyze log.event",
        "vacuum analyze bench_events",
    )
