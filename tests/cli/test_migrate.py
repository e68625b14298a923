"""`kiemdinh migrate` on a database that has a log already."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from libs.engine import rules
from libs.engine.commands import Context, now
from libs.log.entry import EventLog
from libs.rights import OPERATOR
from services.cli.migrate import PROCESSES, migrate
from services.registry.service import RegistryService
from tests.libs.entries import PASSWORD, Installed
from tests.running import ON
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e


@pytest.fixture
def installed(
    postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installed]:
    with Installed(postgres_server.uri) as found:
        uri = urlsplit(postgres_server.uri)._replace(path=f"/{found.name}").geturl()
        monkeypatch.setenv("KIEMDINH_ADMIN_DATABASE", uri)
        monkeypatch.delenv("KIEMDINH_AMQP_MANAGEMENT", raising=False)
        monkeypatch.setenv("KIEMDINH_DEMO", "1")
        for name in PROCESSES:
            monkeypatch.setenv(f"KIEMDINH_{name.upper()}_PASSWORD", PASSWORD)
        yield found


def migrated() -> None:
    done = CliRunner().invoke(migrate)
    assert done.exit_code == 0, done.output


def types(log: EventLog) -> list[str]:
    return [entry.type for entry in log.follow("79", 0)]


def test_an_upgrade_to_stricter_rules_tells_each_log_once(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated()
    log = installed.log()
    office = {"name": "Sở mẫu", "kind": "so", "area": "79", "parent": None}
    RegistryService(log, installed.database()).carry_out(
        "79",
        "organisation-so",
        {"type": "RegisterOrganisation", "data": office},
        Context("c1", OPERATOR, ON, "c1", now() + timedelta(minutes=1)),
    )
    migrated()
    # A new log begins with the rules of its program.
    begun = ["OrganisationRegistered", "RulesAdopted"]
    assert types(log) == begun
    monkeypatch.setattr(rules, "RULES", rules.RULES + 1)
    for _ in range(2):
        migrated()
        assert types(log) == [*begun, "RulesAdopted"]
