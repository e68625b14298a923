"""The two runs of the demo that these tests look at, and the figures they leave."""

from collections.abc import Iterator

import pytest

from tests.e2e import runs
from tests.e2e.runs import Distributed, Embedded
from tests.servers import PostgresServer, RabbitServer


@pytest.fixture(scope="session")
def embedded() -> Iterator[Embedded]:
    """The demo in one process, killed on the way."""
    with runs.embedded() as found:
        yield found


@pytest.fixture(scope="session")
def distributed(
    postgres_server: PostgresServer,
    rabbitmq_server: RabbitServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Distributed:
    """The demo on processes behind a broker, each of which was killed on the way."""
    return runs.distributed(postgres_server, rabbitmq_server, tmp_path_factory.mktemp("demo"))
