"""`kiemdinh vault`: who somebody is, for those who may know, and to forget it for good."""

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import click

from libs.rights import OPERATOR
from services.cli.api import Api, Away, Refused
from services.cli.console import say
from services.registry.person.events import Reason

PATIENCE = 60.0
"""Seconds that the vault may take to follow the log."""
FIELDS = {"name": "Họ tên", "phone": "Điện thoại", "email": "Thư điện tử"}


def _common(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--log", default="79", show_default=True, help="Mã tỉnh."),
        click.option("--url", default="http://127.0.0.1:8080", show_default=True),
        click.option("--key", envvar="KIEMDINH_KEY", help="Khóa API của người được phép."),
        click.option(
            "--var",
            type=click.Path(path_type=Path),
            default=Path("var/serve"),
            show_default=True,
            help="Nơi có khóa của người vận hành, khi không có --key.",
        ),
    ):
        command = option(command)
    return command


@click.group()
def vault() -> None:
    """Danh tính của người có mã trong sổ: xem, xóa."""


@vault.command()
@click.argument("person")
@click.option("--why", required=True, help="Lý do xem; được lưu lại cùng người xem.")
@_common
def show(person: str, why: str, log: str, url: str, key: str | None, var: Path) -> None:
    """Xem PERSON (mã, có hoặc không có u:) là ai; lần xem được ghi lại."""
    found = _asked(_api(url, key, var), log, _id(person), why)
    say(f"Mã: {found['person']}")
    if found["notice"]:
        say(found["notice"])
    for field, label in FIELDS.items():
        if found[field]:
            say(f"{label}: {found[field]}")


@vault.command()
@click.argument("person")
@click.option("--reason", required=True, type=click.Choice(get_args(Reason)), help="Căn cứ xóa.")
@click.option("--yes", is_flag=True, help="Không hỏi lại.")
@_common
def erase(
    person: str, reason: str, yes: bool, log: str, url: str, key: str | None, var: Path
) -> None:
    """Xóa vĩnh viễn danh tính của PERSON; việc đã làm vẫn còn trong sổ, dưới mã."""
    api, id = _api(url, key, var), _id(person)
    if not yes:
        click.confirm(f"Danh tính của u:{id} sẽ không khôi phục được nữa. Xóa?", abort=True)
    try:
        done = api.command(
            *(log, f"person-{id}", "ErasePerson", {"reason": reason}),
            actor=OPERATOR,
            on=None,
            command_id=uuid.uuid4().hex,
        )
    except (Refused, Away) as refused:
        raise click.ClickException(str(refused)) from refused
    until = time.monotonic() + PATIENCE
    while (found := _asked(api, log, id, None, done.position))["held"]:
        if time.monotonic() > until:
            raise click.ClickException("Lệnh đã ghi vào sổ nhưng kho chưa xóa xong; xem /readyz.")
        time.sleep(0.1)
    say(found["notice"])
    if _close_account(api, id):
        say("Tài khoản đăng nhập và các khóa API của người này đã xóa.")
    say(
        "Bản sao của thư mục khóa phải được thay bằng bản mới, và tệp đã mở cho người khác "
        "(kiemdinh export --disclose) phải được thu hồi: phần mềm không làm thay được."
    )


def _close_account(api: Api, id: str) -> bool:
    """Remove the person's account and keys for signing in; return whether there was an account."""
    try:
        api.post(f"/v1/accounts/{id}/erase")
    except Refused as refused:
        if refused.code == "account-unknown":
            return False
        raise click.ClickException(str(refused)) from refused
    except Away as away:
        raise click.ClickException(str(away)) from away
    return True


def _api(url: str, key: str | None, var: Path) -> Api:
    kept = var / "operator.key"
    if key is None and not kept.is_file():
        raise click.UsageError(f"Cần --key (hoặc KIEMDINH_KEY); không có {kept}.")
    return Api(url, key or kept.read_text(encoding="ascii").strip(), patience=30)


def _id(person: str) -> str:
    return person.removeprefix("u:").removeprefix("person-")


def _asked(api: Api, log: str, id: str, why: str | None, seen: int = 0) -> Any:
    further = {} if why is None else {"why": why}
    try:
        return api.get(
            f"/v1/{log}/person/{id}", actor=OPERATOR, min_position=seen, **further
        ).json()
    except (Refused, Away) as refused:
        raise click.ClickException(str(refused)) from refused
