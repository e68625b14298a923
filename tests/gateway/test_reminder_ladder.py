"""When people are reminded: days before and after the last good one, hours of the day, as data."""

from datetime import datetime
from pathlib import Path

import pytest

from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings
from libs.law.calendar import VIETNAM
from services.gateway.notices.ladder import Ladder, parse, usual
from services.gateway.notices.settings import MailServer, NoticeSettings

STATED = "{before: [3, 0], after: [1, 4], every: 5, hour: 7, quiet_from: 20, quiet_until: 6}"
LADDER = parse(STATED)
SERVER = {"KIEMDINH_SMTP_SENDER": "kiemdinh@example.edu.vn", "KIEMDINH_SMTP_PASSWORD": "p" * 16}


def test_a_duty_is_named_on_the_rungs_and_then_every_so_many_days() -> None:
    named = [days for days in range(10, -20, -1) if LADDER.names(days)]
    assert named == [3, 0, -1, -4, -9, -14, -19]


def test_the_usual_ladder_says_that_nobody_prescribes_it() -> None:
    found = usual()
    assert found.names(0)
    assert "chưa văn bản nào" in found.source


@pytest.mark.parametrize(
    ("hour", "quiet", "due"),
    [(5, True, False), (6, False, False), (7, False, True), (19, False, True), (20, True, False)],
)
def test_hours_are_those_of_viet_nam(hour: int, quiet: bool, due: bool) -> None:
    at = datetime(2024, 10, 15, hour, 30, tzinfo=VIETNAM)
    assert (LADDER.quiet(at), LADDER.due(at)) == (quiet, due)


def test_quiet_hours_may_lie_within_a_day() -> None:
    noon = Ladder(frozenset(), frozenset(), 5, 7, 11, 13, "")
    quiet = [h for h in range(24) if noon.quiet(datetime(2024, 10, 15, h, tzinfo=VIETNAM))]
    assert quiet == [11, 12]


def test_all_that_is_wrong_with_a_ladder_is_named_at_once() -> None:
    wrong = "{before: [3, -1], after: 1, every: 0, hour: 24, quiet_from: 20, quiet_until: x}"
    with pytest.raises(BadSettings) as refusal:
        parse(wrong)
    for name in ("before", "after", "every", "hour", "quiet_until"):
        assert f"{name} phải" in str(refusal.value)
    assert "quiet_from phải" not in str(refusal.value)


def test_an_installation_states_its_own_ladder(tmp_path: Path) -> None:
    path = tmp_path / "reminders.yaml"
    path.write_text(STATED, encoding="utf-8")
    found = NoticeSettings.read(Environment({"KIEMDINH_REMINDERS": str(path)}))
    assert (found.ladder, found.server) == (LADDER, None)
    with pytest.raises(BadSettings, match="KIEMDINH_REMINDERS"):
        NoticeSettings.read(Environment({"KIEMDINH_REMINDERS": str(tmp_path / "none")}))


@pytest.mark.parametrize(
    ("address", "server"),
    [
        (
            "smtp://kd@mail.example.vn",
            ("mail.example.vn", 587, "kd", "p" * 16, False, False),
        ),
        ("smtps://mail.example.vn", ("mail.example.vn", 465, "", "", True, False)),
        # Without TLS on this machine alone.
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, "", "", False, True)),
    ],
)
def test_mail_goes_out_by_tls(address: str, server: tuple[object, ...]) -> None:
    found = NoticeSettings.read(Environment({**SERVER, "KIEMDINH_SMTP": address})).server
    assert isinstance(found, MailServer)
    told = (found.host, found.port, found.user, found.password, found.implicit_tls, found.plain)
    assert told == server
    assert "p" * 16 not in repr(found)


@pytest.mark.parametrize(
    "given",
    [
        {"KIEMDINH_SMTP": "http://mail.example.vn"},
        {"KIEMDINH_SMTP": "smtp://kd:secret@mail.example.vn"},
        {"KIEMDINH_SMTP": "smtp://mail.example.vn:port"},
        {"KIEMDINH_SMTP": "smtp://mail.example.vn", "KIEMDINH_SMTP_SENDER": "nobody"},
        {"KIEMDINH_SMTP": "smtp://mail.example.vn", "KIEMDINH_SMTP_SECONDS": "0"},
        {"KIEMDINH_SMTP": "smtp://kd@mail.example.vn", "KIEMDINH_SMTP_PASSWORD": "short"},
    ],
)
def test_settings_that_cannot_be_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(BadSettings, match="KIEMDINH_SMTP"):
        NoticeSettings.read(Environment({**SERVER, **given}))
