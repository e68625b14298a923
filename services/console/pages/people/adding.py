"""Adding a person with a first post: one form, one act, recorded together or not at all."""

import hashlib

from libs.kernel.problems import Wire
from libs.law.vietnamese import fold
from libs.web import formats
from libs.web.page import Fault, Shown, View
from services.console.deed import Deed, done
from services.console.pages.people.keeping import Keeping, said_terms
from services.console.person import PersonVisit

FIELDS = {
    "/first_post/post": "post",
    "/first_post/starts": "starts",
    "/first_post/basis": "basis",
}
"""The fields of the form by the pointers of the command."""
RULE = "Luật 91/2025/QH15: tên chỉ nằm trong kho riêng; sổ ghi giữ mã ngẫu nhiên"


def person_id(key: str) -> str:
    """Return the id of whom a form enters: at random as its key is, one however often it is sent.

    A letter at the end, so that it is nobody's number.
    """
    return f"{hashlib.sha256(key.encode()).hexdigest()[:31]}a"


def show(visit: PersonVisit, log: str, org: str) -> Shown:
    """Show the form."""
    keeping = Keeping(visit, log, org)
    return View(_values(visit, keeping), template="add.html")


def _values(visit: PersonVisit, keeping: Keeping) -> Wire:
    return {
        "at": keeping.at,
        "place": keeping.place,
        "enters": keeping.enters,
        "school": keeping.school,
        "administers": keeping.administers,
        "posts": [("", visit.t("Chọn chức vụ")), *((p, visit.label(p)) for p in keeping.posts)],
        "typed": {
            name: visit.said(name)
            for name in ("name", "phone", "email", "post", "starts", "basis", "again")
        },
        "alike": alike(visit, keeping, visit.said("name")) if visit.sent else [],
    }


def alike(visit: PersonVisit, keeping: Keeping, name: str) -> list[str]:
    """Return who of the list is called so, with post and first day, in words."""
    wanted = fold(name)
    return [
        visit.t(
            "{name}, {post}, từ {day}",
            name=one["called"],
            post=said_terms(visit, one["posts"], current=False) or visit.t("chưa ghi chức vụ"),
            day=formats.day(min((post["starts"] for post in one["posts"]), default="")) or "–",
        )
        for one in keeping.listed()
        if wanted and one["erased_at"] is None and fold(one["called"]) == wanted
    ]


def act(visit: PersonVisit, log: str, org: str) -> Shown:
    """Look the person over, or record them."""
    keeping = Keeping(visit, log, org)
    id = person_id(visit.key)
    post, contact = visit.said("post"), {n: visit.said(n) for n in ("phone", "email")}
    data: Wire = {
        "name": visit.said("name"),
        **{name: value for name, value in contact.items() if value},
        "first_post": {
            "post": post,
            "org": org,
            "starts": formats.read_day(visit.said("starts")),
            "basis": visit.said("basis"),
        },
        **({"sample": True} if keeping.school and keeping.school["sample"] else {}),
    }
    same = alike(visit, keeping, visit.said("name")) if visit.said("do") == "check" else []
    if same and not visit.said("again"):
        said = visit.t("Danh sách đã có người tên này: {people}.", people="; ".join(same))
        visit.faults.append(Fault("name", str(said)))
        return visit.again(View(_values(visit, keeping), template="add.html"))
    rows = [
        (visit.t("Họ tên"), visit.said("name")),
        *([(visit.t("Điện thoại"), contact["phone"])] if contact["phone"] else []),
        *([(visit.t("Thư điện tử"), contact["email"])] if contact["email"] else []),
        (visit.t("Chức vụ"), str(visit.label(post)) if post else ""),
        (visit.t("Nơi làm việc"), keeping.place),
        (visit.t("Từ ngày"), visit.said("starts")),
        (visit.t("Căn cứ"), visit.said("basis")),
    ]
    person = f"{keeping.at}/person/{id}"
    deed = Deed(
        *(log, "person", id, "RegisterPerson", data),
        title=visit.t("Thêm một người vào sổ đăng ký"),
        here=f"{keeping.at}/add",
        back=keeping.at,
        rows=rows,
        rule=RULE,
        public=visit.t("Tên: người trong trường và cơ quan quản lý. Điện thoại, thư: cơ quan."),
        onward=[
            (visit.t("Giao vai trò trong hệ thống"), person),
            (visit.t("Thêm một người nữa"), f"{keeping.at}/add"),
        ],
        fields=FIELDS,
    )
    return done(visit, deed, lambda: View(_values(visit, keeping), template="add.html"))
