from collections.abc import Iterator

import pytest

from tests.registry.province import province
from tests.running import Running
from tests.servers import PostgresServer


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """One province for all who keep to streams of their own in it."""
    with province(postgres_server.uri) as found:
        yield found
