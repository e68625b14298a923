"""What a team does between its plan and its survey: it studies the dossier and meets the school."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.review.evaluation.rules import EVALUATION
from services.review.evaluation.state import Surveying
from services.review.preparation.events import (
    Charge,
    CriterionStudied,
    Interview,
    PreliminarySurveyHeld,
)
from services.review.preparation.first_visit import RecordPreliminarySurvey
from services.review.preparation.studying import StudyCriterion
from tests.review.cases import (
    LEADER,
    MEMBER,
    SECRETARY,
    STRANGER,
    WITHDRAW,
    lived,
    register,
    until_draft,
    until_team,
)
from tests.review.test_preparation import CODES, KNOWN, PLANNED, TEAMS, VISITS

FIRST, LAST = CODES[0], CODES[-1]
SAID = ("", "Chưa đúng chỉ báo a", "", (f"H1-{FIRST}-01",), ("Biên bản họp",))
TALKS = (Interview("Giáo viên", 5),)
STUDY = StudyCriterion(FIRST, *SAID, TALKS, actor=SECRETARY)
STUDIED = CriterionStudied(1, FIRST, SECRETARY, *SAID, TALKS)
DAY = date(2024, 12, 3)
MEET = RecordPreliminarySurvey(
    *(DAY, DAY, ("Trưởng đoàn", "Hiệu trưởng"), "Hai bên thống nhất ngày"),
    ("Chuẩn bị phòng làm việc",),
    on=DAY,
    actor=LEADER,
)
HELD = PreliminarySurveyHeld(1, DAY, DAY, MEET.attending, MEET.minutes, MEET.conditions)
PAST = TEAMS.given(PLANNED, VISITS)


def test_who_is_in_charge_of_a_criterion_studies_it_and_so_may_the_leader() -> None:
    done = PAST.when(STUDY, KNOWN).then(STUDIED)
    done.when(STUDY, KNOWN).then_nothing()
    PAST.when(replace(STUDY, actor=LEADER), KNOWN).then(replace(STUDIED, studied_by=LEADER))
    PAST.when(replace(STUDY, actor=MEMBER), KNOWN).then_rejected("criterion-not-in-charge")
    PAST.when(replace(STUDY, criterion=LAST), KNOWN).then_rejected("criterion-not-in-charge")
    PAST.when(replace(STUDY, actor=STRANGER), KNOWN).then_rejected("not-in-team")
    TEAMS.given().when(STUDY, KNOWN).then_rejected("criterion-not-in-charge")


def test_a_later_study_replaces_the_earlier_one_whoever_made_it() -> None:
    past = TEAMS.given(PLANNED, VISITS, STUDIED)
    past.when(replace(STUDY, wrongly_assessed=""), KNOWN).then(
        replace(STUDIED, wrongly_assessed="")
    )
    moved = replace(PLANNED, charges=(Charge(MEMBER, CODES),))
    past = TEAMS.given(PLANNED, VISITS, STUDIED, moved)
    past.when(replace(STUDY, actor=MEMBER), KNOWN).then(replace(STUDIED, studied_by=MEMBER))
    past.when(STUDY, KNOWN).then_rejected("criterion-not-in-charge")


def test_a_study_is_of_a_criterion_of_the_set_and_its_texts_have_words() -> None:
    strange = replace(STUDY, criterion="9.9", actor=LEADER)
    PAST.when(strange, KNOWN).then_rejected("criterion-unknown")
    mute = replace(STUDY, not_assessed="…", insufficiently_assessed="x")
    PAST.when(mute, KNOWN).then_rejected("text-wordless")
    PAST.when(StudyCriterion(FIRST, actor=SECRETARY), KNOWN).then(
        CriterionStudied(1, FIRST, SECRETARY)
    )


def test_the_leader_records_how_the_team_met_the_school() -> None:
    done = TEAMS.given().when(MEET, KNOWN).then(HELD)
    done.when(MEET, KNOWN).then_nothing()
    later = replace(MEET, minutes="Sửa lại nội dung thống nhất")
    done.when(later, KNOWN).then(replace(HELD, minutes=later.minutes))
    TEAMS.given().when(replace(MEET, actor=MEMBER), KNOWN).then_rejected("not-leader")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"ended": date(2024, 12, 2)}, "dates-reversed"),
        ({"on": date(2024, 12, 2)}, "date-in-future"),
        ({"minutes": ""}, "text-wordless"),
        ({"minutes": "1."}, "text-wordless"),
    ],
)
def test_minutes_have_words_and_days_that_have_been(said: dict[str, Any], code: str) -> None:
    TEAMS.given().when(replace(MEET, **said), KNOWN).then_rejected(code)


def test_a_team_meets_the_school_after_it_was_formed() -> None:
    case = KNOWN.case
    assert isinstance(case, Surveying)
    known = replace(KNOWN, case=replace(case, formed_on=date(2024, 12, 4)))
    TEAMS.given().when(MEET, known).then_rejected("survey-before-team")


def test_nothing_is_prepared_once_the_survey_has_ended() -> None:
    over = replace(KNOWN, case=EVALUATION.fold(lived(*until_draft())))
    for command in (STUDY, MEET):
        PAST.when(command, over).then_rejected("wrong-state")


def test_what_was_prepared_for_an_earlier_registration_does_not_count() -> None:
    again = replace(KNOWN, case=EVALUATION.fold(lived(register(), WITHDRAW, *until_team())))
    past = TEAMS.given(PLANNED, VISITS, STUDIED, HELD)
    past.when(STUDY, again).then_rejected("criterion-not-in-charge")
    past.when(replace(STUDY, actor=LEADER), again).then(
        replace(STUDIED, attempt=2, studied_by=LEADER)
    )
    past.when(MEET, again).then(replace(HELD, attempt=2))
