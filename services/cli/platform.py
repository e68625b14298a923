"""The platform in one process, put together: which services, which gateway. `kiemdinh serve`."""

import signal
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from libs.engine import contract_files
from libs.hosting import logging
from libs.hosting.embedded import DirectBackend, Platform, Server
from libs.hosting.private_postgres import NotStarted
from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings
from libs.log.database import Database
from libs.log.entry import EventLog
from services.cli.adoption import adopt
from services.cli.catalogue import SERVICES
from services.cli.console import say
from services.gateway.app import GatewayService, Options, create_app
from services.gateway.app import beside as works
from services.gateway.files.settings import FileOptions
from services.gateway.notices.settings import NoticeSettings
from services.gateway.one_stop.desk import HttpOneStopDesk, OneStopDesk
from services.gateway.sector_database import HttpSectorDatabase, SectorDatabase
from services.gateway.server import Beside, bind
from services.gateway.sign_in.settings import SignInSettings
from services.registry.service import RegistryService
from services.screens import ROOMS, SCREENS, beside, chosen

DEMONSTRATION = "demonstration"
"""The file in a folder of data that says that they are sample data, those of `kiemdinh demo`."""
DEMO, SERVE = Path("var/demo"), Path("var/serve")
"""Where the demo's data stand, and a platform's own."""
DOMAIN = "localhost"
"""Begins the origin of checkpoints that no official domain stands for."""


def platform(
    folder: Path,
    port: int,
    *,
    demo: bool,
    domain: str = DOMAIN,
    sign_in: SignInSettings | None = None,
    files: FileOptions | None = None,
    notices: NoticeSettings | None = None,
    sector_database: SectorDatabase | None = None,
    one_stop: OneStopDesk | None = None,
    screens: Sequence[str] = SCREENS,
) -> Platform:
    """Return the platform of `folder`, not started; port 0 takes a free one.

    With `demo` callers may name the legal date of an act; `sign_in` is how people sign in, `files`
    how files are kept, in `folder` if it is not said; `notices` how mail goes out, none if it is
    not said; `sector_database` is where figures of schools are taken from, `one_stop` the desk that
    is told how dossiers stand, none if it is not said; `screens` are those beside the API.
    """
    kept = files or FileOptions.read(Environment({}), folder.absolute() / "files")

    def serve(backend: DirectBackend, log: EventLog, db: Database, operator_key: str) -> Server:
        described = {service.name: contract_files.describe(service) for service in SERVICES}
        options = Options(
            operator_key,
            demo,
            sign_in=sign_in or SignInSettings(),
            files=kept,
            notices=notices or NoticeSettings(),
            sector_database=sector_database,
            one_stop=one_stop,
        )
        # Before the port is open: no command is decided by rules that no longer hold.
        adopt(log, partial(backend.execute, RegistryService.name), demo)
        parts = (backend, log, db, described, options)
        gateway = create_app(*parts)
        bound = bind(
            beside(gateway, screens),
            "127.0.0.1",
            port,
            rooms=ROOMS,
            known=gateway.knows,
            proxies=options.sign_in.proxies,
            secure=options.sign_in.public_url.startswith("https://"),
        )
        return Beside(bound, *works(*parts))

    return Platform(folder, SERVICES, GatewayService, serve, domain, demo)


@click.command()
@click.option("--port", default=8080, show_default=True, help="Cổng HTTP trên 127.0.0.1.")
@click.option(
    "--var",
    type=click.Path(path_type=Path),
    help=f"Thư mục dữ liệu; nếu không nêu: {DEMO} sau khi đã chạy demo, không thì {SERVE}.",
)
def serve(port: int, var: Path | None) -> None:
    """Chạy cả nền tảng trong một tiến trình, cho đến khi nhấn Ctrl-C."""
    logging.configure("kiemdinh")
    env = Environment()
    folder = var or (DEMO if (DEMO / DEMONSTRATION).exists() else SERVE)
    demo = env.demo or (folder / DEMONSTRATION).exists()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    domain = env.text("KIEMDINH_DOMAIN", DOMAIN)
    try:
        sign_in = SignInSettings.read(env)
        screens = chosen(env.text("KIEMDINH_SCREENS", " ".join(SCREENS)))
        files = FileOptions.read(env, folder.absolute() / "files")
        notices = NoticeSettings.read(env)
        with platform(
            folder,
            port,
            demo=demo,
            domain=domain,
            sign_in=sign_in,
            files=files,
            notices=notices,
            sector_database=HttpSectorDatabase.read(env),
            one_stop=HttpOneStopDesk.read(env),
            screens=screens,
        ) as running:
            say(f"Kiemdinh đang chạy tại {running.url}, mô tả API ở /openapi.json.")
            if screens:
                say(f"Cổng công khai: {running.url}/  Làm việc: {running.url}/console")
            if demo:
                say("Dữ liệu mẫu: trang đăng nhập nêu những người mẫu có thể vào.")
            say(f"Khóa của người vận hành: {running.folder / 'operator.key'}")
            say("Nhấn Ctrl-C để dừng.")
            stop.wait()
            say("Đang dừng...")
    except (NotStarted, BadSettings) as error:
        raise click.ClickException(str(error)) from error
    say("Đã dừng; lần chạy sau sẽ tiếp tục từ dữ liệu này.")
