"""One stream of 100 events, read and decoded, out of a log much longer than memory keeps warm."""

import random
import time
from collections.abc import Callable
from uuid import UUID

import orjson
import psycopg2

from libs.log.database import Database
from libs.log.postgres import PostgresLog
from tests.bench.contenders import OURS, THEIRS, recorder
from tests.bench.ground import LOG, server
from tests.bench.long_log import STREAM, load, streams
from tests.bench.outcome import Figure, Options, Outcome, side_by_side

NAME = "stream"
SELECT = "SELECT"


def measure(options: Options) -> Outcome:
    """Measure streams a second; there is no goal, only the comparison."""
    ids = streams(options.events)
    chance = random.Random(1)
    with server() as ground:
        load(ground, options.events)
        log = PostgresLog(Database(ground.writer, "log"))
        theirs = recorder(ground)
        plain = psycopg2.connect(ground.writer)
        plain.autocommit = True
        cursor = plain.cursor()

        def ours(stream: UUID) -> int:
            name = f"evaluation-{stream.hex}"
            return len([orjson.loads(one.raw) for one in log.read(LOG, name)[name]])

        def recorded(stream: UUID) -> int:
            return len([orjson.loads(one.state) for one in theirs.select_events(stream)])

        def select(stream: UUID) -> int:
            cursor.execute(
                "select raw from log.event where log = %s and stream = %s order by ver",
                (LOG, f"evaluation-{stream.hex}"),
            )
            return len([orjson.loads(raw) for (raw,) in cursor.fetchall()])

        read: dict[str, Callable[[UUID], int]] = {OURS: ours, THEIRS: recorded, SELECT: select}

        def sample(name: str) -> float:
            count = 0
            begun = time.perf_counter()
            while (spent := time.perf_counter() - begun) < options.seconds:
                if read[name](chance.choice(ids)) != STREAM:
                    raise RuntimeError(f"{name} read another number of events")
                count += 1
            return count / spent

        taken = side_by_side(tuple(read), options.repetitions, sample)
        plain.close()
        theirs.datastore.close()
    figures = tuple(
        Figure(f"{STREAM} of {options.events:,} events", name, "streams/s", samples)
        for name, samples in taken.items()
    )
    return Outcome(figures, (), (THEIRS, SELECT))
