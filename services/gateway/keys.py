"""API keys: shown once, kept as hashes, good for a scope and a time, until they are ended."""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from libs.kernel.messages import between as from_to
from libs.kernel.messages import kebab, pattern, size
from libs.kernel.problems import Wire
from libs.log.database import Database
from services.gateway.problems import Refusal
from services.gateway.sign_in import tokens
from services.gateway.sign_in.messages import Person
from services.gateway.sign_in.passwords import MOST

MOST_DAYS = 1100
ALL = "all"
READ = "read"
EVENTS = "events"
"""The feed's place in a scope, where a category stands for its commands and questions."""
USED = timedelta(minutes=1)
"""A key's last use is noted this exactly."""
_COLUMNS = (
    "id, actor, label, scope, issued_at, issued_by, expires_at, used_at, ended_at, strong, places"
)
_IN_HAND = "(select in_hand from account a where a.actor = api_key.actor)"


@dataclass(frozen=True, slots=True)
class IssueKey:
    """Ask for an API key, for some days (a year unless said) and, where named, a narrower scope.

    Without `actor` it is for whoever asks. `proof` is the password of who asks, or a code of their
    second factor, asked again; the operator has none. `scope` names `read` (every question),
    categories (`school`: commands and questions), single commands (`school/register-school`), or
    `all`.
    """

    actor: Person | None = None
    days: Annotated[int, from_to(1, MOST_DAYS)] = 365
    scope: Annotated[
        tuple[Annotated[str, pattern(r"[a-z_]{1,64}(?:/[a-z0-9-]{1,64})?", "all")], ...],
        size(1, 100),
    ] = (ALL,)
    label: Annotated[str, size(0, 80)] = ""
    proof: Annotated[str, size(0, MOST)] = ""


@dataclass(frozen=True, slots=True)
class Made:
    """With what a key is made: `strong`, a second factor or the operator's key; and for which
    `places` (log/office/role/scope) a program's, None where it is not bound to them."""

    strong: bool
    places: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a key is good for: nothing its actor may not do, and of that only what is named."""

    names: tuple[str, ...] = (ALL,)

    def allows(self, category: str, command: str | None) -> bool:
        """Return whether it covers a command (as in its path) of a category, None a question.

        Category `all` is what no narrower scope covers.
        """
        if ALL in self.names or category in self.names:
            return True
        if category == ALL:
            return False
        return (READ if command is None else f"{category}/{command}") in self.names


def scopes(contracts: Mapping[str, Wire]) -> frozenset[str]:
    """Return every name that a scope may hold."""
    found = {ALL, READ, EVENTS}
    for contract in contracts.values():
        found.update(contract["queries"])
        for category, aggregate in contract["aggregates"].items():
            found.add(category)
            found.update(f"{category}/{kebab(name)}" for name in aggregate["commands"])
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Key:
    """An API key as lists show it; instants are UTC, `used_at` its last use within a minute."""

    id: str
    actor: str
    label: str
    scope: tuple[str, ...]
    issued_at: datetime
    issued_by: str
    expires_at: datetime
    used_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """A key that was shown, with what it was made, and in whose hand its actor's account was last,
    None where there is none."""

    key: Key
    made: Made
    in_hand: str | None

    @property
    def cred(self) -> str:
        """What names it in the log: whether its actor made it, or somebody else did."""
        return f"{'key' if self.key.issued_by == self.key.actor else 'given_key'}:{self.key.id}"


@dataclass(frozen=True, slots=True)
class Issued:
    """The answer to a request for a key: the key where it is shown, whether it is `new`."""

    key: Key
    shown: str | None
    new: bool


class Keys:
    """The API keys of an installation, in table `api_key`."""

    def __init__(
        self, db: Database, clock: Callable[[], datetime], scopes: Collection[str]
    ) -> None:
        self._db = db
        self._clock = clock
        self._scopes = frozenset(scopes)

    def find(self, token: str) -> Known | None:
        """Return the key that `token` is, used now; None if it is unknown, expired or ended."""
        now = self._clock()
        with self._db.transaction() as db:
            db.execute(
                f"select {_COLUMNS}, {_IN_HAND} from api_key"
                " where hash = %s and expires_at > %s and ended_at is null",
                (tokens.digest(token), now),
            )
            row = db.fetchone()
            if row is None:
                return None
            key, (strong, places, in_hand) = _key(row), row[-3:]
            if key.used_at is None or key.used_at <= now - USED:
                db.execute("update api_key set used_at = %s where id = %s", (now, key.id))
        made = Made(bool(strong), None if places is None else tuple(places))
        return Known(key, made, in_hand)

    def issue(self, asked: IssueKey, actor: str, request: str, by: str, made: Made) -> Issued:
        """Issue a key to `actor`, asked for by `by` with the Idempotency-Key `request`.

        The same request never makes a second key. As long as its key was not used, which is so when
        the answer was lost, it is shown another secret and the one before is void; then none.
        Raises `Refusal` (scope-unknown, key-request-reused).
        """
        if unknown := sorted(set(asked.scope) - self._scopes):
            raise Refusal("scope-unknown", f"Phạm vi không có: {', '.join(unknown)}.")
        scope = sorted(set(asked.scope))
        now, token = self._clock(), tokens.new("kd_")
        with self._db.transaction() as db:
            db.execute(
                "insert into api_key (id, actor, hash, request, days, issued_at, expires_at,"
                " issued_by, scope, label, strong, places)"
                " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
                f" on conflict (issued_by, request) do nothing returning {_COLUMNS}",
                (
                    uuid.uuid4().hex,
                    actor,
                    tokens.digest(token),
                    request,
                    asked.days,
                    now,
                    now + timedelta(days=asked.days),
                    by,
                    scope,
                    asked.label,
                    made.strong,
                    None if made.places is None else [*made.places],
                ),
            )
            if row := db.fetchone():
                return Issued(_key(row), token, new=True)
            db.execute(
                f"select {_COLUMNS}, days from api_key where issued_by = %s and request = %s"
                " for update",
                (by, request),
            )
            row = db.fetchone()
            assert row is not None
            known = _key(row[:-1])
            before = (known.actor, row[-1], list(known.scope), known.label)
            if before != (actor, asked.days, scope, asked.label):
                raise Refusal("key-request-reused")
            if known.used_at or known.ended_at or known.expires_at <= now:
                return Issued(known, None, new=False)
            db.execute(
                "update api_key set hash = %s where id = %s", (tokens.digest(token), known.id)
            )
            return Issued(known, token, new=False)

    def get(self, id: str) -> Key:
        """Return a key, live or not; raises `Refusal` (key-unknown)."""
        with self._db.transaction() as db:
            db.execute(f"select {_COLUMNS} from api_key where id = %s", (id,))
            row = db.fetchone()
        if row is None:
            raise Refusal("key-unknown")
        return _key(row)

    def end(self, id: str) -> None:
        """Let a key work no more; one that has ended stays as it is."""
        with self._db.transaction() as db:
            db.execute(
                "update api_key set ended_at = %s where id = %s and ended_at is null",
                (self._clock(), id),
            )

    def list(self, after: str, limit: int, actor: str | None, prefix: str | None) -> list[Key]:
        """Return keys in order of id: those of `actor` and of actors that begin with `prefix`.

        Without either, all of them.
        """
        with self._db.transaction() as db:
            db.execute(
                f"select {_COLUMNS} from api_key where id > %s and (%s or actor = %s"
                " or starts_with(actor, %s)) order by id limit %s",
                (after, actor is None and prefix is None, actor, prefix, limit),
            )
            return [_key(row) for row in db.fetchall()]


def _key(row: tuple[object, ...]) -> Key:
    id, actor, label, scope, *rest = row[:9]
    return Key(id, actor, label, tuple(scope), *rest)  # type: ignore[arg-type]
