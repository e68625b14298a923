"""Makes and sends the digests: one process at a time, one a person and day, also after a crash.

That a digest is to be sent is kept first, what became of it once the mail server has taken it.
A crash between these two, and only there, sends it again, with the same Message-ID, by which mail
servers and programs know it for the same one: no protocol can say more.
"""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from threading import Event
from urllib.parse import urlsplit

import structlog

from libs.kernel.problems import Problem
from libs.law.calendar import is_working_day, vietnam_today, working_days_left
from libs.log.database import INFRASTRUCTURE, Database
from libs.log.standby import look_while_active
from services.gateway.notices import mail, words
from services.gateway.notices.addresses import Addresses
from services.gateway.notices.digests import Digest, Digests
from services.gateway.notices.duties import Duties, Duty
from services.gateway.notices.settings import NoticeSettings

LOCK = (19270, 3)
"""The advisory lock of the active sender: namespace and number."""
PAUSE = 30.0
"""Seconds between two looks."""

_logger = structlog.get_logger(__name__)


def host_of(public_url: str) -> str:
    """Return what makes ids of mails and calendar entries this installation's own."""
    return urlsplit(public_url).hostname or "kiemdinh.invalid"


class Reminders:
    """Makes digests of what is due, and hands them to the mail server."""

    def __init__(
        self,
        db: Database,
        duties: Duties,
        settings: NoticeSettings,
        public_url: str,
        clock: Callable[[], datetime],
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._db = db
        self._duties = duties
        self._settings = settings
        self._public_url = public_url
        self._clock = clock
        self._trusted = trusted
        self._addresses = Addresses(db, clock)
        self._digests = Digests(db, clock)

    def run(self, stop: Event, pause: float = PAUSE) -> None:
        """Work until `stop`; without a mail server there is nothing to do."""
        if self._settings.server is not None:
            look_while_active(self._db, LOCK, "reminders", self.look, stop, pause)

    def look(self, check_active: Callable[[], None] = lambda: None) -> None:
        """Make what is to be made now and send what may be sent.

        `check_active` raises where this process is no longer the one that sends.
        """
        now = self._clock()
        if self._settings.ladder.due(now):
            self._make(vietnam_today(now), check_active)
        if not self._settings.ladder.quiet(now):
            for digest in self._digests.waiting():
                check_active()
                self._try(digest)
        self._digests.sweep()

    def _try(self, digest: Digest) -> None:
        """Send a digest; what is wrong with one of them holds up nobody else's."""
        try:
            self._send(digest)
        except INFRASTRUCTURE:
            raise
        except Exception:
            _logger.exception("digest_failed", actor=digest.actor, day=digest.day.isoformat())
            self._digests.put_off(digest)

    def _make(self, today: date, check_active: Callable[[], None]) -> None:
        if not is_working_day(today):
            # Days left are counted in working days: a weekend would name the same ones again.
            return
        made = self._digests.made(today)
        for actor, _ in self._addresses.reminded():
            if actor not in made:
                check_active()
                self._digests.make(actor, today)

    def _send(self, digest: Digest) -> None:
        """Send a digest of what was to be named on its day, as the person may see it now."""
        if self._digests.too_old(digest):
            self._digests.end(digest, "too-old")
            return
        try:
            duties = self._duties.of(digest.actor, vietnam_today(self._clock()))
        except Problem as problem:
            # Nothing was sent, so the next look tries again.
            _logger.warning("digest_not_made", actor=digest.actor, code=problem.code)
            return
        on_day = [replace(one, days_left=working_days_left(digest.day, one.due)) for one in duties]
        named = [one for one in on_day if self._settings.ladder.names(one.days_left)]
        if named:
            self._hand_in(digest, named)
        else:
            self._digests.end(digest, "nothing")

    def _hand_in(self, digest: Digest, named: Sequence[Duty]) -> None:
        server = self._settings.server
        assert server is not None
        id = f"{digest.day.isoformat()}.{digest.actor[2:]}@{host_of(self._public_url)}"
        subject = words.subject(named, digest.day)
        body = words.body(named, digest.day, self._public_url)
        try:
            made = mail.message(server, digest.email, subject, body, id, digest.made_at)
            mail.send(server, made, self._trusted)
        except mail.MailAway as away:
            _logger.warning("digest_put_off", actor=digest.actor, reason=str(away))
            self._digests.put_off(digest)
        except mail.MailRefused as refused:
            _logger.warning("digest_refused", actor=digest.actor, reason=str(refused))
            self._digests.end(digest, "refused")
        else:
            self._digests.end(digest, "sent")
