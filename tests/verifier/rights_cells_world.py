"""The world of the cells of `tests.libs.rights_cells`, and the commands that its people send."""

from datetime import date

from libs.kernel.problems import Wire
from libs.rights import OPERATOR as OPERATOR_ID
from tests.libs.rights_cells import (
    AREA,
    OPERATOR,
    PARENT,
    PERSON,
    Deed,
    Who,
    people,
)
from tests.verifier.platform import LOG, Order, Platform
from tests.verifier.test_administrators import DAY, letter, office, school

KINDS = {"ubnd": "people_committee", "so": "so", "pg1": "phong", "pg2": "phong", "xa1": "commune"}
TERM = {"starts": "2024-01-01", "basis": "QĐ"}
DATED = {"starts": "2024-09-10", "basis": "QĐ"}
QUORUM = {"kinds": ["primary"], "voting_percent": 67, "in_favour_percent": 51}
BEFORE = date(2024, 9, 1)


def told_world() -> Platform:
    """Return a platform in memory that knows all that the cells are asked of."""
    told = Platform()

    def do(stream: str, command: str, data: Wire) -> None:
        told.do(stream, command, OPERATOR_ID, BEFORE, **data)

    do(f"rules-{LOG}", "AdoptRules", {"rules_number": 2})
    for id, parent in PARENT.items():
        # Under older rules an office below a Phòng could claim the province, a school its id.
        data = office(id, KINDS.get(id, "so"), AREA[id], parent)
        do(f"organisation-{id}", "RegisterOrganisation", data)
    do("organisation-kep", "RegisterOrganisation", office("kep", "phong", "764", "pg1"))
    for id, area in (("sch1", "764"), ("sch2", "785"), ("kep", "764")):
        do(f"school-{id}", "RegisterSchool", school(area, "79"))
    do("instruction-vanban", "RegisterInstruction", letter("so", "Cơ quan so", "79"))
    do(f"person-{PERSON}", "RegisterPerson", {"name": "Người mẫu"})
    for list_ in ("pg1", "pg2", "so"):
        do(f"plannedlist-{list_}_2023", "OpenList", {"basis": "Kế hoạch"})
        line = {"name": "Trường mẫu", "month": "2023-11"}
        do(f"plannedlist-{list_}_2023", "PlanSchools", {"schools": [line]})
    do("grant-giu", "GiveGrant", {"role": "officer", "org": "so", **TERM})
    for who in sorted(people(), key=lambda who: who.state != "live"):
        _hold(told, who)
    do(f"rules-{LOG}", "AdoptRules", {"rules_number": 3})
    return told


def _hold(told: Platform, who: Who) -> None:
    """Let somebody have what they are named by."""
    if who.role in ("operator", "nobody"):
        return
    stream = f"grant-{who.id}"
    role = {"role": who.role, "org": who.org, "scope": who.scope}
    if who.state == "proposed":
        proposer = f"u:administrator{who.org}subtreelive"
        told.do(stream, "ProposeGrant", proposer, BEFORE, **role, **TERM)
    elif who.state == "lent":
        lender = f"u:{who.role}{who.org}ownlive"
        below = {"role": "evaluator", "org": who.org, **TERM}
        told.do(stream, "GiveGrant", OPERATOR_ID, BEFORE, **below)
        lent = {"role": who.role, "org": who.org, "starts": "2024-09-01", "ends": "2024-12-01"}
        if who.role in ("director", "chair"):
            # Whoever evaluates does not decide: lent to an officer of the house.
            stream = f"grant-{who.id}"
            told.do(
                stream, "WithdrawGrant", OPERATOR_ID, BEFORE, role="evaluator", org=who.org,
                ends="2024-01-02", basis="QĐ",
            )  # fmt: skip
            told.do(stream, "GiveGrant", OPERATOR_ID, BEFORE, role="officer", org=who.org, **TERM)
        told.do(stream, "Delegate", lender, BEFORE, **lent, basis="QĐ")
    else:
        ends = {"ends": "2024-09-05"} if who.state == "ended" else {}
        told.do(stream, "GiveGrant", OPERATOR_ID, BEFORE, **role, **TERM, **ends)


def order(who: Who, deed: Deed, number: int) -> Order:
    """Return the command that somebody sends."""
    id, org = deed.id, deed.org
    category, data = {
        "RenameSchool": ("school", {"name": "Tên mới", **DATED}),
        "RegisterSchool": ("school", {**school(deed.area, "79"), "name": "Trường khác"}),
        "RenameOrganisation": ("organisation", {"name": "Tên mới", **DATED}),
        "RegisterOrganisation": ("organisation", office(id, "phong", deed.area, org)),
        "PlaceOrganisation": ("organisation", {"parent": org, **DATED}),
        "RegisterInstruction": ("instruction", letter(org or "", f"Cơ quan {org}", deed.area)),
        "CorrectInstruction": (
            "instruction",
            {"corrections": [{"path": "/subject", "value": "Việc khác"}], "basis": "CV"},
        ),
        "AssignFunction": ("assignment", {"holder": "pg1", "kinds": ["primary"], **DATED}),
        "StateQuorum": ("quorum", {**QUORUM, **DATED}),
        "CloseSchool": ("lineage", {"school": org, "ends": "2024-09-15", "basis": "QĐ"}),
        "CorrectPerson": ("person", {"name": "Tên khác"}),
        "OpenList": ("plannedlist", {"basis": "Kế hoạch"}),
        "ConfirmList": ("plannedlist", {"basis": "Kế hoạch"}),
        "CountStaff": ("headcount", {"managers": 1, "teachers": 2, "staff": 0}),
        "GiveGrant": ("grant", {"role": deed.role, "org": org, **DATED}),
        "ProposeGrant": ("grant", {"role": deed.role, "org": org, "scope": deed.scope, **DATED}),
    }[deed.command]
    year = {"OpenList": "_2024", "ConfirmList": "_2023", "CountStaff": "_2024"}
    stream = f"{category}-{id}{year.get(deed.command, '')}"
    actor = OPERATOR_ID if who is OPERATOR else f"u:{who.id}"
    return Order(f"cell{number}", stream, {"type": deed.command, "data": data}, actor, DAY)
