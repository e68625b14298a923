"""A running platform with two schools of the demo in it, and those whom one may sign in as."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from services.cli.api import Api
from services.cli.demo.command import sign_in_samples
from services.cli.demo.plan import Plan
from services.cli.demo.schools import person
from services.cli.demo.steps import DemoStep, Lane, run
from services.cli.platform import platform
from services.gateway.notices.settings import NoticeSettings
from services.gateway.problems import Refusal
from services.gateway.sector_database import SectorFigures
from tests.browser.later import a_year_later

SCHOOLS = ("hoa-sen", "binh-chanh-mau-2")
"""One that was recognised and assessed itself again, one that has just begun to."""
FILED = "SubmitRegistration"
CASES = {
    "luong-the-vinh": FILED,
    "mai-huong": "AcceptBySo",
    "le-hoan": "DeclareInterest",
    "thien-an": "SubmitFinalReport",
    "tran-van-on": "Reply",
    "hanh-thong": "DeclareInterest",
    "phan-chu-trinh": "DecideAccreditation",
}
"""Schools whose case waits, by the act that was the last; the first had its dossier back once, the
last was decided, and waits for nothing but what may befall a decision."""
LISTED = ("hoang-van-thu", "lam-son")
"""Schools whose registrations wait for the office that checks them, to be forwarded by one list."""
TAUGHT_AT = "mai-huong"
"""The school at which one of the sample evaluators taught."""
SIGN_INS = (
    ("hieu-truong-luong-the-vinh", ("luong-the-vinh", "chair")),
    ("truong-doan-le-hoan", ("le-hoan", "team", "0")),
    ("thanh-vien-doan-le-hoan", ("le-hoan", "team", "2")),
    *((f"doan-tran-van-on-{n}", ("tran-van-on", "team", str(n))) for n in range(2)),
    ("hieu-truong-hanh-thong", ("hanh-thong", "chair")),
    *((f"doan-hanh-thong-{n}", ("hanh-thong", "team", str(n))) for n in range(5)),
)
"""Who may be signed in as beside the demo's sample people, with the key of each."""
PEOPLE = 9
"""How many people of the school that has just begun are in the register."""
SECTOR_CODE = "79764001"
HEADS = ("principal", "deputy_principal")


class SampleSectorDatabase:
    """What the sector database has of the one school whose code it knows: of 2023 alone."""

    def figures(self, school_code: str, year: int) -> SectorFigures:
        """Return sample figures; raises `Refusal` (sector-school-unknown) for another year."""
        if (school_code, year) != (SECTOR_CODE, 2023):
            raise Refusal("sector-school-unknown")
        return SectorFigures(date(2024, 5, 31), {"pupils.total": "412"}, ("so_may_chieu",))


@contextmanager
def world(folder: Path, notices: NoticeSettings | None = None) -> Iterator[tuple[str, Plan]]:
    """Give the address of the platform in `folder`, and the plan of what is in it.

    `notices` say how mail goes out, None: it does not.
    """
    sector = SampleSectorDatabase()
    with platform(folder, 0, demo=True, notices=notices, sector_database=sector) as running:
        plan, api = Plan(), Api(running.url, running.operator_key)
        named = {plan.school(key).name for key in SCHOOLS}
        ways = [lane for lane in plan.school_lanes() if lane.title in named]
        seen: dict[str, int] = {}
        open_ones = [*CASES.items(), *((key, FILED) for key in LISTED)]
        later = [a_year_later(plan, SCHOOLS[0]), *(open_case(plan, *one) for one in open_ones)]
        for lanes in (plan.first_lanes(), plan.letter_lanes(), ways, later, plan.sign_in_lanes()):
            run(api, lanes, seen, lambda lane, step: None)
        people(api, plan)
        evaluators(api, plan)
        supervised(api, plan)
        sector_code(api, plan)
        sign_in_samples(api, plan)
        for login, key in SIGN_INS:
            body = {"actor": person(*key), "login": login, "title": login}
            api.send("/v1/sample-accounts", json.dumps(body).encode(), "application/json")
        yield running.url, plan


def open_case(plan: Plan, key: str, last: str) -> Lane:
    """Return the way of a school up to an act of its case, the last of that name."""
    school = plan.school(key)
    (lane,) = (one for one in plan.school_lanes() if one.title == school.name)
    at = max(n for n, one in enumerate(lane.steps) if one.name == last)
    steps = lane.steps[: at + 1]
    back = last == FILED and key in CASES
    return replace(lane, steps=[*steps, *_back_once(steps[-1])] if back else steps)


def _back_once(filed: DemoStep) -> list[DemoStep]:
    """Return that the dossier went back for two reasons, and came again."""
    reasons = [
        {"item": "Công văn đăng ký", "detail": "Chưa ghi mục đích đăng ký (dữ liệu mẫu)."},
        {"item": "Tiêu chí 1.1", "detail": "Chưa có minh chứng cho chỉ báo b (dữ liệu mẫu)."},
    ]
    first, second = (filed.on + timedelta(days=n) for n in (7, 14))
    returned = replace(filed, name="RequestCompletion", data={"reasons": reasons}, on=first)
    officer = person("officer-go-vap")
    return [replace(returned, actor=officer), replace(filed, on=second, turn=2)]


def evaluators(api: Api, plan: Plan) -> None:
    """Enter sample evaluators into the register; the first taught at a school that waits."""
    school = plan.school(TAUGHT_AT)
    there = {"starts": "2019-08-01", "ends": "2023-07-01"}
    elsewhere = {"starts": "2018-08-01"}
    for n, member in enumerate(school.team(["member"] * 5)):
        stream = f"person-{member['person'][2:]}"
        name = {"name": f"Đánh giá viên Mẫu {n + 1}", "sample": True}
        org = school.id if n == 0 else plan.school(SCHOOLS[n % 2]).id
        held = {"post": "teacher", "org": org, "basis": "QĐ mẫu", **(elsewhere if n else there)}
        for command, data in (("RegisterPerson", name), ("TakePost", held)):
            key = uuid.uuid5(uuid.NAMESPACE_URL, f"{stream}/{command}").hex
            how = (school.log, stream, command, data)
            api.command(*how, actor="s:operator", on=None, command_id=key)


def supervised(api: Api, plan: Plan) -> None:
    """Give an office the plans of the schools of one area to supervise."""
    school, held = plan.school(SCHOOLS[0]), {"holder": plan.office("so-hcm")}
    term = {"kinds": ["preschool"], "starts": "2025-07-01", "basis": "QĐ mẫu"}
    stream = f"assignment-supervise_plan_{school.areas[0]}"
    key = uuid.uuid5(uuid.NAMESPACE_URL, stream).hex
    how = (school.log, stream, "AssignFunction", {**held, **term})
    api.command(*how, actor="s:operator", on=None, command_id=key)


def people(api: Api, plan: Plan) -> None:
    """Enter the sample people of the school that has just begun into the register, with posts."""
    school = plan.school(SCHOOLS[1])
    found = school.council(["chair", *["member"] * (PEOPLE - 1)])
    for n, one in enumerate(found, 1):
        stream, post = f"person-{one['person'][2:]}", "teacher" if n > 2 else HEADS[n - 1]
        name = {"name": f"Người Mẫu {n:02}", "sample": True}
        held = {"post": post, "org": school.id, "starts": "2020-08-01", "basis": "QĐ mẫu"}
        for command, data in (("RegisterPerson", name), ("TakePost", held)):
            key = uuid.uuid5(uuid.NAMESPACE_URL, f"{stream}/{command}").hex
            how = (school.log, stream, command, data)
            api.command(*how, actor="s:operator", on=None, command_id=key)


def sector_code(api: Api, plan: Plan) -> None:
    """Give the school that was recognised a code in the sector database."""
    school = plan.school(SCHOOLS[0])
    code = {"scheme": "moet", "value": SECTOR_CODE, "issuer": "Bộ Giáo dục và Đào tạo"}
    data = {**code, "basis": "Văn bản mẫu"}
    key = uuid.uuid5(uuid.NAMESPACE_URL, "sector code").hex
    stream = f"school-{school.id}"
    how = (school.log, stream, "AddIdentifier", data)
    api.command(*how, actor="s:operator", on=None, command_id=key)
