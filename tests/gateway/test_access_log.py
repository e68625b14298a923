"""The access log: the gateway adds to it, and neither reads, changes nor removes what it holds."""

from dataclasses import replace
from datetime import timedelta

import psycopg2
import pytest
from psycopg2 import errors

from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings
from services.gateway.sign_in.settings import SignInSettings
from tests.gateway.installation import SETTINGS, Installation

pytestmark = pytest.mark.e2e


def as_gateway(at: Installation, statement: str) -> None:
    """Run a statement with the rights of the gateway's own role."""
    connection = psycopg2.connect(at.admin)
    try:
        with connection, connection.cursor() as db:
            db.execute("set session authorization kd_gateway")
            db.execute(statement)
    finally:
        connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "select from access.entry",
        "insert into access.entry (at, act, address, trace) values (now(), '', '', '')",
        "update access.entry set act = 'signed-in'",
        "delete from access.entry",
        "truncate access.entry",
        "drop table access.entry",
        "drop schema access cascade",
        "alter table access.entry disable trigger all",
        "create table access.other ()",
        "create or replace function access.sweep(days integer) returns void language sql as ''",
        "select access.sweep(179)",
        "select access.sweep(-1)",
        "select access.sweep(null)",
        "set role kd_owner",
    ],
)
def test_who_takes_the_gateway_over_cannot_cover_how(at: Installation, statement: str) -> None:
    at.member("lan")
    before = at.rows("select * from access.entry order by id")
    with pytest.raises((errors.InsufficientPrivilege, errors.NotNullViolation)):
        as_gateway(at, statement)
    assert before
    assert at.rows("select * from access.entry order by id") == before


def test_what_is_older_than_is_kept_goes_when_somebody_signs_in(at: Installation) -> None:
    at.restart(replace(SETTINGS, access_log=timedelta(days=200)))
    lan = at.member("lan")
    for days in (199, 201):
        at.rows(
            "update access.entry set at = now() - make_interval(days => %s)"
            " where act = %s returning id",
            *(days, "invitation-used" if days == 199 else "account-created"),
        )
    assert lan.sign_in("lan").status_code == 200
    kept = at.acts("u:lan")
    assert "invitation-used" in kept
    assert "account-created" not in kept


def test_the_access_log_is_kept_for_half_a_year_at_least() -> None:
    assert SignInSettings.read(Environment({})).access_log == timedelta(days=365)
    with pytest.raises(BadSettings):
        SignInSettings.read(Environment({"KIEMDINH_ACCESS_LOG_DAYS": "179"}))
