"""Search: one question at a time among 50,000 schools, beside a scan of the names with ILIKE."""

import random
import statistics
import time
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date

from psycopg2.extras import Json, execute_values

from libs.engine.subscription import PAGE
from libs.hosting.installation import ROLES, dsn, install
from libs.kernel import canonical
from libs.law.vietnamese import fold
from libs.log.database import Database
from libs.log.entry import record
from libs.log.memory import MemoryLog
from services.registry.search import tables as search
from services.registry.service import RegistryService
from tests.bench.ground import LOG, PASSWORD, server
from tests.bench.outcome import Figure, Goal, Options, Outcome, side_by_side
from tests.bench.schools import Sample, samples
from tests.running import context

NAME = "search"
SCHOOLS = 50_000
OURS = "SearchSchools"
SCAN = "ILIKE, sequential"
QUESTIONS = 300
"""Questions in a sample, each way of asking as often."""
MOST_P95 = 50.0
LEAST_FOUND = 0.95
ON = date(2024, 9, 4)


def load(db: Database, schools: Sequence[Sample]) -> None:
    """Bring the tables to where these schools are registered: their rows at once, then the words.

    What a school is found by is made by the registry's own projection, a page at a time.
    """
    rows, told = [], []
    for position, one in enumerate(schools, 1):
        code = {"scheme": "moet", "value": one.code, "issuer": "mẫu"}
        areas = ["26734", LOG]
        begins = (LOG, one.id, 1, position, one.name, one.kind, "public", areas, one.address)
        rows.append((*begins, Json([code]), True))
        told += [(LOG, one.id, 1, "name", Json(one.name)), (LOG, one.id, 1, "areas", Json(areas))]
    with db.transaction() as cursor:
        execute_values(
            cursor,
            "insert into school (log, id, version, position, name, kind, ownership, areas, address,"
            " identifiers, sample) values %s",
            rows,
        )
        change = "insert into school_change (log, school, version, field, value) values %s"
        execute_values(cursor, change, told)
    for first in range(0, len(schools), PAGE):
        page = enumerate(schools[first : first + PAGE], first + 1)
        streams = ((n, canonical.encode({"stream": f"school-{one.id}"})) for n, one in page)
        with db.transaction() as cursor:
            search.project(cursor, [record(LOG, position, raw) for position, raw in streams])
    with db.autocommit() as cursor:
        cursor.execute("vacuum analyze")


def accented(school: Sample, chance: random.Random) -> str:
    """The name as it is written."""
    return school.name


def bare(school: Sample, chance: random.Random) -> str:
    """The name without accents, with the place."""
    return fold(f"{school.name} {school.place}")


def decomposed(school: Sample, chance: random.Random) -> str:
    """The name in the other Unicode form."""
    return unicodedata.normalize("NFD", school.name)


def begun(school: Sample, chance: random.Random) -> str:
    """The name and place, whose last word is not yet finished."""
    text = fold(f"{school.name} {school.place}")
    return text[: -chance.randint(1, 2)]


def turned(school: Sample, chance: random.Random) -> str:
    """The place first, then the name."""
    return f"{school.place} {school.name}"


def slipping(school: Sample, chance: random.Random) -> str:
    """Without accents, with a wrong letter, a missing one or two exchanged in the longest word."""
    typed = fold(f"{school.name} {school.place}").split()
    n = max(range(len(typed)), key=lambda k: (len(typed[k]), k))
    word = typed[n]
    at = chance.randrange(len(word) - 1)
    wrong = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + chance.choice("qwxz") + word[at + 1 :],
    )
    return " ".join([*typed[:n], chance.choice(wrong), *typed[n + 1 :]])


def code(school: Sample, chance: random.Random) -> str:
    """An identifier."""
    return school.code


ASKED: tuple[Callable[[Sample, random.Random], str], ...] = (
    *(accented, bare, decomposed, begun, turned, slipping, code),
)


def measure(options: Options) -> Outcome:
    """Measure the answers of the service, its contract's checks included."""
    chance = random.Random(7)
    schools = list(samples(SCHOOLS))
    names = {school.id: school for school in schools}
    taken: dict[str, list[float]] = {OURS: [], SCAN: []}
    hits: dict[str, list[bool]] = {way.__name__: [] for way in ASKED}
    with server() as ground:
        install(ground.admin, dict.fromkeys(ROLES, PASSWORD), (RegistryService,))
        db = Database(dsn(ground.admin, "kd_registry", PASSWORD), "registry")
        load(db, schools)
        service = RegistryService(MemoryLog(), db)

        def ours(text: str) -> list[str]:
            question = {"type": "SearchSchools", "data": {"text": text, "limit": 20}}
            answer = service.query(LOG, question, context("s:operator", ON))
            return [view["id"] for view in answer["views"]]

        def scan(text: str) -> list[str]:
            with db.transaction() as cursor:
                cursor.execute(
                    "select id from school where log = %s and (name ilike %s or address ilike %s)"
                    " limit 20",
                    (LOG, f"%{text}%", f"%{text}%"),
                )
                return [id for (id,) in cursor.fetchall()]

        ask = {OURS: ours, SCAN: scan}

        def sample(name: str) -> float:
            spent = []
            for number in range(QUESTIONS):
                way = ASKED[number % len(ASKED)]
                school = chance.choice(schools)
                text = way(school, chance)
                begun = time.perf_counter()
                found = ask[name](text)
                spent.append((time.perf_counter() - begun) * 1000)
                if name == OURS:
                    # As good as the one that was meant: same name, same place.
                    same = ((names[id].name, names[id].place) for id in found)
                    wanted = (school.name, school.place)
                    plain = way in (accented, decomposed)
                    hits[way.__name__].append(
                        any(one[0] == wanted[0] if plain else one == wanted for one in same)
                    )
            taken[name] += spent
            return statistics.quantiles(spent, n=100, method="inclusive")[94]

        for name in ask:
            sample(name)
            taken[name].clear()
        found = side_by_side(tuple(ask), options.repetitions, sample)
        db.close()
    case = f"{SCHOOLS:,} schools"
    figures = []
    for name, samples_ in found.items():
        shares = statistics.quantiles(taken[name], n=100, method="inclusive")
        more = {"p50": shares[49], "p95": shares[94], "p99": shares[98]}
        if name == OURS:
            more |= {f"{way}, % found": 100 * sum(ok) / len(ok) for way, ok in hits.items()}
        figures.append(Figure(case, name, "ms, p95", samples_, more))
    every = [ok for way in hits.values() for ok in way]
    goals = (
        Goal(f"search, {case}: p95, ms", figures[0].more["p95"], MOST_P95, at_most=True),
        Goal(f"search, {case}: share found", sum(every) / len(every), LEAST_FOUND),
    )
    return Outcome(tuple(figures), goals, (SCAN,))
