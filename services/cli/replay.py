"""Rebuild every read table from the log beside the live one, and compare them row by row."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path

import click
import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from libs.engine import read_tables
from libs.engine.service import Service
from libs.hosting.private_postgres import NotStarted, PrivatePostgres
from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings
from libs.log.database import Cursor, Database, migrate
from libs.log.entry import Recorded
from libs.log.postgres import PostgresLog
from libs.rights import visibility_tables
from services.cli.catalogue import SERVICES
from services.cli.console import console

BOOKKEEPING = frozenset({"subscription", "parked", "filled", "migration"})
"""Tables of the mechanism; they hold positions, not what follows from events."""


STEP = 500
"""Events that are projected together, and between two reports of progress."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One read table: its rows live, as rebuilt, and how many stand on one side only."""

    service: str
    table: str
    live: int
    rebuilt: int
    only_live: int
    only_rebuilt: int

    @property
    def equal(self) -> bool:
        """Return whether both hold the same rows, each as often."""
        return self.only_live == self.only_rebuilt == 0


def replay(
    admin_dsn: str,
    service: type[Service],
    entries: Callable[[str], Iterable[Recorded]],
    told: Callable[[int], None] = lambda events: None,
) -> list[Compared]:
    """Return how each read table of `service` compares with one rebuilt from all logs' events.

    `entries(log)` gives a log from position 1 on; `told(n)` hears of progress. All of it happens in
    one transaction that sees the live tables as of one instant and is rolled back at the end.
    """
    with _snapshot(admin_dsn) as db:
        positions = _positions(db, service.name)
        rebuilt = f"{service.name}_rebuilt"
        db.execute(sql.SQL("create schema {}").format(sql.Identifier(rebuilt)))
        db.execute("select set_config('search_path', %s, true)", (rebuilt,))
        for shared in (visibility_tables.SCRIPT, read_tables.SCRIPT):
            db.execute(shared.read_text())
        for of, folder in service.migrations().items():
            migrate(db, folder, of)
        for log, last in positions.items():
            done = _project(db, service, takewhile(_up_to(last), entries(log)), told)
            if done != last:
                raise LookupError(
                    f"log {log} gave {done} events of the {last} that {service.name} read"
                )
        return [_compare(db, service.name, rebuilt, table) for table in _tables(db, rebuilt)]


def _up_to(last: int) -> Callable[[Recorded], bool]:
    return lambda event: event.position <= last


def _project(
    db: Cursor, service: type[Service], events: Iterable[Recorded], told: Callable[[int], None]
) -> int:
    """Project events in order; return how many there were."""
    done = 0
    coming = iter(events)
    while page := tuple(islice(coming, STEP)):
        service.take_in(db, page)
        done += len(page)
        told(len(page))
    return done


@contextmanager
def _snapshot(dsn: str) -> Iterator[Cursor]:
    connection = psycopg2.connect(dsn, connect_timeout=5)
    try:
        connection.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ)
        with connection.cursor() as db:
            yield db
    finally:
        connection.rollback()
        connection.close()


def _positions(db: Cursor, service: str) -> dict[str, int]:
    query = sql.SQL("select log, position from {}.subscription where name = %s order by log")
    db.execute(query.format(sql.Identifier(service)), (f"{service}.read_tables",))
    return {log: int(position) for log, position in db.fetchall()}


def _tables(db: Cursor, schema: str) -> list[str]:
    db.execute("select tablename from pg_tables where schemaname = %s order by 1", (schema,))
    return [name for (name,) in db.fetchall() if name not in BOOKKEEPING]


def _compare(db: Cursor, live: str, rebuilt: str, table: str) -> Compared:
    one, other = sql.Identifier(live, table), sql.Identifier(rebuilt, table)

    def count(text: str) -> int:
        db.execute(sql.SQL(text).format(one=one, other=other))
        return int((db.fetchone() or (0,))[0])

    return Compared(
        live,
        table,
        count("select count(*) from {one}"),
        count("select count(*) from {other}"),
        count("select count(*) from (select * from {one} except all select * from {other}) t"),
        count("select count(*) from (select * from {other} except all select * from {one}) t"),
    )


@click.command("replay")
@click.option(
    "--var",
    type=click.Path(path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Thư mục dữ liệu của nền tảng chạy trong một tiến trình (đang dừng).",
)
@click.option(
    "--database",
    help="Cơ sở dữ liệu (libpq) của người quản trị, thay cho --var; mặc định là biến "
    "KIEMDINH_ADMIN_DATABASE, cùng KIEMDINH_POSTGRES_PASSWORD.",
)
def command(var: Path, database: str | None) -> None:
    """Dựng lại mọi bảng đọc từ sổ sự kiện, so từng dòng với bảng đang dùng; khác: mã thoát 1."""
    with ExitStack() as stack:
        try:
            env = Environment()
            if database is None and env.text("KIEMDINH_ADMIN_DATABASE", ""):
                database = env.uri("KIEMDINH_ADMIN_DATABASE", "KIEMDINH_POSTGRES_PASSWORD")
            dsn = database or stack.enter_context(_stopped(var)).dsn
        except (NotStarted, BadSettings) as error:
            raise click.ClickException(str(error)) from error
        db = Database(dsn, "log", 2)
        stack.callback(db.close)
        log = PostgresLog(db)
        total = len(SERVICES) * sum(log.head(code) for code in log.logs())
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("Dựng lại từ sự kiện", total=total)
            found = [
                table
                for service in SERVICES
                for table in replay(dsn, service, log.replay, lambda n: progress.advance(task, n))
            ]
    _show(found)


def _stopped(var: Path) -> PrivatePostgres:
    if not (var / "postgres").is_dir():
        raise NotStarted(f"Không có dữ liệu ở '{var}'; hãy chạy `make demo` trước.")
    return PrivatePostgres(var / "postgres")


def _show(found: list[Compared]) -> None:
    table = Table(title="Bảng đọc: đang dùng và dựng lại từ sự kiện", title_justify="left")
    for column in ("Dịch vụ", "Bảng"):
        table.add_column(column)
    for column in ("Đang dùng", "Dựng lại", "Khác nhau"):
        table.add_column(column, justify="right")
    for one in found:
        differing = str(one.only_live + one.only_rebuilt)
        table.add_row(one.service, one.table, str(one.live), str(one.rebuilt), differing)
    out = console()
    out.print(table)
    wrong = [one for one in found if not one.equal]
    if wrong:
        raise click.ClickException(f"{len(wrong)} bảng khác với bản dựng lại.")
    rows = sum(one.live for one in found)
    out.print(f"ĐẠT: {len(found)} bảng, {rows} dòng, giống hệt bản dựng lại từ sự kiện.")
