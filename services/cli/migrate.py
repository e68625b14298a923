"""`kiemdinh migrate`: what a distributed installation needs before its processes start."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

import click

from libs.engine import rules
from libs.engine.commands import Context, handle
from libs.hosting import partners, topology
from libs.hosting.installation import dsn, install
from libs.hosting.settings import Environment, InstallationSettings
from libs.kernel.problems import BadSettings, Unavailable
from libs.law.calendar import VIETNAM
from libs.log.database import INFRASTRUCTURE, Database
from libs.log.entry import EventLog
from libs.log.postgres import PostgresLog
from libs.rights import OPERATOR
from services.cli.catalogue import SERVICES
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
        vhost = env.text("KIEMDINH_AMQP_VHOST", topology.VHOST)
    except BadSettings as error:
        raise click.ClickException(str(error)) from error
    passwords = {f"kd_{name}": given.passwords[name] for name in PROCESSES}
    _patiently(lambda: install(given.admin_dsn, passwords, (*SERVICES, GatewayService)))
    with closing(
        Database(dsn(given.admin_dsn, "kd_registry", passwords["kd_registry"]), "log", 1)
    ) as db:
        _patiently(lambda: adopt(PostgresLog(db)))
    click.echo("Cơ sở dữ liệu đã sẵn sàng.")
    if given.management:
        broker = partners.Management(given.management)
        users = {name: given.passwords[name] for name in USERS}
        _patiently(lambda: partners.set_up(broker, vhost, users))
        click.echo("RabbitMQ đã sẵn sàng.")


def adopt(log: EventLog) -> list[str]:
    """Let the rules of this program hold from here on in each log that holds by older ones.

    Returns the codes of the logs that were told; none where the number has not risen.
    """
    (aggregate,) = (each for each in RegistryService.aggregates if each.category == "rules")
    told = []
    for code in log.logs() if rules.RULES > rules.FIRST else ():
        stream = f"rules-{code}"
        if aggregate.fold(log.read(code, stream)[stream]) >= rules.RULES:
            continue
        now = datetime.now(VIETNAM)
        id = f"rules/{rules.RULES}"
        context = Context(id, OPERATOR, now.date(), id, now + timedelta(minutes=1))
        wire = {"type": "AdoptRules", "data": {"rules_number": rules.RULES}}
        handle(log, aggregate, code, stream, wire, context)
        told.append(code)
    return told


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
