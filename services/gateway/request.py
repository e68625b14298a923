"""What a request says, read strictly: whatever is not understood is refused, nothing is guessed."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import falcon

from libs.kernel.problems import Wire
from libs.kernel.texts import UNPRINTABLE
from services.gateway.problems import Refusal, field

MAX_BODY = 1_000_000
"""The most bytes a body may have."""
MAX_DEPTH = 32
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer tells a browser, unless the route says otherwise: show nothing around it."""
ID = r"[0-9a-z_]{1,64}"
SET = r"[a-z0-9-]{1,64}"
SECRET = "[A-Za-z0-9_-]{43}"
SECRET_PATH = r"(/calendar/+)[^/].*"
"""A path from which on nothing may be kept; written with capitals or two slashes it is none."""
REVISION = r"r[0-9]{1,3}"
LOG = r"[0-9]{2}"
DRAFT = r"[0-9a-z][0-9a-z_.-]{0,199}"
COMMAND_ID = r"[A-Za-z0-9._:-]{8,128}"
LEVEL = r"entries|[0-9]|[1-5][0-9]|6[0-3]"
TILE = r"x[0-9]{3}|[0-9]{3}|[0-9]{3}\.p|[1-9][0-9]{0,2}"
CORRELATION = r"[A-Za-z0-9._:-]{1,128}"
NUMBER = r"[0-9]{1,15}"
DAY = r"20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
ETAG = r'"[0-9]{1,15}"'
ETAGS = r'\*|(?:W/)?"[!#-~]*"(?:, ?(?:W/)?"[!#-~]*")*'
CURSOR = r"(?:3[0-9]|5f|6[1-9a-f]|7[0-9a]){1,64}"
"""An id, each of its characters as two hexadecimal digits."""


def place(req: falcon.Request) -> str:
    """Return the path of a request as it may be kept: without the secret that it may hold.

    A path that no route takes holds it too: with a slash too many, or a word behind it.
    """
    return re.sub(SECRET_PATH, r"\1{secret}", str(req.path), flags=re.DOTALL | re.IGNORECASE)


def body(req: falcon.Request) -> Wire:
    """Return the JSON object a request carries.

    Raises `Refusal`: content-type-unsupported, content-encoding-unsupported, body-too-large
    (without reading more than the limit), and 400 for what is not one well-formed JSON object.
    """
    raw, _ = _raw(req)
    return parsed(raw)


def parsed(raw: bytes) -> Wire:
    """Return the JSON object that `raw` holds; raises `Refusal` as `body` does for what is none."""
    try:
        value = json.loads(
            raw.decode(),
            object_pairs_hook=_members,
            parse_constant=_no_number,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except RecursionError as error:
        raise Refusal("json-too-deep") from error
    except ValueError as error:
        raise Refusal("json-malformed") from error
    _check(value)
    if not isinstance(value, dict):
        raise Refusal("body-not-object")
    return value


def file(req: falcon.Request, kinds: Sequence[str], most: int) -> tuple[bytes, str]:
    """Return the file of one of the media types `kinds` that a request carries, and its type.

    Raises `Refusal`: content-type-unsupported, content-encoding-unsupported, body-too-large (more
    than `most` bytes), body-incomplete.
    """
    return _raw(req, kinds, most)


def _raw(
    req: falcon.Request, kinds: Sequence[str] = ("application/json",), most: int = MAX_BODY
) -> tuple[bytes, str]:
    named, _, parameters = (req.content_type or "").partition(";")
    kind = named.strip().lower()
    charset = parameters.replace(" ", "").replace('"', "").lower()
    if kind not in kinds or charset not in ("", "charset=utf-8"):
        detail = f"Nội dung phải là {' hoặc '.join(kinds)}."
        raise Refusal("content-type-unsupported", detail, headers={"Accept": ", ".join(kinds)})
    if (req.get_header("Content-Encoding") or "identity").strip().lower() != "identity":
        raise Refusal("content-encoding-unsupported", headers={"Accept-Encoding": "identity"})
    try:
        length = req.content_length
    except falcon.HTTPInvalidHeader as error:
        raise field("header-malformed", "/Content-Length", "Không phải số.") from error
    if length is not None and length > most:
        raise Refusal("body-too-large", headers={"Connection": "close"})
    # Without a length a body is chunked, and ends by itself if the server promises so.
    endless = length is None and not req.env.get("wsgi.input_terminated")
    raw = b"" if endless else req.stream.read(most + 1 if length is None else length)
    if len(raw) > most:
        raise Refusal("body-too-large", headers={"Connection": "close"})
    if length is not None and len(raw) < length:
        raise Refusal("body-incomplete")
    return bytes(raw), kind


def _members(pairs: list[tuple[str, Any]]) -> Wire:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Refusal("json-key-repeated")
    return members


def _no_number(text: str) -> Any:
    raise Refusal("json-number")


def _whole(text: str) -> int:
    if len(text) > 17:
        raise Refusal("json-number")
    return int(text)


def _fraction(text: str) -> int | float:
    number = float(text)
    if not -(2**53) < number < 2**53:
        raise Refusal("json-number")
    # 2.0 and 2 are one number in JSON, and one in the canonical form that is hashed.
    return int(number) if number.is_integer() else number


def _check(value: Any) -> None:
    """Raise `Refusal` for text that UTF-8 cannot hold, or objects within objects without end."""
    level = [value]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item)
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
            elif isinstance(item, str) and any("\ud800" <= c <= "\udfff" for c in item):
                raise Refusal("text-malformed")
        if not below:
            return
        level = below
    raise Refusal("json-too-deep")


def parameters(req: falcon.Request, known: Mapping[str, Wire]) -> dict[str, Any]:
    """Return the query's parameters, each as its schema in `known` has it.

    Raises `Refusal`: parameter-unknown, parameter-repeated, parameter-malformed.
    """
    try:
        pairs = parse_qsl(
            req.query_string, keep_blank_values=True, errors="strict", max_num_fields=50
        )
    except ValueError as error:
        raise Refusal("parameter-malformed", "Chuỗi truy vấn không đọc được.") from error
    found: dict[str, Any] = {}
    for name, text in pairs:
        if name not in known:
            raise field("parameter-unknown", f"/{name}", "Không có tham số này.")
        if name in found:
            raise field("parameter-repeated", f"/{name}", "Chỉ được gửi một lần.")
        found[name] = _typed(name, text, known[name])
    return found


def _typed(name: str, text: str, schema: Wire) -> Any:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if UNPRINTABLE.search(text):
        raise field("parameter-malformed", f"/{name}", "Chứa ký tự điều khiển.")
    if "integer" in kinds:
        if not re.fullmatch(rf"-?{NUMBER}", text, re.ASCII):
            raise field("parameter-malformed", f"/{name}", "Phải là số nguyên.")
        return int(text)
    if "boolean" in kinds:
        if text not in ("true", "false"):
            raise field("parameter-malformed", f"/{name}", "Phải là true hoặc false.")
        return text == "true"
    if "array" in kinds:
        # Nothing between commas is one empty text for some, and for a list no member at all.
        return text.split(",") if text else []
    return text


def header(req: falcon.Request, name: str, pattern: str, shape: str) -> str | None:
    """Return a header that has the form of `pattern` (`shape` in words); raises `Refusal`."""
    value = req.get_header(name)
    if value is not None and not re.fullmatch(pattern, value, re.ASCII):
        raise field("header-malformed", f"/{name}", f"Phải là {shape}.")
    return value


def command_id(req: falcon.Request) -> str:
    """Return the Idempotency-Key; raises `Refusal` (header-missing, header-malformed)."""
    value = header(req, "Idempotency-Key", COMMAND_ID, "8 đến 128 ký tự A-Z a-z 0-9 . _ : -")
    if value is None:
        raise field("header-missing", "/Idempotency-Key", "Lệnh cần khóa này để gửi lại an toàn.")
    return value


def expected_version(req: falcon.Request) -> int | None:
    """Return the stream version that If-Match or If-None-Match asks for, 0 for "not there yet"."""
    seen = header(req, "If-Match", ETAG, 'một ETag mạnh dạng "n"')
    absent = header(req, "If-None-Match", r"\*", "* (hồ sơ chưa có)")
    if seen is not None and absent is not None:
        raise field("preconditions-contradict", "/If-None-Match", "Không thể đúng cùng If-Match.")
    if absent is not None:
        return 0
    return None if seen is None else int(seen[1:-1])


def known_versions(req: falcon.Request) -> str:
    """Return what If-None-Match holds, empty without it; raises `Refusal` (header-malformed)."""
    return header(req, "If-None-Match", ETAGS, "* hoặc các ETag") or ""


def unchanged(known: str, version: int | str) -> bool:
    """Return whether If-None-Match, being `known`, says that the caller has this version.

    A version is the number of a record, or the hash of what is answered.
    """
    return known == "*" or f'"{version}"' in re.findall(r'"[^"]*"', known)


def least(req: falcon.Request) -> int:
    """Return the position in Kiemdinh-Min-Position, 0 without it; raises `Refusal`."""
    return int(header(req, "Kiemdinh-Min-Position", NUMBER, "số nguyên từ 0 trở lên") or 0)


def day(req: falcon.Request) -> date | None:
    """Return the date that header Kiemdinh-On names; raises `Refusal` (header-malformed)."""
    value = header(req, "Kiemdinh-On", DAY, "ngày dạng YYYY-MM-DD, từ năm 2000 đến 2099")
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError as error:
        raise field("header-malformed", "/Kiemdinh-On", "Không có ngày này.") from error


def whole(pattern: str, value: str) -> bool:
    """Return whether `value` has the form of `pattern` from its first to its last character."""
    return re.fullmatch(pattern, value, re.ASCII) is not None


def segment(name: str, value: str, pattern: str) -> str:
    """Return a part of the path in the form of `pattern`; raises `Refusal` (path-malformed)."""
    if not re.fullmatch(pattern, value, re.ASCII):
        raise field("path-malformed", f"/{name}", "Phần này của đường dẫn sai dạng.")
    return value


def cursor(text: str, name: str = "after") -> str:
    """Return the id that a cursor stands for; raises `Refusal` (parameter-malformed)."""
    if not re.fullmatch(CURSOR, text, re.ASCII):
        raise field("parameter-malformed", f"/{name}", "Không phải dấu trang do máy chủ cấp.")
    return bytes.fromhex(text).decode()


def mark(id: str) -> str:
    """Return the cursor that stands for `id`."""
    return id.encode().hex()
