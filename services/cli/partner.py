"""`kiemdinh partner add NAME`: an integration gets a queue of public events, a user and its
rights."""

import click

from libs.hosting import topology
from libs.hosting.partners import Management, add_partner, user_of
from libs.kernel.problems import Problem


@click.group()
def partner() -> None:
    """Hệ thống bên ngoài nhận các sự kiện công khai."""


@partner.command()
@click.argument("name")
@click.option(
    "--management",
    envvar="KIEMDINH_AMQP_MANAGEMENT",
    required=True,
    help="Địa chỉ quản trị RabbitMQ, dạng http://user:password@host:15672.",
)
@click.option("--vhost", envvar="KIEMDINH_AMQP_VHOST", default=topology.VHOST, show_default=True)
@click.option("--renew", is_flag=True, help="Đổi mật khẩu của đối tác đã có.")
def add(name: str, management: str, vhost: str, renew: bool) -> None:
    """Tạo hàng đợi, tài khoản và quyền cho đối tác NAME; mật khẩu chỉ hiện một lần."""
    try:
        password = add_partner(Management(management), vhost, name, renew)
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem
    click.echo(f"Hàng đợi:  {topology.partner_queue(name).name}")
    click.echo(f"Tài khoản: {user_of(name)}")
    click.echo(f"Mật khẩu:  {password}")
