"""`kiemdinh migrate`: what a distributed installation needs before its processes start."""

import time
from collections.abc import Callable

import click

from libs.hosting import partners, topology
from libs.hosting.installation import install
from libs.hosting.settings import Environment, InstallationSettings
from libs.kernel.problems import BadSettings, Unavailable
from libs.log.database import INFRASTRUCTURE
from services.cli.catalogue import SERVICES
from services.gateway.app import GatewayService

USERS = (*partners.SERVICES, "gateway", "relay")
"""The processes that log in at the broker."""
PROCESSES = (*USERS, "sealer", "reader")
"""Those that log in at the database, as kd_<name>; the reader is for exports and auditors."""
PATIENCE = 120.0
"""Seconds that the servers may take to answer after their own start."""


@click.command()
def migrate() -> None:
    """Tạo hoặc cập nhật cơ sở dữ liệu, tài khoản và quyền; chạy lại nhiều lần cũng được."""
    try:
        env = Environment()
        given = InstallationSettings.read(env, PROCESSES)
        vhost = env.text("KIEMDINH_AMQP_VHOST", topology.VHOST)
    except BadSettings as error:
        raise click.ClickException(str(error)) from error
    passwords = {f"kd_{name}": given.passwords[name] for name in PROCESSES}
    _patiently(lambda: install(given.admin_dsn, passwords, (*SERVICES, GatewayService)))
    click.echo("Cơ sở dữ liệu đã sẵn sàng.")
    if given.management:
        broker = partners.Management(given.management)
        users = {name: given.passwords[name] for name in USERS}
        _patiently(lambda: partners.set_up(broker, vhost, users))
        click.echo("RabbitMQ đã sẵn sàng.")


def _patiently(work: Callable[[], None]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return work()
        except (*INFRASTRUCTURE, Unavailable) as error:
            if time.monotonic() > until:
                raise click.ClickException(f"Máy chủ không trả lời: {error}") from error
        time.sleep(1)
