"""A case under the circulars of 2018 that was open on 07/07/2026, whole: to its end at the Sở."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from libs.engine.clock import Clock
from libs.kernel.problems import Rejected, Wire
from services.registry.assignment.rules import EndFunction
from services.review.evaluation.decisions import DecideAccreditation, DecideNationalStandard
from services.review.evaluation.questions import GetEvaluation
from services.review.evaluation.report import Reply
from services.review.recognition.questions import GetRecognition
from services.review.service import ReviewService
from tests.review.cases import (
    ACCEPT,
    COUNCIL,
    FORWARD,
    LEADER,
    TEAM,
    close,
    draft,
    final,
    register,
    sheets,
)
from tests.review.world import (
    APPRAISER,
    CHECKER,
    COMMITTEE,
    DIRECTOR,
    PRINCIPAL,
    SO,
    Platform,
    installed,
)
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

CASE = "evaluation-abc_2025"
FILED, SURVEYED, DRAFTED = date(2026, 6, 1), date(2026, 6, 26), date(2026, 7, 1)
SILENT, REPORTED, DECIDED = date(2026, 7, 16), date(2026, 7, 20), date(2026, 8, 3)
"""Ten working days after the draft are over on 15/07/2026."""


@pytest.fixture
def platform(postgres_server: PostgresServer) -> Iterator[Platform]:
    """A platform with a report of 2025-2026, where the Sở recognises from 07/07/2026 on."""
    with installed(postgres_server) as database:
        found = Platform(database)
        found.report("abc", 2025, 2)
        ends = EndFunction(COMMITTEE, date(2026, 7, 7), "TT 57")
        found.act("assignment-decide_national_standard_79", ends)
        found.assign("decide_national_standard_79", SO, ("primary",), date(2026, 7, 7))
        found.settle()
        yield found


def view(platform: Platform) -> Wire:
    found: Wire = platform.ask(GetEvaluation("abc_2025", inside=None), on=DECIDED)["view"]
    return found


def test_a_case_that_was_open_when_the_law_changed_comes_to_its_end(platform: Platform) -> None:
    filed = register(cycle_year=2025, on=FILED)
    for command, actor, on in (
        (filed, PRINCIPAL, FILED),
        (FORWARD, CHECKER, FILED),
        (ACCEPT, APPRAISER, date(2026, 6, 5)),
        (TEAM, DIRECTOR, date(2026, 6, 10)),
        *((sheet, LEADER, SURVEYED) for sheet in sheets(2)),
        (close(started=SURVEYED, ended=SURVEYED, on=SURVEYED), LEADER, SURVEYED),
        (draft(on=DRAFTED), LEADER, DRAFTED),
    ):
        platform.review.clock = lambda on=on: datetime(on.year, on.month, on.day, 3, tzinfo=UTC)  # type: ignore[misc]
        platform.act(CASE, command, actor, on)
    assert view(platform)["reply_before"] == f"{SILENT}"
    # The law changes while the school may still answer: the case stays with its circular.
    with pytest.raises(Rejected, match="wrong-state"):
        platform.act(CASE, replace(COUNCIL, on=SILENT), DIRECTOR, date(2026, 7, 8))
    midnight = datetime(2026, 7, 15, 17, tzinfo=UTC)
    clock = Clock(ReviewService(platform.log, platform.review.db, lambda: midnight))
    assert clock.tick() == 1
    platform.settle()
    assert clock.tick() == 0
    with pytest.raises(Rejected, match="wrong-state"):
        platform.act(CASE, Reply(True, (), on=SILENT), PRINCIPAL, SILENT)
    platform.act(CASE, replace(final(), on=REPORTED), LEADER, REPORTED)
    accredit = DecideAccreditation("345/QĐ-SGDĐT", "KĐ-01", on=DECIDED)
    platform.act(CASE, accredit, DIRECTOR, DECIDED)
    # The Sở recognises since 07/07/2026, and nobody proposes it to the People's Committee any more.
    recognise = DecideNationalStandard("346/QĐ-SGDĐT", "CQG-01", on=DECIDED)
    platform.act(CASE, recognise, DIRECTOR, DECIDED)
    found = view(platform)
    assert (found["state"], found["accreditation"], found["national"]) == (
        *("decided", "granted", "granted"),
    )
    for kind in ("accreditation", "national"):
        certificate = platform.ask(GetRecognition(f"abc_{kind}2025"), on=DECIDED)["view"]
        assert certificate["valid_to"] == "2031-08-03"
