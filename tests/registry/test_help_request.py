from dataclasses import replace
from datetime import date

import pytest

from libs.people.suspected import suspected
from services.registry.help_request import procedure
from services.registry.help_request.events import (
    HelpAnswered,
    HelpClosed,
    HelpForwarded,
    HelpReopened,
    HelpRequested,
)
from services.registry.help_request.rules import (
    HELP_REQUEST,
    AnswerHelp,
    AskForHelp,
    CloseHelp,
    ForwardHelp,
    Helper,
    ReopenHelp,
    overdue_days,
)
from tests.registry.acts import of
from tests.spec import spec

ON = date(2024, 10, 14)
OF = of("thienan_1")
ASK = AskForHelp(
    topic="evidence",
    subject="Mã minh chứng dùng lại",
    text="Minh chứng của năm trước có phải đánh mã mới không?",
    on=ON,
    **OF,
)
HELPER = Helper("phong764", "u:lan", 5, school=True)
ASKED = HelpRequested(
    topic="evidence",
    subject="Mã minh chứng dùng lại",
    text="Minh chứng của năm trước có phải đánh mã mới không?",
    office="phong764",
    suspected=(),
    by_school=True,
    officer="u:lan",
    answer_within=5,
    due=date(2024, 10, 21),
)
ANSWER = AnswerHelp("Không, mã cũ được dùng lại.", **OF)
ANSWERED = HelpAnswered("Không, mã cũ được dùng lại.", ())
FORWARD = ForwardHelp("so79", "thuộc thẩm quyền Sở", on=date(2024, 10, 15), **OF)
FORWARDED = HelpForwarded("so79", "thuộc thẩm quyền Sở", None, 5, date(2024, 10, 22))
REOPEN = ReopenHelp("Chưa rõ với trường nhiều cấp", on=date(2024, 10, 16), **OF)
REOPENED = HelpReopened("Chưa rõ với trường nhiều cấp", (), date(2024, 10, 23))
CLOSE = CloseHelp(helped=True, **OF)
help_request = spec(
    HELP_REQUEST, procedure.PROCEDURE, {AskForHelp: HELPER, ForwardHelp: Helper("so79")}
)


def test_a_school_asks_its_contact_who_has_so_many_working_days() -> None:
    help_request.given().when(ASK).then(ASKED).when(ASK).then_nothing()
    unpromised = Helper("phong764")
    nothing = replace(ASKED, by_school=False, officer=None, answer_within=None, due=None)
    help_request.given().when(ASK, unpromised).then(nothing)
    for_primary = replace(ASK, kind="primary")
    help_request.given().when(for_primary, unpromised).then(replace(nothing, kind="primary"))
    help_request.given().when(replace(ASK, kind="primary")).then(ASKED)
    help_request.given(ASKED).when(replace(ASK, subject="Khác")).then_rejected("help-requested")


def test_there_must_be_somebody_to_ask() -> None:
    for nobody in (Helper(None), Helper("thienan")):
        help_request.given().when(ASK, nobody).then_rejected("nobody-in-charge")


def test_the_office_in_charge_answers_and_may_add() -> None:
    stream = help_request.given(ASKED).when(ANSWER).then(ANSWERED)
    stream.when(ANSWER).then_nothing()
    stream.when(replace(ANSWER, text="Thêm: xem hướng dẫn.")).then_types("HelpAnswered")


def test_a_question_passed_on_has_another_office_in_charge() -> None:
    stream = help_request.given(ASKED).when(FORWARD).then(FORWARDED)
    stream.when(FORWARD).then_nothing()
    stream.when(ANSWER).then(ANSWERED)
    for office in ("phong764", "thienan"):
        wrong = replace(FORWARD, office=office)
        help_request.given(ASKED).when(wrong).then_rejected("office-in-charge")
    own_term = Helper("so79", "u:mai", 2)
    later = replace(FORWARDED, officer="u:mai", answer_within=2, due=date(2024, 10, 17))
    help_request.given(ASKED).when(FORWARD, own_term).then(later)


def test_who_asked_may_ask_again_and_the_term_begins_anew() -> None:
    help_request.given(ASKED).when(REOPEN).then_rejected("help-open")
    stream = help_request.given(ASKED, ANSWERED).when(REOPEN).then(REOPENED)
    stream.when(REOPEN).then_nothing()
    help_request.given(ASKED, ANSWERED, HelpClosed(helped=True)).when(REOPEN).then(REOPENED)


def test_who_asked_closes_and_nothing_is_answered_after() -> None:
    stream = help_request.given(ASKED, ANSWERED).when(CLOSE).then(HelpClosed(helped=True))
    stream.when(CLOSE).then_nothing()
    stream.when(ANSWER).then_rejected("help-closed")
    stream.when(FORWARD).then_rejected("help-closed")


@pytest.mark.parametrize("command", [ANSWER, FORWARD, REOPEN, CLOSE])
def test_only_a_question_that_was_asked_goes_on(
    command: AnswerHelp | ForwardHelp | ReopenHelp | CloseHelp,
) -> None:
    help_request.given().when(command).then_rejected("help-not-requested")


def test_personal_data_is_refused_until_its_writer_has_looked_again() -> None:
    text = "Xin gọi số 0903 123 456 gặp cô Nguyễn Thị Mẫu."
    personal = replace(ASK, text=text)
    refusal = help_request.given().when(personal).then_rejected("personal-data-suspected")
    assert [error.pointer for error in refusal.errors] == ["/text", "/text"]
    assert "0903" not in str(refusal.args)
    assert "Mẫu" not in str(refusal.args)
    confirmed = replace(ASKED, text=text, suspected=("name", "phone"))
    help_request.given().when(replace(personal, confirmed=True)).then(confirmed)
    answer = replace(ANSWER, text="Gửi về mau@example.edu.vn")
    help_request.given(ASKED).when(answer).then_rejected("personal-data-suspected")


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Thư về lan.mai@example.edu.vn", ("email",)),
        ("Gọi 028 3894 0000", ("phone",)),
        ("Gọi +84 903 123 456", ("phone",)),
        ("Số 079012345678", ("identity-number",)),
        ("gặp Thầy Trần Văn Mẫu", ("name",)),
        ("học sinh Đỗ Mẫu", ("name",)),
        ("thầy cô Nguyễn Mẫu", ("name",)),
        ("chị ở Ấp Đông", ()),
        ("Thông tư 18/2018/TT-BGDĐT ngày 22/08/2018", ()),
        ("Minh chứng [H1-1.1-01] của tiêu chí 1.3, năm học 2024-2025", ()),
        ("cô giáo trường Tiểu học Lam Sơn", ()),
    ],
)
def test_what_a_text_seems_to_hold(text: str, signs: tuple[str, ...]) -> None:
    assert suspected(text) == signs


def test_an_answer_is_late_from_the_day_after_its_last_day() -> None:
    due = date(2024, 10, 21)
    assert overdue_days("open", due, due) == 0
    assert overdue_days("open", due, date(2024, 10, 24)) == 3
    assert overdue_days("answered", due, date(2024, 10, 24)) == 0
    assert overdue_days("open", None, date(2024, 10, 24)) == 0
