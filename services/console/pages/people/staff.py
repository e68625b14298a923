"""The list of a school's or an office's people."""

from collections.abc import Callable, Mapping

from libs.kernel.problems import Wire
from libs.web.catalogue import text
from libs.web.lists import Column, Filter, Listing, Options, words
from libs.web.page import Shown, View, Visit
from services.console.pages.people.keeping import (
    OFFICE_POSTS,
    OFFICE_ROLES,
    SCHOOL_POSTS,
    Keeping,
    said_terms,
)
from services.console.people import name_order
from services.console.person import AT_SCHOOL, PersonVisit

ACCOUNTS = {
    "open": (text("Đã có"), "done"),
    "invited": (text("Đã mời, chưa đặt mật khẩu"), "doing"),
    "disabled": (text("Đã khóa"), "closed"),
    "none": (text("Chưa có"), "todo"),
}
"""How far somebody's account is: in words, and the shape of it."""
HERE = {"now": text("Đang làm việc"), "past": text("Đã thôi")}
TRAINED = {"yes": text("Đã ghi"), "no": text("Chưa ghi")}


def _said(options: Mapping[str, str]) -> Callable[[Visit], Options]:
    return lambda visit: [(value, visit.t(said)) for value, said in options.items()]


def _labels(*names: str) -> Callable[[Visit], Options]:
    once = dict.fromkeys(names)
    return lambda visit: [(name, str(visit.label(name))) for name in once]


COLUMNS = (
    Column("name", text("Họ tên"), lambda one: one["called"], href=lambda one: one["href"]),
    Column("post", text("Chức vụ"), lambda one: one["post_said"]),
    Column("since", text("Từ ngày"), lambda one: one["here_since"], "day"),
    Column("role", text("Vai trò trong hệ thống"), lambda one: one["role_said"]),
    Column("trained", text("Tập huấn tự đánh giá"), lambda one: one["trained_on"], "day"),
)
ACCOUNT = Column(
    "account",
    text("Tài khoản"),
    lambda one: one["account_said"],
    shape=lambda one: one["account_shape"],
)
FILTERS = (
    words("q", text("Họ tên"), lambda one: one["called"]),
    Filter(
        "post",
        text("Chức vụ"),
        _labels(*SCHOOL_POSTS, *OFFICE_POSTS),
        lambda one, value: value in one["post_codes"],
    ),
    Filter(
        "role",
        text("Vai trò trong hệ thống"),
        _labels(*AT_SCHOOL, *OFFICE_ROLES),
        lambda one, value: value in one["role_codes"],
    ),
    Filter(
        "here",
        text("Còn làm việc"),
        _said(HERE),
        lambda one, value: one["current"] == (value == "now"),
    ),
    Filter(
        "training",
        text("Tập huấn tự đánh giá"),
        _said(TRAINED),
        lambda one, value: bool(one["trained_on"]) == (value == "yes"),
    ),
)
STAFF = Listing("people", COLUMNS, FILTERS)
KEPT = Listing("people", (*COLUMNS, ACCOUNT), FILTERS)
"""As an administrator sees it, who makes the accounts."""


def show(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show the people of the school or office, those of today first."""
    keeping = Keeping(visit, log, org)
    rows = _rows(visit, keeping)
    listing = KEPT if keeping.administers else STAFF
    chips = [
        (visit.t("Tất cả"), {}),
        (visit.t(HERE["now"]), {"here": "now"}),
        (visit.t("Chưa ghi tập huấn"), {"here": "now", "training": "no"}),
    ]
    shown = listing.of(visit, rows, keeping.at, visit.t("Nhân sự"), chips if rows else ())
    return shown.file or View(
        {
            "at": keeping.at,
            "place": keeping.place,
            "school": keeping.school,
            "enters": keeping.enters,
            "proposes": bool(keeping.proposes),
            "roles_at": f"/console/roles-to-confirm/{log}/{org}",
            "shown": shown,
            "now": sum(one["current"] for one in rows),
            "members": sum("council_member" in one["role_codes"] for one in rows),
            "trained": sum(bool(one["trained_on"]) and one["current"] for one in rows),
        }
    )


def _rows(visit: PersonVisit, keeping: Keeping) -> list[Wire]:
    found = keeping.listed()
    trained = keeping.trained()
    people = [one["person"] for one in found]
    accounts = keeping.accounts(people) if keeping.administers else {}
    rows = []
    for one in found:
        said, shape = ACCOUNTS[account_state(accounts.get(one["person"]))]
        rows.append(
            {
                **one,
                "href": f"{keeping.at}/person/{one['id']}",
                "post_said": said_terms(visit, one["posts"]) or _past(visit, one),
                "post_codes": [each["name"] for each in one["posts"] if each["current"]],
                "role_said": said_terms(visit, one["roles"]),
                "role_codes": [each["name"] for each in one["roles"] if each["current"]],
                "trained_on": trained.get(one["person"]),
                "account_said": visit.t(said),
                "account_shape": shape,
            }
        )
    return sorted(rows, key=lambda one: (not one["current"], name_order(one["called"])))


def _past(visit: PersonVisit, one: Wire) -> str:
    """Return what somebody was who has no post any more."""
    if not one["posts"]:
        return ""
    return str(visit.t("Đã thôi ({posts})", posts=said_terms(visit, one["posts"], current=False)))


def account_state(account: Wire | None) -> str:
    """Return how far an account is, a key of `ACCOUNTS`."""
    if account is None:
        return "none"
    if account["disabled"]:
        return "disabled"
    return "open" if account["password"] or account["links"] else "invited"
