"""One person of a school or office: posts, roles, training, account; each changed by its form."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.client import Refused
from libs.web.page import Go, Shown, View
from services.console.deed import Deed, done
from services.console.pages.people.keeping import Keeping
from services.console.pages.people.staff import ACCOUNTS, account_state
from services.console.person import PersonVisit

COMMANDS = {
    "leave": ("person", "LeavePost"),
    "take": ("person", "TakePost"),
    "give": ("grant", "GiveGrant"),
    "withdraw": ("grant", "WithdrawGrant"),
    "propose": ("grant", "ProposeGrant"),
}
"""What a form of the page does: the category and the command."""


def show(visit: PersonVisit, log: str, org: str, id: str) -> Shown:
    """Show the person."""
    keeping = Keeping(visit, log, org)
    return View(_values(visit, keeping, _found(keeping, id)), template="one.html")


def _found(keeping: Keeping, id: str) -> Wire:
    """Return the person as the list has them; raises `Refused` (404) for who is not in it."""
    for one in keeping.listed():
        if one["id"] == id:
            return one
    raise Refused(404, {"code": "page-unknown", "status": 404})


def _values(visit: PersonVisit, keeping: Keeping, one: Wire, invited: Wire | None = None) -> Wire:
    records = visit.calls.all(keeping.log, "trained_person", person=one["person"])
    account = None
    if keeping.administers:
        account = keeping.accounts([one["person"]]).get(one["person"])
    state = account_state(account)
    now = [each["name"] for each in one["roles"] if each["current"] and not each["lent"]]
    posts = [each["name"] for each in one["posts"] if each["current"]]
    # Whom no post ties to the school another has entered: an administrator of all adds that.
    enters = keeping.enters and (bool(one["posts"]) or keeping.everybody)
    enters = enters and one["erased_at"] is None
    return {
        "at": keeping.at,
        "here": f"{keeping.at}/person/{one['id']}",
        "place": keeping.place,
        "school": keeping.school,
        "one": one,
        "records": [each for found in records for each in found["records"]],
        "leaves": [
            (name, visit.label(name))
            for name in dict.fromkeys(posts)
            if enters and name in keeping.posts
        ],
        "takes": [(name, visit.label(name)) for name in keeping.posts if enters],
        "gives": _options(visit, (r for r in keeping.gives if r not in now)),
        "withdraws": _options(visit, (r for r in keeping.gives if r in now)),
        "proposes": _options(visit, (r for r in keeping.proposes if r not in now)),
        "own": one["person"] == visit.session["actor"],
        "administers": keeping.administers,
        "account": account,
        "state": state,
        "state_said": ACCOUNTS[state],
        "login": visit.said("login"),
        "invited": invited,
        "typed": {name: values[0] for name, values in visit.form.items() if values},
        "roles_at": f"/console/roles-to-confirm/{keeping.log}/{keeping.org}",
    }


def _options(visit: PersonVisit, roles: Iterable[str]) -> list[tuple[str, str]]:
    return [(role, str(visit.label(role))) for role in roles]


def act(visit: PersonVisit, log: str, org: str, id: str) -> Shown:
    """Look over or record what the form is for, or make an account."""
    keeping = Keeping(visit, log, org)
    one, what = _found(keeping, id), visit.said("what")
    if what in ("invite", "reinvite"):
        return _invite(visit, keeping, one, what)
    if what not in COMMANDS:
        return Go(f"{keeping.at}/person/{id}")
    return _carry_out(visit, keeping, one, what)


def _carry_out(visit: PersonVisit, keeping: Keeping, one: Wire, what: str) -> Shown:
    category, command = COMMANDS[what]
    named = "post" if category == "person" else "role"
    ending = what in ("leave", "withdraw")
    when = "ends" if ending else "starts"
    value, day = visit.said(f"{what}-{named}"), visit.said(f"{what}-{when}")
    until = visit.said(f"{what}-ends") if what in ("give", "propose") else ""
    data: Wire = {
        named: value,
        "org": keeping.org,
        when: formats.read_day(day),
        "basis": visit.said(f"{what}-basis"),
        **({"ends": formats.read_day(until)} if until else {}),
    }
    t = visit.t
    titles = {
        "leave": t("Ghi thôi chức vụ"),
        "take": t("Ghi thêm chức vụ"),
        "give": t("Giao vai trò trong hệ thống"),
        "withdraw": t("Thu hồi vai trò trong hệ thống"),
        "propose": t("Đề nghị giao vai trò"),
    }
    rows = [
        (t("Họ tên"), one["called"]),
        (
            t("Chức vụ") if named == "post" else t("Vai trò"),
            str(visit.label(value)) if value else "",
        ),
        (t("Nơi làm việc"), keeping.place),
        (t("Không còn giữ từ ngày") if ending else t("Từ ngày"), day),
        *([(t("Đến trước ngày"), until)] if until else []),
        (t("Căn cứ"), visit.said(f"{what}-basis")),
    ]
    deed = Deed(
        *(keeping.log, category, one["id"], command, data),
        title=titles[what],
        here=f"{keeping.at}/person/{one['id']}",
        back=f"{keeping.at}/person/{one['id']}",
        rows=rows,
        rule=_rule(visit, what),
        public=t("Cơ quan quản lý, và người cùng đơn vị trong danh sách nhân sự."),
        onward=[(t("Về danh sách nhân sự"), keeping.at)],
        fields={f"/{name}": f"{what}-{name}" for name in (named, "starts", "ends", "basis")},
    )
    return done(visit, deed, lambda: View(_values(visit, keeping, one), template="one.html"))


def _rule(visit: PersonVisit, what: str) -> str:
    rules: Mapping[str, str] = {
        "give": visit.t("Vai trò cấp theo đơn vị và thời hạn; không ai tự cấp cho mình."),
        "withdraw": visit.t("Vai trò thôi từ ngày nêu; việc đã làm trước đó giữ nguyên giá trị."),
        "propose": visit.t("Vai trò ở cơ quan: một người đề nghị, một người khác xác nhận."),
    }
    return str(rules.get(what, visit.t("Mỗi trường, đơn vị ghi người của mình.")))


def _invite(visit: PersonVisit, keeping: Keeping, one: Wire, what: str) -> Shown:
    """Make an account, or invite anew; the invitation is on this very page and nowhere else."""
    try:
        if what == "invite":
            body = {"actor": one["person"], "login": visit.said("login")}
            made = visit.calls.post("/v1/accounts", body).json
        else:
            made = visit.calls.post(f"/v1/accounts/{one['id']}/reset").json
    except Refused as refused:
        kept = refused.code in ("account-of-operator", "account-elsewhere")
        if (refused.status in (401, 403, 404) and not kept) or refused.status >= 500:
            raise
        visit.refuse(refused, {"/login": "login"}, "login")
        return visit.again(View(_values(visit, keeping, one), template="one.html"))
    link = f"/console/invitation?{urlencode({'token': made['invitation']})}"
    told = {**made, "link": link, "until": formats.moment(made["expires_at"])}
    return View(_values(visit, keeping, one, told), template="one.html")
