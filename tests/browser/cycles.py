"""Self-assessments brought to where a test begins, by the calls that screens make themselves."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from playwright.sync_api import Page

from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.calendar import school_year, vietnam_today
from libs.law.standards import levels
from libs.law.standards.report_forms import form_of
from libs.web import written
from tests.browser.site import Site

SCHOOL = "binh-chanh-mau-2"
PRINCIPAL, SECRETARY, OFFICER = "hieu-truong", "thanh-vien", "chuyen-vien-so"
POSTS = ("chair", "secretary", "vice_chair", "member", "member", "member", "member")
"""In the order of the school's sample people: the first two of them may sign in."""


@dataclass(frozen=True)
class Course:
    """A self-assessment by its school year, of the school that has just begun unless said.

    `on` is the day on which it was opened and staffed, today if empty.
    """

    site: Site
    year: int
    on: str = ""
    school: str = SCHOOL

    @property
    def log(self) -> str:
        """The province's log."""
        return self.site.plan.school(self.school).log

    @property
    def id(self) -> str:
        """The cycle's id."""
        return f"{self.site.plan.school(self.school).id}_{self.year}"

    def at(self, page: str, *more: str) -> str:
        """Return the address of a page about it."""
        return "/".join(("/console", page, self.log, self.id, *more))

    def stands(self, page: Page) -> Wire:
        """Return it as the API tells it, with what was recorded in this window."""
        (value,) = [
            one["value"] for one in page.context.cookies() if one["name"] == written.COOKIE
        ] or [""]
        seen = written.told(value).get(self.log)
        least = f"?min_position={seen}" if seen else ""
        found: Wire = page.request.get(f"/v1/{self.log}/cycle/{self.id}{least}").json()
        return found

    def tell(self, page: Page, command: str, data: Wire, category: str = "cycle") -> int:
        """Carry out a command as who is signed in; return its position."""
        id = self.id if category == "cycle" else self.id.partition("_")[0]
        return self.call(page, f"/v1/{self.log}/{category}/{id}/{command}", data)

    def call(self, page: Page, path: str, data: Wire) -> int:
        """Carry out a command at an address as who is signed in; return its position."""
        headers = {"Origin": self.site.url, "Idempotency-Key": uuid.uuid4().hex}
        if self.on:
            headers["Kiemdinh-On"] = self.on
        answer = page.request.post(path, data=data, headers=headers)
        assert answer.ok, answer.text()
        return self.site.wrote(page, path, int(answer.json()["position"]))

    def person(self, n: int) -> str:
        """Return the sample person with this number, the principal the first."""
        return str(self.site.plan.school(self.school).council(list(POSTS))[n]["person"])

    def staffed(self, page: Page) -> None:
        """Open it with a council, two groups that own all criteria, and a plan."""
        members = self.site.plan.school(self.school).council(list(POSTS))
        criteria = levels.criteria(self.rules)
        half = len(criteria) // 2
        groups = [
            {"name": "Nhóm 1", "head": self.person(1), "others": [self.person(3)]},
            {"name": "Nhóm 2", "head": self.person(2), "others": [self.person(3)]},
        ]
        owned = (criteria[:half], criteria[half:])
        told = [{**one, "criteria": list(own)} for one, own in zip(groups, owned, strict=True)]
        step = {"name": "Viết phiếu", "starts_on": f"{self.year}-09-01"}
        step["due_on"] = f"{self.year + 1}-05-31"
        self.tell(page, "open-cycle", {"year": self.year})
        self.tell(page, "appoint-council", {"decision_number": "1/QĐ-MẪU", "members": members})
        self.tell(page, "form-groups", {"secretariat": [self.person(1)], "groups": told})
        self.tell(page, "approve-plan", {"aim": "Tự đánh giá", "steps": [step]})
        # Whoever looks after this page was shown sees the plan, by which alone sheets are written.
        page.goto(self.at("cycle"))

    def write(self, page: Page, but: Sequence[str] = ()) -> None:
        """Write every sheet but some, standards and parts."""
        for criterion in levels.criteria(self.rules):
            if criterion not in but:
                self.tell(page, "record-sheet", self.sheet(criterion))
        form = form_of(self.rules, TODAY)
        for standard in sorted({int(one.partition(".")[0]) for one in levels.criteria(self.rules)}):
            texts = dict.fromkeys((*form.texts_of_standard, "priorities"), "Như phiếu.")
            self.tell(page, "record-standard", {"standard": standard, **EMPTY, **texts})
        for part in form.parts:
            if not part.optional:
                data = {"report_part": part.code, "text": "Như quy định."}
                self.tell(page, "record-report-part", data)

    def sheet(self, criterion: str) -> Wire:
        """Return a sheet that says of each indicator of the first level that it is not met."""
        judged = [
            {"level": level, "indicator": indicator, "met": False}
            for level, indicator in levels.indicators(self.rules, criterion)
            if level == 1
        ]
        # Under TT 57/2026 strengths and limits stand at the standard.
        texts = {"strengths": "", "weaknesses": "", "improvement": ""}
        told = [{"of_level": 1, "text": "Trường có nền nếp."}]
        return {"criterion": criterion, "judgements": judged, "descriptions": told, **texts}

    @property
    def rules(self) -> standards.RuleSet:
        """The set that it is by."""
        opened = date.fromisoformat(self.on) if self.on else TODAY
        return standards.choose(self.site.plan.school(self.school).entry["kind"], opened)


THIS_YEAR = school_year(vietnam_today(datetime.now(UTC)))
TODAY: date = vietnam_today(datetime.now(UTC))
EMPTY: Wire = {"strengths": "", "limits": "", "priorities": "", "judgement": ""}


@contextmanager
def course(site: Site) -> Iterator[Course]:
    """Give this year's self-assessment, staffed; it is given up afterwards, so that another test
    may open it once more."""
    found = Course(site, THIS_YEAR)
    with site.window(PRINCIPAL) as page:
        found.staffed(page)
        try:
            yield found
        finally:
            if found.stands(page)["state"] != "abandoned":
                found.tell(page, "abandon-cycle", {"reason": "Lập lại từ đầu."})
