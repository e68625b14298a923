"""The processes of a distributed installation that are no service behind nameko.

Each reads its settings, works until SIGTERM or SIGINT and returns. An image holds one service
folder, so everything is imported by the process that needs it.
"""

import signal
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from libs.hosting.settings import (
    Environment,
    GatewaySettings,
    ScreenSettings,
    SealerSettings,
    ServiceSettings,
)

if TYPE_CHECKING:
    from libs.web.client import Api
    from libs.web.site import Wsgi

CONTRACTS = Path(__file__).parents[1] / "contracts"
CONNECTIONS = 2


def gateway() -> None:
    """Serve the HTTP API and the screens; commands and questions go out over the broker."""
    from libs.engine.contract_files import load, private
    from libs.hosting import topology
    from libs.hosting.nameko_client import RpcBackend
    from libs.hosting.transit import Transit
    from libs.log.database import Database
    from libs.log.postgres import PostgresLog
    from services.gateway.app import Options, create_app
    from services.gateway.app import beside as works
    from services.gateway.files.settings import FileOptions
    from services.gateway.notices.settings import NoticeSettings
    from services.gateway.one_stop.desk import HttpOneStopDesk
    from services.gateway.sector_database import HttpSectorDatabase
    from services.gateway.server import Beside, bind
    from services.gateway.sign_in.settings import SignInSettings
    from services.screens import ROOMS, SCREENS, beside, chosen

    env = Environment()
    given = GatewaySettings.read(env)
    sign_in = SignInSettings.read(env)
    screens = chosen(env.text("KIEMDINH_SCREENS", " ".join(SCREENS)))
    contracts = load(CONTRACTS)
    topology.trust(given.amqp_ca)
    parts = (
        RpcBackend(given.amqp_uri, Transit(given.transit_key), private(contracts)),
        PostgresLog(Database(given.dsn, "log", given.threads)),
        # Two connections hold the locks that make this process the one that sends digests and
        # tells the one-stop desk.
        Database(given.dsn, "gateway", given.threads + 2),
        contracts,
        Options(
            given.operator_key,
            given.demo,
            given.logs,
            sign_in=sign_in,
            files=FileOptions.read(env),
            notices=NoticeSettings.read(env),
            sector_database=HttpSectorDatabase.read(env),
            one_stop=HttpOneStopDesk.read(env),
        ),
    )
    secure = sign_in.public_url.startswith("https://")
    app = create_app(*parts)
    bound = bind(
        beside(app, screens, secure),
        given.host,
        given.port,
        given.threads,
        ROOMS,
        known=app.knows,
        proxies=sign_in.proxies,
        secure=secure,
    )
    server = Beside(bound, *works(*parts))
    _on_signal(server.close)
    server.run()


def console() -> None:
    """Serve the console apart from the gateway, behind a reverse proxy that makes one origin."""
    from services.console.site import application

    _apart(application, 8081)


def portal() -> None:
    """Serve the portal apart from the gateway, behind a reverse proxy that makes one origin."""
    from services.portal.site import application

    _apart(application, 8082)


def _apart(application: "Callable[[Api, bool], Wsgi]", port: int) -> None:
    import httpx2

    from libs.hosting.http_server import bind
    from libs.web.client import Api
    from libs.web.sent_forms import MOST_TEXT
    from services.screens import ROOMS

    given = ScreenSettings.read(Environment(), port)
    api = Api(httpx2.HTTPTransport(), given.api)
    secure = given.public_url.startswith("https://")
    server = bind(
        application(api, secure),
        given.host,
        given.port,
        given.threads,
        usual=MOST_TEXT,
        rooms=ROOMS,
        known=api.knows,
        # Handed on to the gateway, which knows how many proxies of ours stand in front.
        proxies=1,
        secure=secure,
    )
    _on_signal(server.close)
    server.run()


def relay() -> None:
    """Publish the log to the broker."""
    from libs.hosting import topology
    from libs.hosting.relay import Relay
    from libs.log.database import Database
    from libs.log.postgres import PostgresLog

    given = ServiceSettings.read(Environment())
    topology.trust(given.amqp_ca)
    log = PostgresLog(Database(given.dsn, "log", CONNECTIONS))
    stop = _stopped()
    Relay(log, Database(given.dsn, "relay", CONNECTIONS), given.amqp_uri, _public()).run(stop)


def sealer() -> None:
    """Take the log into its tree and have checkpoints signed."""
    from libs.log.database import Database
    from libs.log.postgres import PostgresLog
    from libs.proof.sealer import Sealer
    from libs.proof.signer import SignerClient

    given = SealerSettings.read(Environment())
    log = PostgresLog(Database(given.dsn, "log", CONNECTIONS))
    # One connection holds the lock that makes this sealer the active one.
    db = Database(given.dsn, "seal", CONNECTIONS + 1)
    stop = _stopped()
    Sealer(log, db, SignerClient(given.signer_url, given.signer_token), given.domain).run(stop)


def signer() -> None:
    """Sign checkpoints that extend the last one."""
    from libs.proof.signer import main

    Environment().secret("KIEMDINH_SIGNER_TOKEN")
    main()


PROCESSES: Mapping[str, Callable[[], None]] = {
    "gateway": gateway,
    "console": console,
    "portal": portal,
    "relay": relay,
    "sealer": sealer,
    "signer": signer,
}


def _public() -> list[str]:
    """Return the event types that anybody may see."""
    from libs.engine.contract_files import load

    return [
        name
        for contract in load(CONTRACTS).values()
        for aggregate in contract["aggregates"].values()
        for name, event in aggregate["events"].items()
        if event["visibility"] == "public"
    ]


def _stopped() -> threading.Event:
    stop = threading.Event()
    _on_signal(stop.set)
    return stop


def _on_signal(work: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: work())
