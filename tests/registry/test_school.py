from dataclasses import replace
from datetime import date

from services.registry.school.events import (
    Identifier,
    SchoolContactsChanged,
    SchoolOperationRecorded,
    SchoolRegistered,
)
from services.registry.school.procedure import PROCEDURE
from services.registry.school.rules import SCHOOL, ChangeContacts, RecordOperation, RegisterSchool
from services.registry.shared.ids import NewId
from tests.spec import spec

school = spec(SCHOOL, PROCEDURE, {RegisterSchool: NewId("mau1")})
TODAY = date(2024, 9, 5)
REGISTER = RegisterSchool(
    name="Trường Mầm non Mẫu 1",
    kind="preschool",
    ownership="public",
    areas=("764", "79"),
    address="Số 1 đường Mẫu",
    sample=True,
    phone="028 0000 0000",
    identifiers=(Identifier("moet", "79764001", "Bộ Giáo dục và Đào tạo"),),
    opened_on=date(2001, 9, 5),
    log="79",
    on=TODAY,
)
REGISTERED = SchoolRegistered(
    name="Trường Mầm non Mẫu 1",
    kind="preschool",
    ownership="public",
    areas=("764", "79"),
    address="Số 1 đường Mẫu",
    identifiers=(Identifier("moet", "79764001", "Bộ Giáo dục và Đào tạo"),),
    sample=True,
    phone="028 0000 0000",
    opened_on=date(2001, 9, 5),
)


def test_a_school_is_registered_as_stated() -> None:
    school.given().when(REGISTER).then(REGISTERED).when(REGISTER).then_nothing()


def test_a_school_registered_again_alike_stays_as_it_was_changed_since() -> None:
    moved = SchoolContactsChanged("Số 2 đường Mẫu")
    school.given(REGISTERED, moved).when(REGISTER).then_nothing()


def test_an_id_stands_for_one_school() -> None:
    other = replace(REGISTER, name="Trường Mầm non Mẫu 2")
    school.given(REGISTERED).when(other).then_rejected("school-registered")


def test_the_largest_area_is_the_province_of_the_log() -> None:
    elsewhere = replace(REGISTER, areas=("764", "77"))
    refusal = school.given().when(elsewhere).then_rejected("area-outside-log")
    assert [error.pointer for error in refusal.errors] == ["/areas/1"]


def test_a_log_goes_on_when_its_province_is_merged() -> None:
    """Bà Rịa - Vũng Tàu (77) went into Ho Chi Minh City (79) on 01/07/2025."""
    merged = replace(REGISTER, log="77", areas=("26506", "79"))
    after = replace(merged, on=date(2025, 7, 1))
    school.given().when(after).then(replace(REGISTERED, areas=merged.areas))
    before = replace(merged, on=date(2025, 6, 30))
    school.given().when(before).then_rejected("area-outside-log")
    elsewhere = replace(after, areas=("01",))
    school.given().when(elsewhere).then_rejected("area-outside-log")


def test_an_area_is_named_once() -> None:
    school.given().when(replace(REGISTER, areas=("79", "79"))).then_rejected("area-twice")


def test_a_school_has_one_code_of_a_scheme_from_an_issuer() -> None:
    codes = (Identifier("moet", "1", "Bộ"), Identifier("moet", "2", "Bộ"))
    refusal = (
        school.given().when(replace(REGISTER, identifiers=codes)).then_rejected("identifier-twice")
    )
    assert [error.pointer for error in refusal.errors] == ["/identifiers/1"]


def test_the_same_scheme_from_two_issuers_is_two_codes() -> None:
    codes = (Identifier("code", "1", "Bộ"), Identifier("code", "2", "Sở"))
    events = school.given().when(replace(REGISTER, identifiers=codes))
    events.then(replace(REGISTERED, identifiers=codes))


def test_a_school_may_have_opened_on_the_day_it_is_registered() -> None:
    today = school.given().when(replace(REGISTER, opened_on=TODAY))
    today.then(replace(REGISTERED, opened_on=TODAY))


def test_a_school_cannot_have_opened_tomorrow() -> None:
    tomorrow = replace(REGISTER, opened_on=date(2024, 9, 6))
    refusal = school.given().when(tomorrow).then_rejected("date-in-future")
    assert "06/09/2024" in refusal.detail


def test_contacts_change_as_a_whole() -> None:
    changed = SchoolContactsChanged("Số 2 đường Mẫu", None, "mau@example.edu.vn")
    change = ChangeContacts("Số 2 đường Mẫu", None, "mau@example.edu.vn", on=TODAY)
    school.given(REGISTERED).when(change).then(changed).when(change).then_nothing()


def test_contacts_that_hold_already_change_nothing() -> None:
    same = ChangeContacts(REGISTERED.address, REGISTERED.phone, REGISTERED.email, on=TODAY)
    school.given(REGISTERED).when(same).then_nothing()


def test_operation_is_recorded_when_it_differs() -> None:
    record = RecordOperation(date(2001, 9, 5), 20, on=TODAY)
    recorded = SchoolOperationRecorded(date(2001, 9, 5), 20)
    school.given(REGISTERED).when(record).then(recorded).when(record).then_nothing()


def test_operation_cannot_begin_tomorrow() -> None:
    record = RecordOperation(date(2024, 9, 6), None, on=TODAY)
    school.given(REGISTERED).when(record).then_rejected("date-in-future")
