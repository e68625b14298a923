"""ID tokens: signed by the provider, for us, for this sign-in, now (OIDC Core 3.1.3.7)."""

import hmac
from contextlib import suppress
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from libs.errors import FieldError
from services.gateway.problems import Refusal
from services.gateway.sign_in.settings import Provider

LEEWAY = 60
"""Seconds by which the clocks may differ."""
OLDEST = 600
"""Seconds that may have passed since a token was made: longer ago, it is not of this sign-in."""
LEAST_RSA_BITS = 2048


class UnknownKey(Exception):
    """Signed with a key that is not in the set: perhaps the provider has a new one."""


def key_set(found: dict[str, Any]) -> KeySet:
    """Return the public keys of a JWKS that may sign; raises ValueError for none."""
    keys = []
    for one in found.get("keys", ()):
        if not isinstance(one, dict) or one.get("use") == "enc" or not _strong(one):
            continue
        with suppress(JoseError, ValueError, TypeError, KeyError):
            # One key that cannot be used does not make the others worthless.
            keys += KeySet.import_key_set({"keys": [one]}).keys
    if not keys:
        raise ValueError("no usable key")
    return KeySet(keys)


def _strong(key: dict[str, Any]) -> bool:
    """Return whether a key is of a kind for public signatures, and long enough."""
    if key.get("kty") != "RSA":
        return key.get("kty") == "EC"
    modulus = key.get("n")
    return isinstance(modulus, str) and len(modulus) * 6 >= LEAST_RSA_BITS


def check(
    token: str, keys: KeySet, provider: Provider, nonce: str, now: datetime
) -> dict[str, Any]:
    """Return the claims of an ID token.

    Raises `UnknownKey`, and `Refusal` (id-token-invalid) that names the header or claim at fault.
    """
    try:
        registry = JWSRegistry(algorithms=list(provider.algorithms))
        decoded = jwt.decode(token, keys, registry=registry)
    except (BadSignatureError, InvalidKeyIdError) as error:
        raise UnknownKey from error
    except (JoseError, ValueError, TypeError) as error:
        raise invalid("signature") from error
    kind = decoded.header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.upper() != "JWT":
        raise invalid("typ")  # an access or logout token of the same provider
    claims = decoded.claims
    if claims.get("iss") != provider.issuer:
        raise invalid("iss")
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    if provider.client_id not in several:
        raise invalid("aud")
    if claims.get("azp", provider.client_id) != provider.client_id or (
        len(several) > 1 and "azp" not in claims
    ):
        raise invalid("azp")
    instant = now.timestamp()
    if not _number(claims.get("exp")) or claims["exp"] <= instant - LEEWAY:
        raise invalid("exp")
    if not _number(claims.get("iat")) or not -OLDEST - LEEWAY <= claims["iat"] - instant <= LEEWAY:
        raise invalid("iat")
    if "nbf" in claims and (not _number(claims["nbf"]) or claims["nbf"] > instant + LEEWAY):
        raise invalid("nbf")
    sent = claims.get("nonce")
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), nonce.encode()):
        raise invalid("nonce")
    return dict(claims)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def invalid(what: str) -> Refusal:
    """Return the refusal of a token for its header or claim `what`."""
    detail = f"Xác nhận của nhà cung cấp danh tính không hợp lệ ({what})."
    return Refusal("id-token-invalid", detail, [FieldError(f"/{what}", "id-token-invalid", detail)])
