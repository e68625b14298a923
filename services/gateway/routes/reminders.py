"""How who is signed in is reminded of what is due: address, digest, calendar."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from libs.kernel.messages import pattern, size
from libs.kernel.texts import MAILBOX
from services.gateway.notices import mail, words
from services.gateway.notices.addresses import VALID
from services.gateway.notices.sender import host_of
from services.gateway.problems import Refusal
from services.gateway.routes.carried import text_answer
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.who import ANYBODY, SIGNED_IN
from services.gateway.sign_in.messages import Nothing

routes = Routes("reminders")

Email = Annotated[str, pattern(MAILBOX, "lan@example.edu.vn"), size(6, 254)]


@dataclass(frozen=True, slots=True)
class RemindMe:
    """Be reminded at this address, once the code that is mailed to it has come back."""

    email: Email


@dataclass(frozen=True, slots=True)
class ConfirmEmail:
    """Show that the address is one's own, with the code that was mailed to it."""

    code: Annotated[str, pattern(r"[0-9]{8}", "04920391")]


@dataclass(frozen=True, slots=True)
class ChooseDigest:
    """Get a digest by mail on days on which something is due, or none; duties stay the same."""

    digest: bool


@dataclass(frozen=True, slots=True)
class Reminding:
    """How one is reminded: at which address, which one awaits its code, by digest, by calendar.

    `mail`: this installation sends mail at all.
    """

    email: str | None
    awaiting: str | None
    digest: bool
    calendar: bool
    mail: bool


@dataclass(frozen=True, slots=True)
class CalendarAddress:
    """Where one's calendar is, as a path and as a whole; it is shown in this answer only."""

    path: str
    url: str


@dataclass(frozen=True, slots=True)
class DutyView:
    """Something that is due for who is signed in, by the working days left (below 0: late).

    `thing` is the id of the task or question (`category`) that asks for it. `reminded`: it is one
    of those that the ladder of reminders names today.
    """

    log: str
    category: str
    thing: str
    title: str
    due: date
    days_left: int
    reminded: bool


@dataclass(frozen=True, slots=True)
class Duties:
    """What is due for who is signed in, the nearest first."""

    items: tuple[DutyView, ...]


@routes("GET", "/v1/session/reminders", SIGNED_IN)
def get_reminders(call: Call) -> Reminding:
    """Show how one is reminded."""
    found = call.gateway.addresses.of(call.session.actor)
    mail_goes_out = call.gateway.options.notices.server is not None
    return Reminding(found.email, found.awaiting, found.digest, found.calendar, mail_goes_out)


@routes("GET", "/v1/session/duties", SIGNED_IN, refuses=(503,))
def list_duties(call: Call) -> Duties:
    """List what is due, in every role that one has."""
    gateway = call.gateway
    ladder = gateway.options.notices.ladder
    found = gateway.duties.of(call.session.actor, gateway.today())
    return Duties(
        tuple(
            DutyView(
                one.log,
                one.category,
                one.thing,
                one.title,
                one.due,
                one.days_left,
                ladder.names(one.days_left),
            )
            for one in found
        )
    )


@routes("PUT", "/v1/session/email", SIGNED_IN, refuses=(409, 429, 503))
def set_email(call: Call, body: RemindMe) -> Reminding:
    """Name an address; a code is mailed to it."""
    server = call.gateway.options.notices.server
    if server is None:
        raise Refusal("mail-not-set-up")
    actor, now = call.session.actor, call.gateway.options.clock()
    code = call.gateway.addresses.offer(actor, body.email)
    id = f"{call.req.context.trace}@{host_of(call.gateway.options.sign_in.public_url)}"
    text = words.code_body(code, int(VALID.total_seconds() // 60))
    try:
        mail.send(server, mail.message(server, body.email, "Kiểm định: mã xác nhận", text, id, now))
    except mail.MailAway as away:
        call.gateway.addresses.not_mailed(actor, code, counts=False)
        raise Refusal("mail-away") from away
    except mail.MailRefused as refused:
        call.gateway.addresses.not_mailed(actor, code, counts=True)
        raise Refusal("email-refused") from refused
    return get_reminders(call)


@routes("POST", "/v1/session/email/confirm", SIGNED_IN)
def confirm_email(call: Call, body: ConfirmEmail) -> Reminding:
    """Take the address into use whose code this is."""
    call.gateway.addresses.confirm(call.session.actor, body.code)
    call.gateway.flows.access.write("email-confirmed", call.client, call.session.actor)
    return get_reminders(call)


@routes("DELETE", "/v1/session/email", SIGNED_IN)
def remove_email(call: Call) -> Reminding:
    """Forget the address: no mail is sent any more."""
    call.gateway.addresses.forget(call.session.actor)
    call.gateway.flows.access.write("email-removed", call.client, call.session.actor)
    return get_reminders(call)


@routes("PUT", "/v1/session/digest", SIGNED_IN)
def choose_digest(call: Call, body: ChooseDigest) -> Reminding:
    """Get a digest by mail or none; duties stay the same."""
    call.gateway.addresses.choose(call.session.actor, body.digest)
    return get_reminders(call)


@routes("POST", "/v1/session/calendar", SIGNED_IN)
def renew_calendar(call: Call, body: Nothing) -> CalendarAddress:
    """Get a secret address for one's calendar; the one before is good no more."""
    secret = call.gateway.addresses.renew_calendar(call.session.actor)
    call.gateway.flows.access.write("calendar-renewed", call.client, call.session.actor)
    path = f"/v1/calendar/{secret}"
    public_url = call.gateway.options.sign_in.public_url
    return CalendarAddress(path, f"{public_url or call.req.prefix}{path}")


@routes("DELETE", "/v1/session/calendar", SIGNED_IN)
def end_calendar(call: Call) -> Reminding:
    """End one's calendar: its address is good no more."""
    call.gateway.addresses.end_calendar(call.session.actor)
    call.gateway.flows.access.write("calendar-ended", call.client, call.session.actor)
    return get_reminders(call)


@routes(
    "GET",
    "/v1/calendar/{secret}",
    ANYBODY,
    answers=(text_answer(words.MEDIA_TYPE),),
    refuses=(503,),
    description="Ai có địa chỉ này thì đọc được; lấy địa chỉ mới thì địa chỉ cũ hết hiệu lực.",
)
def read_calendar(call: Call) -> bytes:
    """Read a person's calendar (RFC 5545): what is due for them, as far as they may see it now."""
    gateway = call.gateway
    actor = gateway.addresses.by_calendar(call.path["secret"])
    duties = gateway.duties.of(actor, gateway.today())
    public_url = gateway.options.sign_in.public_url
    call.resp.content_type = f"{words.MEDIA_TYPE}; charset=utf-8"
    return words.calendar(duties, host_of(public_url), public_url, gateway.options.clock())
