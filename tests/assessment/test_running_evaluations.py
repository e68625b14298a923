"""Which evaluations run on which report: the school's, or that of one of its stages."""

from datetime import date

from libs.engine.procedure import Act
from services.assessment.cycle.evaluations import (
    RegistrationSubmitted,
    RegistrationWithdrawn,
    RunningEvaluations,
)
from services.assessment.cycle.procedure import stage_of, year_of


def act(stream: str) -> Act:
    return Act("79", stream, date(2026, 12, 1), "u:ht", "principal", "m1")


def test_a_case_runs_on_the_report_it_was_registered_with() -> None:
    index, case = RunningEvaluations(), act("evaluation-m1_2026")
    index.learn("evaluation-m1_2026", RegistrationSubmitted(2026, "primary"), case)
    assert index.on("m1", 2026, "primary") == ("m1_2026",)
    assert index.on("m1", 2026, "preschool") == ()
    assert index.on("m1", 2026, None) == ()
    index.learn("evaluation-m1_2026", RegistrationWithdrawn(), case)
    assert index.on("m1", 2026, "primary") == ()


def test_a_cycle_names_its_year_and_stage() -> None:
    of_stage = act("cycle-m1_2026_lower_secondary")
    assert (year_of(of_stage), stage_of(of_stage)) == (2026, "lower_secondary")
    assert stage_of(act("cycle-m1_2026")) is None
