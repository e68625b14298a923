"""Who enters the people of a school or office: one's own, new ones alone, never an office's."""

from typing import Any

import pytest

from services.registry.person.events import STAFF
from tests.libs.test_rights_granting import Offices

NEW, OLD = "person-moi", "person-cu"
SCHOOL, PHONG, XA = "hoasen", "phong", "xa"
HEAD, OTHER = "u:hieutruong", "u:hieutruongkhac"


@pytest.fixture
def world() -> Offices:
    """Two schools and their principals; administrators of the Sở, the Phòng, another office."""
    told = Offices()
    told.tell("school-mai", "SchoolRegistered", kind="preschool", areas=["764", "79"])
    told.grant("hieutruong", "principal", SCHOOL)
    told.grant("hieutruongkhac", "principal", "mai")
    for org in ("so", PHONG, XA):
        told.grant(f"qt_{org}", "administrator", org)
    return told


def enter(world: Offices, stream: str, by: tuple[str, str, str], *orgs: str) -> None:
    world.tell(stream, "PersonRegistered", by=by, fields=["name"], sample=True)
    for org in orgs:
        world.tell(stream, "PostTaken", by=by, post="teacher", org=org, starts="2020-01-01")


def post(org: str, name: str = "teacher") -> dict[str, Any]:
    return {"post": name, "org": org, "starts": "2024-09-01"}


@pytest.mark.parametrize(
    ("actor", "org"),
    [
        (HEAD, SCHOOL),
        ("u:qt_phong", SCHOOL),
        ("u:qt_phong", PHONG),
        ("u:qt_so", SCHOOL),
        ("u:qt_so", XA),
    ],
)
def test_new_people_are_entered_where_they_work(world: Offices, actor: str, org: str) -> None:
    assert world.may(STAFF, actor, NEW, first_post=post(org))
    enter(world, OLD, (actor, "r", world.may(STAFF, actor, NEW).org))
    assert world.may(STAFF, actor, OLD, **post(org))
    assert world.may(STAFF, actor, OLD, post="teacher", org=org, ends="2025-01-01")


@pytest.mark.parametrize(
    ("actor", "org"),
    [(HEAD, "mai"), (HEAD, PHONG), (HEAD, "khongco"), ("u:qt_xa", SCHOOL), ("u:qt_phong", "so")],
)
def test_nobody_enters_people_of_others(world: Offices, actor: str, org: str) -> None:
    world.refuses("staff-elsewhere", STAFF, actor, NEW, first_post=post(org))
    world.refuses("staff-elsewhere", STAFF, actor, NEW, **post(org))


def test_whom_another_entered_a_school_cannot_add_and_so_learns_no_name(world: Offices) -> None:
    enter(world, OLD, (OTHER, "principal", "mai"), "mai")
    world.refuses("staff-elsewhere", STAFF, HEAD, OLD, **post(SCHOOL))
    world.refuses("staff-elsewhere", STAFF, HEAD, OLD)
    assert world.may(STAFF, "u:qt_phong", OLD, **post(SCHOOL))
    world.refuses("staff-elsewhere", STAFF, "u:qt_xa", OLD, **post(XA))


def test_who_works_at_two_schools_has_posts_told_by_both_each_its_own(world: Offices) -> None:
    enter(world, OLD, ("u:qt_phong", "administrator", PHONG), "mai", SCHOOL)
    for actor, org, other in ((HEAD, SCHOOL, "mai"), (OTHER, "mai", SCHOOL)):
        assert world.may(STAFF, actor, OLD, **post(org, "staff"))
        world.refuses("staff-elsewhere", STAFF, actor, OLD, **post(other, "staff"))


def test_an_officer_whom_no_stream_names_yet_is_not_made_somebody_of_a_school(
    world: Offices,
) -> None:
    world.grant("canbo", "officer", "so")
    world.refuses("staff-elsewhere", STAFF, HEAD, "person-canbo", first_post=post(SCHOOL))
    enter(world, "person-canbo", (HEAD, "principal", SCHOOL))
    world.refuses("staff-elsewhere", STAFF, HEAD, "person-canbo", **post(SCHOOL))
    assert world.may(STAFF, HEAD, "person-hieutruong", first_post=post(SCHOOL))


def test_the_post_of_the_principal_is_not_the_schools_own_to_give(world: Offices) -> None:
    world.refuses("staff-elsewhere", STAFF, HEAD, NEW, first_post=post(SCHOOL, "principal"))
    enter(world, OLD, (HEAD, "principal", SCHOOL), SCHOOL)
    world.refuses("staff-elsewhere", STAFF, HEAD, OLD, **post(SCHOOL, "principal"))
    assert world.may(STAFF, "u:qt_phong", OLD, **post(SCHOOL, "principal"))
