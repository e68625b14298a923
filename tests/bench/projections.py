"""What it costs to bring each service's read tables up to a long log: CPU an event, bytes an event.

The log is that of `verify`: one school's whole way to two certificates, again and again.
"""

import sys
import time
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import psycopg2

from libs.engine.service import Service
from libs.hosting.installation import ROLES, install
from libs.log.entry import Recorded, record
from services.cli.catalogue import SERVICES
from tests.bench.ground import LOG, PASSWORD, Ground, database_cpu, server
from tests.bench.outcome import Figure, Options, Outcome
from tests.bench.verify import grown

NAME = "projections"
EVENTS = 20_000
PAGE = 500
"""Events that a follower takes in at a time."""


def measure(options: Options) -> Outcome:
    """Return CPU microseconds an event, of the service and of PostgreSQL."""
    return measured(grown(min(options.events, EVENTS)))


def measured(raws: Sequence[bytes]) -> Outcome:
    """Return the outcome for a log of these entries."""
    entries = [record(LOG, n, raw) for n, raw in enumerate(raws, 1)]
    case = f"{len(entries):,} events"
    with server() as ground:
        install(ground.admin, dict.fromkeys(ROLES, PASSWORD), SERVICES)
        spent = database_cpu(ground.admin)
        figures = []
        for service in SERVICES:
            begun, there = time.process_time(), spent()
            size = project(ground, service, entries)
            own, theirs = time.process_time() - begun, spent() - there
            more = {
                "us in PostgreSQL": theirs * 1e3 / len(entries),
                "bytes an event": size / len(entries),
            }
            both = own / len(entries) * 1e6 + more["us in PostgreSQL"]
            figures.append(Figure(case, service.name, "µs an event", (both,), more))
    return Outcome(tuple(figures), (), ())


def project(ground: Ground, service: type[Service], entries: Iterable[Recorded]) -> int:
    """Bring the empty tables of a service up to these entries; return how many bytes they take."""
    connection = psycopg2.connect(ground.admin)
    coming = iter(entries)
    with connection.cursor() as db:
        db.execute("select set_config('search_path', %s, false)", (service.name,))
        while page := tuple(islice(coming, PAGE)):
            with connection:
                service.take_in(db, page)
        connection.commit()
        db.execute(
            "select sum(pg_total_relation_size(c.oid)) from pg_class c"
            " join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind = 'r' and n.nspname = %s",
            (service.name,),
        )
        (size,) = db.fetchone() or (0,)
    connection.close()
    return int(size)


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_bytes().splitlines()
    for one in measured(lines).figures:
        print(one.contender, f"{one.median:.1f}", dict(one.more), flush=True)
