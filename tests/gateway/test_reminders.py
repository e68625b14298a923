"""Reminders as they run: an address shown to be one's own, one digest a day, a secret calendar."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from structlog.testing import capture_logs

from libs.engine.contract_files import describe
from libs.kernel.problems import Forbidden, Unavailable, Wire
from libs.log.standby import active
from services.assessment.service import AssessmentService
from services.gateway.notices import mail
from services.gateway.notices.addresses import Addresses
from services.gateway.notices.digests import Digests
from services.gateway.notices.duties import Duties
from services.gateway.notices.ladder import parse
from services.gateway.notices.sender import LOCK, Reminders
from services.gateway.notices.settings import MailServer, NoticeSettings
from services.gateway.sign_in.roles import Roles
from services.registry.service import RegistryService
from services.review.service import ReviewService
from tests.gateway.counter import CONTRACTS
from tests.gateway.installation import PUBLIC, SETTINGS, Browser, Installation, refused
from tests.gateway.smtp_server import MailBox, mail_server, secure_server

pytestmark = pytest.mark.e2e

LADDER = parse("{before: [3, 0], after: [1], every: 5, hour: 7, quiet_from: 20, quiet_until: 6}")
ADDRESS = "lan@example.edu.vn"
LISTS = {kind.name: describe(kind) for kind in (AssessmentService, RegistryService, ReviewService)}


class Told:
    """Services that have these tasks and questions; `refusal` is raised instead of an answer."""

    def __init__(self) -> None:
        self.tasks: list[Wire] = []
        self.questions: list[Wire] = []
        self.reports: list[Wire] = []
        self.plans: list[Wire] = []
        self.items: list[Wire] = []
        self.steps: list[Wire] = []
        self.letters: list[Wire] = []
        self.counts: list[Wire] = []
        self.endings: list[Wire] = []
        self.cases: list[Wire] = []
        self.refusal: Exception | None = None
        self.asked: list[tuple[str, Wire]] = []

    def query(self, service: str, log: str, question: Wire, context: Wire) -> Wire:
        """Answer as lists do: by who or which office, page by page."""
        data = question["data"]
        self.asked.append((context["actor"], data))
        if self.refusal:
            raise self.refusal
        by_question = {"ListTasks": self.tasks, "ListReportProgress": self.reports}
        by_question |= {"ListPlanProgress": self.plans, "ListPlanItems": self.items}
        by_question |= {"ListCycleSteps": self.steps}
        by_question |= {"ListEvaluations": self.cases}
        by_question |= {"ListDutyStates": self.letters, "ListDutyCounts": self.counts}
        by_question |= {"ListEligibility": self.endings}
        found = by_question.get(question["type"], self.questions)
        which = [
            one
            for one in found
            if all(
                one.get(name) == data[name]
                for name in ("person", "office", "school", "year")
                if name in data
            )
            and one["id"] > data.get("after", "")
        ]
        return {"views": sorted(which, key=lambda one: str(one["id"]))[: data["limit"]]}


def task(id: str, due: str, subject: str = "Nộp biên bản", **to: Any) -> Wire:
    return {"id": id, "due": due, "subject": subject, **to}


@pytest.fixture
def box() -> MailBox:
    return MailBox()


@pytest.fixture
def server(box: MailBox) -> Iterator[MailServer]:
    with mail_server(box) as found:
        yield found


@pytest.fixture
def lan(at: Installation, server: MailServer) -> Browser:
    """Somebody of a school who is signed in where mail goes out."""
    at.restart(SETTINGS, notices=NoticeSettings(server, LADDER))
    at.facts.grant("lan", "council_member", "m1")
    return at.member("lan")


@pytest.fixture
def told() -> Told:
    return Told()


def duties(at: Installation, told: Told) -> Duties:
    return Duties(told, LISTS, Roles(at.log, lambda: ["79"]), at.clock)


def reminders(at: Installation, told: Told, server: MailServer, **more: Any) -> Reminders:
    settings = NoticeSettings(server, LADDER)
    return Reminders(at.db, duties(at, told), settings, PUBLIC, at.clock, **more)


def code_in(box: MailBox) -> str:
    found = re.search(r"\b[0-9]{8}\b", box.texts[-1])
    assert found
    return found[0]


def confirmed(lan: Browser, box: MailBox) -> None:
    """Have lan's address shown to be hers, and the box empty."""
    assert lan.send("PUT", "/v1/session/email", {"email": ADDRESS}).status_code == 200
    assert lan.post("/v1/session/email/confirm", {"code": code_in(box)}).status_code == 200
    box.taken.clear()


def test_an_address_counts_once_its_code_has_come_back(lan: Browser, box: MailBox) -> None:
    shown = lan.get("/v1/session/reminders").json
    none = {"email": None, "awaiting": None, "digest": True, "calendar": False}
    assert shown == {**none, "mail": True}
    shown = lan.send("PUT", "/v1/session/email", {"email": ADDRESS}).json
    assert (shown["email"], shown["awaiting"]) == (None, ADDRESS)
    (code,) = box.taken
    assert code["To"] == ADDRESS
    wrong = "0" * 8 if code_in(box) != "0" * 8 else "1" * 8
    refused(lan.post("/v1/session/email/confirm", {"code": wrong}), 401, "code-wrong")
    shown = lan.post("/v1/session/email/confirm", {"code": code_in(box)}).json
    assert (shown["email"], shown["awaiting"]) == (ADDRESS, None)
    again = lan.post("/v1/session/email/confirm", {"code": code_in(box)})
    refused(again, 401, "code-wrong")
    assert lan.at.acts("u:lan")[-1] == "email-confirmed"
    assert lan.send("DELETE", "/v1/session/email").json["email"] is None


def test_a_code_is_good_for_five_tries_and_half_an_hour(lan: Browser, box: MailBox) -> None:
    path = "/v1/session/email/confirm"
    lan.send("PUT", "/v1/session/email", {"email": ADDRESS})
    code = code_in(box)
    for _ in range(5):
        lan.post(path, {"code": f"{(int(code) + 1) % 10**8:08}"})
    refused(lan.post(path, {"code": code}), 401, "code-wrong")
    refused(lan.send("PUT", "/v1/session/email", {"email": ADDRESS}), 429, "too-soon")
    lan.at.clock.pass_(minutes=1)
    assert lan.send("PUT", "/v1/session/email", {"email": ADDRESS}).status_code == 200
    code = code_in(box)
    # The session would end after half an hour without a request.
    lan.at.clock.pass_(minutes=20)
    lan.get("/v1/session")
    lan.at.clock.pass_(minutes=11)
    refused(lan.post(path, {"code": code}), 401, "code-wrong")


def test_without_a_mail_server_or_with_one_that_fails_it_is_said(
    at: Installation, box: MailBox, server: MailServer
) -> None:
    lan = at.member("lan")
    answer = lan.send("PUT", "/v1/session/email", {"email": ADDRESS})
    refused(answer, 409, "mail-not-set-up")
    at.restart(SETTINGS, notices=NoticeSettings(server, LADDER))
    box.answers.append("451 later")
    refused(lan.send("PUT", "/v1/session/email", {"email": ADDRESS}), 503, "mail-away")
    at.clock.pass_(minutes=2)
    nobody = lan.send("PUT", "/v1/session/email", {"email": "nobody@example.edu.vn"})
    refused(nobody, 422, "email-refused")


def test_a_digest_names_what_is_on_a_rung_once_a_day(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    # Tuesday 15/10/2024, 8 o'clock in Viet Nam.
    told.tasks = [
        task("m1_1_1", "2024-10-18", "Còn ba ngày", person="u:lan"),
        task("m1_2_1", "2024-10-17", "Còn hai ngày", person="u:lan"),
        task("m1_3_1", "2024-10-15", "Hôm nay", person="u:lan"),
        task("m1_4_1", "2024-10-14", "Quá một ngày", person="u:lan"),
        task("m1_5_1", "2024-10-15", "Của người khác", person="u:mai"),
    ]
    sender = reminders(at, told, server)
    sender.look()
    sender.look()
    (digest,) = box.taken
    assert digest["To"] == ADDRESS
    assert digest["Subject"] == "Kiểm định, 15/10/2024: 1 việc quá hạn, 2 việc sắp đến hạn"
    text = box.texts[0]
    assert text.index("Quá một ngày") < text.index("Hôm nay") < text.index("Còn ba ngày")
    assert "hạn 18/10/2024, còn 3 ngày làm việc" in text
    assert "Còn hai ngày" not in text
    assert "Của người khác" not in text
    assert f"{PUBLIC}/console" in text
    assert {actor for actor, _ in told.asked} == {"u:lan"}
    at.clock.pass_(days=1)
    sender.look()
    # On the 16th: of what was due on the 15th one working day has passed.
    assert "1. Hôm nay (hạn 15/10/2024, quá 1 ngày làm việc)" in box.texts[1]


def test_a_title_that_seems_to_name_somebody_stays_inside(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", "Hồ sơ của cô Trần Lan", person="u:lan")]
    reminders(at, told, server).look()
    assert "Trần Lan" not in box.texts[0]
    assert "1. Việc trong một trao đổi (hạn 15/10/2024" in box.texts[0]


def test_what_is_due_is_there_with_what_the_ladder_names_today(
    at: Installation, lan: Browser, told: Told, server: MailServer
) -> None:
    at.restart(
        SETTINGS,
        notices=NoticeSettings(server, LADDER),
        backend=told,
        contracts={**CONTRACTS, **LISTS},
    )
    told.tasks = [
        task("m1_1_1", "2024-10-18", "Còn ba ngày", person="u:lan"),
        task("m1_2_1", "2024-10-17", "Còn hai ngày", person="u:lan"),
    ]
    found = lan.get("/v1/session/duties").json["items"]
    assert [(one["thing"], one["days_left"], one["reminded"]) for one in found] == [
        ("m1_2_1", 2, False),
        ("m1_1_1", 3, True),
    ]
    refused(at.browser().get("/v1/session/duties"), 401, "credentials-missing")


@pytest.mark.parametrize(
    "address",
    [
        "postmaster,lan@evil.example",
        "lan@example.vn;root",
        "lan@example.vn, mai@example.vn",
        "<lan@example.vn>",
        '"lan mai"@example.vn',
        "lan\u202e@example.vn",
        "lan\u200b@example.vn",
        "cô@example.vn",
        "lan.@example.vn",
        "lan@example",
        f"{'a' * 65}@example.vn",
        f"lan@{'a.' * 130}vn",
    ],
)
def test_an_address_is_one_mailbox(lan: Browser, box: MailBox, address: str) -> None:
    answer = lan.send("PUT", "/v1/session/email", {"email": address})
    assert answer.status_code == 400
    assert box.taken == []


def test_mail_goes_to_one_recipient_whatever_its_header_says(
    box: MailBox, server: MailServer, at: Installation
) -> None:
    # Kept by an installation that took more for an address.
    kept = "nobody@example.vn,lan@example.vn"
    made = mail.message(server, kept, "Kiểm định", "", "1@example", at.clock())
    with pytest.raises(mail.MailRefused):
        mail.send(server, made)
    assert box.taken == []


def test_five_codes_a_day_are_mailed_to_whatever_addresses(lan: Browser, box: MailBox) -> None:
    for n in range(5):
        answer = lan.send("PUT", "/v1/session/email", {"email": f"lan{n}@example.vn"})
        assert answer.status_code == 200
        # Without an address that waits there is no pause.
        lan.send("DELETE", "/v1/session/email")
    again = lan.send("PUT", "/v1/session/email", {"email": ADDRESS})
    refused(again, 429, "too-soon")
    assert "Hôm nay đã gửi 5 mã" in again.json["detail"]
    lan.at.clock.pass_(seconds=int(again.headers["Retry-After"]))
    assert Addresses(lan.at.db, lan.at.clock).offer("u:lan", ADDRESS)


def test_a_code_that_was_just_mailed_is_no_wrong_try(lan: Browser, box: MailBox) -> None:
    lan.send("PUT", "/v1/session/email", {"email": ADDRESS})
    again = lan.send("PUT", "/v1/session/email", {"email": ADDRESS})
    refused(again, 429, "too-soon")
    assert again.json["detail"] == "Vừa gửi một mã; hãy chờ một phút rồi thử lại."


def test_a_code_that_did_not_go_out_is_none(lan: Browser, box: MailBox) -> None:
    box.answers += ["451 later"] * 6
    for _ in range(6):
        answer = lan.send("PUT", "/v1/session/email", {"email": ADDRESS})
        refused(answer, 503, "mail-away")
    assert lan.get("/v1/session/reminders").json["awaiting"] is None
    assert lan.send("PUT", "/v1/session/email", {"email": ADDRESS}).status_code == 200
    assert len(box.taken) == 1


def test_a_role_that_ended_since_the_morning_is_told_nothing(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    at.facts.grant("minh", "council_member", "m1", ends="2024-10-16")
    confirmed(at.member("minh"), box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:minh")]
    sender = reminders(at, told, server)
    box.answers.append("451 later")
    sender.look()
    assert box.answers == []
    at.clock.now = datetime(2024, 10, 15, 23, 30, tzinfo=UTC)
    sender.look()
    assert box.taken == []
    assert at.rows("select outcome from gateway.digest") == [("nothing",)]


def test_a_subject_within_the_school_stays_inside(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", "Chia việc", person="u:lan", within_school=True)]
    reminders(at, told, server).look()
    assert "Chia việc" not in box.texts[0]
    assert "1. Việc trong một trao đổi (hạn 15/10/2024" in box.texts[0]


def test_what_goes_wrong_for_one_person_holds_up_nobody_else(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    at.facts.grant("anh", "council_member", "m1")
    anh = at.member("anh")
    anh.send("PUT", "/v1/session/email", {"email": "anh@example.edu.vn"})
    anh.post("/v1/session/email/confirm", {"code": code_in(box)})
    box.taken.clear()
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]
    told.tasks += [{"id": "m1_2_1", "due": "no day", "subject": "x", "person": "u:anh"}]
    sender = reminders(at, told, server)
    sender.look()
    assert [each["To"] for each in box.taken] == [ADDRESS]
    assert at.rows("select actor, tries from gateway.digest where outcome is null") == [
        ("u:anh", 1)
    ]


def test_the_sender_lives_on_whatever_goes_wrong(
    at: Installation,
    lan: Browser,
    box: MailBox,
    told: Told,
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]
    sent, stop = threading.Event(), threading.Event()
    looks = iter((ValueError("odd"), None))
    sender = reminders(at, told, server)

    def look(*_: Any) -> None:
        if (error := next(looks, None)) is not None:
            raise error
        sent.set()

    monkeypatch.setattr(sender, "look", look)
    work = threading.Thread(target=sender.run, args=(stop, 0.01), daemon=True)
    work.start()
    assert sent.wait(10)
    stop.set()
    work.join(10)
    assert not work.is_alive()


def test_on_a_day_without_rung_and_on_days_off_nothing_is_sent(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-18", person="u:lan")]
    sender = reminders(at, told, server)
    at.clock.now = datetime(2024, 10, 16, 1, tzinfo=UTC)
    sender.look()
    asked = len(told.asked)
    sender.look()
    assert len(told.asked) == asked, "who has nothing today is asked about once"
    at.clock.now = datetime(2024, 10, 19, 1, tzinfo=UTC)
    sender.look()
    assert box.taken == []


def test_nothing_is_made_before_its_hour_nor_sent_in_quiet_hours(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]
    sender = reminders(at, told, server)
    at.clock.now = datetime(2024, 10, 14, 23, 30, tzinfo=UTC)
    sender.look()
    assert (box.taken, told.asked) == ([], [])
    at.clock.now = datetime(2024, 10, 15, 12, 59, tzinfo=UTC)
    box.answers.append("451 later")
    sender.look()
    at.clock.now = datetime(2024, 10, 15, 14, tzinfo=UTC)
    sender.look()
    assert box.taken == []
    at.clock.now = datetime(2024, 10, 15, 23, tzinfo=UTC)
    sender.look()
    assert [each["Subject"] for each in box.taken] == ["Kiểm định, 15/10/2024: 1 việc sắp đến hạn"]


def test_who_wants_no_digest_gets_none_and_keeps_the_duties(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]
    box.answers.append("451 later")
    reminders(at, told, server).look()
    assert lan.send("PUT", "/v1/session/digest", {"digest": False}).json["digest"] is False
    at.clock.pass_(minutes=20)
    reminders(at, told, server).look()
    assert box.taken == [], "not even one that was made before"
    assert [duty.title for duty in duties(at, told).of("u:lan", date(2024, 10, 15))] == [
        "Nộp biên bản"
    ]
    lan.send("PUT", "/v1/session/digest", {"digest": True})
    reminders(at, told, server).look()
    assert len(box.taken) == 1


def test_an_office_is_reminded_of_its_tasks_and_questions(at: Installation, told: Told) -> None:
    at.facts.office("so", "79")
    at.facts.grant("mai", "officer", "so")
    told.tasks = [task(f"m1_{n:03}_1", "2024-10-15", office="so") for n in range(250)]
    told.questions = [
        task("s1_1", "2024-10-16", "Hỏi", office="so"),
        {"id": "s1_2", "due": None, "subject": "Không hạn", "office": "so"},
    ]
    found = duties(at, told).of("u:mai", date(2024, 10, 15))
    assert len(found) == 251
    assert (found[-1].id, found[-1].title, found[-1].days_left) == ("helprequest-s1_1", "Hỏi", 1)
    assert duties(at, told).of("u:nobody", date(2024, 10, 15)) == []
    told.refusal = Forbidden("grant-missing", "Không")
    assert duties(at, told).of("u:mai", date(2024, 10, 15)) == []


def test_what_letters_ask_by_a_day_is_named_and_to_an_office_what_is_late(
    at: Installation, told: Told
) -> None:
    at.facts.office("so", "79")
    at.facts.grant("mai", "officer", "so")
    duty: Wire = {"id": "l1_1", "duty": "Lập danh sách", "last_good_day": "2024-10-16"}
    told.letters = [
        {**duty, "duty_state": "not_begun", "fulfilled_by": "schools_listed"},
        {**duty, "id": "l1_2", "duty_state": "done", "fulfilled_by": "schools_listed"},
        {**duty, "id": "l1_3", "duty_state": "due", "fulfilled_by": "report_submitted"},
        {**duty, "id": "l1_4", "duty_state": "due", "fulfilled_by": "by_hand"}
        | {"last_good_day": None},
    ]
    late: Wire = {"duty": "Nộp kế hoạch", "late_count": 7, "last_good_day": "2024-10-09"}
    told.counts = [
        {**late, "id": "l1_5"},
        {**late, "id": "l1_6", "late_count": 0},
        # Late for two working days: the school alone is told.
        {**late, "id": "l1_7", "last_good_day": "2024-10-11"},
    ]
    found = duties(at, told).of("u:mai", date(2024, 10, 15))
    assert [(each.title, each.days_left) for each in found] == [
        ("7 trường, đơn vị trễ: Nộp kế hoạch", -4),
        ("Lập danh sách", 1),
    ]


def test_who_must_register_anew_is_told_in_time_and_so_is_the_office(
    at: Installation, told: Told
) -> None:
    at.facts.office("so", "79")
    at.facts.grant("mai", "officer", "so")
    at.facts.grant("minh", "principal", "m1")
    ends: Wire = {"id": "m1", "school": "m1", "school_name": "Trường Mẫu"}
    ends |= {"register_by": "2024-10-18", "expires_on": "2025-03-18"}
    told.endings = [ends]
    for actor in ("u:mai", "u:minh"):
        (found,) = duties(at, told).of(actor, date(2024, 10, 15))
        assert found.title == "Trường Mẫu: đăng ký lại, công nhận hết hạn ngày 18/03/2025"
        assert (found.due, found.days_left) == (date(2024, 10, 18), 3)
    asked = [data for _, data in told.asked if "eligibility_state" in data]
    assert all(data["eligibility_state"] == "must_register" for data in asked)
    assert [data.get("school") for data in asked] == [None, "m1"]
    # Without a set that names a day to register by, it is the end itself.
    told.endings = [{**ends, "register_by": None}]
    (found,) = duties(at, told).of("u:minh", date(2025, 3, 17))
    assert found.due == date(2025, 3, 18)
    assert duties(at, told).of("u:minh", date(2025, 3, 19)) == []


def test_what_a_case_owes_by_a_day_is_told_to_whose_step_it_is(
    at: Installation, told: Told
) -> None:
    at.facts.office("so", "79")
    at.facts.grant("mai", "officer", "so")
    at.facts.grant("minh", "principal", "m1")
    case: Wire = {"id": "m1_2024", "school": "m1", "continued_by": None, "checker": "phong"}
    case |= {"appraiser": "so", "in_charge": "appraise"}
    told.cases = [case | {"open_deadlines": [{"step": "reply", "before": "2024-10-17"}]}]
    (owed,) = duties(at, told).of("u:minh", date(2024, 10, 15))
    assert (owed.id, owed.days_left) == ("evaluation-m1_2024-reply", 1)
    assert owed.title == "Trường phản hồi, hồ sơ đánh giá ngoài năm học 2024-2025"
    assert duties(at, told).of("u:mai", date(2024, 10, 15)) == []
    told.cases = [case | {"open_deadlines": [{"step": "decide", "before": "2024-10-12"}]}]
    (late,) = duties(at, told).of("u:mai", date(2024, 10, 15))
    assert (late.id, late.days_left) == ("evaluation-m1_2024-decide", -2)
    assert duties(at, told).of("u:minh", date(2024, 10, 15)) == []
    told.cases = [told.cases[0] | {"appraiser": "other"}]
    assert duties(at, told).of("u:mai", date(2024, 10, 15)) == []


def test_a_principal_is_reminded_of_the_report_of_the_year(at: Installation, told: Told) -> None:
    at.facts.grant("minh", "principal", "m1")
    report: Wire = {"id": "m1_2024", "school": "m1", "year": 2024, "before": "2024-10-19"}
    report |= {"draft_progress": None, "approve_before": None, "approved_on": None}
    told.reports = [report | {"report_progress": "not_begun"}]
    (found,) = duties(at, told).of("u:minh", date(2024, 10, 15))
    assert (found.title, found.due, found.days_left) == (
        "Nộp báo cáo tự đánh giá năm học 2024-2025",
        date(2024, 10, 18),
        3,
    )
    told.reports = [report | {"report_progress": "not_begun", "approve_before": "2024-10-17"}]
    assert [
        (each.id, each.due.day) for each in duties(at, told).of("u:minh", date(2024, 10, 15))
    ] == [
        ("report_progress-m1_2024-approve", 16),
        ("report_progress-m1_2024", 18),
    ]
    told.reports = [report | {"report_progress": "handed_in"}]
    assert duties(at, told).of("u:minh", date(2024, 10, 15)) == []
    told.reports = [report | {"report_progress": "handed_in", "draft_progress": "being_written"}]
    (found,) = duties(at, told).of("u:minh", date(2024, 10, 15))
    assert found.title == "Nộp bản cập nhật báo cáo tự đánh giá năm học 2024-2025"


def test_a_school_is_reminded_of_what_its_plans_ask_by_a_day(at: Installation, told: Told) -> None:
    """Each of what is theirs; the days of the plan itself are the principal's."""
    at.facts.grant("minh", "principal", "m1")
    at.facts.grant("lan", "council_member", "m1")
    item: Wire = {"person": "u:lan", "solution": "Mua 20 bộ đồ chơi", "state": "under_way"}
    item |= {"outcome": None, "complete_by": "2024-10-21"}
    done = {"id": "m1_2024_002", "state": "completed"}
    told.items = [item | {"id": "m1_2024_001"}, item | done]
    told.items += [item | {"id": "m1_2024_003", "solution": "Cô Nguyễn Thị Lan mua sách"}]
    step: Wire = {"id": "m1_2024_01", "school": "m1", "year": 2024, "name": "Viết phiếu"}
    told.steps = [step | {"due": "2024-10-18"}]
    plan: Wire = {"id": "m1_2024", "school": "m1", "year": 2024, "submitted_on": None}
    plan |= {"before": "2024-10-05", "report_before": "2025-04-15", "reported_on": None}
    finding = {"item": 1, "text": "Chưa có hồ sơ", "before": "2024-11-01"}
    told.plans = [plan | {"to_put_right": [finding]}]
    today = date(2024, 10, 15)
    assert [(one.title, one.due.isoformat()) for one in duties(at, told).of("u:lan", today)] == [
        ("Tự đánh giá 2024-2025: Viết phiếu", "2024-10-18"),
        ("Mua 20 bộ đồ chơi", "2024-10-21"),
        ("Việc của kế hoạch cải tiến", "2024-10-21"),
    ]
    assert [(one.id, one.due.isoformat()) for one in duties(at, told).of("u:minh", today)] == [
        ("plan_progress-m1_2024-submit", "2024-10-04"),
        ("cycle_step-m1_2024_01", "2024-10-18"),
        ("plan_progress-m1_2024-finding-1", "2024-10-31"),
        ("plan_progress-m1_2024-report", "2025-04-14"),
    ]


def test_what_could_not_be_asked_is_asked_at_the_next_look(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]
    told.refusal = Unavailable("database-away", "Không")
    sender = reminders(at, told, server)
    sender.look()
    assert box.taken == []
    told.refusal = None
    sender.look()
    assert len(box.taken) == 1


def test_a_crash_before_the_server_took_it_loses_nothing_and_after_it_is_the_same_mail(
    at: Installation,
    lan: Browser,
    box: MailBox,
    told: Told,
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]

    class Crash(BaseException):
        pass

    def crash(*_: Any) -> None:
        raise Crash

    with monkeypatch.context() as broken:
        broken.setattr(mail, "send", crash)
        with pytest.raises(Crash):
            reminders(at, told, server).look()
    assert box.taken == []
    with monkeypatch.context() as broken:
        broken.setattr(Digests, "end", crash)
        with pytest.raises(Crash):
            reminders(at, told, server).look()
    reminders(at, told, server).look()
    reminders(at, told, server).look()
    assert len(box.taken) == 2
    assert len({each["Message-ID"] for each in box.taken}) == 1


def test_a_server_that_is_away_is_tried_again_ever_later_until_it_is_too_old(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]
    sender = reminders(at, told, server)
    box.answers += ["451 later"] * 3
    sender.look()
    sender.look()
    assert len(box.answers) == 2, "no second try at once"
    at.clock.pass_(minutes=1)
    sender.look()
    at.clock.pass_(minutes=1)
    sender.look()
    assert len(box.answers) == 1, "the pause has grown"
    told.tasks = []
    at.clock.pass_(days=2)
    sender.look()
    at.clock.pass_(days=1)
    sender.look()
    assert box.taken == []
    ended = at.rows("select outcome from gateway.digest order by day limit 1")
    assert ended == [("too-old",)]


def test_what_a_server_refuses_is_not_sent_again(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]
    box.answers.append("554 no")
    reminders(at, told, server).look()
    at.clock.pass_(hours=2)
    reminders(at, told, server).look()
    assert box.taken == []
    assert at.rows("select outcome from gateway.digest") == [("refused",)]


def test_one_process_sends_at_a_time_and_stops_when_told(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]
    stop = threading.Event()
    work = threading.Thread(target=reminders(at, told, server).run, args=(stop, 0.05))
    with active(at.db, LOCK):
        work.start()
        assert not stop.wait(0.3)
        assert box.taken == []
    came = threading.Event()
    for _ in range(100):
        if box.taken:
            break
        came.wait(0.05)
    stop.set()
    work.join(10)
    assert not work.is_alive()
    assert len(box.taken) == 1


@pytest.mark.parametrize("implicit", [True, False], ids=["smtps", "starttls"])
def test_mail_goes_out_encrypted_and_with_the_password(
    at: Installation, lan: Browser, box: MailBox, told: Told, tmp_path: Path, implicit: bool
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]
    with secure_server(box, tmp_path, implicit=implicit) as (secure, trusted):
        # A certificate that nobody vouches for: nothing is said.
        reminders(at, told, secure).look()
        assert box.taken == []
        at.clock.pass_(minutes=5)
        reminders(at, told, secure, trusted=trusted).look()
    assert len(box.taken) == 1
    assert box.signed_in[-1]


def test_a_server_without_tls_hears_neither_password_nor_address(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]
    demanding = MailServer(server.host, server.port, server.sender, patience=2.0)
    reminders(at, told, demanding).look()
    assert box.taken == []
    assert at.rows("select outcome, tries from gateway.digest") == [(None, 1)]


def test_a_calendar_has_a_secret_address_that_can_be_renewed(
    at: Installation, lan: Browser, told: Told, server: MailServer
) -> None:
    at.restart(
        SETTINGS,
        notices=NoticeSettings(server, LADDER),
        backend=told,
        contracts={**CONTRACTS, **LISTS},
    )
    told.tasks = [task("m1_1_1", "2024-10-18", "Biên bản; họp", person="u:lan")]
    told.tasks += [task("m1_2_1", "2024-10-18", "Của người khác", person="u:mai")]
    first = lan.post("/v1/session/calendar").json["path"]
    # No cookie is needed: calendar programs have none.
    answer = at.browser().get(first)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found: Any = Calendar.from_ical(answer.content)
    (event,) = found.walk("VEVENT")
    assert (str(event["SUMMARY"]), event["DTSTART"].dt) == (
        "Hạn: Biên bản; họp",
        date(2024, 10, 18),
    )
    assert str(event["UID"]) == "79-task-m1_1_1@kiemdinh.example"
    assert "Biên bản\\; họp" in answer.text
    assert {actor for actor, _ in told.asked} == {"u:lan"}
    with capture_logs() as logged:
        renewed = lan.post("/v1/session/calendar").json
        second = renewed["path"]
        refused(at.browser().get(first), 404, "calendar-unknown")
    assert renewed["url"] == f"{PUBLIC}{second}"
    assert "/v1/calendar/{secret}" in str(logged)
    assert first.rpartition("/")[2] not in str(logged)
    assert at.browser().get(second).status_code == 200
    assert lan.get("/v1/session/reminders").json["calendar"] is True
    assert lan.send("DELETE", "/v1/session/calendar").json["calendar"] is False
    refused(at.browser().get(second), 404, "calendar-unknown")
    assert second.rpartition("/")[2] not in str(at.rows("select * from gateway.reminding"))


def test_an_erased_or_disabled_account_has_neither_calendar_nor_digest(
    at: Installation, lan: Browser, box: MailBox, told: Told, server: MailServer
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]
    path = lan.post("/v1/session/calendar").json["path"]
    assert at.operator("/v1/accounts/lan/disable").status_code == 200
    refused(at.browser().get(path), 404, "calendar-unknown")
    reminders(at, told, server).look()
    assert box.taken == []
    assert at.operator("/v1/accounts/lan/erase").status_code == 200
    assert at.rows("select count(*) from gateway.reminding") == [(0,)]


@pytest.mark.parametrize("acts", [["reset"], ["disable", "reset"]], ids=" then ".join)
def test_after_a_reset_nothing_of_the_reminders_before_it_is_left(
    at: Installation,
    lan: Browser,
    box: MailBox,
    told: Told,
    server: MailServer,
    acts: list[str],
) -> None:
    confirmed(lan, box)
    told.tasks = [task("m1_1_1", "2024-10-15", person="u:lan")]
    box.answers.append("451 later")
    reminders(at, told, server).look()
    path = lan.post("/v1/session/calendar").json["path"]
    for act in acts:
        assert at.operator(f"/v1/accounts/lan/{act}").status_code == 200
    refused(at.browser().get(path), 404, "calendar-unknown")
    assert at.rows("select * from gateway.reminding") == []
    assert at.rows("select * from gateway.digest where outcome is null") == []


@pytest.mark.parametrize("path", ["{}/", "{}/x", "{}%0A", "{}%2F"])
def test_the_secret_of_a_calendar_is_kept_nowhere_even_where_no_route_takes_the_path(
    lan: Browser, path: str
) -> None:
    calendar = lan.post("/v1/session/calendar").json["path"]
    with capture_logs() as logged:
        answer = lan.at.browser().get(path.format(calendar))
    assert answer.status_code >= 400
    assert logged
    assert calendar.rpartition("/")[2] not in f"{logged}{answer.text}"
