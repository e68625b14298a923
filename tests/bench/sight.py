"""What an officer's questions cost in a province of 50,000 schools, beside the same in one of 27.

CPU is that of this process and of PostgreSQL, a question. The officer of the Sở sees every school
of the province, the one of the Phòng those of a district, 27 in both provinces.
"""

import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date

from libs.engine.subscription import followers
from libs.hosting.installation import ROLES, dsn, install
from libs.log.database import Database
from libs.log.postgres import PostgresLog
from services.review.service import ReviewService
from tests.bench.ground import LOG, PASSWORD, database_cpu, run, server
from tests.bench.outcome import Figure, Goal, Options, Outcome, side_by_side
from tests.bench.sheets import load
from tests.running import context
from tests.verifier.story import APPRAISER, CHECKER, EVALUATION, whole, write

NAME = "sight"
FEW, MANY = 27, 50_000
MOST = 3.0
"""What a question may cost at most among many schools, of the same among few."""
A_SECOND = 40
"""How many questions are a sample of one second."""
DISTRICT, ELSEWHERE = "764", "769"
ON = date(2024, 12, 2)
FILL = """
insert into review.sight_school
    select '{log}', 'm' || n, 'preschool' from generate_series(1, {n}) n;
insert into review.sight_area select '{log}', 'm' || n, '79' from generate_series(1, {n}) n;
insert into review.sight_area select '{log}', 'm' || n,
    case when n < {few} then '{district}' else '{elsewhere}' end from generate_series(1, {n}) n;
insert into review.evaluation select (jsonb_populate_record(e,
    jsonb_build_object('id', 'm' || n || '_2024', 'school', 'm' || n))).*
    from review.evaluation e, generate_series(1, {n}) n where e.id = '{case}'
"""

Ask = Callable[[], None]


@contextmanager
def province(schools: int) -> Iterator[tuple[dict[str, Ask], Callable[[], float]]]:
    """Give what asks each question once, and the milliseconds of CPU that PostgreSQL has used."""
    case = EVALUATION.partition("-")[2]
    with server() as ground:
        install(ground.admin, dict.fromkeys(ROLES, PASSWORD), (ReviewService,))
        load(ground, write(whole().steps()))
        role = dsn(ground.admin, "kd_review", PASSWORD)
        log, db = PostgresLog(Database(role, "log", 2)), Database(role, "review", 2)
        service = ReviewService(log, db)
        followers(service)[0].catch_up(LOG)
        of = {"log": LOG, "n": schools - 1, "few": FEW, "case": case}
        run(ground.admin, FILL.format(**of, district=DISTRICT, elsewhere=ELSEWHERE))
        run(ground.admin, "vacuum analyze")
        numbers = itertools.cycle(range(1, FEW))

        def ask(actor: str, question: str, expected: int, one: bool) -> Ask:
            def once() -> None:
                data = {"id": f"m{next(numbers)}_2024"} if one else {"limit": 25}
                wire = {"type": question, "data": data}
                answer = service.query(LOG, wire, context(actor, ON))
                if len(answer.get("views", [answer.get("view")])) != expected:
                    raise RuntimeError(f"{actor}, {question}: not {expected} answers")

            return once

        yield (
            {
                f"{name}, {of_what}": ask(actor, question, expected, one)
                for name, actor in (("Sở", APPRAISER[0]), ("Phòng", CHECKER[0]))
                for of_what, question, expected, one in (
                    ("one case", "GetEvaluation", 1, True),
                    ("list of 25", "ListEvaluations", 25, False),
                )
            },
            database_cpu(role),
        )
        db.close()


def measure(options: Options) -> Outcome:
    """Measure each question in both provinces, one after the other in each repetition."""
    times = max(5, round(A_SECOND * options.seconds))
    few, many = (f"{schools:,} schools" for schools in (FEW, MANY))
    figures: list[Figure] = []
    with ExitStack() as stack:
        provinces = {
            name: stack.enter_context(province(schools))
            for name, schools in ((few, FEW), (many, MANY))
        }
        for question in provinces[few][0]:
            spent: dict[str, list[float]] = {name: [] for name in provinces}

            def sample(
                name: str, question: str = question, spent: dict[str, list[float]] = spent
            ) -> float:
                asks, database = provinces[name]
                begun, before = time.process_time(), database()
                for _ in range(times):
                    start = time.perf_counter()
                    asks[question]()
                    spent[name].append((time.perf_counter() - start) * 1000)
                used = (time.process_time() - begun) * 1000 + database() - before
                return used * 1000 / times

            for name in provinces:
                provinces[name][0][question]()
            taken = side_by_side(tuple(provinces), options.repetitions, sample)
            figures += [
                Figure(question, name, "µs CPU", each, {"p50 ms": statistics.median(spent[name])})
                for name, each in taken.items()
            ]
    found = Outcome(tuple(figures), (), (few,))
    goals = tuple(
        Goal(
            f"sight, {one.case}: {many}, times {few}",
            one.times(found.figure(one.case, few)),
            MOST,
            at_most=True,
        )
        for one in figures
        if one.contender == many
    )
    return Outcome(found.figures, goals, found.baselines)
