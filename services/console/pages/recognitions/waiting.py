"""What was typed in from paper and waits for another person of the office to confirm it."""

from collections.abc import Sequence

from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from libs.web.client import Refused
from libs.web.page import Fault, Go, Shown, View, faults_of
from services.console.deed import Deed, checked
from services.console.offices import acts_for_holder
from services.console.person import PersonVisit

WHY = "Xác nhận công nhận nhập từ giấy"
KINDS = {
    "accreditation": ("accreditation_grade", 4, text("Cấp độ {n}")),
    "national_standard": ("national_grade", 2, text("Mức độ {n}")),
}
"""By kind: the grade's field, the highest, its name."""
MOST = 50
"""How many entries are shown, and confirmed, at once."""


def named(visit: PersonVisit, one: Wire) -> str:
    """Return what is recognised: the kind, and its grade."""
    field, _, said = KINDS[one["kind"]]
    return f"{visit.label(one['kind'])}, {str(visit.t(said, n=one[field])).lower()}"


def rows(visit: PersonVisit, entry: Wire) -> list[tuple[str, str]]:
    """Return all that an entry says of the paper, to be compared with it."""
    days = {name: formats.day(entry[name]) for name in ("decided_on", "valid_from", "valid_to")}
    return [
        (visit.t("Công nhận"), entry["name"]),
        (visit.t("Quyết định"), entry["decision_number"]),
        (visit.t("Ngày quyết định"), days["decided_on"]),
        (visit.t("Cơ quan quyết định"), entry["authority_name"]),
        (visit.t("Giá trị"), f"{days['valid_from']} – {days['valid_to']}"),
        (visit.t("Số chứng nhận"), entry["certificate_number"] or visit.t("không ghi")),
        (visit.t("Bản chụp quyết định"), ", ".join(entry["evidence"]) or visit.t("chưa có")),
    ]


def of_school(visit: PersonVisit, log: str, school: str, may: bool) -> list[Wire]:
    """Return what waits of a school; nothing for who is not of it and of no office."""
    return _entries(visit, log, may, school=school)


def _entries(visit: PersonVisit, log: str, may: bool, **asked: str) -> list[Wire]:
    try:
        found = visit.calls.listed(log, "recognition_entry", limit=MOST, **asked)
    except Refused as refused:
        if refused.status == 403:
            return []
        raise
    if may:
        visit.people.opened(log, WHY, [one["entered_by"] for one in found])
    return [_entry(visit, log, one, may) for one in found]


def _entry(visit: PersonVisit, log: str, one: Wire, may: bool) -> Wire:
    found, office = {**one, "name": named(visit, one)}, visit.t("Cơ quan thẩm định")
    return {
        **found,
        "which": f"{one['id']}.{one['entry']}",
        "rows": rows(visit, found),
        "by": visit.people.name(log, one["entered_by"], office) if may else office,
        "own": one["entered_by"] == visit.session["actor"],
    }


def show(visit: PersonVisit, log: str) -> Shown:
    """Show what waits, of all schools whose dossiers the visitor's office appraises."""
    found = _entries(visit, log, True)
    schools = {one["school"] for one in found}
    mine = {
        school
        for school in schools
        if acts_for_holder(visit, log, school, ["appraise"], ["officer"])
    }
    return View(
        {
            "log": log,
            "here": f"/console/recognitions/{log}",
            "entries": [
                {**one, "place": visit.names.school(log, one["school"])}
                for one in found
                if one["school"] in mine
            ],
            "chosen": visit.all_said("which"),
            "most": MOST,
        },
        template="waiting.html",
    )


def act(visit: PersonVisit, log: str) -> Shown:
    """Look over what was chosen, or confirm it one after the other."""
    here, chosen = f"/console/recognitions/{log}", visit.all_said("which")
    found = [one for one in _entries(visit, log, True) if one["which"] in chosen]
    if not found:
        visit.faults.append(Fault("which", visit.t("Hãy chọn ít nhất một công nhận.")))
        return visit.again(show(visit, log))
    recorded = visit.said("do") == "record"
    _confirmed(visit, log, found, recorded)
    if visit.faults:
        return visit.again(show(visit, log))
    return Go(here) if recorded else checked(visit, _deed(visit, log, found, here))


def _confirmed(visit: PersonVisit, log: str, found: Sequence[Wire], recorded: bool) -> None:
    """Confirm entries, or ask whether they can be; the form is told which cannot."""
    for one in found:
        about = (log, "recognition", one["id"], "ConfirmEarlierRecognition")
        data = {"entry": one["entry"]}
        try:
            if recorded:
                visit.calls.command(*about, data, key=f"{visit.key}-{one['id']}")
            else:
                visit.calls.check(*about, data)
        except Refused as refused:
            if refused.status == 401 or refused.status >= 500:
                raise
            faults = faults_of(visit.t, refused.problem, {"/entry": f"which-{one['which']}"})
            school = visit.names.school(log, one["school"])
            visit.faults += [Fault(f"which-{one['which']}", f"{school}: {f.text}") for f in faults]


def _deed(visit: PersonVisit, log: str, found: Sequence[Wire], here: str) -> Deed:
    first = found[0]
    return Deed(
        *(log, "recognition", first["id"], "ConfirmEarlierRecognition"),
        {"entry": first["entry"]},
        title=visit.t("Xác nhận {n} công nhận nhập từ giấy", n=len(found)),
        here=here,
        back=here,
        rows=[
            (
                visit.names.school(log, one["school"]),
                "; ".join(f"{name}: {said}" for name, said in rows(visit, one)),
            )
            for one in found
        ],
        rule=visit.t("Một người nhập, một người khác của cơ quan thẩm định đối chiếu với giấy."),
        public=visit.t("Mọi người, có ghi rõ là chép lại từ giấy."),
        after=visit.t("Công nhận cùng loại có trước nó sẽ hết giá trị từ ngày nó bắt đầu."),
    )
