"""A union of dataclasses as a wire format, `{"type": name, "data": {...}}`.

The dataclasses are the one description: mypy reads them, marshmallow loads and dumps by them, and
`libs.kernel.json_schema` makes of them the JSON Schema of `contracts/` and of the OpenAPI document.

Field types: `str` (becomes NFC), `int` (below 2**53), `bool`, `date`, `datetime` (UTC), `Literal`,
`StrEnum`, other dataclasses, `tuple[X, ...]` and `Mapping[str, X]` of these, `Mapping[str, Any]`
for any JSON object, and `X | None`. Limits are marshmallow validators: `Annotated[str, size(1,
80)]`; `Sent` is a limit of what is sent alone.
"""

import dataclasses
import re
import types
import typing
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Generic, Literal, TypeVar

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, post_load, validate

from libs.kernel import texts
from libs.kernel.problems import FieldError, Invalid, Wire
from libs.kernel.short_reader import ShortReader, beside, lifted_from
from libs.kernel.short_writer import writer
from libs.kernel.texts import PRINTABLE, UNPRINTABLE

T = TypeVar("T")

DATE = re.compile(r"(?:1[89]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}")
"""Dates are of 1800 to 2199, so that terms and deadlines reckoned from them stay dates."""
_MESSAGES = {
    "required": "required: Thiếu trường bắt buộc.",
    "null": "null: Trường không được để trống.",
    "validator_failed": "invalid: Giá trị không hợp lệ.",
}


def given(name: str) -> Any:
    """Declare a field, by keyword, that the server fills from its knowledge; not on the wire."""
    return dataclasses.field(metadata={"given": name}, kw_only=True)


def lifted(name: Literal["rules", "ev", "_sd"]) -> Any:
    """Declare an event field, by keyword, that stands in the envelope and not in `data`."""
    return dataclasses.field(metadata={"lifted": name}, kw_only=True)


def private(default: Any = MISSING) -> Any:
    """Declare a text of a person, in a command or a view: no log, read table or message keeps it.

    The rules see a command's text as a commitment (`libs.people.vault`), not as it was sent.
    """
    return dataclasses.field(default=default, metadata={"private": True})


def privates(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of `kind` that are declared `private`."""
    all_fields = dataclasses.fields(kind)
    return tuple(field.name for field in all_fields if "private" in field.metadata)


class Pattern(validate.Regexp):
    """The rule that a text matches a pattern as a whole; `schema` says it as JSON Schema does."""

    def __init__(self, regex: str, example: str) -> None:
        error = f"pattern: Sai dạng, ví dụ đúng: {example}."
        super().__init__(rf"^(?:{regex})\Z", re.ASCII, error=error)
        if not re.fullmatch(regex, example, re.ASCII):
            raise ValueError(f"{example!r} does not match {regex!r}")
        self.schema: Wire = {"pattern": f"^(?:{regex})$", "examples": [example]}
        if re.search(r"\[\^|\\[SWD]|(?<!\\)\.", regex):
            self.schema["allOf"] = [{"pattern": PRINTABLE}]


class Sent(validate.Regexp):
    """The rule that a text that is *sent* matches a pattern as a whole.

    Of what was recorded nothing of it is asked: a contract asks it of messages that are sent alone,
    and `schema` stands in the schemas of these.
    """

    def __init__(self, regex: str, error: str) -> None:
        super().__init__(rf"^(?:{regex})\Z", re.ASCII, error=error)
        self.schema: Wire = {"pattern": f"^(?:{regex})$"}


class Size(validate.Length):
    """The rule that a text has so many characters, or a list so many items: it says which."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(least, most)
        limits = f"length: Phải có từ {least} đến {most}"
        self._of_text = validate.Length(least, most, error=f"{limits} ký tự.")
        self._of_list = validate.Length(least, most, error=f"{limits} mục.")

    def __call__(self, value: Any) -> Any:
        """Return what keeps to it; raises marshmallow's ValidationError for what does not."""
        return self._of_text(value) if isinstance(value, str) else self._of_list(value)


def size(least: int, most: int) -> validate.Length:
    """Return the rule that a text or list has `least` to `most` characters or items."""
    return Size(least, most)


def between(least: int, most: int) -> validate.Range:
    """Return the rule that a number is from `least` to `most`, both included."""
    return validate.Range(least, most, error=f"range: Giá trị phải từ {least} đến {most}.")


def choice(names: Iterable[Any]) -> validate.OneOf:
    """Return the rule that a value is one of `names`."""
    known = tuple(names)
    shown = ", ".join(map(str, known))
    return validate.OneOf(known, error=f"choice: Phải là một trong: {shown}.")


def pattern(regex: str, example: str) -> validate.Regexp:
    """Return the rule that a text matches `regex` as a whole; `example` is shown if it does not."""
    return Pattern(regex, example)


@dataclass(frozen=True, slots=True)
class Means:
    """What a field holds, in words for the API document: `Annotated[str, Means("...")]`."""

    text: str


Id = Annotated[str, pattern(r"[0-9a-z_]{1,64}", "5f0c2a")]
"""An opaque identifier: lower-case letters, digits, underscore; no dash (streams split on it)."""
Actor = Annotated[str, pattern(r"[us]:[0-9a-z_]{1,64}", "u:5f0c2a")]
"""Who acts: `u:` a person behind a pseudonym, `s:` a service or the operator."""
Line = Annotated[str, size(1, 300), Sent(texts.ONE_LINE, "line: Chỉ được một dòng.")]
"""A name, a number, an address: what stands in one line of a list, a letter, a mail."""
Remark = Annotated[str, size(1, 300)]
"""A sentence or two, which may be broken into lines."""
Text = Annotated[str, size(0, 4000)]


def _messages(**own: str) -> Any:
    return {**_MESSAGES, **own}


class _Text(fields.String):
    default_error_messages = _messages(invalid="type: Phải là chuỗi ký tự.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = unicodedata.normalize("NFC", super()._deserialize(value, attr, data, **kwargs))
        if UNPRINTABLE.search(text):
            raise ValidationError("characters: Chuỗi chứa ký tự điều khiển hoặc ký tự lỗi.")
        return text


class _Sent(_Text):
    """A text of a message that is sent, not of one that was recorded long ago."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if wrong := texts.unfit(text):
            raise ValidationError(f"characters: {wrong}")
        if text and not texts.seen(text) and any(map(_demands, self.validators)):
            raise ValidationError("blank: Phải có chữ nhìn thấy được, không chỉ có dấu cách.")
        return text


def _demands(rule: Any) -> bool:
    """Return whether a rule asks that something be said."""
    return isinstance(rule, validate.Length) and (rule.min or 0) > 0


class _Whole(fields.Integer):
    default_error_messages = _messages(invalid="type: Phải là số nguyên.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid")
        if not -(2**53) < value < 2**53:
            raise ValidationError("range: Số nguyên quá lớn.")
        return value


class _Truth(fields.Boolean):
    default_error_messages = _messages(invalid="type: Phải là true hoặc false.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class _Day(fields.Date):
    default_error_messages = _messages(
        invalid="type: Phải là ngày dạng YYYY-MM-DD, từ năm 1800 đến 2199."
    )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not DATE.fullmatch(value):
            raise self.make_error("invalid")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self.make_error("invalid") from error


class _Instant(fields.AwareDateTime):
    default_error_messages = _messages(
        invalid="type: Phải là thời điểm theo RFC 3339.",
        invalid_awareness="type: Phải là thời điểm có múi giờ.",
    )


class _Object(fields.Dict):
    default_error_messages = _messages(invalid="type: Phải là đối tượng.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]
        except ValidationError as error:
            if not isinstance(error.messages, dict):
                raise
            raise ValidationError(
                {name: wrong["value"] for name, wrong in error.messages.items()}
            ) from error


class _Member(_Text):
    """A text that is one of an enumeration's, and is loaded as its member."""

    def __init__(self, members: type[StrEnum], **options: Any) -> None:
        super().__init__(**options)
        self.members = members

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        return self.members(text) if text in [*self.members] else text


class _Items(fields.List[Any]):
    default_error_messages = _messages(invalid="type: Phải là danh sách.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class _Part(fields.Nested):
    default_error_messages = _messages(type="type: Phải là đối tượng.")


class _Message(Schema):
    error_messages = _messages(
        unknown="unknown: Trường không có trong hợp đồng.", type="type: Phải là đối tượng."
    )


def _field(hint: Any, unknown: str, **options: Any) -> fields.Field[Any]:
    if typing.get_origin(hint) is Annotated:
        base, *extras = typing.get_args(hint)
        rules = [
            e
            for e in extras
            if isinstance(e, validate.Validator) and (unknown == RAISE or not isinstance(e, Sent))
        ]
        return _field(base, unknown, **{**options, "validate": rules + options.pop("validate", [])})
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (a for a in args if a is not type(None))
        return _field(inner, unknown, **{**options, "allow_none": True})
    if origin is Literal:
        kind = _Whole if isinstance(args[0], int) else _Text
        return kind(validate=[choice(args)], **options)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        values = [member.value for member in hint]
        return _Member(hint, validate=[choice(values)], **options)
    if origin is tuple:
        return _Items(_field(args[0], unknown), **options)
    if origin is Mapping:
        return _Object(values=None if args[1] is Any else _field(args[1], unknown), **options)
    if dataclasses.is_dataclass(hint):
        return _Part(_schema(typing.cast(type, hint), unknown, nested=True), **options)
    simple: dict[Any, type[fields.Field[Any]]] = {
        str: _Sent if unknown == RAISE else _Text,
        int: _Whole,
        bool: _Truth,
        date: _Day,
        datetime: _Instant,
    }
    if hint not in simple:
        raise TypeError(f"no wire form for {hint!r}")
    return simple[hint](**options)


def _schema(cls: type, unknown: str, nested: bool = False) -> type[Schema]:
    hints = typing.get_type_hints(cls, include_extras=True)
    members: dict[str, Any] = {}
    for field in dataclasses.fields(cls):
        if beside(field):
            continue
        optional = field.default is not MISSING or field.default_factory is not MISSING
        members[field.name] = _field(hints[field.name], unknown, required=not optional)
    members["Meta"] = type("Meta", (), {"unknown": unknown})
    if nested:
        members["make"] = post_load(lambda self, data, **_: cls(**data))
    return type(cls.__name__, (_Message,), members)


def _errors(messages: Any, at: str = "") -> Iterable[FieldError]:
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            yield from _errors(below, at if key == "_schema" else f"{at}/{key}")
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            code, _, detail = str(message).partition(": ")
            yield FieldError(at, code, detail) if detail else FieldError(at, "invalid", code)


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A checked message that still lacks the fields which the server itself fills."""

    kind: type[T]
    values: Wire

    def build(self, knowledge: Mapping[str, Any], hidden: Mapping[str, str] | None = None) -> T:
        """Return the message; each field declared `given(name)` is taken from `knowledge[name]`.

        `hidden` are the commitments that stand for the `private` texts.
        """
        own = {
            f.name: knowledge[f.metadata["given"]]
            for f in dataclasses.fields(self.kind)  # type: ignore[arg-type]
            if "given" in f.metadata
        }
        return self.kind(**{**self.values, **(hidden or {})}, **own)

    @property
    def private(self) -> dict[str, str | None]:
        """The texts that were sent for fields declared `private`; None withdraws one."""
        return {name: self.values[name] for name in privates(self.kind) if name in self.values}

    @property
    def needs(self) -> frozenset[str]:
        """The names that `build` will ask of `knowledge`."""
        all_fields = dataclasses.fields(self.kind)  # type: ignore[arg-type]
        return frozenset(f.metadata["given"] for f in all_fields if "given" in f.metadata)


def misfitting(message: Any) -> str | None:
    """Return the name of a list of `message` that is shorter or longer than its contract allows.

    None if there is none. For messages that came over no wire.
    """
    for name, limit in _list_limits(message.__class__):
        if not (limit.min or 0) <= len(getattr(message, name)) <= (limit.max or 0):
            return name
    return None


@cache
def _list_limits(kind: type) -> tuple[tuple[str, validate.Length], ...]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return tuple(
        (name, rule)
        for name, hint in hints.items()
        if typing.get_origin(hint) is Annotated and typing.get_origin(hint.__origin__) is tuple
        for rule in hint.__metadata__
        if isinstance(rule, validate.Length)
    )


def kebab(name: str) -> str:
    """Return a class name as it stands in a path: "KeepBook" as "keep-book"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


class _Made(dict[str, T]):
    """What is made of a name when it is first asked for: most programs ask for few."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> T:
        found = self[name] = self._make(name)
        return found


class Contract(Generic[T]):
    """The messages of one union, or of a tuple of classes.

    Foreign fields are refused ("raise") or ignored ("exclude"). What refuses them is of messages
    that are sent, whose texts must be fit to be seen (`libs.kernel.texts`).
    """

    def __init__(self, union: Any, unknown: Literal["raise", "exclude"] = "exclude") -> None:
        members = union if isinstance(union, tuple) else typing.get_args(union) or (union,)
        self.types: dict[str, type[T]] = {kind.__name__: kind for kind in members}
        mode = RAISE if unknown == "raise" else EXCLUDE
        self._schemas = _Made(lambda name: _schema(self.types[name], mode)())
        self._short = ShortReader(DATE, UNPRINTABLE, Sent, exact=unknown == "raise")
        self._exact = ShortReader(DATE, UNPRINTABLE, Sent, exact=True)
        # The texts of what is sent are looked at in more ways than the short one knows.
        self._stored = {} if unknown == "raise" else self.types
        self._writers = _Made(lambda name: writer(self.types[name]))
        self._lifted = {name: _lifted(kind) for name, kind in self.types.items()}

    def parse(self, wire: Any) -> Parsed[T]:
        """Return the checked message of `wire`; raises `Invalid` naming each wrong field."""
        if not isinstance(wire, Mapping) or not isinstance(wire.get("type"), str):
            raise Invalid("message-malformed", "Thông điệp phải có trường 'type' và 'data'.")
        name = wire["type"]
        if name not in self.types:
            raise Invalid("type-unknown", f"Không có thông điệp loại '{name}'.")
        try:
            values = self._schemas[name].load(wire.get("data", {}))
        except ValidationError as error:
            errors = tuple(_errors(error.messages))
            detail = "; ".join(f"{e.pointer or '/'}: {e.detail}" for e in errors)
            raise Invalid(
                "fields-invalid", detail, rule=f"contract {name}", errors=errors
            ) from error
        return Parsed(self.types[name], typing.cast(Wire, values))

    def load(self, wire: Any) -> T:
        """Return the message of `wire`, which needs nothing from the server; raises `Invalid`."""
        kind = self._stored.get(str(wire.get("type"))) if isinstance(wire, dict) else None
        found: T | None = None if kind is None else self._short.data(kind, wire.get("data"))
        return self.parse(wire).build({}) if found is None else found

    def event(self, envelope: Wire) -> T | None:
        """Return the event in `envelope`, lifted fields restored; None if not in the union."""
        name = envelope["type"]
        if name not in self.types:
            return None
        found: T | None = self._short.event(self.types[name], envelope)
        return self._event(envelope) if found is None else found

    def exact_event(self, envelope: Wire) -> T | None:
        """Return the event in `envelope` if that says nothing beyond it; None where `event` may
        still find one."""
        kind = self.types.get(envelope["type"])
        return None if kind is None else self._exact.event(kind, envelope)

    def _event(self, envelope: Wire) -> T:
        name = envelope["type"]
        parsed = self.parse({"type": name, "data": envelope["data"]})
        raised = {field: lifted_from(envelope, key) for field, key in self._lifted[name]}
        return parsed.kind(**parsed.values, **raised)

    def dump(self, message: T) -> Wire:
        """Return `{"type", "data"}` and, where the message lifts fields, `rules`, `ev`, `_sd`."""
        name = type(message).__name__
        write = self._writers[name]
        data = self.written(message) if write is None else write(message)
        wire: Wire = {"type": name, "data": data}
        for field, key in self._lifted[name]:
            value = getattr(message, field)
            if value:
                wire[key] = list(value) if isinstance(value, tuple) else value
        return wire

    def written(self, message: T) -> Wire:
        """Return the `data` of a message the long way, by marshmallow."""
        data: Wire = self._schemas[type(message).__name__].dump(message)
        return data


def _lifted(kind: type) -> tuple[tuple[str, str], ...]:
    """Return each field that a class lifts, and the key under which it stands."""
    all_fields = dataclasses.fields(kind)
    return tuple((f.name, f.metadata["lifted"]) for f in all_fields if "lifted" in f.metadata)
