"""`kiemdinh account`: sign-in accounts, kept by the operator over the platform's own API."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import requests
from rich.table import Table

from libs.kernel.problems import Wire
from libs.law.calendar import VIETNAM
from services.cli.console import console, say

TIMEOUT = (5, 30)
"""Seconds to connect and to wait for an answer."""


class _Operator:
    """Calls the platform with the operator's key."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}"}

    def call(self, method: str, path: str, body: Wire | None = None) -> Wire:
        """Return the answer; raises `ClickException` with the refusal's sentence."""
        try:
            answer = requests.request(
                method, f"{self._url}{path}", json=body, headers=self._headers, timeout=TIMEOUT
            )
            found: Wire = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise click.ClickException(
                f"Không gọi được {self._url} ({type(error).__name__})."
            ) from error
        if answer.status_code >= 400:
            raise click.ClickException(str(found.get("detail", answer.status_code)))
        return found

    def items(self, path: str) -> list[Wire]:
        """Return a whole list, page after page."""
        found: list[Wire] = []
        after = ""
        while True:
            page = self.call("GET", f"{path}?limit=200{after}")["items"]
            found += page
            if len(page) < 200:
                return found
            after = f"&after={page[-1]['actor'].removeprefix('u:').encode().hex()}"


def _common(command: Callable[..., None]) -> Callable[..., None]:
    options = (
        click.option(
            "--url",
            envvar="KIEMDINH_URL",
            default="http://127.0.0.1:8080",
            show_default=True,
            help="Địa chỉ của hệ thống đang chạy.",
        ),
        click.option("--key", envvar="KIEMDINH_OPERATOR_KEY", help="Khóa của người vận hành."),
        click.option(
            "--var",
            type=click.Path(path_type=Path),
            default=Path("var/serve"),
            show_default=True,
            help="Thư mục dữ liệu có operator.key, khi không có --key.",
        ),
    )
    for option in options:
        command = option(command)
    return command


def _operator(url: str, key: str | None, var: Path) -> _Operator:
    if key is None:
        try:
            key = (var / "operator.key").read_text(encoding="ascii").strip()
        except OSError as error:
            raise click.UsageError(
                f"Cần --key, KIEMDINH_OPERATOR_KEY hoặc {var / 'operator.key'}."
            ) from error
    return _Operator(url, key)


@click.group()
def account() -> None:
    """Tài khoản đăng nhập: tạo, đặt lại, khóa, xóa, liệt kê."""


@account.command()
@click.argument("person")
@click.argument("login")
@_common
def create(person: str, login: str, **where: Any) -> None:
    """Cho người mang mã PERSON (u:...) tên đăng nhập LOGIN; in lời mời đặt mật khẩu, một lần."""
    body = {"actor": _actor(person), "login": login}
    _show(_operator(**where).call("POST", "/v1/accounts", body))


@account.command()
@click.argument("person")
@_common
def reset(person: str, **where: Any) -> None:
    """Bỏ mật khẩu, xác thực hai bước và mọi phiên của PERSON; in lời mời mới."""
    _show(_operator(**where).call("POST", _path(person, "reset"), {}))


@account.command()
@click.argument("person")
@_common
def disable(person: str, **where: Any) -> None:
    """Không cho PERSON đăng nhập nữa; kết thúc mọi phiên và khóa API."""
    _operator(**where).call("POST", _path(person, "disable"), {})
    say(f"Đã khóa tài khoản của {_actor(person)}; 'account reset' mở lại.")


@account.command()
@click.argument("person")
@click.confirmation_option(prompt="Xóa hẳn tên đăng nhập và mọi dấu vết cá nhân?")
@_common
def erase(person: str, **where: Any) -> None:
    """Xóa tài khoản của PERSON và địa chỉ mạng trong nhật ký truy cập."""
    _operator(**where).call("POST", _path(person, "erase"), {})
    say(f"Đã xóa tài khoản của {_actor(person)}.")


@account.command("list")
@_common
def show(**where: Any) -> None:
    """Liệt kê tài khoản."""
    table = Table()
    for column in ("Người", "Tên đăng nhập", "Trạng thái", "Hai bước", "Gắn với"):
        table.add_column(column)
    for one in _operator(**where).items("/v1/accounts"):
        second = "có" if one["second_factor"] else "không"
        table.add_row(one["actor"], one["login"], _state(one), second, ", ".join(one["links"]))
    console().print(table)


def _state(one: Wire) -> str:
    if one["disabled"]:
        return "đã khóa"
    if one["password"]:
        return "đang dùng"
    until = one["invited_until"]
    return f"chờ đặt mật khẩu đến {_when(until)}" if until else "chưa có mật khẩu"


def _actor(person: str) -> str:
    return person if person.startswith("u:") else f"u:{person}"


def _path(person: str, verb: str) -> str:
    return f"/v1/accounts/{person.removeprefix('u:')}/{verb}"


def _when(instant: str) -> str:
    """Return an instant as clocks in Viet Nam show it, HH:MM dd/mm/yyyy."""
    return f"{datetime.fromisoformat(instant).astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def _show(invited: Wire) -> None:
    say(f"Người:         {invited['actor']}")
    say(f"Tên đăng nhập: {invited['login']}")
    say(f"Lời mời:       {invited['invitation']}")
    say(
        f"Chỉ hiện lần này, dùng một lần, trước {_when(invited['expires_at'])}; "
        "chuyển tận tay người nhận (POST /v1/invitation)."
    )
