"""Planned evaluations: an office's list of a school year, beside what its schools have filed.

The list is written once: from a letter that names the schools, or school by school.
"""

from collections.abc import Sequence

from libs.kernel.problems import Wire
from libs.law import vietnamese
from libs.law.calendar import school_year
from libs.law.labels import group
from libs.web import formats
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, Options, codes
from libs.web.page import Page, Shown, View, Visit
from services.console.deadlines import last_day_in_lists
from services.console.deed import Deed, done
from services.console.offices import ACTING
from services.console.person import PersonVisit
from services.console.years import years

LISTS = ("planned", "per_school")
"""The kinds of a letter's duties that list schools."""
GRADES = {
    "accreditation_grade": (4, text("Cấp độ {n}")),
    "national_grade": (2, text("Mức độ {n}")),
}
TYPED = ("act", "basis", "before", "from", "reason", "name", "month", *GRADES)
"""The fields of the forms below the list."""
NONE = "none"
"""How far a school is that has not registered, as the address says it."""
KEEPING = (*ACTING, "administrator")
"""Who writes in an office's list."""


def _states(visit: Visit) -> Options:
    none = (NONE, visit.t("Chưa đăng ký"))
    return [none, *codes(*(name for name in group("evaluation_state") if name != "planned"))(visit)]


LISTING = Listing(
    "planned",
    (
        Column("name", text("Trường"), lambda one: one["name"], href=lambda one: one["href"]),
        Column("line", text("Dòng"), lambda one: one["line"], "number"),
        Column("planned", text("Dự kiến"), lambda one: one["planned"]),
        Column("target", text("Mục tiêu"), lambda one: one["target"]),
        Column(
            "state",
            text("Đăng ký"),
            lambda one: one["state_said"],
            shape=lambda one: one["shape"],
        ),
        Column("filed_on", text("Ngày đăng ký"), lambda one: one["filed_on"], "day"),
        Column("remarks", text("Lưu ý"), lambda one: one["remarks"]),
    ),
    (
        Filter("year", text("Năm học"), years(ahead=1, back=2)),
        Filter(
            "q",
            text("Tên trường"),
            keeps=lambda one, typed: vietnamese.fold(typed) in vietnamese.fold(one["name"]),
        ),
        Filter("state", text("Đăng ký"), _states, lambda one, value: one["state"] == value),
    ),
    order="line",
)


def show(visit: PersonVisit, log: str, office: str) -> Shown:
    """Show the list of a school year, and the forms of who writes in it."""
    asked = LISTING.asked(visit)
    year = visit.number_said("year") or int(asked["year"] or school_year(visit.today))
    here = f"/console/planned/{log}/{office}"
    found = visit.calls.find(log, "plannedlist", f"{office}_{year}")
    cases = {one["id"]: one for one in visit.calls.all(log, "evaluation", year=year)}
    lines = visit.calls.all(log, "planned_line", office=office, year=year)
    rows = [_row(visit, log, here, one, cases.get(f"{one['school']}_{year}")) for one in lines]
    listed = {one["school"] for one in lines}
    rows += [
        _older(visit, log, one)
        for one in cases.values()
        if one["planned_month"] and one["school"] not in listed
    ]
    shown = LISTING.of(visit, rows, here, visit.t("Dự kiến đánh giá ngoài"))
    if shown.file:
        return shown.file
    keeps = any(role.org == office and role.name in KEEPING for role in visit.roles)
    filed = sum(one["state"] != NONE for one in rows)
    return View(
        {
            "log": log,
            "office": office,
            "place": visit.names.office(log, office),
            "year": year,
            "found": found,
            "shown": shown.read_as("year", str(year)),
            "counts": [
                (len(rows), f"{here}?year={year}#listing", visit.t("trường dự kiến")),
                (
                    len(rows) - filed,
                    f"{here}?year={year}&state={NONE}#listing",
                    visit.t("chưa đăng ký"),
                ),
            ],
            "keeps": keeps,
            "letters": _letters(visit, log, year) if keeps else [],
            "grades": _grades(visit),
            "typed": {name: visit.said(name) for name in TYPED},
            "due": last_day_in_lists(found["before"]) if found else None,
            "confirmed_by": visit.names.office(log, found["confirmed_by"])
            if found and found["confirmed_by"]
            else "",
            "confirms": _confirms(visit, log, office),
            "at": here,
        }
    )


def _confirms(visit: PersonVisit, log: str, office: str) -> bool:
    """Return whether the visitor acts for an office above, or for this one if none is above."""
    above = visit.calls.one(log, "organisation", office)["parent"] or office
    return any(role.org == above and role.name in KEEPING for role in visit.roles)


def _grades(visit: PersonVisit) -> dict[str, list[tuple[str, str]]]:
    none = ("", str(visit.t("Chưa nêu")))
    return {
        name: [none, *((str(n), str(visit.t(said, n=n))) for n in range(1, most + 1))]
        for name, (most, said) in GRADES.items()
    }


def _letters(visit: PersonVisit, log: str, year: int) -> list[tuple[str, str]]:
    """Return the duties of letters that list schools, as options."""
    return [
        (
            f"{one['id']}/{duty['code']}",
            visit.t(
                "{issuer}: {subject}, nhiệm vụ {code} ({n} trường)",
                issuer=one["issuer_name"],
                subject=one["subject"],
                code=duty["code"],
                n=len(duty["entries"]),
            ),
        )
        for summary in visit.calls.all(log, "instruction", school_year=year)
        for one in [visit.calls.one(log, "instruction", summary["id"])]
        for duty in one["obligations"]
        if duty["kind"] in LISTS and duty["entries"]
    ]


def _planned(visit: PersonVisit, one: Wire) -> str:
    if one["month"]:
        year, month = one["month"].split("-")
        return str(visit.t("tháng {month}", month=f"{month}/{year}"))
    return str(visit.t("nộp trước {day}", day=formats.day(one["before"])))


def _target(visit: PersonVisit, one: Wire) -> str:
    said = (visit.t(said, n=one[name]) for name, (_, said) in GRADES.items() if one[name])
    return ", ".join(map(str, said)) or str(visit.t("Chưa nêu"))


def _case(visit: PersonVisit, case: Wire | None) -> Wire:
    """Return how far a school is with its registration."""
    if case is None or case["filed_on"] is None:
        said, shape = visit.t("Chưa đăng ký"), "todo"
        return {"state": NONE, "state_said": str(said), "shape": shape, "filed_on": None}
    shape = "doing" if case["running"] else "done" if case["state"] == "decided" else "closed"
    said = visit.label(case["state"])
    return {
        "state": case["state"],
        "state_said": str(said),
        "shape": shape,
        "filed_on": case["filed_on"],
    }


def _row(visit: PersonVisit, log: str, here: str, one: Wire, case: Wire | None) -> Wire:
    remarks = [*one["warnings"], *(case["differs"] if case else ())]
    said = [str(visit.label(code, begins=not n)) for n, code in enumerate(remarks)]
    if one["late"]:
        said.append(str(visit.t("bổ sung muộn")))
    return {
        **_case(visit, case),
        "id": one["id"],
        "line": one["line"],
        "name": one["name"],
        "href": f"{here}/{one['school_year']}/{one['line']}",
        "planned": _planned(visit, one),
        "target": _target(visit, one),
        "remarks": ", ".join(said),
    }


def _older(visit: PersonVisit, log: str, case: Wire) -> Wire:
    """Return a school that was planned in its case, as until the lists were one."""
    target = {name: case[f"planned_{name}"] for name in GRADES}
    return {
        **_case(visit, case),
        "id": case["id"],
        "line": None,
        "name": visit.names.school(log, case["school"]),
        "href": f"/console/school/{log}/{case['school']}",
        "planned": _planned(visit, {"month": case["planned_month"]}),
        "target": _target(visit, target),
        "remarks": str(visit.t("Kế hoạch ghi trong hồ sơ của trường")),
    }


def act(visit: PersonVisit, log: str, office: str) -> Shown:
    """Look over or record what is done to the list."""
    acts = {"open": _opening, "letter": _letter, "school": _school, "confirm": _confirming}
    deed = acts.get(visit.said("act"), _opening)(visit, log, office)
    return done(visit, deed, lambda: show(visit, log, office))


def _deed(
    visit: PersonVisit,
    log: str,
    office: str,
    command: str,
    data: Wire,
    title: str,
    rows: Sequence[tuple[str, str]],
    line: tuple[int, int] | None = None,
) -> Deed:
    year = line[0] if line else visit.number_said("year") or school_year(visit.today)
    at = f"/console/planned/{log}/{office}"
    what = [
        (str(visit.t("Đơn vị")), visit.names.office(log, office)),
        (str(visit.t("Năm học")), formats.year(year)),
        *rows,
    ]
    return Deed(
        *(log, "plannedlist", f"{office}_{year}", command, data),
        title=title,
        here="/".join((at, *map(str, line or ()))),
        back=f"{at}?year={year}",
        rows=what,
        public=visit.t("Mọi người."),
        fields={
            "/schools/0/name": "name",
            "/schools/0/month": "month",
            "/schools/0": "month",
            "/code": "from",
        },
    )


def _opening(visit: PersonVisit, log: str, office: str) -> Deed:
    basis, before = visit.said("basis"), visit.said("before")
    data: Wire = {"basis": basis, **({"before": formats.read_day(before)} if before else {})}
    rows = [(str(visit.t("Căn cứ")), basis), (str(visit.t("Nộp trước ngày")), before or "–")]
    return _deed(visit, log, office, "OpenList", data, visit.t("Mở danh sách"), rows)


def _letter(visit: PersonVisit, log: str, office: str) -> Deed:
    chosen = visit.said("from")
    instruction, _, code = chosen.partition("/")
    data: Wire = {"instruction": instruction, "code": code, "reason": visit.said("reason")}
    year = visit.number_said("year") or school_year(visit.today)
    said = dict(_letters(visit, log, year)).get(chosen, "–")
    rows = [(str(visit.t("Lấy từ")), said), (str(visit.t("Lý do")), visit.said("reason") or "–")]
    title = visit.t("Lấy danh sách từ công văn")
    return _deed(visit, log, office, "PlanFromLetter", data, title, rows)


def _line(visit: PersonVisit) -> tuple[Wire, list[tuple[str, str]]]:
    """Return what a form says of a line, and the same in words."""
    month, before = visit.said("month"), visit.said("before")
    numbers = month.split("/")
    data: Wire = {}
    if month:
        data["month"] = "-".join((numbers[-1], numbers[0].zfill(2))) if len(numbers) > 1 else month
    if before:
        data["before"] = formats.read_day(before)
    data |= {name: int(visit.said(name)) for name in GRADES if visit.said(name).isdecimal()}
    told = {name: data.get(name) for name in GRADES}
    planned = visit.t("tháng {month}", month=month) if month else ""
    last = visit.t("nộp trước {day}", day=before) if before else ""
    return data, [
        (str(visit.t("Dự kiến")), ", ".join(str(one) for one in (planned, last) if one) or "–"),
        (str(visit.t("Mục tiêu")), _target(visit, told)),
    ]


def _registered(visit: PersonVisit, log: str, name: str) -> Wire | None:
    """Return the one school of the register that is called so, None for none or several."""
    called = vietnamese.fold(name)
    found = visit.calls.listed(log, "search", text=name, limit=20) if called else []
    same = [one for one in found if vietnamese.fold(one["name"]) == called]
    return same[0] if len(same) == 1 else None


def _school(visit: PersonVisit, log: str, office: str) -> Deed:
    name, (said, rows) = visit.said("name"), _line(visit)
    school = _registered(visit, log, name)
    plan = {"name": name, **said, **({"school": school["id"]} if school else {})}
    data: Wire = {"schools": [plan], "reason": visit.said("reason")}
    where = school["address"] if school else visit.t("Chưa tìm thấy một trường mang đúng tên này")
    rows = [
        (str(visit.t("Trường")), name),
        (str(visit.t("Trong sổ đăng ký")), str(where)),
        *rows,
        (str(visit.t("Lý do")), visit.said("reason") or "–"),
    ]
    return _deed(visit, log, office, "PlanSchools", data, visit.t("Thêm trường"), rows)


def _confirming(visit: PersonVisit, log: str, office: str) -> Deed:
    basis = visit.said("basis")
    rows = [(str(visit.t("Căn cứ")), basis)]
    title = visit.t("Chốt danh sách")
    return _deed(visit, log, office, "ConfirmList", {"basis": basis}, title, rows)


def show_line(visit: PersonVisit, log: str, office: str, year: int, line: int) -> Shown:
    """Show a line, with the forms that change it or take it off."""
    found = _of(visit, log, office, year, line)
    month = (found["month"] or "").split("-")
    given = {
        "month": "/".join(reversed(month)) if found["month"] else "",
        "before": formats.day(found["before"]) if found["before"] else "",
        **{name: str(found[name] or "") for name in GRADES},
        "reason": "",
    }
    if visit.sent:
        given = {name: visit.said(name) for name in given}
    keeps = any(role.org == office and role.name in KEEPING for role in visit.roles)
    at = f"/console/planned/{log}/{office}"
    return View(
        {
            "line": found,
            "place": visit.names.office(log, office),
            "log": log,
            "home": f"{at}?year={year}",
            "at": f"{at}/{year}/{line}",
            "planned": _planned(visit, found),
            "target": _target(visit, found),
            "warnings": [str(visit.label(code)) for code in found["warnings"]],
            "given": given,
            "grades": _grades(visit),
            "keeps": keeps and not found["withdrawn"],
        },
        template="line.html",
    )


def _of(visit: PersonVisit, log: str, office: str, year: int, line: int) -> Wire:
    """Return a line as it stands, or as it stood when it was taken off."""
    for withdrawn in (False, True):
        within = {"office": office, "year": year, "withdrawn": withdrawn}
        for one in visit.calls.all(log, "planned_line", **within):
            if one["line"] == line:
                return one
    return visit.calls.one(log, "planned_line", f"{office}_{year}_{line:05d}")


def act_line(visit: PersonVisit, log: str, office: str, year: int, line: int) -> Shown:
    """Look over or record that a line is another, or is taken off."""
    found = _of(visit, log, office, year, line)
    reason = visit.said("reason")
    rows = [(str(visit.t("Trường")), found["name"])]
    if visit.said("act") == "withdraw":
        data: Wire = {"line": line, "reason": visit.said("why")}
        rows.append((str(visit.t("Lý do")), visit.said("why")))
        title, command = visit.t("Rút khỏi danh sách"), "WithdrawLine"
    else:
        said, told = _line(visit)
        data = {"line": line, "reason": reason, **said}
        school = None if found["school"] else _registered(visit, log, found["name"])
        if school:
            data["school"] = school["id"]
            told.append((str(visit.t("Trong sổ đăng ký")), school["address"]))
        rows += [*told, (str(visit.t("Lý do")), reason)]
        title, command = visit.t("Điều chỉnh dòng"), "AdjustLine"
    deed = _deed(visit, log, office, command, data, title, rows, (year, line))
    return done(visit, deed, lambda: show_line(visit, log, office, year, line))


AT = "/{log}/{office}"
PAGES = (
    Page(show, act, path=AT),
    Page(show_line, act_line, path=f"{AT}/{{year:int}}/{{line:int}}"),
)
