"""How an installation sends mail; without KIEMDINH_SMTP it sends none."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Self
from urllib.parse import unquote, urlsplit

from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings
from services.gateway.notices.ladder import SETTING, Ladder, ladder_in, usual
from services.gateway.sign_in.settings import is_loopback

PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in: `implicit_tls` from the start (smtps), else by STARTTLS.

    Only on this very machine is it handed in without TLS (`plain`). `patience` are the seconds that
    one answer of the server may take.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    implicit_tls: bool = False
    plain: bool = False
    patience: float = 5.0


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """Where mail is handed in (None: nowhere), and when people are reminded."""

    server: MailServer | None = None
    ladder: Ladder = field(default_factory=usual)

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Return the settings of the environment; raises `BadSettings`.

        KIEMDINH_SMTP (smtp://user@host:587 or smtps://user@host:465), KIEMDINH_SMTP_PASSWORD where
        it has a user, KIEMDINH_SMTP_SENDER, KIEMDINH_SMTP_SECONDS (1 to 30), KIEMDINH_REMINDERS.
        """
        return cls(_server(env), ladder_in(env.text(SETTING, "")))


def _server(env: Environment) -> MailServer | None:
    address = env.text("KIEMDINH_SMTP", "")
    if not address:
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise BadSettings("KIEMDINH_SMTP có cổng sai.") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.password is not None:
        raise BadSettings(
            "KIEMDINH_SMTP phải có dạng smtp://người-dùng@máy:cổng hoặc smtps://…; mật khẩu đặt ở "
            "KIEMDINH_SMTP_PASSWORD."
        )
    sender = env.text("KIEMDINH_SMTP_SENDER")
    if "@" not in parseaddr(sender)[1] or not sender.isprintable():
        raise BadSettings("KIEMDINH_SMTP_SENDER phải là một địa chỉ thư.")
    seconds = env.number("KIEMDINH_SMTP_SECONDS", 5)
    if not 1 <= seconds <= 30:
        raise BadSettings("KIEMDINH_SMTP_SECONDS phải từ 1 đến 30.")
    user = unquote(parts.username or "")
    return MailServer(
        parts.hostname,
        port or PORTS[parts.scheme],
        sender,
        user,
        env.secret("KIEMDINH_SMTP_PASSWORD") if user else "",
        implicit_tls=parts.scheme == "smtps",
        plain=parts.scheme == "smtp" and is_loopback(parts.hostname),
        patience=float(seconds),
    )
