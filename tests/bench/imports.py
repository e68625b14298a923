"""Import: 10,000 schools from a csv file into a platform of one process, beside a request each."""

import time
import uuid
from datetime import date

from psycopg2.extensions import cursor

from libs.files.tables import CSV, csv_file
from libs.kernel.problems import Wire
from services.cli.api import Api
from services.cli.bulk import PAUSE
from services.gateway.spreadsheets.schools import KINDS
from tests.bench.latency import LOG, embedded
from tests.bench.outcome import Figure, Goal, Options, Outcome
from tests.bench.schools import Sample, samples

NAME = "import"
COUNT = 10_000
ALONE = 300
"""How many schools the baseline registers, one after another."""
MOST_SECONDS = 60.0
MOST_BEHIND = 5.0
"""Seconds after the last row is written until every school can be found."""
ON = date(2024, 9, 4)
FILE = "import of a file"
EACH = "a request each"
HEAD = (
    *("Mã trường", "Tên trường", "Loại trường", "Hình thức sở hữu", "Mã xã, phường", "Địa chỉ"),
    "Dữ liệu mẫu",
)


def file(schools: list[Sample]) -> bytes:
    """Return a file of these schools."""
    rows = [
        (one.code, one.name, KINDS[one.kind], "Công lập", "26734", one.address, "có")
        for one in schools
    ]
    return csv_file(HEAD, rows)


def settled(api: Api, found: Wire) -> Wire:
    """Return an import once nobody works on it any more, asking as often as `kiemdinh import`."""
    path = f"/v1/{LOG}/imports/{found['id']}"
    while found["state"] in ("checking", "running"):
        time.sleep(PAUSE)
        found = api.get(path, actor="s:operator").json()
    if found["state"] == "failed" or found["counts"].get("wrong"):
        raise RuntimeError(f"the import failed: {found}")
    return found


def measure(options: Options) -> Outcome:
    """Measure once: a register is filled only once."""
    schools = list(samples(COUNT))
    with embedded() as host:
        api = host.api
        begun = time.perf_counter()
        for one in schools[:ALONE]:
            api.command(
                LOG,
                f"school-{uuid.uuid4().hex}",
                "RegisterSchool",
                {
                    "name": one.name,
                    "kind": one.kind,
                    "ownership": "public",
                    "areas": ["26734", LOG],
                    "address": one.address,
                    "sample": True,
                },
                actor="s:operator",
                on=ON,
                command_id=uuid.uuid4().hex,
            )
        each = ALONE / (time.perf_counter() - begun)
        begun = time.perf_counter()
        path = f"/v1/{LOG}/imports?layout=schools"
        sent = api.send(path, file(schools), CSV, command_id=uuid.uuid4().hex).json()
        checked = settled(api, sent)
        told = time.perf_counter()
        confirm = f"/v1/{LOG}/imports/{checked['id']}/confirm"
        done = settled(api, api.send(confirm, b"{}", "application/json").json())
        written = time.perf_counter()
        host.db.execute("select count(*) from log.event where type = 'SchoolRegistered'")
        (count,) = host.db.fetchone() or (0,)
        if count != COUNT + ALONE or done["counts"]["new"] != COUNT:
            raise RuntimeError(f"{count} schools were registered: {done}")
        while not _shown(host.db, done["position"]):
            time.sleep(0.05)
        shown = time.perf_counter()
    more = {
        "seconds": written - begun,
        "to check": told - begun,
        "to write": written - told,
        "until all can be searched": shown - begun,
    }
    case = f"{COUNT:,} schools"
    figures = (
        Figure(case, FILE, "schools/s", (COUNT / (written - begun),), more),
        Figure(case, EACH, "schools/s", (each,), {"seconds": COUNT / each}),
    )
    goals = (
        Goal(f"import, {case}: seconds", written - begun, MOST_SECONDS, at_most=True),
        Goal(f"import, {case}: seconds until found", shown - written, MOST_BEHIND, at_most=True),
    )
    return Outcome(figures, goals, (EACH,))


def _shown(db: cursor, position: int) -> bool:
    """Return whether the registry's read tables have come to a position."""
    db.execute(
        "select position >= %s from registry.subscription"
        " where name = 'registry.read_tables' and log = %s",
        (position, LOG),
    )
    row = db.fetchone()
    return row is not None and bool(row[0])
