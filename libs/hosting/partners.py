"""The broker's users and their rights, through its management API: one per service, one per
partner.

A partner is an integration that receives every public event on a queue of its own. Each message
holds the event's bytes as they stand in the log, and the headers `log`, `position` and `previous`:
the position of the event of the same type before it, 0 for the first. Missing events can be read
from the feed.
"""

import base64
import json
import re
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from libs.hosting import topology
from libs.hosting.topology import Rights
from libs.kernel.problems import Invalid, NotFound, Rejected, Unavailable

SERVICES = ("registry", "assessment", "review", "disclosure")
TIMEOUT = 10.0
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")


class Management:
    """The management API at `url`, an administrator's "http://user:password@host:port".

    `authority` is a file of authorities for https://, none: those of the machine.
    """

    def __init__(self, url: str, authority: str = "") -> None:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        self._tls = ssl.create_default_context(cafile=authority or None) if secure else None
        self._base = f"{parts.scheme}://{parts.hostname}:{parts.port or 15672}/api"
        login = f"{parts.username}:{parts.password}".encode()
        self._login = "Basic " + base64.b64encode(login).decode()

    def ask(self, verb: str, *path: str, body: Any = None) -> Any:
        """Return what the API answers, None for an empty answer; `path` is quoted part by part.

        Raises `NotFound` ("broker-object-unknown"), `Unavailable` ("broker-away"), and HTTPError
        for any other refusal.
        """
        where = "/".join(quote(part, safe="") for part in path)
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": self._login, "Content-Type": "application/json"}
        request = Request(f"{self._base}/{where}", data, headers, method=verb)
        try:
            with urlopen(request, timeout=TIMEOUT, context=self._tls) as response:
                text = response.read()
        except HTTPError as error:
            with error:
                if error.code == 404:
                    raise NotFound("broker-object-unknown", f"Không có '{where}'.") from error
                raise
        except (URLError, OSError) as error:
            raise Unavailable("broker-away", "Máy chủ RabbitMQ tạm thời không trả lời.") from error
        return json.loads(text) if text else None

    def user(self, vhost: str, name: str, password: str, rights: Rights) -> None:
        """Make a user, or give it this password, with exactly these rights in `vhost`."""
        self.ask("PUT", "users", name, body={"password": password, "tags": ""})
        plain = {"configure": rights.configure, "write": rights.write, "read": rights.read}
        self.ask("PUT", "permissions", vhost, name, body=plain)
        for exchange in {**topology.EXCHANGES, **topology.OF_PARTNERS}:
            write, read = rights.topics.get(exchange, ("^$", "^$"))
            topic = {"exchange": exchange, "write": write, "read": read}
            self.ask("PUT", "topic-permissions", vhost, name, body=topic)

    def queue(self, vhost: str, queue: Any) -> None:
        """Make a durable queue, with its binding, as `topology` describes it."""
        body = {"durable": True, "arguments": dict(queue.queue_arguments)}
        self.ask("PUT", "queues", vhost, queue.name, body=body)
        key = {"routing_key": queue.routing_key}
        where = ("bindings", vhost, "e", queue.exchange.name, "q", queue.name)
        self.ask("POST", *where, body=key)


def set_up(management: Management, vhost: str, passwords: Mapping[str, str]) -> None:
    """Make the virtual host, its exchanges, and the users of `passwords`; may run again.

    Users are the services of `SERVICES`, "gateway" and "relay". Raises KeyError for another name.
    """
    rights = {
        **{name: topology.service_rights(name) for name in SERVICES},
        "gateway": topology.gateway_rights(SERVICES),
        "relay": topology.relay_rights(),
    }
    theirs = topology.partners_vhost(vhost)
    for place, exchanges in ((vhost, topology.EXCHANGES), (theirs, topology.OF_PARTNERS)):
        management.ask("PUT", "vhosts", place, body={})
        for name, kind in exchanges.items():
            body = {"type": kind, "durable": True, "auto_delete": False}
            management.ask("PUT", "exchanges", place, name, body=body)
    limits = {
        "pattern": f"^{re.escape(topology.PARTNER_QUEUES)}",
        "definition": dict(topology.PARTNER_LIMITS),
        "apply-to": "queues",
    }
    management.ask("PUT", "policies", theirs, "partners", body=limits)
    for name, password in passwords.items():
        management.user(vhost, name, password, rights[name])
    if "relay" in passwords:
        among = topology.relay_rights_among_partners()
        management.user(theirs, "relay", passwords["relay"], among)


@dataclass(frozen=True, slots=True)
class Access:
    """Where a partner reads, and as whom."""

    vhost: str
    queue: str
    user: str
    password: str = field(repr=False)


def add_partner(management: Management, vhost: str, name: str, renew: bool = False) -> Access:
    """Give a partner its queue, a user with rights and limits; `vhost` is that of the services.

    Public events from now on reach the queue. Raises `Invalid` ("partner-name-invalid"), `Rejected`
    ("partner-known") for one that exists already, unless its password is to be renewed.
    """
    theirs = topology.partners_vhost(vhost)
    if not _NAME.fullmatch(name):
        raise Invalid(
            "partner-name-invalid",
            "Tên đối tác gồm chữ thường không dấu, chữ số và dấu gạch dưới, tối đa 32 ký tự.",
        )
    user = user_of(name)
    known = {found["name"] for found in management.ask("GET", "users")}
    if user in known and not renew:
        raise Rejected("partner-known", f"Đối tác '{name}' đã có; dùng --renew để đổi mật khẩu.")
    password = secrets.token_urlsafe(24)
    begin = f"{topology.PARTNER_QUEUES}{name}."
    there = {found["name"] for found in management.ask("GET", "queues", theirs)}
    queue = next((each for each in sorted(there) if each.startswith(begin)), None)
    if queue is None:
        made = topology.partner_queue(name, secrets.token_hex(8))
        management.queue(theirs, made)
        queue = made.name
    management.user(theirs, user, password, topology.partner_rights(queue))
    for limit, most in (
        ("max-connections", topology.PARTNER_CONNECTIONS),
        ("max-channels", topology.PARTNER_CHANNELS),
    ):
        management.ask("PUT", "user-limits", user, limit, body={"value": most})
    return Access(theirs, queue, user, password)


def user_of(partner: str) -> str:
    """Return the name of a partner's broker user."""
    return f"partner_{partner}"
