"""A running case keeps its holder: asked of the service, over a log in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from libs.engine.rules import RULES
from libs.kernel.problems import Forbidden, Rejected
from services.registry.adopted_rules.rules import AdoptRules
from services.registry.assignment.rules import EndFunction
from services.registry.organisation.rules import RegisterOrganisation
from services.registry.school.changes import ChangeAreas
from services.review.evaluation.registration import Withdraw
from services.review.evaluation.transfer import TransferCase
from tests.review.cases import ACCEPT, FORWARD, REQUEST, plan, register
from tests.review.world import APPRAISER, CHECKER, KINDS, LOG, PHONG, PRINCIPAL, SO, World

CASE = "evaluation-abc_2024"
WARD, OFFICER, KEEPER = "ward", "u:ward", "u:keeper"
REFORM, FILED, AUGUST = date(2025, 7, 1), date(2025, 6, 16), date(2025, 8, 4)
BASIS = "Nghị định 143/2025/NĐ-CP"
TRANSFER = TransferCase("check_dossier", WARD, BASIS, role="", org="")


@pytest.fixture
def world() -> World:
    """A case filed at the Phòng in June 2025; on 1 July its function passed to a ward."""
    told = World()
    told.act(CASE, register(), PRINCIPAL, FILED)
    ward = RegisterOrganisation("Ủy ban nhân dân phường", "commune", "26890", id="")
    told.act(f"organisation-{WARD}", ward)
    told.act("assignment-check_dossier_764", EndFunction(PHONG, REFORM, BASIS))
    told.assign("check_dossier_26890", WARD, KINDS, REFORM)
    told.act("school-abc", ChangeAreas(("26890", "79"), REFORM, BASIS, on=REFORM))
    told.grant(OFFICER, "officer", WARD)
    told.grant(KEEPER, "administrator", SO)
    return told


def test_the_successor_may_not_act_before_the_transfer_and_may_after(world: World) -> None:
    with pytest.raises(Forbidden, match="function-not-held"):
        world.act(CASE, FORWARD, OFFICER, AUGUST)
    world.act(CASE, TRANSFER, on=AUGUST)
    world.act(CASE, FORWARD, OFFICER, AUGUST)
    assert world.types(CASE) == [
        "RegistrationSubmitted",
        "CaseTransferred",
        "RegistrationForwarded",
    ]


def test_the_office_of_the_filing_goes_on_until_the_transfer_and_not_after(world: World) -> None:
    world.act(CASE, REQUEST, CHECKER, AUGUST)
    world.act(CASE, TRANSFER, on=AUGUST)
    world.act(CASE, register(), PRINCIPAL, AUGUST)
    with pytest.raises(Forbidden, match="function-not-held"):
        world.act(CASE, FORWARD, CHECKER, AUGUST)
    world.act(CASE, FORWARD, OFFICER, AUGUST)


def test_what_is_filed_after_the_reform_is_the_successors_at_once(world: World) -> None:
    world.act(CASE, Withdraw("Đổi mục đích"), PRINCIPAL, AUGUST)
    world.act(CASE, plan("2025-08"), OFFICER, AUGUST)
    world.act(CASE, register(), PRINCIPAL, AUGUST)
    with pytest.raises(Forbidden, match="function-not-held"):
        world.act(CASE, FORWARD, CHECKER, AUGUST)
    world.act(CASE, FORWARD, OFFICER, AUGUST)


@pytest.mark.parametrize("actor", [CHECKER, KEEPER])
def test_the_holder_and_who_keeps_the_register_transfer(world: World, actor: str) -> None:
    world.act(CASE, TRANSFER, actor, AUGUST)
    (moved,) = (e for e in world.log.read(LOG, CASE)[CASE] if e.type == "CaseTransferred")
    assert (moved.data["source"], moved.data["to"]) == (PHONG, WARD)


@pytest.mark.parametrize("actor", [OFFICER, PRINCIPAL])
def test_nobody_takes_a_case(world: World, actor: str) -> None:
    with pytest.raises(Forbidden):
        world.act(CASE, TRANSFER, actor, AUGUST)


def test_a_case_is_not_transferred_before_its_function_passed_on(world: World) -> None:
    with pytest.raises(Rejected, match="not-assigned"):
        world.act(CASE, TRANSFER, on=date(2025, 6, 30))


def test_the_sos_part_stays_where_it_was(world: World) -> None:
    world.act(CASE, TRANSFER, on=AUGUST)
    world.act(CASE, FORWARD, OFFICER, AUGUST)
    with pytest.raises(Forbidden, match="function-not-held"):
        world.act(CASE, ACCEPT, OFFICER, AUGUST)
    world.act(CASE, ACCEPT, "u:appraiser", AUGUST)


def test_the_so_plans_the_schools_that_are_directly_below_it(world: World) -> None:
    world.register_school("thpt", "upper_secondary", ("764", "79"))
    planned = plan(id="thpt_2024", school="thpt")
    world.act("evaluation-thpt_2024", planned, APPRAISER)
    assert world.types("evaluation-thpt_2024") == ["EvaluationPlanned"]
    with pytest.raises(Forbidden, match="function-not-held"):
        world.act("evaluation-thpt_2025", replace(planned, id="thpt_2025"), CHECKER)


def filed(world: World) -> Sequence[bool]:
    """Return of each filing of the case whether nobody stands between school and Sở."""
    told = world.log.read(LOG, CASE)[CASE]
    return [e.data["direct"] for e in told if e.type == "RegistrationSubmitted"]


def test_what_comes_back_completed_is_checked_although_its_office_has_ended(world: World) -> None:
    """The check passed from the Phòng to the commune (TT 10/2025), and did not end with it."""
    world.act("rules-79", AdoptRules(RULES, id="79", log="79"))
    world.act("assignment-check_dossier_26890", EndFunction(WARD, REFORM, BASIS))
    world.act(CASE, REQUEST, CHECKER, AUGUST)
    world.act(CASE, register(), PRINCIPAL, AUGUST)
    assert filed(world) == [False, False]
    with pytest.raises(Rejected, match="wrong-state"):
        world.act(CASE, ACCEPT, APPRAISER, AUGUST)
    world.assign("check_dossier_26890", WARD, KINDS, AUGUST)
    world.act(CASE, TRANSFER, on=AUGUST)
    world.act(CASE, FORWARD, OFFICER, AUGUST)
    world.act(CASE, ACCEPT, APPRAISER, AUGUST)


def test_what_comes_back_goes_to_the_so_itself_once_its_check_was_passed_there(
    world: World,
) -> None:
    world.act("rules-79", AdoptRules(RULES, id="79", log="79"))
    world.act("assignment-check_dossier_26890", EndFunction(WARD, REFORM, BASIS))
    world.assign("check_dossier_79", SO, KINDS, REFORM)
    world.act(CASE, REQUEST, CHECKER, AUGUST)
    world.act(CASE, replace(TRANSFER, to=SO), on=AUGUST)
    world.act(CASE, register(), PRINCIPAL, AUGUST)
    assert filed(world) == [False, True]
    world.act(CASE, ACCEPT, APPRAISER, AUGUST)
