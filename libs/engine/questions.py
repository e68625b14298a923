"""Who may ask a question, and of which schools its answer tells them: part of the question's class.

A question is a dataclass below `Public`, `OfSchool`, `OfSchools`, `OfSchoolsOrOffices`, `Inside` or
`ForOfficers`, and names its `category` and its `view`, the dataclass it is answered with (each of
them, if `many`). A class that leaves out whom it is for is refused when it is made.
"""

import dataclasses
import inspect
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from libs.kernel.messages import Id, between, given, pattern
from libs.rights import Right, Visibility
from libs.rights.visibility_tables import Schools, limited

Limit = Annotated[int, between(1, 200)]
"""How many things a list gives at most."""


@dataclass(frozen=True, slots=True)
class Column:
    """The column of a list's statement that sorts it; `empty`: it may say nothing.

    `indexed`: an index has the rows in this order, so that a statement ends after a few of them.
    """

    name: str
    empty: bool = True
    indexed: bool = False


class Question:
    """What all questions have; `own`: the person whose id is in this field may ask it.

    `opens` is the right to see a view's `private` fields, which are those of the stream of the
    category `opens_of` (its own if that is empty). Such a question has a field `why: str | None`:
    nothing is opened without a reason. `orders` are those that a list can be given in.
    """

    __slots__ = ()
    category: ClassVar[str]
    view: ClassVar[type]
    visibility: ClassVar[Visibility]
    many: ClassVar[bool] = False
    own: ClassVar[str | None] = None
    opens: ClassVar[Right | None] = None
    opens_of: ClassVar[str] = ""
    orders: ClassVar[Mapping[str, Column]] = {"id": Column("id", empty=False)}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Raise TypeError for a question that does not say whom it is for, or whose school."""
        super().__init_subclass__(**kwargs)
        if cls.__module__ != __name__:
            check(cls)


class Public(Question):
    """Anybody may ask, and all are told the same."""

    __slots__ = ()
    visibility: ClassVar[Visibility] = "public"


class ForOfficers(Question):
    """Officers may ask, and see all of it: it concerns no school."""

    __slots__ = ()
    visibility: ClassVar[Visibility] = "officers"


class OfSchool(Question):
    """Of one school, which the view names; only who sees that school is answered."""

    __slots__ = ()
    visibility: ClassVar[Visibility] = "parties"
    school_in: ClassVar[str] = "school"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSchools(Question):
    """A list of what is between schools and offices: of `schools` alone, None for all.

    `school_in` is the column, and the field of the view, that names the school: `listed` limits the
    statement by it, and no view of another school leaves the service. None: a view is not of one
    school; the statement says itself where `seen_in` limits it.
    """

    visibility: ClassVar[Visibility] = "parties"
    many: ClassVar[bool] = True
    school_in: ClassVar[str | None] = "school"

    schools: Schools | None = given("schools")


def order_in(orders: Mapping[str, Column]) -> Any:
    """Return the limit of the field `sort` of a list with these orders."""
    return pattern(f"-?(?:{'|'.join(orders)})", next(iter(orders)))


@dataclass(frozen=True, slots=True, kw_only=True)
class InOrder(OfSchools):
    """As `OfSchools`, a list in one of its `orders`, which `libs.engine.list_parts` gives in parts.

    A subclass has the field `sort` (`order_in`): the name of an order, after a hyphen from the last
    to the first. A part begins `after` a row, or lies `back_from` one.
    """

    after: Id | None = None
    back_from: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSchoolsOrOffices(OfSchools):
    """As `OfSchools`, and of offices: what is of no school is shown to who is `officer`."""

    officer: bool = given("officer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside(OfSchools):
    """As `OfSchools`, for officers and team members: of the schools that they see as such."""

    visibility: ClassVar[Visibility] = "officers"


def check(kind: type) -> None:
    """Raise TypeError if a question does not say whom it is for, or its view not whose it is."""
    question: Any = kind
    if not issubclass(kind, Public | ForOfficers | OfSchool | OfSchools):
        raise TypeError(f"{kind.__name__} does not say whom it is for: see {__name__}")
    if "visibility" in vars(kind) or "schools" in inspect.get_annotations(kind):
        raise TypeError(f"who is told {kind.__name__} is said by what it is below, not by itself")
    limit = getattr(kind, "school_in", None)
    named = {field.name for field in dataclasses.fields(question.view)}
    if limit and limit not in named:
        raise TypeError(f"{question.view.__name__} does not name its school in '{limit}'")
    if question.many and issubclass(kind, OfSchool):
        raise TypeError(f"{kind.__name__} is a list of schools' affairs and not OfSchools")


def told(kind: type[Question], view: object, schools: Collection[str], officer: bool) -> bool:
    """Return whether a view may be told to who sees `schools`, and as `officer` what is of none."""
    if not issubclass(kind, OfSchool | OfSchools) or kind.school_in is None:
        return True
    school = getattr(view, kind.school_in)
    return school in schools or (not school and officer)


def schools_of(kind: type[Question], views: Sequence[object]) -> frozenset[str]:
    """Return the schools that views name as those whose affairs they are."""
    if not issubclass(kind, OfSchool | OfSchools) or kind.school_in is None:
        return frozenset()
    return frozenset(filter(None, (getattr(view, kind.school_in) for view in views)))


def seen_in(column: str, page: bool = False) -> str:
    """Return the clause that limits a statement to the `schools` of the question.

    `page`: the statement ends after a few rows.
    """
    return f"\nand {limited(column, page=page)}"


def limit_of(question: OfSchools, page: bool = True) -> str:
    """Return the clause that limits the statement of a list's page to what its reader sees.

    `page`: as with `seen_in`.
    """
    if question.school_in is None:
        return ""
    if isinstance(question, OfSchoolsOrOffices):
        column = question.school_in
        theirs = limited(column, page=page)
        return f"\nand ({theirs} or ({column} is null and %(officer)s))"
    return seen_in(question.school_in, page)
