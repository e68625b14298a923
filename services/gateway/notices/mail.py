"""Mail out: one message handed to the installation's mail server, each answer with a deadline."""

import smtplib
import ssl
from datetime import datetime
from email.header import Header
from email.message import Message
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr, parseaddr

from services.gateway.notices.settings import MailServer


class MailAway(Exception):
    """The server did not take the message now; it may take it later."""


class MailRefused(Exception):
    """The server will never take this message."""


def message(server: MailServer, to: str, subject: str, body: str, id: str, at: datetime) -> Message:
    """Return a message of plain text; the same `id` marks it as the same one if it comes twice."""
    made = MIMEText(body, "plain", "utf-8")
    made["From"] = formataddr(parseaddr(server.sender))
    made["To"] = to
    # EmailMessage of Python 3.11 loses a space wherever it breaks a subject that is not ASCII.
    made["Subject"] = Header(subject, "utf-8", header_name="Subject").encode()
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{id}>"
    # No reply by a machine is wanted, and none is read (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    return made


def send(server: MailServer, mail: Message, context: ssl.SSLContext | None = None) -> None:
    """Return once the server has taken the message; raises `MailAway`, `MailRefused`."""
    trusted = context or ssl.create_default_context()
    try:
        with _connected(server, trusted) as smtp:
            if server.user:
                smtp.login(server.user, server.password)
            # One recipient, whatever a header of several would be taken for.
            smtp.send_message(mail, to_addrs=[str(mail["To"])])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if all(code >= 500 for code in codes):
            raise MailRefused(f"recipient refused: {codes}") from error
        raise MailAway(f"recipient not taken: {codes}") from error
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        if error.smtp_code >= 500:
            raise MailRefused(f"message refused: {error.smtp_code}") from error
        raise MailAway(f"message not taken: {error.smtp_code}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailAway(type(error).__name__) from error


def _connected(server: MailServer, trusted: ssl.SSLContext) -> smtplib.SMTP:
    if server.implicit_tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.patience, context=trusted)
    smtp = smtplib.SMTP(server.host, server.port, timeout=server.patience)
    if not server.plain:
        try:
            # Without it nothing is said: no password and no address goes out in the clear.
            smtp.starttls(context=trusted)
        except BaseException:
            smtp.close()
            raise
    return smtp
