"""`kiemdinh partner add NAME`: an integration gets a queue of public events, a user and its
rights."""

import click

from libs.hosting import topology
from libs.hosting.partners import Management, add_partner
from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings, Problem
from services.cli.console import say


@click.group()
def partner() -> None:
    """Hệ thống bên ngoài nhận các sự kiện công khai."""


@partner.command()
@click.argument("name")
@click.option(
    "--management",
    help="Địa chỉ quản trị RabbitMQ, dạng http://user:password@host:15672; mặc định là biến "
    "KIEMDINH_AMQP_MANAGEMENT, cùng KIEMDINH_RABBITMQ_PASSWORD và KIEMDINH_AMQP_CA.",
)
@click.option("--vhost", envvar="KIEMDINH_AMQP_VHOST", default=topology.VHOST, show_default=True)
@click.option("--renew", is_flag=True, help="Đổi mật khẩu của đối tác đã có.")
def add(name: str, management: str | None, vhost: str, renew: bool) -> None:
    """Tạo hàng đợi, tài khoản và quyền cho đối tác NAME; mật khẩu chỉ hiện một lần."""
    try:
        env = Environment()
        where = management or env.uri("KIEMDINH_AMQP_MANAGEMENT", "KIEMDINH_RABBITMQ_PASSWORD")
        broker = Management(where, env.text("KIEMDINH_AMQP_CA", ""))
        access = add_partner(broker, vhost, name, renew)
    except BadSettings as error:
        raise click.ClickException(str(error)) from error
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem
    say(f"Máy ảo:    {access.vhost}")
    say(f"Hàng đợi:  {access.queue}")
    say(f"Tài khoản: {access.user}")
    say(f"Mật khẩu:  {access.password}")
