"""`kiemdinh migrate`: what a distributed installation needs before its processes start."""

import time
from collections.abc import Callable
from contextlib import closing

import click

from libs.hosting import partners, topology
from libs.hosting.installation import dsn, install
from libs.hosting.settings import Environment, InstallationSettings
from libs.kernel.problems import BadSettings, Unavailable
from libs.log.database import INFRASTRUCTURE, Database
from libs.log.postgres import PostgresLog
from services.cli.adoption import adopt
from services.cli.catalogue import SERVICES
from services.cli.console import say
from services.gateway.app import GatewayService
from services.registry.service import RegistryService

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
        logs = env.words("KIEMDINH_LOGS")
        vhost = env.text("KIEMDINH_AMQP_VHOST", topology.VHOST)
    except BadSettings as error:
        raise click.ClickException(str(error)) from error
    passwords = {f"kd_{name}": given.passwords[name] for name in PROCESSES}
    kinds = (*SERVICES, GatewayService)
    _patiently(lambda: install(given.admin_dsn, passwords, kinds, logs=logs))
    with closing(
        Database(dsn(given.admin_dsn, "kd_registry", passwords["kd_registry"]), "log", 1)
    ) as db:
        registry = RegistryService(PostgresLog(db), db, demonstration=env.demo)
        _patiently(lambda: adopt(registry.log, registry.execute, env.demo))
    say("Cơ sở dữ liệu đã sẵn sàng.")
    if given.management:
        broker = partners.Management(given.management, given.amqp_ca)
        users = {name: given.passwords[name] for name in USERS}
        _patiently(lambda: partners.set_up(broker, vhost, users))
        say("RabbitMQ đã sẵn sàng.")


def _patiently(work: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            work()
            return
        except (*INFRASTRUCTURE, Unavailable) as error:
            if time.monotonic() > until:
                raise click.ClickException(f"Máy chủ không trả lời: {error}") from error
        time.sleep(1)
