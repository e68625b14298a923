"""The demo's plan: every id and command id follows from data, none twice."""

from libs.engine.aggregate import Aggregate
from services.cli.catalogue import SERVICES
from services.cli.demo.plan import Plan
from services.cli.demo.way import OPERATOR

AGGREGATES: dict[str, Aggregate] = {  # type: ignore[type-arg]
    aggregate.category: aggregate for service in SERVICES for aggregate in service.aggregates
}
PLAN = Plan()
LANES = [*PLAN.first_lanes(), *PLAN.letter_lanes(), *PLAN.school_lanes()]
STEPS = [step for lane in LANES for step in lane.steps]


def test_every_step_has_an_id_of_its_own_the_same_in_each_run() -> None:
    again = Plan()
    lanes = [*again.first_lanes(), *again.letter_lanes(), *again.school_lanes()]
    ids = [step.command_id for step in STEPS]
    assert len(set(ids)) == len(ids)
    assert ids == [step.command_id for lane in lanes for step in lane.steps]


def test_every_step_is_a_command_of_its_services_contract() -> None:
    for step in STEPS:
        contract = AGGREGATES[step.stream.partition("-")[0]].commands
        contract.parse({"type": step.name, "data": step.data})


def test_the_days_of_a_school_follow_one_another() -> None:
    for lane in PLAN.school_lanes():
        days = [step.on for step in lane.steps if step.actor != OPERATOR and not step.refusal]
        assert days == sorted(days), lane.title


def test_the_schools_are_those_of_the_letter() -> None:
    (letter,) = (one for one in PLAN.letters if one["letter"] == "002")
    (listed,) = (o for o in letter["instruction"]["obligations"] if o["kind"] == "planned")
    assert [s.name for s in PLAN.schools] == [entry["name"] for entry in listed["entries"]]
    assert [(s.entry["accreditation_grade"], s.entry["national_grade"]) for s in PLAN.schools] == [
        (entry["accreditation_grade"], entry["national_grade"]) for entry in listed["entries"]
    ]


def test_the_lists_of_two_letters_go_in_once() -> None:
    taken = [step for step in STEPS if step.name == "PlanFromLetter"]
    assert [(step.log, step.data["code"]) for step in taken] == [
        ("77", "R001-16"),
        ("79", "R002-09"),
    ]
    assert not [step for step in STEPS if step.name == "PlanEvaluation"]
