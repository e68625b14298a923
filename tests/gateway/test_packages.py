"""Exchange packages over HTTP, on the whole platform: sent out, taken in as a whole, once."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings

from libs.files.tables import XLSX
from libs.kernel.messages import kebab
from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.standards import levels
from services.cli.demo.whole_report import Told, WholeReport
from services.cli.platform import platform
from services.gateway.exchange import workbook
from services.gateway.exchange.package import CONTENT, dump, load, ordered
from services.gateway.exchange.receiving import received_workbook
from services.gateway.spreadsheets import reading
from tests.gateway.packages import changed, wires
from tests.gateway.test_exchange import PLAN, sample

pytestmark = pytest.mark.e2e

ON = "2026-09-10"
RULES = standards.choose("primary", date.fromisoformat(ON))
REPORT = WholeReport(RULES, date.fromisoformat(ON))
SINCE = {"starts": "2000-01-01", "basis": "dữ liệu mẫu"}
JSON = "application/json"


@dataclass(frozen=True)
class School:
    """A sample school with an open cycle; `key` is its principal's, `log` its province."""

    url: str
    key: str
    log: str
    id: str

    @property
    def cycle(self) -> str:
        return f"/v1/{self.log}/cycle/{self.id}_2026"

    def call(self, method: str, path: str, key: str = "", **sent: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {key or self.key}", "Kiemdinh-On": ON}
        headers |= {"Idempotency-Key": uuid.uuid4().hex} | sent.pop("headers", {})
        return requests.request(method, self.url + path, headers=headers, timeout=60, **sent)

    def do(self, path: str, body: Wire) -> Wire:
        answer = self.call("POST", path, json=body)
        assert answer.ok, answer.text
        found: Wire = answer.json()
        return found

    def tell(self, *told: Told) -> None:
        for name, data in told:
            self.do(f"{self.cycle}/{kebab(name)}", data)

    def export(self) -> Wire:
        answer = self.call("GET", f"{self.cycle}/package.json", params={})
        assert answer.status_code == 200, answer.text
        found: Wire = answer.json()
        return found

    def send(self, raw: bytes | Wire, path: str = "", **headers: str) -> requests.Response:
        """Send a package, to be taken in; with path "/check" to be checked alone."""
        told: Any = {"data": raw} if isinstance(raw, bytes) else {"json": raw}
        kind = XLSX if isinstance(raw, bytes) else JSON
        headers = {"Content-Type": kind, **headers}
        return self.call("POST", f"{self.cycle}/package{path}", headers=headers, **told)

    def addressed(self, wire: Wire) -> Wire:
        """Return a package as one to this school."""
        return {**wire, "school": self.export()["school"], "cycle": self.export()["cycle"]}


class Schools:
    """Makes schools, each of its own."""

    def __init__(self, url: str, operator: str) -> None:
        self.url = url
        self.operator = operator
        self.count = 0

    def new(self, log: str = "79", council: bool = True) -> School:
        """Return a new school with an open cycle, its council, and an approved plan."""
        self.count += 1
        id = f"hub{self.count}"
        boss = School(self.url, self.operator, log, id)
        registered = {"name": f"Trường mẫu {self.count}", "kind": "primary", "sample": True}
        registered |= {"ownership": "public", "areas": ["26740", "79"], "address": "Mẫu"}
        boss.do(f"/v1/{log}/school/{id}/register-school", registered)
        added = {"scheme": "moet", "value": f"7900{self.count}", "issuer": "so", **SINCE}
        boss.do(f"/v1/{log}/school/{id}/add-identifier", added)
        for person, role in ((f"ht{id}", "principal"), (f"tk{id}", "council_member")):
            given_ = {"role": role, "org": id, **SINCE}
            boss.do(f"/v1/{log}/grant/{person}/give-grant", given_)
        key = boss.do("/v1/keys", {"actor": f"u:ht{id}"})["key"]
        found = School(self.url, key, log, id)
        found.do(f"{found.cycle}/open-cycle", {"year": 2026})
        if council:
            posts = (("chair", f"u:ht{id}"), ("secretary", f"u:tk{id}"))
            more = [("member", f"u:gv{n}{id}") for n in range(5)]
            members = [{"person": person, "post": post} for post, person in (*posts, *more)]
            found.do(
                f"{found.cycle}/appoint-council", {"decision_number": "1/QĐ", "members": members}
            )
            heads = [f"u:ht{id}", f"u:tk{id}"]
            found.tell(REPORT.groups(heads[1:], heads), REPORT.plan(REPORT.on, REPORT.on))
        return found


@pytest.fixture(scope="module")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schools]:
    folder: Path = tmp_path_factory.mktemp("packages") / "var"
    with platform(folder, 0, demo=True) as running:
        yield Schools(running.url, running.operator_key)


def whole(wire: Wire) -> Wire:
    """Return a package with all its fields, in its order."""
    return dump(ordered(load(wire)))


def content(wire: Wire) -> Wire:
    return {part: wire[part] for part in CONTENT}


def position(school: School) -> int:
    """Return the last position that says something of the school's package."""
    answer = school.call("GET", f"{school.cycle}/package.json")
    return int(answer.headers["Kiemdinh-Position"])


def test_three_wrong_rows_write_nothing_and_the_corrected_file_sent_twice_has_one_effect(
    schools: Schools,
) -> None:
    school = schools.new()
    before, head = school.export(), position(school)
    told = school.addressed(sample())
    wrong = changed(
        told,
        ("Chỉ báo", 2, "Kết quả", "tốt"),
        ("Minh chứng", 3, "Ngày văn bản", "31/02/2026"),
        ("Số liệu", 2, "Mã số liệu", "pupils.none"),
    )
    checked = school.send(wrong, "/check")
    assert checked.status_code == 200, checked.text
    places = [
        ("Chỉ báo", 2, "Kết quả"),
        ("Minh chứng", 3, "Ngày văn bản"),
        ("Số liệu", 2, "Mã số liệu"),
    ]
    report = checked.json()
    assert report["outcome"] == "refused"
    assert [(f["sheet"], f["row"], f["column"]) for f in report["faults"]] == places
    refused = school.send(wrong)
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "package-refused")
    assert [error["detail"].partition(":")[0] for error in problem["errors"]] == [
        f"Trang '{sheet}', dòng {row}, cột '{column}'" for sheet, row, column in places
    ]
    assert (school.export(), position(school)) == (before, head)
    good = workbook.write(told)
    assert school.send(good, "/check").json()["outcome"] == "acceptable"
    assert position(school) == head
    first = school.send(good)
    assert first.status_code == 200, first.text
    assert first.json()["outcome"] == "taken"
    assert first.json()["changes"] == {"evidence": 2, "figures": 1, "sheets": 2}
    assert content(school.export()) == content(told)
    written = position(school)
    again = school.send(good)
    assert (again.json()["outcome"], again.json()["changes"]) == ("taken_before", {})
    assert again.json()["digest"] == first.json()["digest"]
    assert position(school) == written
    listed = school.call("GET", f"{school.cycle}/package").json()["items"]
    assert [(each["digest"], each["software"]) for each in listed] == [
        (first.json()["digest"], "Phần mềm mẫu")
    ]


def test_imported_texts_are_marked_and_a_later_file_goes_on_beside_the_schools_own(
    schools: Schools,
) -> None:
    school = schools.new()
    told = school.addressed(sample())
    taken = school.send(told).json()
    view = school.call("GET", school.cycle, params={"min_position": taken["position"]}).json()
    assert {sheet["imported_from"] for sheet in view["sheets"]} == {"Phần mềm mẫu"}
    own = {"criterion": "1.1", "judgements": [], "strengths": "", "weaknesses": ""}
    school.do(f"{school.cycle}/record-sheet", own | {"improvement": "Lời của nhà trường"})
    told["sheets"][1]["improvement"] = "Lời đã sửa ở phần mềm"
    assert school.send(told).json()["changes"] == {"sheets": 2}
    texts = {sheet["criterion"]: sheet["improvement"] for sheet in school.export()["sheets"]}
    assert texts == {"1.1": "Lời của nhà trường", "1.2": "Lời đã sửa ở phần mềm"}


def test_what_a_package_leaves_unsaid_stays_and_what_it_empties_is_empty(schools: Schools) -> None:
    school = schools.new()
    measured = {"what": "Sách mượn", "value": "92", "measured_on": "2026-09-01"}
    told = school.addressed(sample())
    told["sheets"][0] |= {"strengths": "C", "measures": [measured]}
    told["sheets"][0]["descriptions"] = [{"of_level": n, "text": f"Mức {n}"} for n in (1, 2)]
    assert school.send(told).status_code == 200
    part = {**told, "evidence": [], "figures": []}
    del part["plan"]
    part["sheets"] = [{"criterion": "1.1", "improvement": "", "measures": []}]
    assert school.send(part).json()["changes"] == {"sheets": 1}
    sheet = told["sheets"][0] | {"improvement": "", "measures": []}
    assert school.export()["sheets"][0] == sheet
    assert school.send(part).json()["faults"] == []
    told["sheets"][0] = sheet | {"strengths": "D"}
    assert school.send(told).json()["outcome"] == "taken"


def test_a_package_taken_before_tells_what_has_changed_since(schools: Schools) -> None:
    school = schools.new()
    first = school.addressed(sample())
    second = {**first, "sheets": [{**first["sheets"][0], "improvement": "Lời khác"}]}
    for told in (first, second):
        assert school.send(told).json()["outcome"] == "taken"
    for path in ("", "/check"):
        again = school.send(first, path).json()
        assert again["outcome"] == "taken_before"
        assert [(each["code"], each["pointer"], each["warning"]) for each in again["faults"]] == [
            ("differs-since-taken", "/sheets/0", True)
        ]
    assert school.export()["sheets"][0]["improvement"] == "Lời khác"


def test_what_nobody_may_send_is_not_read(schools: Schools) -> None:
    school, other = schools.new(), schools.new()
    asked = {"actor": "u:khongai"}
    nobody = School(school.url, schools.operator, "79", school.id).do("/v1/keys", asked)["key"]
    for key in (nobody, other.key):
        for path in ("", "/check"):
            where = f"{school.cycle}/package{path}"
            headers = {"Content-Type": JSON}
            sent = school.call("POST", where, key, data=b"{", headers=headers)
            assert sent.status_code in (403, 404), sent.text


def test_what_only_the_services_know_is_told_with_its_place_too(schools: Schools) -> None:
    school = schools.new(council=False)
    told = school.addressed(sample())
    told["evidence"][0] |= {"place": None, "file": {"sha256": "a" * 64, "name": "kh.pdf"}}
    report = school.send(workbook.write(whole(told)), "/check").json()
    assert [(f["sheet"], f["row"], f["column"], f["code"]) for f in report["faults"]] == [
        ("Minh chứng", 2, "Mã băm của tệp", "file-not-received"),
        ("Tiêu chí", 2, "", "council-missing"),
    ]


def test_a_package_of_another_school_is_refused_without_asking_further(schools: Schools) -> None:
    school, other = schools.new(), schools.new()
    answer = school.send(other.addressed(sample()))
    assert [error["code"] for error in answer.json()["errors"]] == ["school-differs"]
    # Of the same name, and of no code that would tell it from a namesake.
    nameless = {**school.addressed(sample()), "school": {"name": f"Trường mẫu {schools.count - 1}"}}
    faults = school.send(nameless, "/check").json()["faults"]
    assert [(f["pointer"], f["code"]) for f in faults] == [("/school/codes", "school-differs")]


def test_nobody_from_outside_reads_or_sends_a_package(schools: Schools) -> None:
    school, other = schools.new(), schools.new()
    for method, path in (
        ("GET", "/package.json"),
        ("GET", "/package.xlsx"),
        ("GET", "/package"),
        ("POST", "/package/check"),
        ("POST", "/package"),
    ):
        sent = {"json": school.addressed(sample())} if method == "POST" else {}
        answer = school.call(method, f"{school.cycle}{path}", other.key, **sent)
        assert answer.status_code in (403, 404), (path, answer.text)


def test_a_key_for_reading_alone_cannot_send_a_package(schools: Schools) -> None:
    school = schools.new()
    asked = {"actor": f"u:ht{school.id}", "scope": ["read"]}
    key = School(school.url, schools.operator, "79", school.id).do("/v1/keys", asked)["key"]
    answer = school.call("GET", f"{school.cycle}/package.json", key)
    assert answer.status_code == 200
    sent = school.call("POST", f"{school.cycle}/package", key, json=school.addressed(sample()))
    assert (sent.status_code, sent.json()["code"]) == (403, "scope-missing")


def test_who_has_a_package_is_not_sent_it_again(schools: Schools) -> None:
    school = schools.new()
    for kind in ("json", "xlsx"):
        first = school.call("GET", f"{school.cycle}/package.{kind}")
        known = {"If-None-Match": first.headers["ETag"]}
        again = school.call("GET", f"{school.cycle}/package.{kind}", headers=known)
        assert (first.status_code, again.status_code) == (200, 304)


@settings(deadline=None, max_examples=5, suppress_health_check=list(HealthCheck))
@given(wires(RULES, "primary", date.fromisoformat(ON)))
def test_exported_imported_elsewhere_and_exported_again_it_says_the_same(
    schools: Schools, wire: Wire
) -> None:
    if not any(wire[part] for part in CONTENT):
        return
    one, other = schools.new(), schools.new("77")
    sent = one.send(one.addressed(wire))
    assert sent.status_code == 200, sent.text
    exported = one.export()
    assert content(exported) == content(whole(wire))
    book = received_workbook(reading.sheets(one.call("GET", f"{one.cycle}/package.xlsx").content))
    taken = other.send(workbook.write(other.addressed(dump(book.package))))
    assert taken.status_code == 200, taken.text
    assert content(other.export()) == content(exported)


def whole_report(school: School) -> Wire:
    """Return a package with every indicator of level 1 judged, and a weakness in 1.1."""
    wire = school.addressed(sample())
    item = wire["evidence"][0]
    wire["evidence"] = [
        {**item, "code": f"MC.{criterion}.01", "criterion": criterion}
        for criterion in levels.criteria(RULES)
    ]
    wire["sheets"] = [
        {
            "criterion": criterion,
            "judgements": [
                {
                    "level": level,
                    "indicator": letter,
                    "met": True,
                    "evidence": [f"MC.{criterion}.01"],
                }
                for level, letter in levels.indicators(RULES, criterion)
                if level == 1
            ],
            "weaknesses": "Chưa rà soát" if criterion == "1.1" else "",
            "descriptions": [{"of_level": 1, "text": "Có kế hoạch."}],
        }
        for criterion in levels.criteria(RULES)
    ]
    return wire


def test_a_plan_follows_the_approved_report_and_what_offices_say_goes_back(
    schools: Schools,
) -> None:
    one, other = schools.new(), schools.new("77")
    office = School(one.url, schools.operator, "79", "")
    registered = {"name": "Ủy ban nhân dân phường mẫu", "kind": "commune", "area": "26740"}
    office.do("/v1/79/organisation/xamau/register-organisation", registered)
    held = {"holder": "xamau", "kinds": ["primary"], **SINCE, "starts": "2025-07-01"}
    office.do("/v1/79/assignment/check_dossier_26740/assign-function", held)
    office.do("/v1/79/grant/canbo/give-grant", {"role": "officer", "org": "xamau", **SINCE})
    officer = office.do("/v1/keys", {"actor": "u:canbo"})["key"]
    for school in (one, other):
        assert school.send(whole_report(school)).status_code == 200
        school.tell(*REPORT.texts(), REPORT.confirmed())
    early = one.export() | {"plan": PLAN | {"items": [PLAN["items"][0] | {"unmet": []}]}}
    refused = one.send(early)
    assert refused.status_code == 422
    assert {e["code"] for e in refused.json()["errors"]} == {"plan-not-drafted"}
    for school in (one, other):
        actor = {"actor": f"u:tk{school.id}"}
        secretary = School(one.url, schools.operator, school.log, school.id).do("/v1/keys", actor)
        done = school.call("POST", f"{school.cycle}/complete-report", secretary["key"], json={})
        assert done.ok, done.text
        school.do(f"{school.cycle}/approve-report", {})
        path = f"/v1/{school.log}/improvement_plan/{school.id}_2027"
        school.do(f"{path}/draft-improvement-plan", {"year": 2027})
    said = {"comment": "Cần nói rõ hơn", "criterion": "1.1"}
    answer = one.call("POST", f"{one.cycle}/comment-report", officer, json=said)
    assert answer.ok, answer.text
    taken = one.send(early)
    assert taken.status_code == 200, taken.text
    assert taken.json()["changes"] == {"issues": 1, "items": 1}
    exported = one.export()
    assert exported["plan"] == whole(early)["plan"]
    assert exported["feedback"] == [
        {
            "kind": "comment",
            "text": "Cần nói rõ hơn",
            "criterion": "1.1",
            "item": None,
            "dated": ON,
            "office": "Ủy ban nhân dân phường mẫu",
        }
    ]
    sent = other.send(workbook.write(other.addressed(exported)))
    assert sent.status_code == 200, sent.text
    assert [w["code"] for w in sent.json()["faults"]] == ["feedback-not-taken"]
    assert content(other.export()) == content(exported)
    moved = other.export()
    moved["plan"]["items"][0] |= {"born_of": "own_initiative", "unmet": [], "criterion": None}
    assert [e["code"] for e in other.send(moved).json()["errors"]] == ["item-differs"]
