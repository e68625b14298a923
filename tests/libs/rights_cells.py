"""What administrators and others may do to registers, said once more in plain words.

Nothing of the code that decides it is used. The world: `ubnd` above `so` above two Phòng, `pg1`
(area 764) and `pg2` (785); the commune `xa1` (26872, in 764) below `pg1`; schools `sch1` (764) and
`sch2` (785). From older rules there are `gia`, an office below pg1 that claims area 79, and `kep`,
a school of area 764 under an office's id. `vanban` is a letter of the Sở, `PERSON` somebody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

PERSON = "0a" * 16
PARENT = {"ubnd": None, "so": "ubnd", "pg1": "so", "pg2": "so", "xa1": "pg1", "gia": "pg1"}
AREA = {"ubnd": "79", "so": "79", "pg1": "764", "pg2": "785", "xa1": "26872", "gia": "79"}
BELOW = {"ubnd": {"so", "pg1", "pg2", "xa1", "gia"}, "so": {"pg1", "pg2", "xa1", "gia"}}
BELOW |= {"pg1": {"xa1", "gia"}}
PROVINCE = ("ubnd", "so")
SCHOOL_AREA = {"sch1": "764", "sch2": "785"}
INSIDE = {("764", "79"), ("785", "79"), ("26872", "764"), ("26872", "79")}
TAKEN = {*PARENT, *SCHOOL_AREA, "kep", "vanban", PERSON, "giu"}
UNFIT = {"79", "764", "sch1_x", "moi_x"}
"""Ids that nothing new may have: a log's, an area's, such with parts."""
IDS = (
    *("sch1", "sch2", "kep", "so", "pg1", "xa1", "gia", "vanban", PERSON, "giu", "79", "764"),
    *("sch1_x", "sch", "moi"),
)


@dataclass(frozen=True)
class Who:
    """Somebody with one role, `live`, `ended`, `lent` to them, or only `proposed`."""

    role: str
    org: str
    scope: str = "own"
    state: str = "live"

    @property
    def id(self) -> str:
        """The pseudonym."""
        return "".join((self.role, self.org, self.scope, self.state)).replace("_", "")

    @property
    def active(self) -> bool:
        """Whether the role counts today."""
        return self.state in ("live", "lent")

    def covers(self, office: str | None) -> bool:
        """Whether the role is held at an office, or above it with a wide scope."""
        if office not in PARENT:
            return False
        return office == self.org or (self.scope == "subtree" and office in BELOW.get(self.org, ()))


OPERATOR, STRANGER = Who("operator", ""), Who("nobody", "", state="ended")


def people() -> Iterator[Who]:
    """Yield everybody who asks."""
    for org, scope, state in product(PARENT, ("own", "subtree"), ("live", "ended", "proposed")):
        yield Who("administrator", org, scope, state)
    for role, org, state in product(
        ("officer", "director", "chair"), ("so", "pg1", "pg2", "xa1"), ("live", "ended", "lent")
    ):
        yield Who(role, org, "own", state)
    for role, org, state in product(
        ("principal", "council_member"), ("sch1", "sch2"), ("live", "ended")
    ):
        yield Who(role, org, "own", state)
    yield OPERATOR
    yield STRANGER


@dataclass(frozen=True)
class Deed:
    """Something to do: the command, the id it is done to, and what differs in its data."""

    command: str
    id: str
    area: str = ""
    org: str | None = None
    role: str = ""
    scope: str = "own"


def deeds() -> Iterator[Deed]:
    """Yield everything that is asked for."""
    for command in ("RenameSchool", "RenameOrganisation", "OpenList", "CountStaff"):
        yield from (Deed(command, id) for id in IDS)
    yield from (Deed("RegisterSchool", id, area) for id, area in product(IDS, ("764", "785")))
    yield from (
        Deed("RegisterOrganisation", id, area, parent)
        for id, area, parent in product(
            ("moi", "sch1", "so", "79", "moi_x"),
            ("764", "785", "79", "26872"),
            (None, "so", "pg1", "pg2", "sch1", "kep"),
        )
    )
    yield from (
        Deed("PlaceOrganisation", id, org=parent)
        for id, parent in product(("pg1", "xa1", "pg2", "sch1"), (None, "so", "pg1", "pg2", "sch1"))
    )
    yield from (
        Deed("RegisterInstruction", id, area, issuer)
        for id, issuer, area in product(
            ("moi", "so", PERSON), ("pg1", "so", "sch1", "kep"), ("764", "785")
        )
    )
    yield from (Deed("ConfirmList", org) for org in ("pg1", "pg2", "so"))
    yield Deed("CorrectInstruction", "vanban")
    yield Deed("AssignFunction", "check_dossier_764")
    yield Deed("StateQuorum", "764")
    yield Deed("CloseSchool", "79", org="sch1")
    yield Deed("CorrectPerson", PERSON)
    yield from (
        Deed("GiveGrant", "ai", role=role, org=org)
        for role, org in product(("principal", "council_member"), ("sch1", "sch2", "kep", "pg1"))
    )
    yield from (
        Deed("ProposeGrant", "ai", role=role, org=org, scope=scope)
        for role, org, scope in product(
            ("officer", "administrator", "director"),
            ("pg1", "xa1", "so", "sch1"),
            ("own", "subtree"),
        )
    )


def may(who: Who, deed: Deed) -> bool | None:
    """Return whether somebody may do this; None where it is for the province to be careful."""
    if not who.active:
        return False
    administers = who.role == "administrator"
    province = who is OPERATOR or (administers and who.org in PROVINCE)
    new = deed.id not in TAKEN | UNFIT
    match deed.command:
        case "RenameSchool":
            if deed.id == "kep":
                return province
            return deed.id in SCHOOL_AREA and (province or _in_area(who, SCHOOL_AREA[deed.id]))
        case "RegisterSchool":
            return new and (province or _in_area(who, deed.area))
        case "RenameOrganisation":
            if deed.id == "kep":
                return province
            return deed.id in PARENT and (province or (administers and who.covers(deed.id)))
        case "RegisterOrganisation":
            if deed.org is None:
                return province and new
            # Of an office that is a school as well nobody is the one below.
            known = deed.org in PARENT or (deed.org == "kep" and province)
            above = AREA.get(deed.org, "764")
            fits = deed.area == above or (deed.area, above) in INSIDE
            return known and new and fits and (province or (administers and who.covers(deed.org)))
        case "PlaceOrganisation":
            if deed.id not in PARENT or deed.org == deed.id:
                return False
            if deed.org is None:
                return province
            if deed.org not in PARENT or deed.org in BELOW.get(deed.id, ()):
                return False
            fits = (AREA[deed.id], AREA[deed.org]) in INSIDE or AREA[deed.id] == AREA[deed.org]
            both = administers and who.covers(deed.id) and who.covers(deed.org)
            stays = PARENT[deed.id] == deed.org
            return (fits or stays) and (province or both)
        case "RegisterInstruction":
            if not new or deed.org not in (*PARENT, "kep"):
                return False
            area = AREA.get(deed.org, "764")
            fits = deed.area == area or (deed.area, area) in INSIDE
            return fits and (province or (administers and who.covers(deed.org)))
        case "CorrectInstruction" | "AssignFunction" | "StateQuorum" | "CloseSchool":
            return province
        case "CorrectPerson":
            return province
        case "OpenList":
            if province:
                return None
            own = who.role in ("officer", "director", "chair") and who.org == deed.id
            return own or (administers and who.covers(deed.id))
        case "ConfirmList":
            if who is OPERATOR:
                return True
            higher = {"pg1": PROVINCE, "pg2": PROVINCE, "so": ("ubnd",)}[deed.id]
            confirms = ("officer", "director", "chair", "administrator")
            return who.role in confirms and who.org in higher
        case "CountStaff":
            if province:
                return None
            if who.org == deed.id and (who.role in ("principal", "council_member")):
                return True
            if who.org == deed.id and who.role in ("officer", "director", "chair"):
                return True
            near = deed.id in SCHOOL_AREA and _in_area(who, SCHOOL_AREA[deed.id])
            return administers and (who.covers(deed.id) or near)
        case "GiveGrant":
            if deed.org not in SCHOOL_AREA:
                return False
            area = SCHOOL_AREA[deed.org]
            if who is OPERATOR:
                return True
            # Of somebody whom the school has not entered the principal makes no member.
            return administers and (who.org in PROVINCE or _in_area(who, area))
        case "ProposeGrant":
            reached = administers and who.covers(deed.org)
            return reached and (deed.scope == "own" or who.scope == "subtree")
    raise AssertionError(deed)


def _in_area(who: Who, area: str) -> bool:
    """Return whether an administrator's office answers for the schools of an area.

    That is its own; an office that claims a province and stands below a Phòng has none.
    """
    return who.role == "administrator" and who.org in REACH and REACH[who.org] == area


REACH: Mapping[str, str] = {"pg1": "764", "pg2": "785", "xa1": "26872"}
