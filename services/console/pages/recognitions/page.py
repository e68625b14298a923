"""The certificates of a school; those from before the platform are written down here from paper.

One person types in what the paper says, another of the office compares and confirms it; what waits
for that, of all schools, stands on a page of its own (`waiting.py`).
"""

from libs.kernel.problems import Wire
from libs.law.recognitions import SUFFIX
from libs.web import formats
from libs.web.catalogue import text
from libs.web.page import Page, Shown, View
from services.console.deed import Deed, done
from services.console.offices import acts_for_holder
from services.console.pages.recognitions import waiting
from services.console.pages.recognitions.waiting import KINDS, named
from services.console.person import PersonVisit

DAYS = ("decided_on", "valid_from", "valid_to")
TEXTS = ("decision_number", "authority_name", "certificate_number", "evidence")
NAMES = ("kind", "grade", *DAYS, *TEXTS)


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show what the school holds and held, and the form of who may write down a paper."""
    found = visit.calls.all(log, "recognition", school=school)
    found.sort(key=lambda one: (one["valid_from"], one["id"]), reverse=True)
    may = acts_for_holder(visit, log, school, ["appraise"], ["officer"])
    return View(
        {
            "log": log,
            "school": school,
            "place": visit.names.school(log, school),
            "found": [_row(visit, log, one) for one in found],
            "entries": waiting.of_school(visit, log, school, may),
            "may": may,
            "decides": [kind for kind in KINDS if _decides(visit, log, school, kind)],
            "given": {name: visit.said(name) for name in NAMES},
            "kinds": [(kind, visit.label(kind)) for kind in KINDS],
            "grades": [
                (f"{kind}-{n}", f"{visit.label(kind)}: {str(visit.t(said, n=n)).lower()}")
                for kind, (_, most, said) in KINDS.items()
                for n in range(1, most + 1)
            ],
            "strike": visit.said("which"),
            "decline": visit.said("what") == "decline",
            "all_at": f"/console/recognitions/{log}",
            "at": f"/console/recognitions/{log}/{school}",
        }
    )


def _decides(visit: PersonVisit, log: str, school: str, kind: str) -> bool:
    """Return whether the visitor heads the office that decides on a kind of recognition now."""
    heads = ["director", "chair"]
    return acts_for_holder(visit, log, school, [f"decide_{kind}"], heads)


def _row(visit: PersonVisit, log: str, one: Wire) -> Wire:
    return {
        **one,
        "name": named(visit, one),
        "authority": one["authority_name"] or visit.names.office(log, one["decided_by"]),
        "now": _now(one, visit.today.isoformat()),
    }


def _now(one: Wire, today: str) -> tuple[str, str]:
    """Return how it stands today: kind of tag, and its text."""
    if one["struck"] is not None:
        return "stop", text("Đã xóa tên")
    if one["taken_back"] == "annulled":
        return "stop", text("Đã hủy bỏ")
    if one["taken_back"]:
        return "stop", text("Đã thu hồi")
    if one["lapsed_on"] and one["lapsed_on"] <= today:
        return "closed", text("Hết giá trị cùng với trường")
    if one["ends"] and one["ends"] <= today:
        return "closed", text("Đã có công nhận mới thay")
    if today > one["valid_to"]:
        return "closed", text("Đã hết hạn")
    if today < one["valid_from"]:
        return "todo", text("Chưa bắt đầu")
    return "done", text("Còn giá trị")


def act(visit: PersonVisit, log: str, school: str) -> Shown:
    """Look over or record what a paper says, answer an entry, or strike what was wrong."""
    if entry := visit.said("entry"):
        entries = waiting.of_school(visit, log, school, True)
        found = next((each for each in entries if each["which"] == entry), None)
        if found is None:
            return show(visit, log, school)
        deed = _answered(visit, log, school, found)
    elif visit.said("which"):
        deed = _struck(visit, log, school)
    else:
        deed = _written(visit, log, school)
    return done(visit, deed, lambda: show(visit, log, school))


def _answered(visit: PersonVisit, log: str, school: str, entry: Wire) -> Deed:
    """Return the confirmation of an entry, or that it is declined."""
    at, declines = f"/console/recognitions/{log}/{school}", visit.said("what") == "decline"
    field = f"reason-{entry['id']}"
    reason = {"reason": visit.said(field)} if declines else {}
    return Deed(
        *(log, "recognition", entry["id"]),
        "DeclineEarlierRecognition" if declines else "ConfirmEarlierRecognition",
        {"entry": entry["entry"], **reason},
        title=visit.t("Không xác nhận công nhận nhập từ giấy")
        if declines
        else visit.t("Xác nhận công nhận nhập từ giấy"),
        here=at,
        back=at,
        rows=[
            (visit.t("Trường"), visit.names.school(log, school)),
            *waiting.rows(visit, entry),
            *([(visit.t("Lý do"), visit.said(field))] if declines else []),
        ],
        rule=visit.t("Một người nhập, một người khác của cơ quan thẩm định đối chiếu với giấy."),
        public=visit.t("Trường và cơ quan quản lý.")
        if declines
        else visit.t("Mọi người, có ghi rõ là chép lại từ giấy."),
        after=visit.t("Muốn ghi lại thì nhập lại từ đầu.")
        if declines
        else visit.t("Công nhận cùng loại có trước nó sẽ hết giá trị từ ngày nó bắt đầu."),
        onward=[(visit.t("Các công nhận chờ xác nhận"), f"/console/recognitions/{log}")],
        fields={"/reason": field},
    )


def _written(visit: PersonVisit, log: str, school: str) -> Deed:
    kind, _, grade = visit.said("grade").partition("-")
    field, _, said = KINDS.get(kind, KINDS["accreditation"])
    days = {name: formats.read_day(visit.said(name)) for name in DAYS}
    days["valid_from"] = days["valid_from"] or days["decided_on"]
    data: Wire = {
        "kind": kind,
        **days,
        **{name: visit.said(name) for name in ("decision_number", "authority_name")},
    }
    if grade.isdecimal():
        data[field] = int(grade)
    if visit.said("certificate_number"):
        data["certificate_number"] = visit.said("certificate_number")
    if visit.said("evidence"):
        data["evidence"] = visit.said("evidence").replace(",", " ").split()
    called = f"{visit.label(kind)}, {str(visit.t(said, n=grade)).lower()}" if kind else ""
    shown = {name: formats.day(day) if len(day) == 10 else day for name, day in days.items()}
    at = f"/console/recognitions/{log}/{school}"
    return Deed(
        *(log, "recognition", f"{school}_{SUFFIX.get(kind)}_{days['decided_on'].replace('-', '')}"),
        *("RecordEarlierRecognition", data),
        title=visit.t("Nhập công nhận từ giấy"),
        here=at,
        back=at,
        rows=[
            (visit.t("Trường"), visit.names.school(log, school)),
            (visit.t("Công nhận"), called),
            (visit.t("Quyết định"), visit.said("decision_number")),
            (visit.t("Ngày quyết định"), shown["decided_on"]),
            (visit.t("Cơ quan quyết định"), visit.said("authority_name")),
            (visit.t("Giá trị"), f"{shown['valid_from']} – {shown['valid_to']}"),
            (visit.t("Số chứng nhận"), visit.said("certificate_number") or visit.t("không ghi")),
            (visit.t("Bản chụp quyết định"), visit.said("evidence") or visit.t("chưa có")),
        ],
        rule=visit.t(
            "Chỉ ghi lại quyết định có trước lần đăng ký đánh giá ngoài đầu tiên trong hệ thống."
        ),
        public=visit.t("Trường và cơ quan quản lý; khi được xác nhận thì mọi người."),
        after=visit.t("Chỉ có giá trị khi người khác của cơ quan đối chiếu với giấy và xác nhận."),
        fields={"/kind": "grade", "/accreditation_grade": "grade", "/national_grade": "grade"},
    )


def _struck(visit: PersonVisit, log: str, school: str) -> Deed:
    at = f"/console/recognitions/{log}/{school}"
    one = visit.calls.one(log, "recognition", visit.said("which"))
    field = f"reason-{one['id']}"
    return Deed(
        *(log, "recognition", one["id"], "StrikeEarlierRecognition"),
        {"reason": visit.said(field)},
        title=visit.t("Xóa tên công nhận đã ghi lại"),
        here=at,
        back=at,
        rows=[
            (visit.t("Trường"), visit.names.school(log, school)),
            (visit.t("Công nhận"), _row(visit, log, one)["name"]),
            (visit.t("Quyết định"), one["decision_number"]),
            (visit.t("Lý do"), visit.said(field)),
        ],
        public=visit.t("Mọi người, cùng với lý do."),
        after=visit.t("Công nhận mà nó đã thay có giá trị trở lại."),
        danger=True,
        fields={"/reason": field},
    )


PAGES = (
    Page(show, act, path="/{log}/{school}"),
    Page(waiting.show, waiting.act, path="/{log}"),
)
