from dataclasses import replace
from datetime import date

import pytest

from services.registry.grant.events import GrantGiven, GrantWithdrawn
from services.registry.grant.rules import GRANT, GiveGrant, WithdrawGrant
from tests.spec import spec

grant = spec(GRANT)
GIVE = GiveGrant("officer", "phong764", date(2024, 9, 1), "QĐ 1", ends=date(2025, 7, 1))
GIVEN = GrantGiven("officer", "phong764", date(2024, 9, 1), "QĐ 1", date(2025, 7, 1))
WITHDRAW = WithdrawGrant("officer", "phong764", date(2025, 1, 1), "QĐ 2")
WITHDRAWN = GrantWithdrawn("officer", "phong764", date(2025, 1, 1), "QĐ 2")


def test_a_person_receives_a_role() -> None:
    grant.given().when(GIVE).then(GIVEN).when(GIVE).then_nothing()


@pytest.mark.parametrize("role", ["operator", "system"])
def test_no_grant_makes_a_person_the_operator_or_a_service(role: str) -> None:
    command = replace(GIVE, role=role)  # type: ignore[arg-type]
    grant.given().when(command).then_rejected("role-not-grantable")


def test_a_role_is_held_once_at_a_time_at_an_office() -> None:
    longer = replace(GIVE, starts=date(2025, 6, 30), ends=None)
    grant.given(GIVEN).when(longer).then_rejected("grant-overlaps")
    grant.given(GIVEN).when(replace(longer, starts=date(2025, 7, 1))).then_types("GrantGiven")


def test_another_role_or_another_office_is_another_grant() -> None:
    grant.given(GIVEN).when(replace(GIVE, role="director")).then_types("GrantGiven")
    grant.given(GIVEN).when(replace(GIVE, org="so79")).then_types("GrantGiven")


def test_a_role_is_withdrawn_once() -> None:
    grant.given(GIVEN).when(WITHDRAW).then(WITHDRAWN).when(WITHDRAW).then_nothing()


def test_a_role_can_be_given_again_from_the_day_it_was_withdrawn() -> None:
    again = replace(GIVE, starts=date(2025, 1, 1))
    grant.given(GIVEN, WITHDRAWN).when(again).then_types("GrantGiven")


def test_only_a_role_that_is_held_can_be_withdrawn() -> None:
    grant.given().when(WITHDRAW).then_rejected("grant-not-held")
    grant.given(GIVEN).when(replace(WITHDRAW, role="director")).then_rejected("grant-not-held")
    past_its_end = replace(WITHDRAW, ends=date(2025, 8, 1))
    grant.given(GIVEN).when(past_its_end).then_rejected("grant-not-held")


def test_a_term_has_at_least_a_day() -> None:
    grant.given().when(replace(GIVE, ends=GIVE.starts)).then_rejected("term-empty")


def test_a_role_withdrawn_is_not_given_back_by_repeating_the_grant() -> None:
    grant.given(GIVEN, WITHDRAWN).when(GIVE).then_rejected("grant-overlaps")


def test_the_same_term_on_another_basis_is_another_grant() -> None:
    grant.given(GIVEN).when(replace(GIVE, basis="QĐ 9")).then_rejected("grant-overlaps")
