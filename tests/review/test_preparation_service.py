"""Who is told what of a preparation: the plan within, the days of the visits to the school."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Forbidden, NotFound
from services.review.preparation.questions import GetPreparation, ListStudies
from tests.review.cases import ACCEPT, BOTH, FORWARD, LEADER, MEMBER, TEAM
from tests.review.test_preparation import PLAN
from tests.review.test_studying import HELD, MEET, STUDY
from tests.review.world import (
    APPRAISER,
    CHECKER,
    DIRECTOR,
    PRINCIPAL,
    Platform,
    installed,
)
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e
CASE, DAY = "abc_2024", date(2024, 11, 25)
GET = GetPreparation(id=CASE, inside=None)


@pytest.fixture(scope="module")
def platform(postgres_server: PostgresServer) -> Iterator[Platform]:
    with installed(postgres_server) as databases:
        platform = Platform(databases)
        for command, actor, on in (
            (BOTH, PRINCIPAL, date(2024, 10, 28)),
            (FORWARD, CHECKER, date(2024, 11, 4)),
            (ACCEPT, APPRAISER, date(2024, 11, 8)),
            (TEAM, DIRECTOR, date(2024, 11, 20)),
        ):
            platform.act(f"evaluation-{CASE}", command, actor, on)
        yield platform


def told(platform: Platform, reader: str) -> Any:
    """Return what a reader is told."""
    platform.settle()
    return platform.ask(GET, reader, DAY)["view"]


def test_a_plan_is_for_team_and_offices_and_the_school_is_told_the_visits(
    platform: Platform,
) -> None:
    before = told(platform, LEADER)
    assert (before["version"], before["next_commands"]) == (
        *(0, ["PlanTeamWork", "StudyCriterion", "RecordPreliminarySurvey"]),
    )
    platform.act(f"preparation-{CASE}", PLAN, LEADER, DAY)
    for reader in (LEADER, MEMBER, DIRECTOR):
        found = told(platform, reader)
        assert [each["phase"] for each in found["phases"]][:2] == [
            *("dossier_study", "preliminary_survey"),
        ]
        assert found["charges"][0]["criteria"][0] == "1.1"
        assert found["planned_on"] == "2024-11-25"
        assert "chưa chắc chắn" in found["phases"][1]["usual_source"]
        assert (found["begin_by_sure"], found["steps_source"] is None) == (False, False)
    school = told(platform, PRINCIPAL)
    assert (school["preliminary_from"], school["official_to"]) == ("2024-12-03", "2024-12-11")
    assert (school["phases"], school["charges"], school["planned_on"]) == ([], [], None)
    assert school["next_commands"] == []
    with pytest.raises((Forbidden, NotFound)):
        told(platform, "u:nobody")


def test_studies_are_for_team_and_offices_and_the_school_reads_the_minutes(
    platform: Platform,
) -> None:
    platform.act(f"preparation-{CASE}", STUDY, STUDY.actor, date(2024, 12, 2))
    platform.act(f"preparation-{CASE}", MEET, LEADER, date(2024, 12, 4))
    platform.settle()
    for reader in (MEMBER, DIRECTOR):
        rows = platform.ask(ListStudies(evaluation=CASE, schools=None, inside=None), reader, DAY)[
            "views"
        ]
        assert [(one["criterion"], one["studied_by"]) for one in rows] == [("1.1", STUDY.actor)]
        assert rows[0]["interviews"] == [{"who": "Giáo viên", "count": 5}]
    school = told(platform, PRINCIPAL)
    assert school["survey_minutes"] == HELD.minutes
    assert school["survey_conditions"] == [*HELD.conditions]
    assert (school["survey_started"], school["survey_recorded_on"]) == ("2024-12-03", "2024-12-04")
    assert (
        platform.ask(ListStudies(evaluation=CASE, schools=None, inside=None), PRINCIPAL, DAY)[
            "views"
        ]
        == []
    )
