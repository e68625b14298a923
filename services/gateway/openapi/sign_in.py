"""The operations about people and keys: signing in, sessions, accounts, API keys."""

from libs.contracts import example
from libs.errors import Wire
from libs.json_schema import schemas
from services.gateway import reading
from services.gateway.keys import MESSAGES as KEY_MESSAGES
from services.gateway.openapi.parts import HOLDERS, SESSION, answer, query, refs, refusals, text
from services.gateway.sign_in.messages import MESSAGES
from services.gateway.sign_in.oidc import RETURN_TO

LIST_MOST = 200
PAGE_PARAMETERS: tuple[Wire, ...] = (
    query("after", text(reading.CURSOR, "356630633261"), "Dấu trang, từ liên kết next."),
    query("limit", {"type": "integer", "minimum": 1, "maximum": LIST_MOST}, "Số mục tối đa."),
)
RETURN_TO_SCHEMA: Wire = text(RETURN_TO, "/")
_KEEPERS = HOLDERS
_ANYBODY: list[Wire] = [{}]
_TEXT: Wire = {"type": "string"}
_INSTANT: Wire = {"type": "string", "format": "date-time"}
_INSTANT_OR_NONE: Wire = {"type": ["string", "null"], "format": "date-time"}
_TEXT_OR_NONE: Wire = {"type": ["string", "null"]}
_TRUTH: Wire = {"type": "boolean"}
_TEXTS: Wire = {"type": "array", "items": _TEXT}


def _object(**properties: Wire) -> Wire:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(name: str) -> Wire:
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}
    return _object(items=items)


_SESSION = _object(
    id=_TEXT,
    actor=_TEXT,
    login=_TEXT,
    provider=_TEXT_OR_NONE,
    second_factor={"type": "string", "enum": ["shown", "needed", "missing", "none"]},
    started_at=_INSTANT,
    expires_at=_INSTANT,
)
_KEY = _object(
    id=_TEXT,
    actor=_TEXT,
    label=_TEXT,
    scope=_TEXTS,
    issued_at=_INSTANT,
    issued_by=_TEXT,
    expires_at=_INSTANT,
    used_at=_INSTANT_OR_NONE,
    ended_at=_INSTANT_OR_NONE,
)
SCHEMAS: dict[str, Wire] = {
    **schemas(MESSAGES),
    **schemas(KEY_MESSAGES),
    "Key": _KEY,
    "IssuedKey": {
        **_KEY,
        "properties": {
            **_KEY["properties"],
            "key": {
                "type": "string",
                "pattern": "^kd_",
                "description": "Chỉ hiện trong câu trả lời này.",
            },
        },
    },
    "Providers": _object(
        providers={"type": "array", "items": _object(id=_TEXT, title=_TEXT)},
    ),
    "Session": _SESSION,
    "ConfirmedSession": {
        **_SESSION,
        "properties": {**_SESSION["properties"], "recovery_codes": _TEXTS},
        "required": [*_SESSION["required"], "recovery_codes"],
    },
    "OwnSession": _object(
        id=_TEXT,
        this=_TRUTH,
        provider=_TEXT_OR_NONE,
        address=_TEXT,
        agent=_TEXT,
        started_at=_INSTANT,
        seen_at=_INSTANT,
        expires_at=_INSTANT,
    ),
    "EndedSession": _object(id=_TEXT),
    "SignedOut": _object(
        end_session={
            "type": ["string", "null"],
            "description": "Nơi kết thúc phiên ở nhà cung cấp danh tính.",
        }
    ),
    "SecondFactorOffer": _object(secret=_TEXT, uri=_TEXT),
    "Account": _object(
        actor=_TEXT,
        login=_TEXT,
        disabled=_TRUTH,
        password=_TRUTH,
        second_factor=_TRUTH,
        invited_until=_INSTANT_OR_NONE,
        links=_TEXTS,
    ),
    "AccountInvited": _object(actor=_TEXT, login=_TEXT, invitation=_TEXT, expires_at=_INSTANT),
    "AccountChanged": _object(actor=_TEXT),
}


def _refer(name: str) -> Wire:
    return {"$ref": f"#/components/schemas/{name}"}


def _get(
    operation: str, tag: str, summary: str, security: list[Wire], schema: Wire, *parameters: Wire
) -> Wire:
    return {
        "operationId": operation,
        "tags": [tag],
        "summary": summary,
        "security": security,
        "parameters": list(parameters),
        "responses": {"200": answer(schema), **refusals(400, 401, 403, 404, 406, 500, 503)},
    }


def _post(
    operation: str,
    tag: str,
    summary: str,
    security: list[Wire],
    body: str,
    *parameters: Wire,
    **answers: Wire,
) -> Wire:
    """Return an operation; `answers` are by status, "s200" and so on."""
    return {
        "operationId": operation,
        "tags": [tag],
        "summary": summary,
        "security": security,
        "parameters": list(parameters),
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": _refer(body),
                    "example": example(SCHEMAS[body], every=True),
                }
            },
        },
        "responses": {
            **{status[1:]: found for status, found in answers.items()},
            **refusals(400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 500, 503),
        },
    }


def _redirect(operation: str, summary: str, *parameters: Wire) -> Wire:
    location = {"Location": {"description": "Nơi trình duyệt đi tiếp.", "schema": _TEXT}}
    return {
        "operationId": operation,
        "tags": ["sign-in"],
        "summary": summary,
        "security": _ANYBODY,
        "parameters": [*refs("parameters", "id"), *parameters],
        "responses": {
            "303": {"description": "Chuyển trình duyệt đi tiếp.", "headers": location},
            **refusals(400, 401, 403, 404, 406, 500, 503),
        },
    }


def _ok(schema: str) -> Wire:
    return answer(_refer(schema))


def paths() -> Wire:
    """Return the paths about people and keys."""
    id_ = refs("parameters", "id")[0]
    request = refs("parameters", "idempotencyKey")[0]
    keeper = _KEEPERS
    return {
        "/v1/sign-in": {
            "get": _get(
                "listProviders",
                "sign-in",
                "List the identity providers that people may sign in with.",
                _ANYBODY,
                _refer("Providers"),
            ),
            "post": _post(
                "signIn",
                "sign-in",
                "Sign in with login name and password; the session is a cookie.",
                _ANYBODY,
                "SignIn",
                s200=_ok("Session"),
            ),
        },
        "/v1/sign-in/{id}": {
            "get": _redirect(
                "leaveForProvider",
                "Send the browser to an identity provider.",
                query("return_to", RETURN_TO_SCHEMA, "Nơi đi tiếp sau khi đăng nhập."),
            )
        },
        "/v1/sign-in/{id}/callback": {
            "get": _redirect(
                "arriveFromProvider",
                "Take the browser back from an identity provider and sign its user in.",
                query("state", _TEXT, "Như đã gửi đi."),
                query("code", _TEXT, "Mã do nhà cung cấp cấp."),
                query("iss", _TEXT, "Nhà cung cấp."),
                query("error", _TEXT, "Lý do không xác nhận."),
            )
        },
        "/v1/sign-out": {
            "post": _post(
                "signOut",
                "sign-in",
                "End this session.",
                SESSION,
                "Nothing",
                s200=_ok("SignedOut"),
            )
        },
        "/v1/invitation": {
            "post": _post(
                "acceptInvitation",
                "sign-in",
                "Set a password with an invitation, which works once.",
                _ANYBODY,
                "AcceptInvitation",
                s200=_ok("AccountChanged"),
            )
        },
        "/v1/session": {
            "get": _get("getSession", "sign-in", "Show this session.", SESSION, _refer("Session"))
        },
        "/v1/session/password": {
            "post": _post(
                "changePassword",
                "sign-in",
                "Change the password; all other sessions end.",
                SESSION,
                "ChangePassword",
                s200=_ok("Session"),
            )
        },
        "/v1/session/second-factor": {
            "post": _post(
                "showSecondFactor",
                "sign-in",
                "Show the second factor, each code of which works once.",
                SESSION,
                "ShowSecondFactor",
                s200=_ok("Session"),
            )
        },
        "/v1/session/second-factor/offer": {
            "post": _post(
                "offerSecondFactor",
                "sign-in",
                "Get a new secret for an authenticator app; it is shown in this answer only.",
                SESSION,
                "Nothing",
                s200=_ok("SecondFactorOffer"),
            )
        },
        "/v1/session/second-factor/confirm": {
            "post": _post(
                "confirmSecondFactor",
                "sign-in",
                "Take the offered secret into use; recovery codes are shown in this answer only.",
                SESSION,
                "ConfirmSecondFactor",
                s200=_ok("ConfirmedSession"),
            )
        },
        "/v1/sessions": {
            "get": _get(
                "listSessions", "sign-in", "List one's own sessions.", SESSION, _list("OwnSession")
            )
        },
        "/v1/sessions/{id}/end": {
            "post": _post(
                "endSession",
                "sign-in",
                "End one of one's own sessions.",
                SESSION,
                "Nothing",
                id_,
                s200=_ok("EndedSession"),
            )
        },
        "/v1/accounts": {
            "get": _get(
                "listAccounts",
                "accounts",
                "List accounts: all for the operator, those in reach for an administrator.",
                keeper,
                _list("Account"),
                *PAGE_PARAMETERS,
            ),
            "post": _post(
                "createAccount",
                "accounts",
                "Give a person a login name; the invitation is shown in this answer only.",
                keeper,
                "CreateAccount",
                s201=_ok("AccountInvited"),
            ),
        },
        **{
            f"/v1/accounts/{{id}}/{verb}": {
                "post": _post(
                    f"{verb}Account", "accounts", summary, keeper, body, id_, s200=_ok(of)
                )
            }
            for verb, summary, body, of in (
                (
                    "reset",
                    "Take password, second factor and sessions away and invite anew.",
                    "Nothing",
                    "AccountInvited",
                ),
                (
                    "disable",
                    "End sessions and API keys, and let nobody sign in any more.",
                    "Nothing",
                    "AccountChanged",
                ),
                (
                    "link",
                    "Let who an identity provider knows by a value sign in as this person.",
                    "LinkAccount",
                    "AccountChanged",
                ),
                (
                    "unlink",
                    "End what links the person to an identity provider.",
                    "UnlinkAccount",
                    "AccountChanged",
                ),
                (
                    "erase",
                    "Remove the account and what names its owner; the operator alone may.",
                    "Nothing",
                    "AccountChanged",
                ),
            )
        },
        "/v1/keys": {
            "get": _get(
                "listKeys",
                "keys",
                "List API keys: one's own, those of programs in reach, all for the operator.",
                keeper,
                _list("Key"),
                *PAGE_PARAMETERS,
            ),
            "post": _post(
                "issueKey",
                "keys",
                "Issue an API key; the key is shown in this answer only.",
                keeper,
                "IssueKey",
                request,
                s200=answer(
                    _refer("IssuedKey"),
                    description="Yêu cầu này đã được đáp ứng: không có khóa thứ hai.",
                ),
                s201=_ok("IssuedKey"),
            ),
        },
        "/v1/keys/{id}/end": {
            "post": _post(
                "endKey", "keys", "End an API key.", keeper, "Nothing", id_, s200=_ok("Key")
            )
        },
    }
