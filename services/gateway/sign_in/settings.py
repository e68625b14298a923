"""What an installation may set about sign-in; each value has a safe default."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import urlsplit

from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""What an ID token may be signed with: public keys only, so neither `none` nor a shared secret."""
USUAL_ALGORITHMS = ("RS256", "PS256", "ES256")
USUAL_SCOPES = ("openid",)
LEAST_ACCESS_LOG = 180
"""The fewest days that the access log is kept, which access.sql holds everybody to."""
_PROVIDER = {
    *("name", "title", "issuer", "client_id", "client_secret"),
    *("claim", "algorithms", "scopes", "second_factor"),
}


def is_loopback(host: str) -> bool:
    """Return whether `host`, a name or an address without port, is this very machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def is_secure(url: str) -> bool:
    """Return whether nobody on the way reads what goes to `url`: HTTPS, or this very machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    return (parts.scheme == "https" and host != "") or (
        parts.scheme == "http" and is_loopback(host)
    )


@dataclass(frozen=True, slots=True)
class Hashing:
    """Parameters of Argon2id: passes, memory in KiB, lanes. The default is RFC 9106's second."""

    passes: int = 3
    memory: int = 65536
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider (OIDC) that people of this installation may sign in with.

    `claim` of the ID token is what an administrator links to an account. `second_factor`: whether a
    sign-in there counts as one with two factors even when the token (`amr`) does not say so.
    """

    name: str
    title: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "sub"
    algorithms: tuple[str, ...] = USUAL_ALGORITHMS
    scopes: tuple[str, ...] = USUAL_SCOPES
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """How people sign in.

    `public_url` is where browsers reach this installation (`https://…`, no slash at the end); empty
    for development, where any address of this machine over plain HTTP will do. `secret` encrypts
    the seeds of second factors; empty: derived from the operator's key. `proxies` is how many
    reverse proxies of ours stand in front, each adding to X-Forwarded-For. `access_log` is how long
    the access log is kept, `LEAST_ACCESS_LOG` days at least.
    """

    public_url: str = ""
    secret: str = field(default="", repr=False)
    proxies: int = 0
    hashing: Hashing = Hashing()
    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=12)
    invitation: timedelta = timedelta(hours=72)
    provider_patience: timedelta = timedelta(seconds=5)
    access_log: timedelta = timedelta(days=365)
    providers: tuple[Provider, ...] = ()

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Return the settings of the environment; raises `BadSettings`.

        KIEMDINH_PUBLIC_URL, KIEMDINH_SIGN_IN_SECRET, KIEMDINH_PROXIES, KIEMDINH_ARGON2_PASSES,
        KIEMDINH_ARGON2_MEMORY (KiB), KIEMDINH_ARGON2_LANES, KIEMDINH_SESSION_IDLE_MINUTES,
        KIEMDINH_SESSION_HOURS, KIEMDINH_INVITATION_HOURS, KIEMDINH_OIDC_SECONDS,
        KIEMDINH_ACCESS_LOG_DAYS, KIEMDINH_OIDC (a JSON list of providers).
        """
        default = Hashing()
        url = _public_url(env.text("KIEMDINH_PUBLIC_URL", ""))
        proxies = env.number("KIEMDINH_PROXIES", 0)
        if url.startswith("https://") and not proxies:
            # Or everybody would come from the one address of the proxy that speaks TLS.
            raise BadSettings(
                "KIEMDINH_PROXIES phải nêu có mấy máy chủ trung gian (nhận https) đứng trước hệ "
                "thống, ít nhất 1; mỗi máy thêm địa chỉ người gọi vào X-Forwarded-For."
            )
        return cls(
            url,
            env.secret("KIEMDINH_SIGN_IN_SECRET") if _has(env, "KIEMDINH_SIGN_IN_SECRET") else "",
            proxies,
            Hashing(
                _at_least(env, "KIEMDINH_ARGON2_PASSES", default.passes, 1),
                # The least that OWASP names for Argon2id.
                _at_least(env, "KIEMDINH_ARGON2_MEMORY", default.memory, 19456),
                _at_least(env, "KIEMDINH_ARGON2_LANES", default.lanes, 1),
            ),
            timedelta(minutes=_at_least(env, "KIEMDINH_SESSION_IDLE_MINUTES", 30, 1)),
            timedelta(hours=_at_least(env, "KIEMDINH_SESSION_HOURS", 12, 1)),
            timedelta(hours=_at_least(env, "KIEMDINH_INVITATION_HOURS", 72, 1)),
            timedelta(seconds=_at_least(env, "KIEMDINH_OIDC_SECONDS", 5, 1)),
            timedelta(days=_at_least(env, "KIEMDINH_ACCESS_LOG_DAYS", 365, LEAST_ACCESS_LOG)),
            _providers(env.text("KIEMDINH_OIDC", "[]")),
        )


def _has(env: Environment, name: str) -> bool:
    return bool(env.variables.get(name) or env.variables.get(f"{name}_FILE"))


def _at_least(env: Environment, name: str, default: int, least: int) -> int:
    value = env.number(name, default)
    if value < least:
        raise BadSettings(f"{name} phải từ {least} trở lên.")
    return value


def _public_url(text: str) -> str:
    if not text:
        return ""
    if not is_secure(text):
        raise BadSettings(
            "KIEMDINH_PUBLIC_URL phải bắt đầu bằng https://; http:// chỉ dùng trên chính máy này."
        )
    parts = urlsplit(text)
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise BadSettings("KIEMDINH_PUBLIC_URL chỉ gồm giao thức, tên máy và cổng.")
    return f"{parts.scheme}://{parts.netloc}".lower()


def _providers(text: str) -> tuple[Provider, ...]:
    try:
        given = json.loads(text)
    except ValueError as error:
        raise BadSettings("KIEMDINH_OIDC không phải JSON.") from error
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise BadSettings("KIEMDINH_OIDC phải là danh sách các đối tượng JSON.")
    found = tuple(_provider(one) for one in given)
    for key in ("name", "issuer"):
        if len({getattr(one, key) for one in found}) != len(found):
            raise BadSettings(f"KIEMDINH_OIDC: hai nhà cung cấp trùng {key}.")
    return found


def _provider(given: dict[str, Any]) -> Provider:
    def bad(reason: str) -> BadSettings:
        return BadSettings(f"KIEMDINH_OIDC, nhà cung cấp '{given.get('name')}': {reason}")

    if unknown := sorted(set(given) - _PROVIDER):
        raise bad(f"không có mục {', '.join(unknown)}.")
    for name in ("name", "issuer", "client_id", "client_secret"):
        if not isinstance(given.get(name), str) or not given[name]:
            raise bad(f"thiếu {name}.")
    name, issuer = str(given["name"]), str(given["issuer"])
    if not (name.isascii() and name.replace("_", "").isalnum() and name.islower()):
        raise bad("name chỉ gồm chữ thường a-z, số và dấu gạch dưới.")
    if not is_secure(issuer):
        raise bad("issuer phải bắt đầu bằng https://.")
    claim = str(given.get("claim", "sub"))
    if claim in ("email", "name", "preferred_username", "phone_number", "nickname"):
        raise bad(f"claim '{claim}' có thể đổi chủ; dùng sub hoặc một mã không đổi.")
    algorithms = _texts(given.get("algorithms", [*USUAL_ALGORITHMS]))
    scopes = _texts(given.get("scopes", [*USUAL_SCOPES]))
    if not algorithms or not set(algorithms) <= set(ALGORITHMS):
        raise bad(f"algorithms phải nằm trong: {', '.join(ALGORITHMS)}.")
    if "openid" not in scopes:
        raise bad("scopes phải có openid.")
    return Provider(
        name,
        str(given.get("title", name)),
        issuer,
        str(given["client_id"]),
        str(given["client_secret"]),
        claim,
        algorithms,
        scopes,
        given.get("second_factor") is True,
    )


def _texts(value: object) -> tuple[str, ...]:
    """Return a JSON list of texts, none for anything else."""
    texts = value if isinstance(value, list) else []
    return tuple(texts) if all(isinstance(text, str) for text in texts) else ()
