"""An office sees what its schools have registered, and forwards it to the Sở by one list.

The list is one paper: either all its schools are forwarded or, while one of them has a fault, none.
"""

from collections.abc import Iterator, Mapping, Sequence

from libs.kernel.problems import Wire
from libs.law.calendar import school_year
from libs.web import formats
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing
from libs.web.page import Fault, Go, Page, Shown, View, faults_of
from libs.web.said import readable
from services.console import case as cases
from services.console.case import Case
from services.console.deed import Deed, checked, day_said, day_shown
from services.console.pages.forwarding import orders
from services.console.pages.forwarding.orders import Answer
from services.console.person import PersonVisit
from services.console.places import smallest
from services.console.years import years

FORWARD = "ForwardRegistration"
FULFILS = "listed_forwarded"
"""What fulfils the duties of an office that a list serves."""
ALL = "all"
OF_FORM = ("/list_number", "/dated", "/checked")
"""What is wrong with the form itself, whichever school it is said of."""
LISTS = Listing(
    "forwarding-lists",
    (
        Column(
            "list_number", text("Số"), lambda one: one["list_number"], href=lambda one: one["href"]
        ),
        Column("dated", text("Ngày"), lambda one: one["dated"], "day"),
        Column("case_count", text("Số trường"), lambda one: one["case_count"], "number"),
        Column("entered_on", text("Ngày ghi sổ"), lambda one: one["entered_on"], "day"),
    ),
    (Filter("year", text("Năm"), years(ahead=0, back=5)),),
    order="-dated",
)


def show(visit: PersonVisit, log: str, office: str) -> Shown:
    """Show the registrations that wait at the office, the form, and the lists there are."""
    waiting = _waiting(visit, log, office)
    here = f"/console/forwarding/{log}/{office}"
    year = LISTS.asked(visit)["year"]
    lists = visit.calls.all(log, "forwarding_list", office=office, year=year)
    rows = [{**one, "href": f"{here}/{one['id']}"} for one in lists]
    shown = LISTS.of(visit, rows, here, visit.t("Danh sách đã chuyển"))
    if shown.file:
        return shown.file
    chosen = _chosen(visit, waiting)
    return View(
        {
            "log": log,
            "place": visit.names.office(log, office),
            "here": here,
            "may": any(case.may(FORWARD) for case in waiting),
            "rows": [_row(visit, case, case.id in chosen) for case in waiting],
            "items": [(code, title, visit.said(f"item-{code}")) for code, title in _items(waiting)],
            "list_number": visit.said("list_number"),
            "dated": visit.said("dated"),
            "duties": _duties(visit, log, office),
            "shown": shown,
        }
    )


def _waiting(visit: PersonVisit, log: str, office: str) -> list[Case]:
    """Return the cases that wait for the office's check."""
    found = visit.calls.all(log, "evaluation", state="filed")
    mine = (one for one in found if one["checker"] == office and not one["direct"])
    return sorted((Case(visit, log, one) for one in mine), key=lambda case: case.place)


def _chosen(visit: PersonVisit, waiting: Sequence[Case]) -> set[str]:
    """Return which are ticked: as sent, or all where somebody asked for that."""
    if visit.sent:
        return set(visit.all_said("case"))
    return {case.id for case in waiting} if visit.asked(ALL) else set()


def _items(waiting: Sequence[Case]) -> list[tuple[str, str]]:
    """Return the items of the checklists of all these cases, each once."""
    found = {one["code"]: one["title"] for case in waiting for one in case.found["checklist"]}
    return list(found.items())


def _row(visit: PersonVisit, case: Case, on: bool) -> Wire:
    one, t = case.found, visit.t
    target = (one["target_accreditation_grade"], one["target_national_grade"])
    remarks = [visit.label(code, begins=False) for code in one["differs"]]
    if one["late"]:
        remarks.insert(0, t("nộp ngoài thời gian nhận hồ sơ"))
    if one["attempt"] > 1:
        remarks.append(t("nộp lần {n}", n=one["attempt"]))
    return {
        "id": case.id,
        "name": case.place,
        "on": on,
        "href": f"/console/appraisal/{case.log}/{case.id}",
        "hint": t(
            "{place}. Đăng ký {target}; trường tự đánh giá {level}; nộp ngày {day}.",
            place=smallest(visit, one["areas"]),
            target=cases.grades(visit, *target),
            level=cases.level(visit, one["claimed_level"]),
            day=formats.day(one["filed_on"]),
        ),
        "remarks": ", ".join(remarks),
    }


def _duties(visit: PersonVisit, log: str, office: str) -> list[Wire]:
    """Return what letters ask of the office that a list serves, with its day."""
    year = school_year(visit.today)
    found = visit.calls.all(log, "duty_state", owner=office, year=year)
    return [
        {**one, "href": f"/console/duties/{log}/{office}/{one['id']}?year={year}"}
        for one in found
        if one["fulfilled_by"] == FULFILS
    ]


def act(visit: PersonVisit, log: str, office: str) -> Shown:
    """Look over the list, or forward every school on it."""
    wanted = visit.said("do")
    if wanted not in ("check", "record"):
        return show(visit, log, office)
    waiting = {case.id: case for case in _waiting(visit, log, office)}
    chosen = [waiting[id] for id in dict.fromkeys(visit.all_said("case")) if id in waiting]
    if wanted == "record":
        # Sent again, what is on the list by now is on it once.
        chosen += [case for case in orders.gone(visit, log) if case.id not in waiting]
    lacking = _lacking(visit, chosen)
    if lacking:
        visit.faults += lacking
        return visit.again(show(visit, log, office))
    given = {case.id: _data(visit, case) for case in chosen}
    looked = orders.send(visit, log, given, dry=True)
    if _refuse(visit, chosen, looked):
        return visit.again(show(visit, log, office))
    if wanted == "check":
        return checked(visit, _deed(visit, log, office, chosen))
    done = orders.send(visit, log, given, dry=False)
    if _refuse(visit, chosen, done):
        return visit.again(show(visit, log, office))
    return Go(_address(visit, log, office))


def _lacking(visit: PersonVisit, chosen: Sequence[Case]) -> list[Fault]:
    found = []
    if not chosen:
        found.append(Fault("all", visit.t("Chưa chọn hồ sơ nào.")))
    if not visit.said("list_number"):
        found.append(Fault("list_number", visit.t("Chưa ghi số của danh sách.")))
    return found


def _data(visit: PersonVisit, case: Case) -> Wire:
    """Return the command for one school: what was ticked of its own checklist."""
    codes = [one["code"] for one in case.found["checklist"]]
    return {
        "checked": [code for code in codes if visit.said(f"item-{code}")],
        "list_number": visit.said("list_number"),
        **day_said(visit),
    }


def _refuse(visit: PersonVisit, chosen: Sequence[Case], answers: Mapping[str, Answer]) -> bool:
    """Take what is wrong into the page's faults: of the form once, of a school at its line."""
    faults: list[Fault] = []
    for case in chosen:
        problem = answers[case.id].problem
        if problem is None:
            continue
        for fault in faults_of(visit.t, readable(problem), {"/checked": "items"}):
            said = visit.plain(fault.text)
            if any(pointer.strip("/") == fault.id for pointer in OF_FORM) or fault.id == "items":
                faults.append(Fault(fault.id, said))
            else:
                faults.append(Fault(f"case-{case.id}", f"{case.place}: {said}"))
    visit.faults += list(dict.fromkeys(faults))
    recorded = [case for case in chosen if answers[case.id].position]
    if faults and recorded:
        said = visit.t("Đã chuyển {n} trường; gửi lại để chuyển nốt.", n=len(recorded))
        visit.faults.insert(0, Fault("all", said))
    return bool(faults)


def _deed(visit: PersonVisit, log: str, office: str, chosen: Sequence[Case]) -> Deed:
    here = f"/console/forwarding/{log}/{office}"
    rows = [
        (visit.t("Số danh sách"), visit.said("list_number")),
        (visit.t("Ngày của danh sách"), day_shown(visit)),
        (visit.t("Số trường"), str(len(chosen))),
        *((case.place, _row(visit, case, True)["hint"]) for case in chosen),
    ]
    return Deed(
        *(log, "evaluation", "", FORWARD, {}),
        title=visit.t("Chuyển hồ sơ lên Sở theo danh sách"),
        here=here,
        back=here,
        rows=rows,
        rule=visit.t(
            "Một danh sách là một văn bản: một hồ sơ còn lỗi thì chưa hồ sơ nào được chuyển."
        ),
        public=visit.t("Từng trường và các cơ quan giữ hồ sơ của trường đó."),
        after=visit.t("Mỗi hồ sơ được ghi riêng, có biên nhận riêng; đã ghi thì không sửa."),
    )


def _address(visit: PersonVisit, log: str, office: str) -> str:
    """Return where the list is that was sent just now."""
    here = f"/console/forwarding/{log}/{office}"
    day = formats.read_day(visit.said("dated")) or visit.today.isoformat()
    number = visit.said("list_number")
    for one in visit.calls.all(log, "forwarding_list", office=office, year=int(day[:4])):
        if (one["list_number"], one["dated"]) == (number, day):
            return f"{here}/{one['id']}?done=1"
    return here


def show_list(visit: PersonVisit, log: str, office: str, id: str) -> Shown:
    """Show one list: its schools, each with its receipt, and the paper."""
    found = visit.calls.one(log, "forwarding_list", id)
    here = f"/console/forwarding/{log}/{office}"
    return View(
        {
            "log": log,
            "place": visit.names.office(log, found["office"]),
            "found": found,
            "here": here,
            "done": visit.asked("done"),
            "rows": sorted(_listed(visit, log, found), key=lambda one: str(one["name"])),
            "files": [
                (form, f"/v1/{log}/forwarding_list/{id}/document/list.{ending}")
                for form, ending in (("PDF", "pdf"), ("Word", "docx"))
            ],
        },
        template="list.html",
    )


def _listed(visit: PersonVisit, log: str, found: Wire) -> Iterator[Wire]:
    """Yield the schools of a list, as they were filed, each with its receipt."""
    for one in found["cases"]:
        target = (one["accreditation_grade"], one["national_grade"])
        yield {
            "name": visit.names.school(log, one["school"]),
            "case": f"/console/case/{log}/{one['evaluation']}",
            "target": cases.grades(visit, *target),
            "level": cases.level(visit, one["claimed_level"]),
            "filed_on": one["filed_on"],
            "late": one["late"],
            "position": one["position"],
            "receipt": f"/console/receipt/{log}/{one['position']}",
        }


PAGES = (
    Page(show, act, path="/{log}/{office}"),
    Page(show_list, path="/{log}/{office}/{id}"),
)
