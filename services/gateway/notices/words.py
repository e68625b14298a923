"""What a digest and a calendar say of what is due."""

from collections.abc import Sequence
from datetime import date, datetime

from icalendar import Calendar, Event

from libs.law.calendar import show
from services.gateway.notices.duties import Duty

NAME = "Kiểm định: việc đến hạn"
MEDIA_TYPE = "text/calendar"


def subject(duties: Sequence[Duty], today: date) -> str:
    """Return the subject of a digest: how much is late and how much is near, no names."""
    late = sum(duty.days_left < 0 for duty in duties)
    told = [f"{late} việc quá hạn"] if late else []
    if len(duties) > late:
        told.append(f"{len(duties) - late} việc sắp đến hạn")
    return f"Kiểm định, {show(today)}: {', '.join(told)}"


def body(duties: Sequence[Duty], today: date, public_url: str) -> str:
    """Return the text of a digest: each duty by its title and its last good day."""
    lines = [f"Việc của thầy cô tính đến ngày {show(today)}:", ""]
    for n, duty in enumerate(duties, 1):
        lines.append(f"{n}. {duty.title} (hạn {show(duty.due)}, {left(duty.days_left)})")
    if public_url:
        lines += ["", f"Xem và làm: {public_url}/console"]
    lines += [
        "",
        "Thư này do hệ thống tự gửi, mỗi ngày nhiều nhất một thư. Thôi nhận thư hoặc đổi địa chỉ ở "
        "phần Hồ sơ của mình; thôi nhận thư thì việc vẫn còn.",
    ]
    return "\n".join(lines) + "\n"


def left(days: int) -> str:
    """Return how many working days are left, or how many it is late."""
    if days == 0:
        return "hôm nay là ngày cuối"
    return f"còn {days} ngày làm việc" if days > 0 else f"quá {-days} ngày làm việc"


def code_body(code: str, minutes: int) -> str:
    """Return the text of the mail that shows whose an address is."""
    return (
        f"Mã xác nhận địa chỉ thư: {code}\n\nMã dùng một lần, trong {minutes} phút. Nếu không phải "
        "thầy cô vừa nhập địa chỉ này, hãy bỏ qua thư.\n"
    )


def calendar(duties: Sequence[Duty], host: str, public_url: str, at: datetime) -> bytes:
    """Return a calendar (RFC 5545) of whole days, one for each duty; `host` makes ids unique."""
    made = Calendar()
    made.add("prodid", "-//Kiemdinh//VN")
    made.add("version", "2.0")
    made.add("x-wr-calname", NAME)
    for duty in duties:
        event = Event()
        event.add("uid", f"{duty.log}-{duty.id}@{host}")
        event.add("dtstamp", at)
        event.add("dtstart", duty.due)
        event.add("summary", f"Hạn: {duty.title}")
        event.add("class", "PRIVATE")
        # A last day takes up no time of the day.
        event.add("transp", "TRANSPARENT")
        if public_url:
            event.add("url", f"{public_url}/console")
        made.add_component(event)
    return bytes(made.to_ical())
