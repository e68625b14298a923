"""What changes of a school with time, each change on its day and with its basis."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.registry.school.campuses import CloseCampus, OpenCampus
from services.registry.school.codes import AddIdentifier, EndIdentifier
from services.registry.school.events import (
    CampusClosed,
    CampusOpened,
    Identifier,
    IdentifierAdded,
    IdentifierEnded,
    SchoolAreasChanged,
    SchoolClosed,
    SchoolContactsChanged,
    SchoolFormed,
    SchoolKindChanged,
    SchoolMoved,
    SchoolOwnershipChanged,
    SchoolRenamed,
    SchoolsMerged,
    SchoolSplit,
    SchoolVariantChanged,
)
from services.registry.school.rules import (
    ChangeAreas,
    ChangeContacts,
    ChangeKind,
    ChangeOwnership,
    ChangeVariant,
    MoveSchool,
    RecordOperation,
    RenameSchool,
)
from services.registry.school.succession import (
    RecordClosure,
    RecordMerger,
    RecordOrigin,
    RecordSplit,
)
from tests.registry.test_school import REGISTER, REGISTERED, TODAY, school

REORGANISED = ("26890", "79")
RESOLUTION = "Nghị quyết 202/2025/QH15"
DAY = date(2025, 7, 1)
CHANGE_AREAS = ChangeAreas(REORGANISED, DAY, RESOLUTION, on=TODAY)
AREAS_CHANGED = SchoolAreasChanged(REORGANISED, DAY, RESOLUTION)
MOVE = MoveSchool("Số 9 đường Mẫu", REORGANISED, DAY, RESOLUTION, on=TODAY)
RENAME = RenameSchool("Trường Mầm non Mẫu Mới", DAY, RESOLUTION, on=TODAY)
KIND = ChangeKind("multi_stage", DAY, RESOLUTION, ("preschool", "primary"), on=TODAY)
VARIANT = ChangeVariant("specialised", DAY, RESOLUTION, on=TODAY)
OWNERSHIP = ChangeOwnership("private", DAY, RESOLUTION, on=TODAY)
ADD = AddIdentifier("tax", "0300000000", "Cục Thuế", RESOLUTION, DAY, on=TODAY)
END = EndIdentifier("moet", "79764001", "Bộ Giáo dục và Đào tạo", DAY, RESOLUTION, on=TODAY)
OPEN = OpenCampus("c1", "Cơ sở 2", "Số 3 đường Mẫu", ("764", "79"), DAY, RESOLUTION, on=TODAY)
CLOSE = CloseCampus("c1", date(2026, 1, 1), RESOLUTION, on=TODAY)
CLOSED = SchoolClosed("other", DAY, ("x2",), ("x1", "x3"), RESOLUTION)


def test_areas_change_on_a_day_and_only_once() -> None:
    changed = school.given(REGISTERED).when(CHANGE_AREAS).then(AREAS_CHANGED)
    changed.when(CHANGE_AREAS).then_nothing()
    # Back to the old areas later is a change again; before the change they hold already.
    back = ChangeAreas(("764", "79"), date(2026, 1, 1), RESOLUTION, on=TODAY)
    changed.when(back).then(SchoolAreasChanged(back.areas, back.starts, RESOLUTION))
    changed.when(replace(back, starts=date(2025, 6, 30))).then_nothing()


def test_areas_may_end_in_another_province_than_the_logs() -> None:
    merged = replace(CHANGE_AREAS, areas=("26506", "77"))
    school.given(REGISTERED).when(merged).then(replace(AREAS_CHANGED, areas=merged.areas))


@pytest.mark.parametrize(
    ("areas", "code"),
    [(("79", "79"), "area-twice"), (("79", "764"), "area-order"), (("26890", "764"), "area-order")],
)
@pytest.mark.parametrize("command", [CHANGE_AREAS, MOVE, OPEN])
def test_areas_run_from_small_to_large_up_to_the_province(
    command: Any, areas: tuple[str, ...], code: str
) -> None:
    school.given(REGISTERED).when(replace(command, areas=areas)).then_rejected(code)


def test_a_move_changes_the_address_and_the_areas_if_they_differ() -> None:
    moved = SchoolMoved("Số 9 đường Mẫu", DAY, RESOLUTION)
    there = school.given(REGISTERED).when(MOVE).then(moved, AREAS_CHANGED)
    there.when(MOVE).then_nothing()
    near = replace(MOVE, areas=REGISTERED.areas)
    school.given(REGISTERED).when(near).then(moved)


def test_contacts_are_compared_with_the_address_moved_to() -> None:
    there = school.given(REGISTERED).when(MOVE).then_types("SchoolMoved", "SchoolAreasChanged")
    there.when(ChangeContacts("Số 9 đường Mẫu", REGISTERED.phone, on=TODAY)).then_nothing()
    back = ChangeContacts(REGISTERED.address, REGISTERED.phone, on=TODAY)
    there.when(back).then(SchoolContactsChanged(REGISTERED.address, REGISTERED.phone))


def test_a_name_changes_on_a_day_and_the_last_told_of_a_day_counts() -> None:
    renamed = (
        school.given(REGISTERED).when(RENAME).then(SchoolRenamed(RENAME.name, DAY, RESOLUTION))
    )
    renamed.when(RENAME).then_nothing()
    corrected = replace(RENAME, name="Trường Mầm non Mẫu Đúng")
    again = renamed.when(corrected).then(SchoolRenamed(corrected.name, DAY, RESOLUTION))
    again.when(corrected).then_nothing()
    again.when(RENAME).then(SchoolRenamed(RENAME.name, DAY, RESOLUTION))


def test_kind_variant_and_ownership_change_each_by_an_event_of_its_own() -> None:
    past = school.given(REGISTERED)
    past = past.when(KIND).then(
        SchoolKindChanged("multi_stage", KIND.education_stages, DAY, RESOLUTION)
    )
    past = past.when(VARIANT).then(SchoolVariantChanged("specialised", DAY, RESOLUTION))
    past = past.when(OWNERSHIP).then(SchoolOwnershipChanged("private", DAY, RESOLUTION))
    for command in (KIND, VARIANT, OWNERSHIP):
        past.when(command).then_nothing()
    more = replace(KIND, education_stages=("preschool", "primary", "lower_secondary"))
    past.when(more).then(SchoolKindChanged("multi_stage", more.education_stages, DAY, RESOLUTION))
    none = replace(VARIANT, variant=None, starts=date(2026, 1, 1))
    past.when(none).then(SchoolVariantChanged(None, none.starts, RESOLUTION))


@pytest.mark.parametrize(
    ("kind", "stages", "code"),
    [
        ("multi_stage", ("primary",), "education-stages-mismatch"),
        ("multi_stage", ("primary", "primary"), "education-stage-twice"),
        ("primary", ("lower_secondary",), "education-stages-mismatch"),
        ("primary", ("primary", "lower_secondary"), "education-stages-mismatch"),
    ],
)
def test_education_stages_fit_the_kind(kind: Any, stages: Any, code: str) -> None:
    change = replace(KIND, kind=kind, education_stages=stages)
    school.given(REGISTERED).when(change).then_rejected(code)
    register = replace(REGISTER, kind=kind, education_stages=stages)
    refusal = school.given().when(register).then_rejected(code)
    assert [error.pointer for error in refusal.errors] == ["/education_stages"]


@pytest.mark.parametrize(
    ("kind", "stages"),
    [
        ("multi_stage", ()),
        ("multi_stage", ("primary", "lower_secondary")),
        ("primary", ("primary",)),
    ],
)
def test_a_school_is_registered_with_its_education_stages(kind: Any, stages: Any) -> None:
    register = replace(REGISTER, kind=kind, education_stages=stages)
    school.given().when(register).then(replace(REGISTERED, kind=kind, education_stages=stages))


def test_codes_are_added_with_their_time() -> None:
    added = IdentifierAdded("tax", "0300000000", "Cục Thuế", DAY, None, RESOLUTION)
    past = school.given(REGISTERED).when(ADD).then(added)
    past.when(ADD).then_nothing()
    refusal = past.when(replace(ADD, value="0300000001")).then_rejected("identifier-twice")
    assert [error.pointer for error in refusal.errors] == ["/scheme"]
    school.given(REGISTERED).when(replace(ADD, ends=DAY)).then_rejected("term-empty")


def test_a_code_follows_another_once_that_one_has_ended() -> None:
    ended = IdentifierEnded(END.scheme, END.value, END.issuer, DAY, RESOLUTION)
    past = school.given(REGISTERED).when(END).then(ended)
    past.when(END).then_nothing()
    next_one = AddIdentifier(END.scheme, "79764999", END.issuer, RESOLUTION, DAY, on=TODAY)
    past.when(next_one).then_types("IdentifierAdded")
    sooner = replace(next_one, starts=date(2025, 6, 30))
    past.when(sooner).then_rejected("identifier-twice")
    school.given(REGISTERED).when(next_one).then_rejected("identifier-twice")


@pytest.mark.parametrize(
    "command",
    [
        replace(END, value="1"),
        replace(END, issuer="Sở"),
        EndIdentifier("tax", "0300000000", "Cục Thuế", date(2025, 6, 30), RESOLUTION, on=TODAY),
    ],
)
def test_only_a_code_that_the_school_has_on_that_day_ends(command: EndIdentifier) -> None:
    past = school.given(REGISTERED).when(ADD).then_types("IdentifierAdded")
    past.when(command).then_rejected("identifier-unknown")


def test_a_school_registered_with_codes_one_after_the_other_is_no_error() -> None:
    codes = (
        Identifier("moet", "1", "Bộ", None, DAY),
        Identifier("moet", "2", "Bộ", DAY),
    )
    register = replace(REGISTER, identifiers=codes)
    school.given().when(register).then(replace(REGISTERED, identifiers=codes))


def test_a_campus_opens_and_closes() -> None:
    opened = CampusOpened("c1", "Cơ sở 2", "Số 3 đường Mẫu", ("764", "79"), DAY, RESOLUTION)
    past = school.given(REGISTERED).when(OPEN).then(opened)
    past.when(OPEN).then_nothing()
    past.when(replace(OPEN, name="Khác")).then_rejected("campus-known")
    past.when(replace(CLOSE, ends=date(2025, 6, 30))).then_rejected("campus-not-open")
    closed = past.when(CLOSE).then(CampusClosed("c1", CLOSE.ends, RESOLUTION))
    closed.when(CLOSE).then_nothing()
    closed.when(replace(CLOSE, ends=date(2026, 2, 1))).then_rejected("campus-not-open")
    past.when(replace(CLOSE, campus="c2")).then_rejected("campus-unknown")


CHANGES = [
    *(ChangeContacts("Số 2", on=TODAY), RecordOperation(None, 1, on=TODAY), CHANGE_AREAS, MOVE),
    *(RENAME, KIND, VARIANT, OWNERSHIP, ADD, END, OPEN, CLOSE),
]


@pytest.mark.parametrize("command", CHANGES, ids=lambda c: type(c).__name__)
def test_only_a_registered_school_changes(command: Any) -> None:
    school.given().when(command).then_rejected("school-not-registered")


@pytest.mark.parametrize("command", CHANGES, ids=lambda c: type(c).__name__)
def test_a_closed_school_changes_no_more(command: Any) -> None:
    opened = CampusOpened("c1", "Cơ sở 2", "Số 3", ("764", "79"), date(2020, 1, 1), RESOLUTION)
    closed = school.given(REGISTERED, opened, CLOSED)
    refusal = closed.when(replace(command, on=DAY)).then_rejected("school-closed")
    assert "01/07/2025" in refusal.detail


def test_until_its_last_day_a_school_changes_but_not_beyond_it() -> None:
    closing = school.given(REGISTERED, CLOSED)
    closing.when(replace(RENAME, on=date(2025, 6, 30))).then_rejected("school-closed")
    before = replace(RENAME, on=date(2025, 6, 30), starts=date(2025, 6, 30))
    closing.when(before).then_types("SchoolRenamed")


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (RecordClosure("other", DAY, ("x2",), ("x1", "x3"), RESOLUTION), CLOSED),
        (
            RecordMerger(("x1", "x3"), "other", DAY, RESOLUTION),
            SchoolsMerged(("x1", "x3"), "other", DAY, RESOLUTION),
        ),
        (RecordSplit(("x4",), DAY, RESOLUTION), SchoolSplit(("x4",), DAY, RESOLUTION)),
        (
            RecordOrigin("x1", "split_off", DAY, RESOLUTION),
            SchoolFormed("x1", "split_off", DAY, RESOLUTION),
        ),
    ],
)
def test_what_the_lineage_decided_is_recorded_once(command: Any, event: Any) -> None:
    school.given(REGISTERED).when(command).then(event).when(command).then_nothing()
