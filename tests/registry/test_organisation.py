from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.registry.organisation import procedure
from services.registry.organisation.events import (
    How,
    OrganisationEnded,
    OrganisationPlaced,
    OrganisationRegistered,
    OrganisationRenamed,
)
from services.registry.organisation.rules import (
    ORGANISATION,
    Above,
    EndOrganisation,
    Founding,
    Leaving,
    PlaceOrganisation,
    RegisterOrganisation,
    RenameOrganisation,
)
from services.registry.shared.ids import NewId
from services.registry.shared.offices import Office
from tests.spec import Spec

REFORM = date(2025, 7, 1)
BASIS = "Nghị quyết số 202/2025/QH15"
OFFICES = {
    "so79": Office("Sở 79"),
    "ubnd": Office("Ủy ban nhân dân phường Gò Vấp"),
    "ubnd2": Office("Ủy ban nhân dân phường Hạnh Thông"),
    "gone": Office("Phòng cũ", REFORM),
}
REGISTER = RegisterOrganisation("Phòng Giáo dục và Đào tạo", "phong", "764", "so79", id="phong764")
REGISTERED = OrganisationRegistered("Phòng Giáo dục và Đào tạo", "phong", "764", "so79")
RENAME = RenameOrganisation("Phòng Giáo dục", REFORM, BASIS)
RENAMED = OrganisationRenamed("Phòng Giáo dục", REFORM, BASIS)
PLACE = PlaceOrganisation("ubnd", REFORM, BASIS, id="phong764")
ABOVE = Above(OFFICES, frozenset({"ubnd", "so79"}))
PLACED = OrganisationPlaced("ubnd", REFORM, BASIS)
END = EndOrganisation("abolished", REFORM, BASIS, ("so79", "ubnd"), id="phong764")
LEAVING = Leaving(OFFICES, heirs=frozenset({"so79", "ubnd"}), held=())
FOUNDING = Founding(NewId("phong764"), OFFICES)
KNOWN = {RegisterOrganisation: FOUNDING, PlaceOrganisation: ABOVE, EndOrganisation: LEAVING}
organisation: Spec[Any, Any] = Spec(ORGANISATION, procedure.PROCEDURE, KNOWN)
ENDED = OrganisationEnded("abolished", ("so79", "ubnd"), REFORM, BASIS)


def test_an_office_is_registered_once() -> None:
    organisation.given().when(REGISTER).then(REGISTERED).when(REGISTER).then_nothing()


def test_an_id_stands_for_one_office() -> None:
    other = replace(REGISTER, name="Phòng khác")
    organisation.given(REGISTERED).when(other).then_rejected("organisation-registered")


def test_no_office_is_above_itself() -> None:
    for command, past in (
        (replace(REGISTER, parent="phong764"), ()),
        (replace(PLACE, parent="phong764"), (REGISTERED,)),
    ):
        refusal = organisation.given(*past).when(command).then_rejected("parent-is-itself")
        assert [error.pointer for error in refusal.errors] == ["/parent"]


def test_the_office_above_is_in_the_register() -> None:
    for command, past in (
        (replace(REGISTER, parent="nobody"), ()),
        (replace(PLACE, parent="nobody"), (REGISTERED,)),
    ):
        refusal = organisation.given(*past).when(command).then_rejected("office-unknown")
        assert [error.pointer for error in refusal.errors] == ["/parent"]


def test_an_office_is_put_under_one_that_is_still_there() -> None:
    gone = replace(PLACE, parent="gone")
    refusal = organisation.given(REGISTERED).when(gone).then_rejected("office-ended")
    assert "01/07/2025" in refusal.detail
    before = replace(gone, starts=date(2025, 6, 30))
    organisation.given(REGISTERED).when(before).then_types("OrganisationPlaced")


def test_offices_are_not_above_one_another() -> None:
    below = replace(ABOVE, above=frozenset({"ubnd", "phong764"}))
    organisation.given(REGISTERED).when(PLACE, below).then_rejected("parent-below")


def test_a_name_and_a_superior_hold_from_their_day_and_are_told_once() -> None:
    organisation.given(REGISTERED).when(RENAME).then(RENAMED).when(RENAME).then_nothing()
    organisation.given(REGISTERED).when(PLACE).then(PLACED).when(PLACE).then_nothing()
    earlier = replace(RENAME, starts=date(2020, 1, 1))
    organisation.given(REGISTERED, RENAMED).when(earlier).then_types("OrganisationRenamed")
    back = replace(RENAME, name=REGISTERED.name, starts=date(2025, 6, 30))
    organisation.given(REGISTERED, RENAMED).when(back).then_nothing()


def test_an_office_ends_once() -> None:
    organisation.given(REGISTERED).when(END).then(ENDED).when(END).then_nothing()
    other = replace(END, basis="Nghị quyết khác")
    organisation.given(REGISTERED, ENDED).when(other).then_rejected("organisation-ended")
    earlier = replace(END, ends=date(2025, 6, 1))
    organisation.given(REGISTERED, ENDED).when(earlier).then_rejected("organisation-ended")


@pytest.mark.parametrize(
    ("how", "successors"),
    [("merged", ()), ("merged", ("so79", "ubnd")), ("renamed", ()), ("split", ("ubnd",))],
)
def test_each_way_of_ending_has_its_number_of_successors(
    how: How, successors: tuple[str, ...]
) -> None:
    command = replace(END, how=how, successors=successors)
    refusal = organisation.given(REGISTERED).when(command).then_rejected("successors-number")
    assert [error.pointer for error in refusal.errors] == ["/successors"]


def test_an_abolished_office_may_have_no_successor() -> None:
    alone = replace(END, successors=())
    organisation.given(REGISTERED).when(alone, replace(LEAVING, heirs=frozenset())).then_types(
        "OrganisationEnded"
    )


def test_a_successor_is_in_the_register_and_still_there() -> None:
    unknown = replace(END, successors=("so79", "nobody"))
    refusal = organisation.given(REGISTERED).when(unknown).then_rejected("office-unknown")
    assert [error.pointer for error in refusal.errors] == ["/successors/1"]
    gone = replace(END, successors=("gone",))
    organisation.given(REGISTERED).when(gone).then_rejected("office-ended")


def test_a_successor_is_named_once() -> None:
    twice = replace(END, successors=("so79", "so79"))
    organisation.given(REGISTERED).when(twice).then_rejected("successor-twice")


def test_succession_does_not_come_back() -> None:
    itself = replace(END, successors=("phong764",))
    organisation.given(REGISTERED).when(itself).then_rejected("succession-circular")
    around = replace(LEAVING, heirs=frozenset({"so79", "ubnd", "phong764"}))
    organisation.given(REGISTERED).when(END, around).then_rejected("succession-circular")


def test_who_still_holds_a_function_does_not_end() -> None:
    holding = replace(LEAVING, held=("check_dossier_764",))
    refusal = organisation.given(REGISTERED).when(END, holding).then_rejected("functions-held")
    assert "check_dossier_764" in refusal.detail


def test_what_is_over_or_unknown_does_not_change() -> None:
    for command in (RENAME, PLACE, END):
        organisation.given().when(command).then_rejected("organisation-not-registered")
    for late in (RENAME, PLACE):
        organisation.given(REGISTERED, ENDED).when(late).then_rejected("organisation-ended")
