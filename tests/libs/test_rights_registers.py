"""Registers that somebody keeps: the owner writes, who is above, below or asked, no other."""

from datetime import date
from functools import partial

import pytest

from libs.kernel.problems import Forbidden
from libs.rights import Keeping, Right, acting_for
from services.registry.shared.owners import ABOVE, BELOW, IN_CHARGE, KEEPER, OFFICE
from tests.libs.test_rights import DAY
from tests.libs.test_rights_granting import Offices

PARTY = Keeping(("principal", "officer"), "party")
LIST, PLAN = "plannedlist-phong_2024", "roadmap-so_1"
COUNT, QUESTION = "headcount-hoasen_2024", "helprequest-hoasen_1"


@pytest.fixture
def world() -> Offices:
    """A Sở above the offices `phong` and `xa`, an officer at each, a school's principal."""
    told = Offices()
    for org in ("so", "phong", "xa"):
        told.grant(f"o_{org}", "officer", org)
    told.grant("hieutruong", "principal", "hoasen")
    return told


@pytest.mark.parametrize(
    ("right", "stream", "actor", "org"),
    [
        (OFFICE, LIST, "u:o_phong", "phong"),
        (KEEPER, COUNT, "u:hieutruong", "hoasen"),
        (ABOVE, LIST, "u:o_so", "so"),
        (ABOVE, "plannedlist-so_2024", "u:o_so", "so"),
        (BELOW, PLAN, "u:o_so", "so"),
        (BELOW, PLAN, "u:o_phong", "phong"),
    ],
)
def test_the_owner_writes_or_who_is_above_or_below(
    world: Offices, right: Right, stream: str, actor: str, org: str
) -> None:
    assert world.may(right, actor, stream).org == org


@pytest.mark.parametrize(
    ("right", "stream", "actor", "who"),
    [
        (OFFICE, LIST, "u:o_so", "Cơ quan phong ('phong')"),
        (OFFICE, LIST, "u:o_xa", "Cơ quan phong ('phong')"),
        (KEEPER, COUNT, "u:o_phong", "Trường Hoa Sen ('hoasen')"),
        (ABOVE, LIST, "u:o_phong", "Cơ quan so ('so')"),
        (ABOVE, LIST, "u:o_xa", "Cơ quan so ('so')"),
        (BELOW, LIST, "u:o_so", "Cơ quan phong ('phong') hoặc đơn vị cấp dưới"),
        (IN_CHARGE, QUESTION, "u:o_phong", "chưa có đề nghị nào"),
    ],
)
def test_another_is_told_by_name_who_does(
    world: Offices, right: Right, stream: str, actor: str, who: str
) -> None:
    world.tell("school-hoasen", "SchoolRenamed", name="Trường Hoa Sen", starts="2024-09-01")
    refusal = world.refuses("owner-not-yours", right, actor, stream)
    assert who in refusal.detail
    assert (refusal.status, refusal.rule) == (403, "mỗi đơn vị ghi sổ của mình")
    # So is who has none of the roles.
    assert who in world.refuses("grant-missing", right, "u:la", stream).detail


def test_a_school_bears_its_name_of_the_day_in_a_refusal(world: Offices) -> None:
    world.tell("school-cu", "SchoolRegistered", kind="primary", areas=["79"], name="Tên cũ")
    world.tell("school-cu", "SchoolRenamed", name="Tên mới", starts="2024-10-03")
    stream = "headcount-cu_2024"
    before = world.refuses("owner-not-yours", KEEPER, "u:o_so", stream, date(2024, 10, 2))
    assert "Tên cũ ('cu')" in before.detail
    assert "Tên mới" in world.refuses("owner-not-yours", KEEPER, "u:o_so", stream).detail


def test_who_is_above_and_below_is_read_of_the_day_and_guarded(world: Offices) -> None:
    world.tell("organisation-phong", "OrganisationPlaced", parent="xa", starts="2024-10-03")
    world.tell("organisation-xa", "OrganisationPlaced", parent=None, starts="2024-10-03")
    earlier = date(2024, 10, 2)
    assert world.may(ABOVE, "u:o_so", LIST, earlier).guards["organisation-phong"] == 2
    world.refuses("owner-not-yours", ABOVE, "u:o_so", LIST)
    assert world.may(ABOVE, "u:o_xa", LIST).org == "xa"
    assert world.may(BELOW, "u:o_phong", PLAN, earlier).guards["organisation-phong"] == 2
    world.refuses("owner-not-yours", BELOW, "u:o_phong", PLAN)
    # Whether anybody is above the owner itself, and who is above that one.
    alone = world.may(ABOVE, "u:o_xa", "plannedlist-xa_2024").guards
    assert alone == {"grant-o_xa": 1, "organisation-xa": 2}
    distant = world.may(BELOW, "u:o_phong", "roadmap-xa_1").guards
    assert distant["organisation-phong"] == 2
    assert world.may(OFFICE, "u:o_phong", LIST).guards == {"grant-o_phong": 1}


def test_the_office_asked_last_answers(world: Offices) -> None:
    world.act("HelpRequested", "u:hieutruong", QUESTION, office="phong")
    assert world.may(IN_CHARGE, "u:o_phong", QUESTION).org == "phong"
    world.refuses("owner-not-yours", IN_CHARGE, "u:o_so", QUESTION)
    world.act("HelpForwarded", "u:o_phong", QUESTION, office="so")
    assert world.may(IN_CHARGE, "u:o_so", QUESTION).org == "so"
    refusal = world.refuses("owner-not-yours", IN_CHARGE, "u:o_phong", QUESTION)
    assert "việc này do Cơ quan so ('so') làm" in refusal.detail
    # Who asked goes on as before.
    assert world.may(KEEPER, "u:hieutruong", QUESTION).org == "hoasen"


def test_the_school_and_the_offices_that_see_its_affairs_write(world: Offices) -> None:
    stream = "discussion-hoasen_1"
    world.grant("tren", "officer", "so", scope="subtree")
    for actor, org in (("hieutruong", "hoasen"), ("o_phong", "phong"), ("tren", "so")):
        assert world.may(PARTY, f"u:{actor}", stream).org == org
        found = acting_for(PARTY, f"u:{actor}", stream, DAY, partial(world.log.read, "79"))
        assert found == {org}
    refusal = world.refuses("owner-not-yours", PARTY, "u:o_xa", stream)
    assert "cơ quan có thẩm quyền đối với trường" in refusal.detail
    for actor in ("u:o_xa", "u:la"):
        assert acting_for(PARTY, actor, stream, DAY, partial(world.log.read, "79")) == frozenset()


@pytest.mark.parametrize("right", [OFFICE, KEEPER])
def test_who_has_a_role_at_two_offices_writes_in_both_registers(
    world: Offices, right: Right
) -> None:
    for org in ("xa", "phong"):
        world.grant("hai", "officer", org)
    for org in ("xa", "phong"):
        permission = world.may(right, "u:hai", f"plannedlist-{org}_2024")
        assert (permission.role, permission.org) == ("officer", org)
    world.refuses("owner-not-yours", right, "u:hai", "plannedlist-so_2024")


def test_a_role_that_reaches_below_writes_in_the_register_of_its_own_office(
    world: Offices,
) -> None:
    world.grant("an", "officer", "so", scope="subtree")
    world.refuses("owner-not-yours", OFFICE, "u:an", LIST)
    assert world.may(OFFICE, "u:an", "plannedlist-so_2024").org == "so"


def test_an_administrator_and_the_operator_keep_the_registers_of_others(world: Offices) -> None:
    world.grant("tinh", "administrator", "so")
    world.grant("quan", "administrator", "phong")
    for right in (OFFICE, ABOVE, BELOW, KEEPER):
        for actor in ("s:operator", "u:tinh"):
            assert world.may(right, actor, LIST)
        if right == ABOVE:
            # What the own office made is for another one to confirm, and for officers of the top.
            world.refuses("owner-not-yours", right, "u:quan", LIST)
            world.refuses("owner-not-yours", right, "u:tinh", "plannedlist-so_2024")
            continue
        assert world.may(right, "u:quan", LIST)
        world.refuses("outside-area", right, "u:quan", "plannedlist-xa_2024")
    assert world.may(KEEPER, "u:quan", COUNT)
    # A register has its owner: naming the own office in the data makes it nobody else's.
    world.refuses("outside-area", OFFICE, "u:quan", "roadmap-xa_1", parent="phong")


def test_a_list_is_confirmed_by_nobody_who_made_it_whatever_their_roles(world: Offices) -> None:
    for org in ("phong", "so"):
        world.grant("hai", "officer", org)
    world.grant("int_may", "officer", "so")
    world.act("ListOpened", "u:o_so", LIST, basis="KH")
    world.act("SchoolPlanned", "u:hai", LIST, line=1)
    world.refuses("duties-apart", ABOVE, "u:hai", LIST)
    world.refuses("duties-apart", ABOVE, "u:int_may", LIST)
    assert world.before(ABOVE, "u:hai", LIST)
    assert world.may(ABOVE, "u:o_so", LIST).org == "so"
    # Where none is above, one officer makes it and another confirms.
    own = "plannedlist-so_2024"
    world.act("LineAdjusted", "u:o_so", own, line=1)
    world.refuses("duties-apart", ABOVE, "u:o_so", own)
    assert world.may(ABOVE, "u:hai", own).org == "so"


def test_what_was_claimed_is_what_is_held_there(world: Offices) -> None:
    world.grant("hai", "officer", "so")
    world.grant("hai", "officer", "phong")
    assert world.permit(OFFICE, "u:hai", DAY, LIST, ("officer", "phong")).org == "phong"
    with pytest.raises(Forbidden, match="owner-not-yours"):
        world.permit(OFFICE, "u:hai", DAY, LIST, ("officer", "so"))
