"""A mail server of a test's own: it takes messages, refuses or fails as it is told."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from services.gateway.notices.settings import MailServer
from tests.servers import free_ports

SENDER = "Kiểm định <kiemdinh@example.edu.vn>"
USER, PASSWORD = "kiemdinh", "password-of-a-test"


@dataclass
class MailBox:
    """What has come in; `answers` are said to the next messages instead of taking them."""

    taken: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    signed_in: list[bool] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a message, or say what comes next in `answers`."""
        if self.answers:
            return self.answers.pop(0)
        self.signed_in.append(bool(session.authenticated))
        found = message_from_bytes(envelope.original_content, policy=policy.default)
        self.taken.append(found)
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Refuse people who are not there."""
        if address.startswith("nobody@"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    @property
    def texts(self) -> list[str]:
        """The texts of what has come in."""
        return [str(each.get_content()) for each in self.taken]


@contextmanager
def mail_server(box: MailBox) -> Iterator[MailServer]:
    """Give a server on this machine that takes mail without TLS."""
    controller = Controller(box, hostname="127.0.0.1", port=free_ports(1)[0])
    controller.start()
    try:
        yield MailServer("127.0.0.1", controller.port, SENDER, plain=True, patience=2.0)
    finally:
        controller.stop()


@contextmanager
def secure_server(
    box: MailBox, folder: Path, *, implicit: bool
) -> Iterator[tuple[MailServer, ssl.SSLContext]]:
    """Give a server that demands TLS and a password, and the context that trusts it."""
    certificate, key = _certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    options: dict[str, Any] = {"ssl_context": context} if implicit else {"tls_context": context}
    if not implicit:
        options["require_starttls"] = True
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_ports(1)[0],
        authenticator=_authenticate,
        # The server knows only of a TLS that it began itself.
        auth_required=not implicit,
        auth_require_tls=not implicit,
        **options,
    )
    controller.start()
    try:
        server = MailServer(
            *("127.0.0.1", controller.port, SENDER, USER, PASSWORD),
            implicit_tls=implicit,
            patience=2.0,
        )
        yield server, ssl.create_default_context(cafile=str(certificate))
    finally:
        controller.stop()


def _authenticate(
    server: Any, session: Any, envelope: Any, mechanism: str, shown: Any
) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=shown == right)


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Return files of a certificate for this machine's address, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files
