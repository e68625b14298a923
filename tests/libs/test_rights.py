"""Rights: who may act, shown on a log that holds grants, a school and assignments."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from libs.kernel.problems import Forbidden, NotFound
from libs.log.entry import Attempt, Origin, envelope
from libs.log.memory import MemoryLog
from libs.rights import SYSTEM, AtSchool, Holding, InRole, Knowing, permit, sight

CHECKER = Holding(("officer",), "check_dossier")
PRINCIPAL = AtSchool(("principal",))
EITHER = InRole(("administrator", "operator"))
DAY = date(2024, 10, 3)
OPERATOR_ACTS = ("s:operator", "operator", "operator")


class World:
    """A log to which facts are told one by one."""

    def __init__(self) -> None:
        self.log = MemoryLog()

    def tell(self, stream: Any, type_: Any, by: Any = OPERATOR_ACTS, **data: Any) -> Any:
        past = self.log.read("79", stream)[stream]
        actor, role, org = by
        act = Origin(actor, role, org, DAY, "c", f"{stream}{len(past)}")
        body = {"type": type_, "data": data}
        previous = past[-1].leaf if past else None
        at = "2024-09-01T00:00:00.000000Z"
        n = self.log.head("79")
        raw = envelope("79", stream, len(past) + 1, previous, at, act, body, f"{n:032x}")
        self.log.append(Attempt("79", stream, len(past), [raw], act.caus, "d"))
        return self

    def permit(
        self,
        right: Any,
        actor: Any,
        on: Any = DAY,
        stream: Any = "evaluation-hoasen_2024",
        claimed: Any = None,
    ) -> Any:
        return permit(right, actor, stream, on, lambda *s: self.log.read("79", *s), claimed)


@pytest.fixture
def world() -> Any:
    told = World()
    told.tell("school-hoasen", "SchoolRegistered", kind="preschool", areas=["764", "79"], name="x")
    told.tell("grant-an", "GrantGiven", role="officer", org="phong", starts="2024-09-01", ends=None)
    told.tell("grant-ly", "GrantGiven", role="principal", org="hoasen", starts="2024-09-01")
    told.tell(
        "assignment-check_dossier_764",
        "FunctionAssigned",
        holder="phong",
        kinds=["preschool"],
        starts="2018-10-10",
        ends="2025-07-01",
    )
    return told


def test_an_officer_acts_for_the_office_that_holds_the_function(world: Any) -> None:
    permission = world.permit(CHECKER, "u:an")
    assert (permission.role, permission.org) == ("officer", "phong")
    assert permission.guards == {
        "grant-an": 1,
        "school-hoasen": 1,
        "person-an": 0,
        "assignment-check_dossier_764": 1,
        "assignment-check_dossier_79": 0,
    }


@pytest.mark.parametrize("on", [date(2024, 8, 31), date(2023, 1, 1)])
def test_a_grant_holds_from_its_first_day(world: Any, on: Any) -> None:
    with pytest.raises(Forbidden) as refusal:
        world.permit(CHECKER, "u:an", on)
    assert refusal.value.code == "grant-missing"


def test_a_function_ends_the_day_before_its_end(world: Any) -> None:
    assert world.permit(CHECKER, "u:an", date(2025, 6, 30))
    with pytest.raises(Forbidden) as refusal:
        world.permit(CHECKER, "u:an", date(2025, 7, 1))
    assert refusal.value.code == "function-not-held"


def test_a_withdrawn_grant_no_longer_serves(world: Any) -> None:
    world.tell("grant-an", "GrantWithdrawn", role="officer", org="phong", ends="2024-10-03")
    assert world.permit(CHECKER, "u:an", date(2024, 10, 2))
    with pytest.raises(Forbidden):
        world.permit(CHECKER, "u:an", DAY)


def test_an_ended_function_passes_to_the_next_holder(world: Any) -> None:
    world.tell("assignment-check_dossier_764", "FunctionEnded", holder="phong", ends="2024-10-01")
    world.tell(
        "assignment-check_dossier_764",
        "FunctionAssigned",
        holder="xa",
        kinds=["preschool"],
        starts="2024-10-01",
    )
    with pytest.raises(Forbidden):
        world.permit(CHECKER, "u:an")
    world.tell("grant-xa", "GrantGiven", role="officer", org="xa", starts="2024-10-01")
    assert world.permit(CHECKER, "u:xa").org == "xa"


def test_the_smallest_area_where_anybody_holds_the_function_decides(world: Any) -> None:
    world.tell(
        "assignment-check_dossier_79",
        "FunctionAssigned",
        holder="so",
        kinds=["preschool", "upper_secondary"],
        starts="2018-10-10",
    )
    world.tell("grant-so", "GrantGiven", role="officer", org="so", starts="2018-10-10")
    with pytest.raises(Forbidden):
        world.permit(CHECKER, "u:so")
    world.tell("school-khac", "SchoolRegistered", kind="upper_secondary", areas=["764", "79"])
    assert world.permit(CHECKER, "u:so", stream="evaluation-khac_2024").org == "so"


def test_a_principal_acts_for_the_own_school_alone(world: Any) -> None:
    assert world.permit(PRINCIPAL, "u:ly").org == "hoasen"
    world.tell("school-khac", "SchoolRegistered", kind="primary", areas=["764", "79"])
    with pytest.raises(Forbidden) as refusal:
        world.permit(PRINCIPAL, "u:ly", stream="cycle-khac_2024")
    assert refusal.value.code == "grant-elsewhere"


def test_a_decision_on_a_case_that_went_on_elsewhere_is_complained_of_there(world: Any) -> None:
    world.tell("school-sen", "SchoolRegistered", kind="preschool", areas=["764", "79"], name="y")
    world.tell("grant-mai", "GrantGiven", role="principal", org="sen", starts="2024-09-01")
    complaint = "complaint-hoasen_accreditation2024"
    assert world.permit(PRINCIPAL, "u:ly", stream=complaint).org == "hoasen"
    went = {"successor": "sen", "starts": "2024-10-01", "basis": "QĐ 1"}
    world.tell("evaluation-hoasen_2024", "EvaluationContinued", **went)
    found = world.permit(PRINCIPAL, "u:mai", stream=complaint)
    assert (found.org, found.guards["evaluation-hoasen_2024"]) == ("sen", 1)
    with pytest.raises(Forbidden) as refusal:
        world.permit(PRINCIPAL, "u:ly", stream=complaint)
    assert refusal.value.code == "grant-elsewhere"
    assert world.permit(PRINCIPAL, "u:ly", stream="complaint-hoasen_national2025")


def test_an_unknown_school_is_not_found(world: Any) -> None:
    with pytest.raises(NotFound) as refusal:
        world.permit(PRINCIPAL, "u:ly", stream="cycle-nowhere_2024")
    assert refusal.value.code == "school-unknown"


def test_who_has_no_grant_learns_nothing_of_the_school(world: Any) -> None:
    with pytest.raises(Forbidden):
        world.permit(PRINCIPAL, "u:stranger", stream="cycle-nowhere_2024")


@pytest.mark.parametrize(
    ("right", "actor"), [(EITHER, "s:review"), (SYSTEM, "s:operator"), (CHECKER, "s:operator")]
)
def test_services_and_the_operator_have_their_own_roles_alone(
    world: Any, right: Any, actor: Any
) -> None:
    with pytest.raises(Forbidden) as refusal:
        world.permit(right, actor)
    assert refusal.value.code == "role-missing"


def test_the_operator_may_begin_and_a_service_may_follow_up(world: Any) -> None:
    assert world.permit(EITHER, "s:operator").role == "operator"
    assert world.permit(SYSTEM, "s:review").role == "system"


def test_a_claimed_role_must_be_held(world: Any) -> None:
    assert world.permit(CHECKER, "u:an", claimed=("officer", "phong")).org == "phong"
    with pytest.raises(Forbidden):
        world.permit(CHECKER, "u:an", claimed=("officer", "so"))


def test_a_case_that_goes_on_under_a_successor_is_the_successors_to_act_in(world: Any) -> None:
    world.tell("school-sen", "SchoolRegistered", kind="preschool", areas=["764", "79"], name="y")
    world.tell("grant-mai", "GrantGiven", role="principal", org="sen", starts="2024-09-01")
    with pytest.raises(Forbidden, match="grant-elsewhere"):
        world.permit(PRINCIPAL, "u:mai")
    case = {"starts": "2024-10-01", "basis": "QĐ", "rule": "r", "sure": False}
    world.tell("evaluation-hoasen_2024", "EvaluationContinued", successor="sen", **case)
    assert world.permit(PRINCIPAL, "u:mai").org == "sen"
    with pytest.raises(Forbidden, match="grant-elsewhere"):
        world.permit(PRINCIPAL, "u:ly")
    with pytest.raises(Forbidden, match="grant-elsewhere"):
        world.permit(PRINCIPAL, "u:mai", stream="evaluation-hoasen_2023")


def test_a_school_sees_what_the_schools_it_came_from_left(world: Any) -> None:
    world.tell("school-sen", "SchoolRegistered", kind="preschool", areas=["764", "79"], name="y")
    world.tell("grant-mai", "GrantGiven", role="principal", org="sen", starts="2024-09-01")

    def sees() -> bool:
        def read(*streams: str) -> Any:
            return world.log.read("79", *streams)

        return sight(read, "u:mai", DAY).sees(read, "parties", "cycle-hoasen_2020")

    assert not sees()
    act = {"starts": "2024-10-01", "basis": "QĐ"}
    world.tell("school-sen", "SchoolsMerged", predecessors=["hoasen"], form="other", **act)
    assert sees()


NAMES = Knowing(("officer",), ("principal", "council_member"))


@pytest.mark.parametrize(
    ("actor", "schools", "org"),
    [
        ("u:an", [], None),
        ("u:an", ["khac"], None),
        ("u:an", ["hoasen"], "phong"),
        ("u:ly", ["hoasen"], "hoasen"),
        ("u:ly", ["khac", "hoasen"], "hoasen"),
        ("u:ly", ["khac"], None),
        ("u:ly", [], None),
        ("u:stranger", ["hoasen"], None),
    ],
)
def test_who_somebody_is_is_for_offices_and_for_the_same_school(
    world: Any, actor: str, schools: list[str], org: str | None
) -> None:
    def asked() -> Any:
        read = partial(world.log.read, "79")
        return permit(NAMES, actor, "person-x", DAY, read, None, {"schools": schools})

    if org is not None:
        assert asked().org == org
    else:
        with pytest.raises(Forbidden):
            asked()


def test_a_school_knows_the_people_of_the_one_that_it_took_up(world: Any) -> None:
    world.tell("school-hoasen", "SchoolsMerged", predecessors=["cu"])
    world.tell("school-cu", "SchoolRegistered", kind="preschool", areas=["764", "79"], name="y")
    read = partial(world.log.read, "79")
    found = permit(NAMES, "u:ly", "person-x", DAY, read, None, {"schools": ["cu"]})
    assert found.org == "hoasen"
