"""Registration for external evaluation: purpose and targets, looked over, filed, withdrawn."""

from collections.abc import Sequence
from datetime import date, timedelta

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.law.standards import purposes
from libs.web import formats
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.page import Fault, Go, Page, Shown, View, faults_of
from services.console.person import PersonVisit

PURPOSES = {
    "accreditation": text("Trường đạt cấp độ kiểm định chất lượng giáo dục."),
    "national_standard": text("Trường đạt chuẩn quốc gia."),
    "both": text("Hai kết quả riêng, mỗi kết quả một thời hạn."),
}
GRADES = {"accreditation_grade": 4, "national_grade": 2}
"""The highest grade of each result."""
TEXTS = ("address", "phone", "email")
NAMES = ("purpose", *GRADES, "cycle_year", *TEXTS)
FILES = ("planned", "returned", "withdrawn", "discontinued")
"""The states in which the school may file, besides that nothing has begun."""
WITHDRAWS = ("filed", "returned", "forwarded", "accepted", "surveying")
STEPS = {
    "filed_on": text("Trường nộp đăng ký"),
    "returned_on": text("Hồ sơ được trả lại để hoàn thiện"),
    "forwarded_on": text("Hồ sơ được chuyển lên Sở"),
    "accepted_on": text("Sở chấp nhận hồ sơ"),
    "withdrawn_on": text("Trường rút hồ sơ"),
    "discontinued_on": text("Sở dừng hồ sơ, không quyết định"),
}


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show what the school has filed, and the form."""
    found = visit.calls.all(log, "evaluation", school=school)
    this = school_year(visit.today)
    year = visit.number_said("year") or _open_year(found, school, this)
    case = next((one for one in found if one["id"] == f"{school}_{year}"), None)
    principal = any(r.name == "principal" and r.org == school for r in visit.roles)
    cycles = [one for one in visit.calls.all(log, "cycle", school=school) if one["handed_in_on"]]
    cycles.sort(key=lambda one: -one["year"])
    planned = visit.calls.listed(log, "planned_line", school=school, year=year)
    unsent = not visit.sent
    may_file = principal and (case is None or case["state"] in FILES)
    return View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "case": case,
            "year": year,
            "years": [(str(one), formats.year(one)) for one in (this, this + 1)],
            "others": [one for one in found if one is not case],
            "may_file": may_file,
            "may_withdraw": principal and case is not None and case["state"] in WITHDRAWS,
            "principal": principal,
            "given": _given(visit, log, school, case or {}, cycles, planned),
            "planned": [_planned(visit, log, one) for one in planned],
            "purposes": [
                (name, visit.label(name), visit.t(said)) for name, said in PURPOSES.items()
            ],
            "grades": {name: _grades(visit, name) for name in GRADES},
            "further": [
                (each.code, each.title, f"{each.recognises}. {each.cited}.")
                for each in _offered(visit, log, school)
            ],
            "chosen": [
                *visit.all_said("further"),
                *(one["code"] for one in (case["added_purposes"] if unsent and case else ())),
            ],
            "cycles": [(_named(one), _report(visit, one)) for one in cycles],
            "differs": ", ".join(
                str(visit.label(code, begins=not n))
                for n, code in enumerate(case["differs"] if case else ())
            ),
            "steps": _steps(visit, case) if case else [],
            "owed": _owed(case) if case else [],
            "at": f"/console/registration/{log}/{school}",
            "done": visit.asked("done"),
            "written": visit.calls.written.get(log),
        }
    )


def _open_year(found: Sequence[Wire], school: str, this: int) -> int:
    """Return the school year whose case runs or waits, this one if there is none."""
    running = [one for one in found if one["running"] or one["state"] == "returned"]
    years = sorted(int(one["id"].rpartition("_")[2]) for one in running)
    return years[-1] if years else this


def _offered(visit: PersonVisit, log: str, school: str) -> Sequence[purposes.Further]:
    """Return the purposes that the school's province adds."""
    areas = visit.calls.one(log, "school", school)["areas"]
    return purposes.further(areas, visit.today)


def _planned(visit: PersonVisit, log: str, one: Wire) -> str:
    """Return what an office's list has of the school."""
    grades = [
        visit.t(said, n=one[name])
        for name, said in (
            ("accreditation_grade", text("Cấp độ {n}")),
            ("national_grade", text("Mức độ {n}")),
        )
        if one[name]
    ]
    when = (
        visit.t("tháng {month}", month="/".join(reversed(one["month"].split("-"))))
        if one["month"]
        else visit.t("nộp trước {day}", day=formats.day(one["before"]))
    )
    office = visit.names.office(log, one["office"])
    return ", ".join(str(each) for each in (office, when, *grades))


def _given(
    visit: PersonVisit,
    log: str,
    school: str,
    case: Wire,
    cycles: Sequence[Wire],
    planned: Sequence[Wire],
) -> dict[str, str]:
    """Return what the fields hold: what was typed, else what was filed, else what is known."""
    if visit.sent:
        return {name: visit.said(name) for name in NAMES}
    known = visit.calls.one(log, "school", school)
    before = case if case.get("filed_on") else {}
    aimed = planned[0] if planned else {n: case.get(f"planned_{n}") for n in GRADES}
    told = {
        "purpose": before.get("purpose"),
        "accreditation_grade": before.get("target_accreditation_grade")
        or aimed["accreditation_grade"],
        "national_grade": before.get("target_national_grade") or aimed["national_grade"],
        "cycle_year": _filed(before) or (_named(cycles[0]) if cycles else None),
        **{name: before.get(name) or known[name] for name in TEXTS},
    }
    return {name: str(value or "") for name, value in told.items()}


def _grades(visit: PersonVisit, name: str) -> list[tuple[str, str]]:
    said = {"accreditation_grade": text("Cấp độ {n}"), "national_grade": text("Mức độ {n}")}[name]
    found = [(str(n), visit.t(said, n=n)) for n in range(1, GRADES[name] + 1)]
    return [("", visit.t("Không đăng ký")), *found]


def _named(cycle: Wire) -> str:
    """Return what a cycle is chosen by: its school year, with the stage that it is of."""
    stage = cycle["education_stage"]
    return f"{cycle['year']}_{stage}" if stage else str(cycle["year"])


def _filed(case: Wire) -> str:
    if not case.get("cycle_year"):
        return ""
    return _named({"year": case["cycle_year"], "education_stage": case["education_stage"]})


def _report(visit: PersonVisit, cycle: Wire) -> str:
    stage = cycle["education_stage"]
    if stage:
        return visit.t(
            "Năm học {year}, cấp {stage}: trường tự đánh giá Mức {level}, nộp ngày {day}",
            year=formats.year(cycle["year"]),
            stage=visit.label(stage, begins=False),
            level=cycle["handed_in_level"],
            day=formats.day(cycle["handed_in_on"]),
        )
    return visit.t(
        "Năm học {year}: trường tự đánh giá Mức {level}, nộp ngày {day}",
        year=formats.year(cycle["year"]),
        level=cycle["handed_in_level"],
        day=formats.day(cycle["handed_in_on"]),
    )


def _steps(visit: PersonVisit, case: Wire) -> list[Wire]:
    found = [(case[name], visit.t(said)) for name, said in STEPS.items() if case[name]]
    found.sort()
    return [{"kind": "done", "name": said, "when": formats.day(day)} for day, said in found]


def _owed(case: Wire) -> list[tuple[str, str]]:
    """Return the steps still owed, each with the last good day."""
    return [
        (one["step"], (date.fromisoformat(one["before"]) - timedelta(days=1)).isoformat())
        for one in case["open_deadlines"]
    ]


def act(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show what would be filed, file it, or take it back."""
    doing, id = visit.said("do"), f"{school}_{visit.number_said('year')}"
    if doing == "change":
        return show(visit, log, school)
    at = f"/console/registration/{log}/{school}"
    if doing == "withdraw":
        data: Wire = {"reason": visit.said("reason")}
        visit.calls.command(log, "evaluation", id, "Withdraw", data, key=visit.key)
        return Go(f"{at}?done=withdrawn")
    data = _read(visit)
    if doing != "record":
        lacks = _lacks(visit, log, id, data)
        return _check(visit, log, school, data, lacks)
    visit.calls.command(log, "evaluation", id, "SubmitRegistration", data, key=visit.key)
    return Go(f"{at}?done=filed")


def _read(visit: PersonVisit) -> Wire:
    """Return the command that the form stands for; optional fields that are empty are left out."""
    data: Wire = {"purpose": visit.said("purpose"), "address": visit.said("address")}
    data |= {name: visit.said(name) for name in ("phone", "email") if visit.said(name)}
    year, _, stage = visit.said("cycle_year").partition("_")
    said = {name: visit.said(name) for name in GRADES} | {"cycle_year": year}
    for name, value in said.items():
        if value:
            data[name] = int(value) if value.isdecimal() else value
    if visit.all_said("further"):
        data["further"] = visit.all_said("further")
    return data | ({"education_stage": stage} if stage else {})


def _lacks(visit: PersonVisit, log: str, id: str, data: Wire) -> list[Fault]:
    try:
        visit.calls.check(log, "evaluation", id, "SubmitRegistration", data)
    except Refused as refused:
        if refused.status in (401, 403, 404) or refused.status >= 500:
            raise
        visit.problem = refused
        return faults_of(visit.t, refused.problem, {})
    return []


def _check(visit: PersonVisit, log: str, school: str, data: Wire, lacks: Sequence[Fault]) -> Shown:
    """Show everything once more; what is wrong sends back to the fields."""
    if lacks:
        visit.faults += lacks
        return visit.again(show(visit, log, school))
    grades = [
        visit.t(said, n=data[name])
        for name, said in (
            ("accreditation_grade", text("Cấp độ {n}")),
            ("national_grade", text("Mức độ {n}")),
        )
        if name in data
    ]
    report = visit.calls.find(log, "cycle", f"{school}_{visit.said('cycle_year')}")
    rows = [
        (visit.t("Năm học"), formats.year(visit.number_said("year"))),
        (visit.t("Mục đích"), visit.label(data["purpose"])),
        *(
            (visit.t("Mục đích thêm của tỉnh"), purposes.title(code))
            for code in data.get("further", ())
        ),
        (visit.t("Đăng ký đạt"), ", ".join(grades)),
        (visit.t("Kèm báo cáo tự đánh giá"), _report(visit, report) if report else "–"),
        (visit.t("Địa chỉ"), data["address"]),
        (visit.t("Điện thoại"), data.get("phone", "–")),
        (visit.t("Thư điện tử"), data.get("email", "–")),
    ]
    return View(
        {
            "place": visit.names.school(log, school),
            "rows": rows,
            "hidden": [
                *((name, visit.said(name)) for name in ("year", *NAMES)),
                *(("further", code) for code in data.get("further", ())),
            ],
            "at": f"/console/registration/{log}/{school}",
        },
        template="check.html",
    )


PAGE = Page(show, act, path="/{log}/{school}")
