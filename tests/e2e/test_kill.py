"""kill -9 of everything during the demo, counted; and a platform in which the count must fail."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from libs.hosting.embedded import Platform
from libs.hosting.private_postgres import PrivatePostgres
from libs.hosting.private_postgres.left_over import processes
from services.cli.api import Away, Refused
from services.cli.demo import steps
from services.cli.demo.plan import Plan
from services.cli.demo.steps import Unexpected
from services.cli.platform import platform
from tests.e2e.counting import Recording, count
from tests.e2e.runs import (
    RECOGNITIONS,
    REFUSALS,
    SUBSCRIBER_KILLS,
    Distributed,
    commands,
    each_in_order,
)
from tests.e2e.stack import PROCESSES, connected
from tests.figures import FIGURES

pytestmark = pytest.mark.e2e

KILLED_AFTER = 250
SELDOM = {"wal_writer_delay": "10s", "wal_writer_flush_after": "1GB"}
"""The server by itself flushes no more often, so that what was not flushed before is lost."""
CARELESS = """
    create or replace procedure log.record(
        of_log text, attempts log.attempt[], inout answers text[] default null
    ) language plpgsql as $$
    begin
        answers := log.append(of_log, attempts);
        commit;
    end $$
"""


def test_nothing_acknowledged_is_lost_and_no_effect_doubled(distributed: Distributed) -> None:
    assert {*distributed.killed, *distributed.spared} == {*PROCESSES, "postgres", "rabbitmq"}
    assert distributed.run.count.acknowledged == commands() - REFUSALS.total()
    assert distributed.run.count.lost == ()
    assert distributed.run.count.doubled == ()


def test_a_partner_receives_each_recognition_once_and_in_order(distributed: Distributed) -> None:
    assert distributed.subscriber_kills == SUBSCRIBER_KILLS
    assert len(distributed.received) == RECOGNITIONS
    assert each_in_order(distributed.received, distributed.recognitions)


class _Careless(PrivatePostgres):
    """A server whose clients are told "done" before anything is on disk."""

    @property
    def dsn(self) -> str:
        return f"{super().dsn}?options=-c%20synchronous_commit%3Doff"


class _Enough(Exception):
    """The client has seen what it came for."""


@contextmanager
def _running(folder: Path, kind: type[PrivatePostgres]) -> Iterator[Platform]:
    made = platform(folder / "var", 0, demo=True)
    made.postgres = kind(folder / "var" / "postgres", SELDOM)
    with made as running:
        yield running


@pytest.mark.parametrize("kind", [PrivatePostgres, _Careless])
def test_the_count_finds_losses_where_the_log_acknowledges_too_early(
    open_folder: Path, kind: type[PrivatePostgres]
) -> None:
    reached, killed = threading.Event(), threading.Event()

    def told(number: int) -> None:
        if killed.is_set():
            raise _Enough
        if number >= KILLED_AFTER:
            reached.set()

    def carry_out(api: Recording) -> None:
        plan, seen = Plan(), dict[str, int]()
        # After losses the platform rightly denies positions that it gave out.
        with suppress(_Enough, *((Unexpected, Away, Refused) if kind is _Careless else ())):
            for lanes in (plan.first_lanes(), plan.letter_lanes(), plan.school_lanes()):
                steps.run(api, lanes, seen, lambda lane, step: None)

    with _running(open_folder, kind) as running:
        if kind is _Careless:
            with connected(running.admin_dsn) as db:
                db.execute(CARELESS)
                # Else the installation itself would be lost, and there would be nothing to count.
                db.execute("checkpoint")
        answers = open_folder / "answers.ndjson"
        api = Recording(running.url, running.operator_key, 20, answers=answers, told=told)
        client = threading.Thread(target=carry_out, args=(api,))
        client.start()
        assert reached.wait(120)
        for pid in processes(running.postgres.folder / "data"):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        killed.set()
        client.join()
        found = count(running.admin_dsn, answers)
    FIGURES.append(
        f"kill -9 of PostgreSQL, log that acknowledges {'early' if kind is _Careless else 'late'}:"
        f" {found.acknowledged} commands acknowledged, {len(found.lost)} lost"
    )
    assert bool(found.lost) == (kind is _Careless)
