"""What was parked is shown to the operator, and tried again at a command."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from libs.engine.subscription import followers
from services.cli import parked as command
from tests.messaging import LOG, CountingService, Ground, ground, note
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e


@pytest.fixture
def base(postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    with ground(postgres_server.uri) as made:
        monkeypatch.setattr(command, "SERVICES", (CountingService,))
        yield made


def run(base: Ground, *arguments: str) -> Result:
    parts = dict(part.split("=") for part in base.admin.split())
    login = f"{parts['user']}:{parts['password']}@{parts['host']}:{parts['port']}"
    settings = {
        "KIEMDINH_ADMIN_DATABASE": f"postgresql://{login}/{parts['dbname']}",
        "KIEMDINH_REVIEW_PASSWORD": base.password,
        "KIEMDINH_DEMO": "1",
    }
    return CliRunner().invoke(command.parked, arguments, env=settings)


def test_nothing_parked_is_said_so(base: Ground) -> None:
    shown = run(base, "list")
    assert shown.exit_code == 0, shown.output
    assert "Không có sự kiện nào" in shown.output


def test_a_parked_stream_is_listed_and_replayed_once_its_cause_is_gone(base: Ground) -> None:
    service = base.service()
    note(service.log, "note-a", "poison")
    note(service.log, "note-b")
    note(service.log, "note-a")
    tables, _ = followers(service)
    tables.catch_up(LOG)
    shown = run(base, "list")
    assert "review.read_tables" in shown.output
    assert "ValueError('poison')" in shown.output
    assert "behind position 1" in shown.output
    failed = run(base, "replay")
    assert failed.exit_code == 1
    assert "vẫn lỗi" in failed.output
    assert base.effects() == [2]
    base.change("insert into antidote values ('found')")
    assert run(base, "replay", "--stream", "note-b").output == ""
    done = run(base, "replay", "--log", LOG)
    assert done.exit_code == 0, done.output
    assert "note-a: đã xử lý 2 sự kiện" in done.output
    assert base.effects() == [2, 1, 3]


def test_a_parked_reaction_is_carried_out_as_the_service_itself(base: Ground) -> None:
    service = base.service()
    note(service.log, "note-a", "poison")
    tables, reactions = followers(service)
    tables.catch_up(LOG)
    base.change(
        "insert into parked (name, log, position, stream, error)"
        " values ('review.reactions', '79', 1, 'note-a', 'refused once')"
    )
    base.change(
        "insert into subscription (name, log, position) values (%s, '79', 1)", reactions.name
    )
    base.change("insert into antidote values ('found')")
    assert run(base, "replay").exit_code == 0
    (echo,) = service.log.read(LOG, "echo-a")["echo-a"]
    assert echo.envelope["actor"] == "s:review"
