"""The days for a reply come by themselves, once, whatever is started again; and no others do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Any

import pytest

from libs.engine.clock import Clock
from libs.kernel.problems import Forbidden
from services.review.evaluation.report import Reply
from services.review.evaluation.silence import RecordSilence
from services.review.service import ReviewService
from tests.review.test_service import STREAM, view, way
from tests.review.world import LOG, PRINCIPAL, Platform, installed
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

ON = date(2024, 12, 27)
MIDNIGHT = datetime(2024, 12, 26, 17, tzinfo=UTC)
"""Of 26 to 27/12/2024 in Viet Nam: the tenth working day after the draft is over."""


@contextmanager
def waiting(server: PostgresServer, recorded_later: int = 0) -> Iterator[Platform]:
    """Give a platform in which a draft was sent, and recorded that many days after its day."""
    with installed(server) as database:
        platform = Platform(database)
        for command, actor, on in takewhile(lambda step: not isinstance(step[0], Reply), way()):
            platform.review.clock = lambda on=on: (
                datetime(  # type: ignore[misc]
                    on.year, on.month, on.day, 3, tzinfo=UTC
                )
                + timedelta(recorded_later)
            )
            platform.act(STREAM, command, actor, on)
        yield platform


def clock(platform: Platform, at: datetime) -> Clock:
    """Return the clock of a review that has just been started, which shows `at`."""
    return Clock(ReviewService(platform.log, platform.review.db, lambda: at))


def said(platform: Platform) -> list[Any]:
    """Return what the log says of silence."""
    entries = platform.log.read(LOG, STREAM)[STREAM]
    return [each.data for each in entries if each.type == "SilenceRecorded"]


def test_a_review_started_again_20_times_around_midnight_says_it_once(
    postgres_server: PostgresServer,
) -> None:
    with waiting(postgres_server) as platform:
        for n in range(20):
            at = MIDNIGHT + timedelta(seconds=(n - 10) * 7)
            # Two processes of it look at the same moment; the tables are behind every other time.
            other = threading.Thread(target=clock(platform, at).tick)
            other.start()
            clock(platform, at).tick()
            other.join()
            if n % 2:
                platform.settle()
            assert len(said(platform)) == (1 if at >= MIDNIGHT else 0), at
        assert said(platform) == [
            {"before": "2024-12-27", "sure": False, "final_before": "2025-01-14"}
        ]
        platform.settle()
        found = view(platform)
        assert (found["state"], found["agreed"]) == ("finalising", True)
        assert "ReopenReply" in [each["command"] for each in found["next_acts"]]


def test_a_platform_that_was_away_says_it_when_it_is_back(postgres_server: PostgresServer) -> None:
    with waiting(postgres_server) as platform:
        back = MIDNIGHT + timedelta(days=40)
        assert clock(platform, back).tick() == 1
        entry = platform.log.read(LOG, STREAM)[STREAM][-1]
        assert (entry.on, entry.envelope["actor"]) == (date(2025, 2, 5), "s:review")


def test_nobody_but_the_clock_says_it(postgres_server: PostgresServer) -> None:
    with waiting(postgres_server) as platform, pytest.raises(Forbidden):
        platform.act(STREAM, RecordSilence(ON, on=ON), PRINCIPAL, ON)


def test_of_a_draft_told_afterwards_no_day_comes_by_itself(postgres_server: PostgresServer) -> None:
    with waiting(postgres_server, recorded_later=90) as platform:
        assert clock(platform, MIDNIGHT + timedelta(days=200)).tick() == 0
        assert said(platform) == []
