"""Rights, whatever was granted, lent and taken back in whatever order."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.kernel.problems import Forbidden
from libs.rights import Holding, InRole, Right, live_on
from tests.libs.test_rights_granting import Offices

FIRST = date(2024, 9, 1)
DAYS = st.integers(0, 40).map(lambda n: FIRST + timedelta(n))
LATER = DAYS | st.none()
PERSONS, ORGS = ("an", "binh"), ("so", "phong")
CHECKER = Holding(("officer",), "check_dossier")
ANY = InRole(("officer",))

given_ = st.tuples(
    st.just("GrantGiven"),
    st.sampled_from(PERSONS),
    st.sampled_from(ORGS),
    DAYS,
    LATER,
    st.sampled_from(("own", "subtree")),
)
withdrawn = st.tuples(
    st.just("GrantWithdrawn"), st.sampled_from(PERSONS), st.sampled_from(ORGS), DAYS
)
lent = st.tuples(
    st.just("RightDelegated"), st.sampled_from(PERSONS), st.sampled_from(ORGS), DAYS, DAYS
)
unlent = st.tuples(
    st.just("DelegationEnded"), st.sampled_from(PERSONS), st.sampled_from(ORGS), DAYS
)
Told = tuple[Any, ...]
histories = st.lists(st.one_of(given_, withdrawn, lent, unlent), max_size=8)


def tell(world: Offices, fact: Told) -> None:
    type_, person, org, *rest = fact
    data: dict[str, Any] = {"role": "officer", "org": org}
    other = next(p for p in PERSONS if p != person)
    days = [day.isoformat() if day else None for day in rest[:2]]
    match type_:
        case "GrantGiven":
            data |= {"starts": days[0], "ends": days[1], "scope": rest[2]}
        case "RightDelegated":
            data |= {"starts": days[0], "ends": days[1], "holder": f"u:{other}"}
        case "DelegationEnded":
            data |= {"ends": days[0], "holder": f"u:{other}"}
        case _:
            data |= {"ends": days[0]}
    world.tell(f"grant-{person}", type_, **data)


def world_of(history: list[Told]) -> Offices:
    world = Offices()
    for fact in history:
        tell(world, fact)
    return world


def allowed(world: Offices) -> set[tuple[str, date, Right]]:
    """Return who may do what on which day."""
    found = set[tuple[str, date, Right]]()
    for person in PERSONS:
        for n in range(-1, 42):
            for right in (CHECKER, ANY):
                try:
                    world.may(right, f"u:{person}", on=FIRST + timedelta(n))
                except Forbidden:
                    continue
                found.add((person, FIRST + timedelta(n), right))
    return found


def held(history: list[Told], person: str, day: date) -> bool:
    """Return whether the facts give `person` an own role on a day, told without the code."""
    terms: list[tuple[str, date, date]] = []
    for type_, who, org, *rest in history:
        if who == person and type_ == "GrantGiven":
            terms.append((org, rest[0], rest[1] or date.max))
        if who == person and type_ == "GrantWithdrawn":
            terms = [(o, s, min(e, rest[0]) if o == org else e) for o, s, e in terms]
    return any(starts <= day < ends for _, starts, ends in terms)


@settings(max_examples=40, deadline=None)
@given(histories)
def test_an_act_is_valid_only_with_a_grant_told_before_that_holds_on_the_day(
    history: list[Told],
) -> None:
    world = world_of(history)
    for person, day, _ in allowed(world):
        other = next(p for p in PERSONS if p != person)
        borrowed = any(
            type_ == "RightDelegated" and who == person and rest[0] <= day < rest[1]
            for type_, who, _, *rest in history
        )
        assert held(history, person, day) or (borrowed and held(history, other, day))
        assert live_on(lambda *s: world.log.read("79", *s), f"u:{person}", day)
    # Nothing is allowed before it was told.
    assert allowed(world_of([])) == set()


@settings(max_examples=40, deadline=None)
@given(histories, withdrawn | unlent)
def test_taking_back_never_widens(history: list[Told], last: Told) -> None:
    world = world_of(history)
    before = allowed(world)
    tell(world, last)
    assert allowed(world) <= before


@settings(max_examples=40, deadline=None)
@given(histories, given_ | lent)
def test_giving_never_narrows(history: list[Told], last: Told) -> None:
    world = world_of(history)
    before = allowed(world)
    tell(world, last)
    assert before <= allowed(world)
