"""Local accounts: a login name that stands for a person's pseudonym, and how it gets a password."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg2 import errors

from libs.log.database import Cursor, Database
from libs.rights import OPERATOR, PROGRAM
from services.gateway.problems import Refusal
from services.gateway.sign_in import tokens


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `password` is its hash, None before the invitation was used.

    `sample`: it is a demonstration's, whose password everybody knows.
    """

    actor: str
    login: str
    password: str | None
    disabled: bool
    sample: bool


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as a list shows it; instants are UTC, `links` the issuers it is linked to."""

    actor: str
    login: str
    disabled: bool
    password: bool
    second_factor: bool
    invited_until: datetime | None
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """A demonstration's account: its login name, and who the sample person is, in words."""

    login: str
    title: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """What lets the owner of an account set its first password, once, before `expires_at` (UTC)."""

    actor: str
    login: str
    token: str
    expires_at: datetime


def normal(login: str) -> str:
    """Return a login name as it is kept: NFKC, no capitals."""
    return unicodedata.normalize("NFKC", login).casefold()


class Accounts:
    """The accounts of an installation, in tables `account`, `invitation` and `link`."""

    def __init__(self, db: Database, clock: Callable[[], datetime], valid: timedelta) -> None:
        self._db = db
        self._clock = clock
        self._valid = valid

    def by_login(self, login: str) -> Account | None:
        """Return the account of a login name."""
        return self._one("login = %s", normal(login))

    def by_actor(self, actor: str) -> Account | None:
        """Return the account of a person."""
        return self._one("actor = %s", actor)

    def by_link(self, issuer: str, claim: str, value: str) -> Account | None:
        """Return the account linked to the person whose `claim` at a provider has this `value`."""
        return self._one(
            "actor = (select actor from link where issuer = %s and claim = %s and value = %s)",
            issuer,
            claim,
            value,
        )

    def create(self, actor: str, login: str, by: str) -> Invitation:
        """Make an account; raises `Refusal` (actor-integration, account-exists, login-taken)."""
        if actor.startswith(PROGRAM):
            raise Refusal("actor-integration")
        if self.by_actor(actor):
            raise Refusal("account-exists")
        try:
            with self._db.transaction() as db:
                db.execute(
                    "insert into account (actor, login, created_at, created_by, in_hand)"
                    " values (%s, %s, %s, %s, %s)",
                    (actor, normal(login), self._clock(), by, by),
                )
                return self._invite(db, actor, normal(login))
        except errors.UniqueViolation as error:
            raise Refusal("login-taken") from error

    def create_sample(self, actor: str, login: str, title: str, hash: str, by: str) -> None:
        """Make a demonstration's account, or make it anew; raises `Refusal` (login-taken)."""
        try:
            with self._db.transaction() as db:
                db.execute(
                    "insert into account (actor, login, sample, password, created_at, created_by,"
                    " in_hand) values (%s, %s, %s, %s, %s, %s, %s)"
                    " on conflict (actor) do update set login = excluded.login,"
                    " sample = excluded.sample, password = excluded.password"
                    " where account.sample is not null",
                    (actor, normal(login), title, hash, self._clock(), by, by),
                )
        except errors.UniqueViolation as error:
            raise Refusal("login-taken") from error

    def samples(self) -> list[SampleAccount]:
        """Return a demonstration's accounts, in the order in which they were made."""
        with self._db.transaction() as db:
            db.execute(
                "select login, sample from account where sample is not null and disabled_at is null"
                " order by created_at, login"
            )
            return [SampleAccount(*row) for row in db.fetchall()]

    def reset(self, actor: str, by: str) -> Invitation:
        """Remove password and second factor, end sessions, API keys, reminders; invite anew.

        A disabled account is enabled by it. By the operator the account is in nobody else's hand:
        links that others made end. Raises `Refusal` (account-unknown).
        """
        with self._db.transaction() as db:
            db.execute(
                "update account set password = null, seed = null, seed_offered = null,"
                " disabled_at = null, in_hand = %s where actor = %s returning login",
                (by, actor),
            )
            row = db.fetchone()
            if row is None:
                raise Refusal("account-unknown")
            db.execute("delete from recovery_code where actor = %s", (actor,))
            db.execute("delete from session where actor = %s", (actor,))
            db.execute("delete from known_browser where actor = %s", (actor,))
            if by == OPERATOR:
                db.execute("delete from link where actor = %s and linked_by <> %s", (actor, by))
            _end_reminders(db, actor)
            self._end_keys(db, actor)
            return self._invite(db, actor, str(row[0]))

    def disable(self, actor: str) -> None:
        """Disable the account; its sessions, reminders, invitation and API keys end.

        Raises `Refusal` (account-unknown).
        """
        with self._db.transaction() as db:
            db.execute(
                "update account set disabled_at = coalesce(disabled_at, %s) where actor = %s",
                (self._clock(), actor),
            )
            if db.rowcount == 0:
                raise Refusal("account-unknown")
            db.execute("delete from session where actor = %s", (actor,))
            db.execute("delete from invitation where actor = %s", (actor,))
            db.execute("delete from known_browser where actor = %s", (actor,))
            _end_reminders(db, actor)
            self._end_keys(db, actor)

    def erase(self, actor: str) -> None:
        """Remove the account and all that names its owner; raises `Refusal` (account-unknown).

        The access log keeps its rows without the network address.
        """
        with self._db.transaction() as db:
            db.execute("delete from account where actor = %s", (actor,))
            if db.rowcount == 0:
                raise Refusal("account-unknown")
            db.execute("delete from api_key where actor = %s", (actor,))
            db.execute("select access.forget(%s)", (actor,))

    def accept(self, token: str, hash: Callable[[str], str]) -> str:
        """Use an invitation: set the password that `hash(login)` returns; return the actor.

        Raises `Refusal` (invitation-unknown) for one that is unknown, used or expired.
        """
        with self._db.transaction() as db:
            db.execute(
                "select a.actor, a.login from invitation i join account a using (actor)"
                " where i.hash = %s and i.expires_at > %s and a.disabled_at is null for update",
                (tokens.digest(token), self._clock()),
            )
            row = db.fetchone()
            if row is None:
                raise Refusal("invitation-unknown")
            actor, login = str(row[0]), str(row[1])
            kept = hash(login)
            db.execute("delete from invitation where actor = %s", (actor,))
            db.execute("update account set password = %s where actor = %s", (kept, actor))
        return actor

    def set_password(self, actor: str, kept: str) -> None:
        """Replace the hash of the password."""
        with self._db.transaction() as db:
            db.execute("update account set password = %s where actor = %s", (kept, actor))

    def end_keys(self, actor: str) -> None:
        """End every API key of a person."""
        with self._db.transaction() as db:
            self._end_keys(db, actor)

    def link(self, actor: str, issuer: str, claim: str, value: str, by: str) -> None:
        """Let the person whose `claim` at an identity provider has this `value` sign in as `actor`.

        Raises `Refusal` (account-unknown, link-taken).
        """
        if self.by_actor(actor) is None:
            raise Refusal("account-unknown")
        with self._db.transaction() as db:
            db.execute(
                "insert into link (issuer, claim, value, actor, linked_at, linked_by)"
                " values (%s, %s, %s, %s, %s, %s) on conflict (issuer, claim, value) do nothing",
                (issuer, claim, value, actor, self._clock(), by),
            )
            if db.rowcount and by != OPERATOR:
                db.execute("update account set in_hand = %s where actor = %s", (by, actor))
        found = self.by_link(issuer, claim, value)
        if found is None or found.actor != actor:
            raise Refusal("link-taken")

    def unlink(self, actor: str, issuer: str) -> None:
        """End the link between `actor` and a provider, and the sessions that began there."""
        with self._db.transaction() as db:
            db.execute("delete from link where actor = %s and issuer = %s", (actor, issuer))
            db.execute("delete from session where actor = %s and issuer = %s", (actor, issuer))

    def list(
        self, after: str, limit: int, actors: Sequence[str] | None = None
    ) -> list[AccountView]:
        """Return accounts in order of their actor, those after `after`; of `actors` alone."""
        wanted = None if actors is None else [*actors]
        with self._db.transaction() as db:
            db.execute(
                "select a.actor, a.login, a.disabled_at is not null, a.password is not null,"
                " a.seed is not null, i.expires_at,"
                " array(select l.issuer from link l where l.actor = a.actor order by 1)"
                " from account a left join invitation i using (actor)"
                " where a.actor > %s and (%s::text[] is null or a.actor = any (%s))"
                " order by a.actor limit %s",
                (after, wanted, wanted, limit),
            )
            return [
                AccountView(actor, login, disabled, password, factor, until, tuple(links))
                for actor, login, disabled, password, factor, until, links in db.fetchall()
            ]

    def _one(self, condition: str, *values: str) -> Account | None:
        with self._db.transaction() as db:
            db.execute(
                "select actor, login, password, disabled_at is not null, sample is not null"
                " from account"
                f" where {condition}",
                values,
            )
            row = db.fetchone()
        return None if row is None else Account(*row)

    def _end_keys(self, db: Cursor, actor: str) -> None:
        db.execute(
            "update api_key set ended_at = %s where actor = %s and ended_at is null",
            (self._clock(), actor),
        )

    def _invite(self, db: Cursor, actor: str, login: str) -> Invitation:
        token, expires = tokens.new("ki_"), self._clock() + self._valid
        db.execute(
            "insert into invitation (actor, hash, expires_at) values (%s, %s, %s)"
            " on conflict (actor) do update set hash = excluded.hash,"
            " expires_at = excluded.expires_at",
            (actor, tokens.digest(token), expires),
        )
        return Invitation(actor, login, token, expires)


def _end_reminders(db: Cursor, actor: str) -> None:
    """Forget where the person was reminded: who had the account in hand may have set it."""
    db.execute("delete from reminding where actor = %s", (actor,))
    db.execute("delete from digest where actor = %s and outcome is null", (actor,))
