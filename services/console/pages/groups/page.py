"""Secretariat and working groups: who is in which, and which group owns which criterion."""

from collections.abc import Sequence

from libs.kernel.problems import Wire
from libs.web.page import Page, Shown, View
from services.console.course import standing
from services.console.cycle import WORKING, lines, with_level_4
from services.console.deed import Deed, day_said, day_shown, done
from services.console.people import Known
from services.console.person import PersonVisit

WHY = "Chọn và hiển thị người trong ban thư ký và các nhóm công tác"
FIRST, MOST = 4, 20
"""How many groups a form begins with, and has at most."""


def show(visit: PersonVisit, log: str, id: str) -> Shown:
    """Show the groups, and to the principal the form that forms them."""
    cycle = visit.calls.one(log, "cycle", id)
    own = standing(visit, cycle)
    editing = own.principal and cycle["state"] in WORKING and cycle["council"] is not None
    formed = cycle["working_groups"]
    persons = [m["person"] for m in (cycle["council"] or {"members": []})["members"]]
    if formed:
        persons += formed["secretariat"]
        persons += [p for g in formed["groups"] for p in (g["head"], *g["others"])]
    people = _people(visit, log, cycle) if editing else []
    visit.people.opened(log, WHY, persons)
    groups = _groups(visit, cycle)
    owners = _owners(visit, cycle, groups)
    return View(
        {
            "log": log,
            "cycle": cycle,
            "place": visit.names.school(log, cycle["school"]),
            "editing": editing,
            "principal": own.principal,
            "name": lambda person: visit.people.name(log, person),
            "formed": formed,
            "groups": groups,
            "sitting": [one for one in people if one.person in persons[: cycle["council_size"]]],
            "people": people,
            "secretariat": visit.all_said("secretariat")
            if visit.sent
            else formed["secretariat"]
            if formed
            else [m["person"] for m in cycle["council"]["members"] if m["post"] == "secretary"]
            if cycle["council"]
            else [],
            "standards": _matrix(visit, cycle),
            "owners": owners,
            "whole": {
                name: visit.said(name) for name in visit.form if name.startswith("standard-")
            },
            "dated": visit.said("dated"),
            # Level 4 is nobody's until the school goes for it.
            "unowned": len([one for one in lines(visit, cycle) if not owners[one.code]]),
        }
    )


def act(visit: PersonVisit, log: str, id: str) -> Shown:
    """Add a group, look over the groups, or form them."""
    cycle = visit.calls.one(log, "cycle", id)
    _people(visit, log, cycle)
    groups = [one for one in _groups(visit, cycle) if one["name"] or one["head"]]
    owners = _owners(visit, cycle, groups)
    told = [
        {
            "name": one["name"],
            "head": one["head"],
            "others": [each for each in one["others"] if each != one["head"]],
            "criteria": [code for code, owner in owners.items() if owner == one["n"]],
        }
        for one in groups
    ]
    secretariat = visit.all_said("secretariat")
    name = visit.people.name
    rows = [
        (visit.t("Ban thư ký"), ", ".join(name(log, one) for one in secretariat) or "–"),
        *(
            (
                one["name"],
                visit.t(
                    "Trưởng nhóm {head}; thành viên {others}; tiêu chí {criteria}",
                    head=name(log, one["head"]) if one["head"] else "–",
                    others=", ".join(name(log, each) for each in one["others"]) or "–",
                    criteria=", ".join(one["criteria"]) or "–",
                ),
            )
            for one in told
        ),
        (visit.t("Ngày của văn bản"), day_shown(visit)),
    ]
    fields: dict[str, str] = {}
    for place, one in enumerate(groups):
        fields[f"/groups/{place}"] = f"name-{one['n']}"
        fields[f"/groups/{place}/head"] = f"head-{one['n']}"
        fields[f"/groups/{place}/criteria"] = f"criteria-{one['n']}"
    at = f"{log}/{id}"
    deed = Deed(
        *(log, "cycle", id, "FormGroups"),
        {"secretariat": secretariat, "groups": told, **day_said(visit)},
        title=visit.t("Lập nhóm và giao tiêu chí"),
        here=f"/console/groups/{at}",
        back=f"/console/cycle/{at}",
        rows=rows,
        rule=visit.t("Mỗi tiêu chí một nhóm; trưởng nhóm là thành viên hội đồng."),
        public=visit.t(
            "Người trong trường và cơ quan quản lý trường. Tên chỉ người có quyền thấy."
        ),
        onward=[(visit.t("Duyệt kế hoạch tự đánh giá"), f"/console/work-plan/{at}")],
        fields=fields,
    )
    return done(visit, deed, lambda: show(visit, log, id))


def _people(visit: PersonVisit, log: str, cycle: Wire) -> list[Known]:
    """Return who may be in a group: the council first, then the others of the school."""
    people = visit.people.of(log, WHY, cycle["school"])
    council = [m["person"] for m in (cycle["council"] or {"members": []})["members"]]
    known = {one.person for one in people}
    others = [one for one in council if one not in known]
    visit.people.opened(log, WHY, others)
    people += [Known(one, visit.people.name(log, one), ()) for one in others]
    return sorted(people, key=lambda one: one.person not in council)


def _groups(visit: PersonVisit, cycle: Wire) -> list[Wire]:
    """Return the groups of the form, numbered from 1: as typed, as formed, or empty ones."""
    if visit.sent:
        typed = visit.said("count")
        count = int(typed) if typed.isascii() and typed.isdigit() else FIRST
        if visit.said("more"):
            count += 1
        return [
            {
                "n": n,
                "name": visit.said(f"name-{n}"),
                "head": visit.said(f"head-{n}"),
                "others": visit.all_said(f"others-{n}"),
            }
            for n in range(1, min(count, MOST) + 1)
        ]
    formed = cycle["working_groups"]
    if formed:
        return [
            {"n": n, "name": one["name"], "head": one["head"], "others": one["others"]}
            for n, one in enumerate(formed["groups"], 1)
        ]
    return [
        {"n": n, "name": visit.t("Nhóm {n}", n=n), "head": "", "others": []}
        for n in range(1, FIRST + 1)
    ]


def _owners(visit: PersonVisit, cycle: Wire, groups: Sequence[Wire]) -> dict[str, int]:
    """Return which group owns which criterion, 0 for nobody's; a whole standard counts for those
    of its criteria for which nothing else is chosen."""
    formed = cycle["working_groups"] or {"groups": []}
    stands = {c: n for n, one in enumerate(formed["groups"], 1) for c in one["criteria"]}
    known = {one["n"] for one in groups}
    found: dict[str, int] = {}
    for line in with_level_4(visit, cycle):
        if visit.sent:
            typed = visit.said(f"own-{line.code}") or visit.said(f"standard-{line.standard['no']}")
            owner = int(typed) if typed.isascii() and typed.isdigit() else 0
        else:
            owner = stands.get(line.code, 0)
        found[line.code] = owner if owner in known else 0
    return found


def _matrix(visit: PersonVisit, cycle: Wire) -> list[Wire]:
    standards: dict[int, Wire] = {}
    for line in with_level_4(visit, cycle):
        head = {"no": line.standard["no"], "title": line.standard["title_vi"], "criteria": []}
        standards.setdefault(line.standard["no"], head)["criteria"].append(line.criterion)
    return list(standards.values())


PAGE = Page(show, act, path="/{log}/{id}")
