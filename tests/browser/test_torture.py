"""Whatever is typed or sent into any form: a page answers, gives it back, says what is wrong."""

import re
import unicodedata
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from libs.web import formats
from tests.browser.cycles import PRINCIPAL, Course, course
from tests.browser.forms import Answer, Form, Line, faults, forms_of, held, parsed
from tests.browser.pages import Screen, screens
from tests.browser.site import SMALL, Site

pytestmark = pytest.mark.e2e
NFD = unicodedata.normalize("NFD", "ẮẰẲẴẶ ỘỠỰ đĐ")
UNSEEN = "\x00\x01\x08\x1b\x7f\x9f"
BRACES = "{{7*7}}kd7 ${7*7}kd7 {% kd7 %}"
MARK_UP = f"""{NFD}{UNSEEN} <script>kd7()</script> "'><b kd7> &lt; {BRACES}"""
LONG = f"{NFD} {'dài ' * 1250}".strip()
TEXTS = {"mark-up": MARK_UP, "long": LONG}
INJECTED = re.compile(r"<script>kd7|<b kd7|49kd7|Traceback|&amp;lt;script")
OF_MACHINES = re.compile(
    r"\b[a-z]+(?:_[a-z]+)+\b|YYYY|(?:^|\s)/[a-z_]+|\b(?:null|string|integer|accreditation)\b"
)
"""What names a field or a value as programs do."""
UNNAMED = ("Phải có", "Hãy ghi một ngày", "Hãy chọn một mục", "Chưa điền", "Sai dạng", "Phải là")
"""How the words begin that say what is wrong without saying with what."""
SECRET = ("password", "again", "current", "new", "proof")
"""What is typed unseen and never given back."""


def kept(text: str) -> str:
    """Return a text as it is given back: composed, without what nobody sees."""
    return re.sub(r"[\x00-\x08\x7f-\x9f\x1b]", "", unicodedata.normalize("NFC", text)).strip()


def all_screens(site: Site, cycle: Course) -> Iterator[Screen]:
    """Yield the screens, and those of a self-assessment on which everything may be done."""
    yield from screens(site.plan)
    for name, *more in (
        *(("council",), ("groups",), ("hand-over",), ("work-plan",), ("carry-over",)),
        *(("council-meeting",), ("criterion-sheet", "2.1"), ("report-comments",)),
        ("report-text", "standard-1"),
        *(("report-step", step) for step in ("complete", "approve", "abandon")),
    ):
        yield Screen(name, PRINCIPAL, cycle.at(name, *more))
    known, year = site.plan.school("hoa-sen"), site.plan.schedule["school_year"]
    for name, what in (("report-step", f"{year}/reopen"), ("evidence-manifest", f"{year}")):
        at = f"/console/{name}/{known.log}/{known.id}_{what}"
        yield Screen(name, "hieu-truong-hoa-sen", at)


@pytest.fixture(scope="module")
def cycle(site: Site) -> Iterator[Course]:
    """A self-assessment on which everything may be done."""
    with course(site) as found, site.window(PRINCIPAL) as page:
        found.tell(page, "record-sheet", found.sheet("1.1"))
        yield found


@pytest.fixture(scope="module")
def forms(site: Site, cycle: Course) -> list[tuple[Line, Form]]:
    """Every form of every screen into which something may be typed, of one shape the first."""
    found, shapes = [], set()
    for screen in all_screens(site, cycle):
        line = Line(site.url, site.cookies(screen.login))
        for form in forms_of(screen.address, line.get(screen.address).text):
            if form.shape not in shapes:
                shapes.add(form.shape)
                found.append((line, form))
    assert len(found) > 30
    return found


@pytest.mark.parametrize("kind", TEXTS)
def test_what_is_typed_into_any_form_comes_back_whole_and_harmless(
    site: Site, cycle: Course, forms: list[tuple[Line, Form]], kind: str
) -> None:
    wrong: dict[str, object] = {}
    with site.window(PRINCIPAL) as page:
        for line, form in forms:
            if not form.typed or form.undoes:
                continue
            before = mark(page, cycle)
            answer = line.post(form.action, form.filled(TEXTS[kind]))
            told = [*harmful(line, answer), *lost(form, answer, kept(TEXTS[kind]))]
            if answer.status != 303 and mark(page, cycle) != before + 1:
                told.append("recorded though it was not accepted")
            if told:
                wrong[form.shape] = (answer.status, *told)
    assert wrong == {}


def test_what_no_page_would_send_is_answered_by_a_page(
    site: Site, cycle: Course, forms: list[tuple[Line, Form]]
) -> None:
    wrong: dict[str, object] = {}
    for line, form in forms:
        answers = [
            line.post(form.action, form.forged(MARK_UP)),
            line.post(form.action, form.forged("\x00")),
            line.post(form.action, []),
            line.raw(form.action, b"do=%ff&key=%00&=&&%"),
            line.raw(form.action, b"{}", "application/json"),
        ]
        if told := [one for answer in answers for one in harmful(line, answer)]:
            wrong[form.shape] = (*(answer.status for answer in answers), *told)
    assert wrong == {}


def test_in_a_browser_it_is_text_and_nothing_runs(site: Site, cycle: Course) -> None:
    text = kept(MARK_UP)
    with site.window(PRINCIPAL, viewport={"width": SMALL, "height": 800}) as page:
        page.on("dialog", lambda dialog: pytest.fail(f"runs: {dialog.message}"))
        page.goto(cycle.at("report-step", "abandon"))
        page.get_by_label("Lý do").fill(unicodedata.normalize("NFD", text))
        page.get_by_label(re.compile("^Ngày")).fill("31/02/2027")
        page.get_by_role("button", name="Kiểm tra trước khi dừng").click()
        expect(page.locator(".errors li")).to_have_text(
            ["Ngày (không bắt buộc): Hãy ghi một ngày, ví dụ 31/05/2026."]
        )
        expect(page.get_by_label("Lý do")).to_have_value(text)
        page.get_by_label(re.compile("^Ngày")).fill("")
        page.get_by_role("button", name="Kiểm tra trước khi dừng").click()
        expect(page.locator("main")).to_contain_text(text)
        assert page.locator("[kd7]").count() == 0


def mark(page: Page, cycle: Course) -> int:
    """Record something; return its position, which tells whether anything was recorded since."""
    text = uuid.uuid4().hex
    return cycle.tell(page, "record-report-part", {"report_part": "general", "text": text})


def harmful(line: Line, answer: Answer) -> Iterator[str]:
    """Yield what no answer may be or hold, nor the page that it leads to."""
    shown = line.get(answer.onward) if answer.onward else answer
    if shown.status >= 500:
        yield f"{shown.status}"
    elif "<main" not in shown.text:
        yield "no page"
    yield from (f"holds {one}" for one in INJECTED.findall(shown.text))


def lost(form: Form, answer: Answer, text: str) -> Iterator[str]:
    """Yield what a page that records nothing yet does not give back, or does not say well."""
    if answer.status == 303:
        return
    page = parsed(answer.text)
    given, ids = held(page), set(page.xpath("//@id"))
    for name in sorted(form.typed):
        shown = [formats.nfc(value).strip() for value in given.get(name, [])]
        if text not in shown and name not in SECRET:
            yield f"{name} does not come back: {shown[:1]}"
    for at, said in faults(page):
        if OF_MACHINES.search(said.replace(text, "")):
            yield f"says to machines: {said}"
        if at and at not in ids:
            yield f"leads nowhere: {said}"
        if at and said.startswith(UNNAMED):
            yield f"names no field: {said}"
    if answer.status >= 400 and not faults(page):
        yield "says nothing"
