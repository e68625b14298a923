"""A sheet of a criterion is written down in cycles of 10, 1,000 and 10,000 events: what it costs.

CPU is that of this process: right, state, decision, entry. The first sheet of each cycle reads the
whole of it and is not counted.
"""

import io
import itertools
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg2

from libs.engine.commands import Context, now
from libs.hosting.installation import ROLES, dsn, install
from libs.kernel import canonical
from libs.log.database import Database
from libs.log.entry import leaf_hash
from libs.log.postgres import PostgresLog
from services.assessment.service import AssessmentService
from tests.bench.ground import LOG, PASSWORD, Ground, run, server
from tests.bench.outcome import Figure, Goal, Options, Outcome, side_by_side
from tests.bench.verify import renamed
from tests.verifier.story import CYCLE, DAY, EVIDENCE, PRINCIPAL, Steps, founded, write

NAME = "sheets"
LENGTHS = (10, 1_000, 10_000)
MOST = {1_000: 1.5, 10_000: 2.0}
"""What a sheet may cost at most in a cycle of so many events: of one in the shortest."""
A_SECOND = 50
"""How many sheets are a sample of one second."""
SHEET = {"criterion": "1.1", "weaknesses": "", "improvement": ""}


def begun() -> Steps:
    """Return a school's cycle until its council writes its first sheet."""
    told, principal = founded(), PRINCIPAL[0]
    item = {"code": EVIDENCE, "title": "Kế hoạch", "sha256": "a" * 64, "sample": True}
    told.do("evidence-hoasen", "RegisterEvidence", principal, items=[item])
    told.do(CYCLE, "OpenCycle", principal, year=2024)
    posts = ["chair", "secretary", *["member"] * 5]
    council = [{"person": f"u:hd{n}", "post": post} for n, post in enumerate(posts)]
    told.do(CYCLE, "AppointCouncil", principal, decision_number="1/QĐ", members=council)
    told.do(CYCLE, "RecordSheet", principal, **SHEET, strengths="0", judgements=[])
    return told.steps()


def entries(lengths: tuple[int, ...]) -> list[bytes]:
    """Return a log with one school's cycle of each of these lengths."""
    steps, found = begun(), []
    for number, length in enumerate(lengths):
        own = [renamed(step, number) for step in steps]
        sheet = own[-1]
        there = sum(step.stream == sheet.stream for step in own)
        more = (
            replace(sheet, data={**sheet.data, "strengths": str(n)}, act=10**6 * (number + 1) + n)
            for n in range(1, length - there + 1)
        )
        found += [*own, *more]
    return write(found)


def load(ground: Ground, raws: list[bytes]) -> None:
    """Fill the log by COPY."""
    rows = io.StringIO()
    for position, raw in enumerate(raws, 1):
        entry = canonical.decode(raw)
        stands = (LOG, position, entry["stream"], entry["ver"], entry["type"])
        text = raw.decode().replace("\\", "\\\\")
        rows.write("\t".join(map(str, (*stands, text, rf"\\x{leaf_hash(raw).hex()}"))) + "\n")
    rows.seek(0)
    connection = psycopg2.connect(ground.admin)
    with connection, connection.cursor() as db:
        db.copy_expert(
            "copy log.event (log, position, stream, ver, type, raw, leaf) from stdin", rows
        )
    connection.close()
    run(ground.admin, "vacuum analyze log.event")


@contextmanager
def writers(lengths: tuple[int, ...] = LENGTHS) -> Iterator[dict[str, Callable[[], None]]]:
    """Give what writes one more sheet in the cycle of each length."""
    with server() as ground:
        install(ground.admin, dict.fromkeys(ROLES, PASSWORD), (AssessmentService,))
        load(ground, entries(lengths))
        role = dsn(ground.admin, "kd_assessment", PASSWORD)
        log, db = PostgresLog(Database(role, "log")), Database(role, "assessment")
        service, numbers = AssessmentService(log, db), itertools.count(10**6)

        def write_one(school: int) -> None:
            stream = CYCLE.replace("hoasen", f"hoasen{school}")
            actor = PRINCIPAL[0].replace("hieutruong", f"ht{school}")
            id, until = uuid.uuid4().hex, now() + timedelta(seconds=30)
            context = Context(id, actor, DAY, id, until).to_wire()
            data = {**SHEET, "strengths": str(next(numbers)), "judgements": []}
            service.execute(LOG, stream, {"type": "RecordSheet", "data": data}, context)

        def writer(school: int) -> Callable[[], None]:
            return lambda: write_one(school)

        yield {named(length): writer(school) for school, length in enumerate(lengths)}
        db.close()


def named(length: int) -> str:
    """Return what a cycle of so many events is called here."""
    return f"{length:,} events"


def measure(options: Options) -> Outcome:
    """Measure a sheet in each cycle, all of them once a repetition."""
    times = max(5, round(A_SECOND * options.seconds))
    spent: dict[str, list[float]] = {}
    with writers() as write_one:
        for one in write_one.values():
            one()

        def sample(name: str) -> float:
            began, taken = time.process_time(), []
            for _ in range(times):
                start = time.perf_counter()
                write_one[name]()
                taken.append((time.perf_counter() - start) * 1000)
            spent.setdefault(name, []).extend(taken)
            return (time.process_time() - began) * 1_000_000 / times

        samples = side_by_side(tuple(write_one), options.repetitions, sample)
    figures = tuple(
        Figure("a sheet", name, "µs CPU", taken, {"p50 ms": statistics.median(spent[name])})
        for name, taken in samples.items()
    )
    found = Outcome(figures, (), (named(LENGTHS[0]),))
    shortest = found.figure("a sheet", named(LENGTHS[0]))
    goals = tuple(
        Goal(
            f"sheet, a cycle of {named(length)}: times one of {LENGTHS[0]}",
            found.figure("a sheet", named(length)).times(shortest),
            most,
            at_most=True,
        )
        for length, most in MOST.items()
    )
    return replace(found, goals=goals)
