"""The short way from an envelope to its event: one plain function a class, made of its type hints.

It says yes or nothing. Yes: the very event that `Contract.event` gives. Nothing: whoever asked
takes the long way, which has words for what is wrong. So only its yes must be right.
"""

import dataclasses
import re
import typing
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import MISSING
from datetime import date
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Literal

from marshmallow import ValidationError, validate

Check = Callable[[Any], Any]


_BESIDE = {"rules": str, "ev": list, "_sd": list}
"""What may stand beside `data`, and as what."""


class No(Exception):
    """The short way does not know."""


class ShortReader:
    """Reads the events of some classes; of a class with a field that it does not know, none.

    `days` and `unprintable` are what a contract accepts as a date, refuses in a text; `passed` are
    rules that no event is held against. Keys that the class does not have are passed over; `exact`:
    then nothing, so that what is read says all that the envelope says.
    """

    def __init__(
        self,
        days: re.Pattern[str],
        unprintable: re.Pattern[str],
        passed: type[validate.Validator],
        exact: bool = False,
    ) -> None:
        self._passed = passed
        self._exact = exact
        self._unprintable = unprintable
        self._simple: dict[Any, Check] = {
            str: self._text,
            int: _whole,
            bool: _truth,
            date: lambda value: _day(days, value),
        }
        self._readers: dict[type, tuple[Check, tuple[tuple[str, str], ...]] | None] = {}

    def event(self, kind: type, envelope: Mapping[str, Any]) -> Any | None:
        """Return the event in `envelope`, None where only the long way can tell."""
        found = self._known(kind)
        if found is None:
            return None
        read, lifted = found
        if self._exact and not _nothing_else(lifted, envelope):
            return None
        try:
            values = read(envelope["data"])
            for name, key in lifted:
                values[name] = lifted_from(envelope, key)
            return kind(**values)
        except (No, TypeError):
            return None

    def data(self, kind: type, data: Any) -> Any | None:
        """Return the message of a class with this data alone, None where only the long way can
        tell."""
        found = self._known(kind)
        try:
            return None if found is None else kind(**found[0](data))
        except (No, TypeError):
            return None

    def _known(self, kind: type) -> tuple[Check, tuple[tuple[str, str], ...]] | None:
        found = self._readers.get(kind, MISSING)
        if found is MISSING:
            found = self._readers[kind] = self._prepare(kind)
        return found

    def _prepare(self, kind: type) -> tuple[Check, tuple[tuple[str, str], ...]] | None:
        lifted = tuple(
            (each.name, each.metadata["lifted"])
            for each in dataclasses.fields(kind)
            if "lifted" in each.metadata
        )
        try:
            return self._values(kind), lifted
        except KeyError:
            return None

    def _values(self, kind: type) -> Check:
        """Return the function that gives the values of a class out of a JSON object."""
        hints = typing.get_type_hints(kind, include_extras=True)
        own = [each for each in dataclasses.fields(kind) if not beside(each)]
        checks = [(each.name, self._check(hints[each.name])) for each in own]
        needed = frozenset(
            each.name for each in own if each.default is MISSING and each.default_factory is MISSING
        )
        names, exact = frozenset(name for name, _ in checks), self._exact

        def read(value: Any) -> dict[str, Any]:
            if type(value) is not dict or not needed <= value.keys():
                raise No
            if exact and not value.keys() <= names:
                raise No
            return {name: check(value[name]) for name, check in checks if name in value}

        return read

    def _check(self, hint: Any) -> Check:
        """Return the function that reads a value of this type; raises KeyError for one unknown."""
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin is Annotated:
            found = self._check(args[0])
            for rule in args[1:]:
                if isinstance(rule, validate.Validator) and not isinstance(rule, self._passed):
                    found = _limited(found, rule)
            return found
        if origin in (typing.Union, UnionType):
            inner = self._check(next(each for each in args if each is not type(None)))
            return lambda value: None if value is None else inner(value)
        if origin is Literal:
            return _choice(frozenset(args), type(args[0]))
        if origin is tuple:
            return _items(self._check(args[0]))
        if dataclasses.is_dataclass(hint):
            kind = typing.cast(type, hint)
            values = self._values(kind)
            return lambda value: kind(**values(value))
        return self._simple[hint]

    def _text(self, value: Any) -> str:
        if type(value) is not str or self._unprintable.search(value):
            raise No
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            raise No
        return value


def beside(each: "dataclasses.Field[Any]") -> bool:
    """Return whether a field stands elsewhere than in the data."""
    return "lifted" in each.metadata or "given" in each.metadata


def _nothing_else(lifted: tuple[tuple[str, str], ...], envelope: Mapping[str, Any]) -> bool:
    """Whether the envelope has those keys beside `data` that the class lifts, and no empty one."""
    known = {key for _, key in lifted}
    there = {key for key in _BESIDE if key in envelope}
    return (
        there <= known
        and known & {"rules"} <= there
        and all(type(envelope[key]) is _BESIDE[key] and envelope[key] for key in there)
    )


def lifted_from(envelope: Mapping[str, Any], key: str) -> Any:
    """Return what stands under a key beside `data`: a text or None, or a tuple."""
    value = envelope.get(key)
    return value if key == "rules" else tuple(value or ())


@lru_cache(10_000)
def _day(days: re.Pattern[str], value: Any) -> date:
    if type(value) is not str or not days.fullmatch(value):
        raise No
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise No from None


def _whole(value: Any) -> int:
    if type(value) is not int or not -(2**53) < value < 2**53:
        raise No
    return value


def _truth(value: Any) -> bool:
    if type(value) is not bool:
        raise No
    return value


def _choice(allowed: frozenset[Any], kind: type) -> Check:
    def choice(value: Any) -> Any:
        if type(value) is not kind or value not in allowed:
            raise No
        return value

    return choice


def _items(item: Check) -> Check:
    def items(value: Any) -> Any:
        if type(value) is not list:
            raise No
        return tuple([item(each) for each in value])

    return items


def _limited(base: Check, rule: validate.Validator) -> Check:
    if isinstance(rule, validate.Length) and rule.equal is None:
        least, most = rule.min or 0, rule.max if rule.max is not None else 1 << 60

        def length(value: Any) -> Any:
            value = base(value)
            if not least <= len(value) <= most:
                raise No
            return value

        return length
    if isinstance(rule, validate.Regexp):
        match = rule.regex.match

        def pattern(value: Any) -> Any:
            value = base(value)
            if match(value) is None:
                raise No
            return value

        return pattern

    def other(value: Any) -> Any:
        value = base(value)
        try:
            rule(value)
        except ValidationError:
            raise No from None
        return value

    return other
