"""The refusals a caller can meet, each with a code, the field and the rule it rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

Wire = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that is wrong: an RFC 6901 `pointer` into the message, a code and a sentence."""

    pointer: str
    code: str
    detail: str


class Problem(Exception):
    """A refusal that is part of the contract; anything else that is raised is a bug.

    `code` is kebab-case and stable, `detail` is a Vietnamese sentence for the person who asked,
    `rule` cites the text the refusal rests on ("TT 18/2018 art. 37"), `errors` name the fields.
    """

    status: ClassVar[int] = 500

    def __init__(
        self,
        code: str,
        detail: str,
        rule: str | None = None,
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(code, detail, rule, [[e.pointer, e.code, e.detail] for e in errors])
        self.code = code
        self.detail = detail
        self.rule = rule
        self.errors = tuple(errors)

    def to_wire(self) -> Wire:
        """Return the refusal as JSON; `from_wire` is its inverse."""
        return {"kind": type(self).__name__, "args": list(self.args)}

    @staticmethod
    def from_wire(wire: Wire) -> "Problem":
        """Return the refusal that `to_wire` wrote; raises KeyError for an unknown kind."""
        return PROBLEMS[wire["kind"]].build(*wire["args"])

    @classmethod
    def build(cls, code: str, detail: str, rule: str | None, errors: list[list[str]]) -> Self:
        """Return the refusal from its plain arguments, as `args` holds them."""
        return cls(code, detail, rule, [FieldError(*e) for e in errors])


class Invalid(Problem):
    """The message is malformed."""

    status = 400


class Forbidden(Problem):
    """This person may not do this, here, at this moment."""

    status = 403


class NotFound(Problem):
    """There is no such thing."""

    status = 404


class Conflict(Problem):
    """The stream has moved on since the version that the caller saw."""

    status = 409


class Rejected(Problem):
    """The message is well formed and the rules say no."""

    status = 422


def refused(code: str, detail: str, rule: str | None = None, *, at: str | None = None) -> Rejected:
    """Return the refusal of a command by the rules; `at` points to the field that is wrong."""
    errors = [] if at is None else [FieldError(at, code, detail)]
    return Rejected(code, detail, rule, errors)


def refuse(code: str, faults: Iterable[tuple[str, str]], rule: str | None = None) -> None:
    """Raise `Rejected` for all `faults`, each a pointer and a sentence; nothing for none."""
    errors = [FieldError(at, code, detail) for at, detail in faults]
    if errors:
        raise Rejected(code, " ".join(error.detail for error in errors), rule, errors)


class Unavailable(Problem):
    """Not now: the deadline has passed, or what was asked for has not arrived yet. Ask again."""

    status = 503


PROBLEMS: dict[str, type[Problem]] = {
    kind.__name__: kind for kind in (Invalid, Forbidden, NotFound, Conflict, Rejected, Unavailable)
}


class BadSettings(ValueError):
    """The environment does not say what this process needs; the text names the variable."""
