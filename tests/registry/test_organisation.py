from dataclasses import replace

from services.registry.domain.organisation import ORGANISATION, RegisterOrganisation
from services.registry.events.organisation import OrganisationRegistered
from tests.spec import spec

organisation = spec(ORGANISATION)
REGISTER = RegisterOrganisation("Phòng Giáo dục và Đào tạo", "phong", "764", "so79", id="phong764")
REGISTERED = OrganisationRegistered("Phòng Giáo dục và Đào tạo", "phong", "764", "so79")


def test_an_office_is_registered_once() -> None:
    organisation.given().when(REGISTER).then(REGISTERED).when(REGISTER).then_nothing()


def test_an_id_stands_for_one_office() -> None:
    other = replace(REGISTER, name="Phòng khác")
    organisation.given(REGISTERED).when(other).then_rejected("organisation-registered")


def test_no_office_is_above_itself() -> None:
    itself = replace(REGISTER, parent="phong764")
    refusal = organisation.given().when(itself).then_rejected("parent-is-itself")
    assert [error.pointer for error in refusal.errors] == ["/parent"]
