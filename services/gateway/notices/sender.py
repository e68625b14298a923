"""Makes and sends the digests: one process at a time, one a person and day, also after a crash.

A digest is kept before it is sent, and what became of it is kept once the mail server has taken it.
A crash between these two, and only there, sends it again, with the same Message-ID, by which mail
servers and programs know it for the same one: no protocol can say more.
"""

import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from threading import Event
from urllib.parse import urlsplit

import structlog

from libs.kernel.problems import Problem
from libs.law.calendar import is_working_day, vietnam_today
from libs.log.database import INFRASTRUCTURE, Database
from libs.log.standby import Standby, active
from services.gateway.notices import mail, words
from services.gateway.notices.addresses import Addresses
from services.gateway.notices.digests import Digest, Digests
from services.gateway.notices.duties import Duties
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
        while self._settings.server is not None and not stop.is_set():
            with suppress(Standby):
                try:
                    with active(self._db, LOCK) as held:
                        while not stop.is_set():
                            self.look(lambda: held.execute("select 1"))
                            stop.wait(pause)
                except INFRASTRUCTURE as error:
                    _logger.warning("reminders_database_away", error=repr(error))
            stop.wait(pause)

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
                self._send(digest)
        self._digests.sweep()

    def _make(self, today: date, check_active: Callable[[], None]) -> None:
        if not is_working_day(today):
            # Days left are counted in working days: a weekend would name the same ones again.
            return
        made = self._digests.made(today)
        for actor, _ in self._addresses.reminded():
            if actor in made:
                continue
            check_active()
            try:
                duties = self._duties.of(actor, today)
            except Problem as problem:
                # Nothing is kept, so the next look tries again.
                _logger.warning("digest_not_made", actor=actor, code=problem.code)
                continue
            named = [duty for duty in duties if self._settings.ladder.names(duty.days_left)]
            text = words.body(named, today, self._public_url) if named else ""
            self._digests.make(actor, today, words.subject(named, today) if named else "", text)

    def _send(self, digest: Digest) -> None:
        server = self._settings.server
        assert server is not None
        id = f"{digest.day.isoformat()}.{digest.actor[2:]}@{host_of(self._public_url)}"
        made = mail.message(server, digest.email, digest.subject, digest.body, id, digest.made_at)
        try:
            mail.send(server, made, self._trusted)
        except mail.MailAway as away:
            _logger.warning("digest_put_off", actor=digest.actor, reason=str(away))
            self._digests.put_off(digest)
        except mail.MailRefused as refused:
            _logger.warning("digest_refused", actor=digest.actor, reason=str(refused))
            self._digests.end(digest, "refused")
        else:
            self._digests.end(digest, "sent")
