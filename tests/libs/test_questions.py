"""A question says whom it is for: one that forgets is refused, and none tells more than that."""

from dataclasses import dataclass, make_dataclass
from typing import Any

import pytest

from libs.engine.questions import (
    ForOfficers,
    OfSchool,
    OfSchools,
    OfSchoolsOrOffices,
    Public,
    Question,
    limit_of,
    told,
)
from libs.engine.service import Queries
from libs.engine.slices import Questions
from libs.rights.visibility_tables import Schools, limited
from services.cli.catalogue import SERVICES
from services.registry.headcount.questions import ListHeadcounts


@dataclass(frozen=True, slots=True)
class View:
    id: str
    school: str | None


@dataclass(frozen=True, slots=True)
class Nameless:
    id: str


def question(base: Any, view: type = View, **more: Any) -> type[Any]:
    """Return a question class below `base`."""
    namespace = {"category": "thing", "view": view, **more}
    return make_dataclass("Ask", [], bases=(base,), namespace=namespace, frozen=True)


def test_a_question_that_does_not_say_whom_it_is_for_is_refused_when_it_is_made() -> None:
    with pytest.raises(TypeError, match="does not say whom it is for"):
        question(Question)


def test_what_is_no_question_is_answered_by_no_service() -> None:
    with pytest.raises(TypeError, match="does not say whom it is for"):
        Queries([Questions(Nameless, lambda *_: None)])


@pytest.mark.parametrize("base", [OfSchool, OfSchools, OfSchoolsOrOffices])
def test_what_is_limited_by_school_names_it_in_its_view(base: type) -> None:
    with pytest.raises(TypeError, match="does not name its school"):
        question(base, Nameless)
    assert question(base, View)


def test_a_list_of_the_affairs_of_schools_is_limited_by_them() -> None:
    with pytest.raises(TypeError, match="not OfSchools"):
        question(OfSchool, many=True)


@pytest.mark.parametrize("base", [Public, OfSchool, OfSchools])
def test_a_question_widens_nothing_by_itself(base: type) -> None:
    with pytest.raises(TypeError, match="not by itself"):
        question(base, visibility="public")


def test_a_list_that_is_not_of_one_school_each_says_so() -> None:
    assert question(OfSchools, Nameless, school_in=None)


def test_the_limit_comes_with_the_class_and_not_by_memory() -> None:
    asked = ListHeadcounts(schools=Schools(("abc",)))
    assert limit_of(asked) == f"\nand {limited('school', page=True)}"
    assert "school = any (%(schools_ids)s" in limit_of(asked)
    assert "seen_school = school" in limit_of(asked)
    with pytest.raises(TypeError, match="schools"):
        ListHeadcounts()


@pytest.mark.parametrize(
    ("base", "school", "officer", "shown"),
    [
        (OfSchools, "abc", False, True),
        (OfSchools, "xyz", True, False),
        (OfSchools, None, False, False),
        (OfSchoolsOrOffices, None, True, True),
        (OfSchool, "xyz", False, False),
        (ForOfficers, "xyz", True, True),
        (Public, "xyz", False, True),
    ],
)
def test_a_view_is_told_to_who_sees_its_school(
    base: type, school: str | None, officer: bool, shown: bool
) -> None:
    assert told(question(base), View("1", school), ("abc",), officer) is shown


def test_every_question_of_every_service_is_one_of_these() -> None:
    kinds = [kind for s in SERVICES for kind in s.queries.contract.types.values()]
    assert len(kinds) > 40
    assert all(issubclass(kind, Question) for kind in kinds)
