"""Administrators of one commune or Phòng: what they reach, and that an audit agrees with it."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Problem, Wire
from libs.rights import OPERATOR
from tests.verifier.platform import LOG, Order, Platform, verdict

DAY = date(2024, 9, 15)
PERSON = "0a" * 16
KINDS = ("so", "phong", "people_committee", "commune", "other")


def office(name: str, kind: str, area: str, parent: str | None) -> Wire:
    return {"name": f"Cơ quan {name}", "kind": kind, "area": area, "parent": parent}


def school(*areas: str) -> Wire:
    return {
        "name": "Trường mẫu",
        "kind": "primary",
        "ownership": "public",
        "sample": True,
        "areas": list(areas),
        "address": "Số 1",
    }


def letter(issuer: str, name: str, *areas: str) -> Wire:
    duty = {
        "actor": "school",
        "duty": "Nộp hồ sơ",
        "kind": "monthly_window",
        "effect": "refuse",
        "first_day": 1,
        "last_day": 20,
        "kinds": ["primary"],
    }
    return {
        "issuer": issuer,
        "issuer_name": name,
        "subject": "Về việc mẫu",
        "obligations": [{**duty, "code": f"n{n}", "area": area} for n, area in enumerate(areas)],
    }


def founded(rules: int = 3) -> Platform:
    """Two Phòng below a Sở below the Ủy ban, each with a school, each with administrators."""
    told = Platform()
    if rules > 1:
        told.do(f"rules-{LOG}", "AdoptRules", OPERATOR, DAY, rules_number=rules)
    for name, kind, area, parent in (
        *(("ubnd", "people_committee", "79", None), ("so", "so", "79", "ubnd")),
        *(("pg1", "phong", "764", "so"), ("pg2", "phong", "785", "so")),
    ):
        data = office(name, kind, area, parent)
        told.do(f"organisation-{name}", "RegisterOrganisation", OPERATOR, DAY, **data)
    for name, area in (("sch1", "764"), ("sch2", "785")):
        told.do(f"school-{name}", "RegisterSchool", OPERATOR, DAY, **school(area, "79"))
    for name, org, scope in (
        *(("adm", "pg1", "own"), ("adm2", "pg1", "own"), ("adms", "pg1", "subtree")),
        *(("adms2", "pg1", "subtree"), ("tinh", "so", "own")),
    ):
        grant = {"role": "administrator", "org": org, "starts": "2024-01-01", "basis": "QĐ"}
        told.do(f"grant-{name}", "GiveGrant", OPERATOR, DAY, **grant, scope=scope)
    said = letter("so", "Cơ quan so", "79")
    told.do("instruction-vanban", "RegisterInstruction", OPERATOR, DAY, **said)
    told.do(f"person-{PERSON}", "RegisterPerson", OPERATOR, DAY, name="Người mẫu")
    return told


def refused(told: Platform, actor: str, stream: str, command: str, data: Wire) -> str:
    with pytest.raises(Problem) as problem:
        told.do(stream, command, actor, DAY, **data)
    return problem.value.code


@pytest.fixture(scope="module")
def world() -> Platform:
    return founded()


@pytest.mark.parametrize(
    "id", [LOG, "so", "pg2", "vanban", PERSON, "tinh", "sch2_x", "764", "31300"]
)
@pytest.mark.parametrize("actor", ["u:adm", "u:tinh", OPERATOR])
def test_no_school_gets_the_id_of_something_else(world: Platform, actor: str, id: str) -> None:
    """Whoever registers it: an id of an office, a letter, a person, an area, or with parts."""
    stream, data = f"school-{id}", school("764", "79")
    code = refused(world, actor, stream, "RegisterSchool", data)
    assert code in ("id-taken", "id-of-area", "id-form", "outside-area")
    assert code != "outside-area" or actor == "u:adm"


@pytest.mark.parametrize("id", [LOG, "sch1", "vanban", "adm", PERSON, "pg1_x", "785"])
def test_no_office_gets_the_id_of_something_else(world: Platform, id: str) -> None:
    stream, data = f"organisation-{id}", office("moi", "phong", "764", "pg1")
    for actor in ("u:adms", "u:tinh", OPERATOR):
        code = refused(world, actor, stream, "RegisterOrganisation", data)
        assert code in ("id-taken", "id-of-area", "id-form", "outside-area")
        assert code != "outside-area" or actor == "u:adms"


def test_no_letter_and_no_person_gets_the_id_of_a_school_or_an_office(world: Platform) -> None:
    told = letter("pg1", "Cơ quan pg1", "764")
    for id in ("sch2", "so", "tinh"):
        assert refused(world, "u:adm", f"instruction-{id}", "RegisterInstruction", told) == (
            "id-taken"
        )
    taken = "0b" * 16
    world.do(f"school-{taken}", "RegisterSchool", OPERATOR, DAY, **school("764", "79"))
    assert refused(world, OPERATOR, f"person-{taken}", "RegisterPerson", {"name": "X"}) == (
        "id-taken"
    )


def test_an_id_taken_twice_under_older_rules_rules_nothing_under_newer_ones() -> None:
    """What was let through: a school under an office's id. It stays right, and is of no use."""
    told = founded(rules=2)
    told.do("school-so", "RegisterSchool", "u:adm", DAY, **school("764", "79"))
    renamed = {"name": "Sở khác", "starts": "2024-09-10", "basis": "QĐ"}
    told.do("organisation-so", "RenameOrganisation", "u:adm", DAY, **renamed)
    told.do(f"rules-{LOG}", "AdoptRules", OPERATOR, DAY, rules_number=3)
    again = {**renamed, "name": "Sở khác nữa"}
    assert refused(told, "u:adm", "organisation-so", "RenameOrganisation", again) == "outside-area"
    list_ = {"basis": "Kế hoạch"}
    assert refused(told, "u:adm", "plannedlist-so_2024", "OpenList", list_) == "outside-area"
    assert refused(told, "u:adm", "school-so", "RenameSchool", again) == "outside-area"
    head = {"role": "principal", "org": "so", "starts": "2024-09-10", "basis": "QĐ"}
    assert refused(told, "u:adm", "grant-moi", "GiveGrant", head) == "school-unknown"
    post = {"post": "specialist", "org": "so", "starts": "2024-09-01", "basis": "QĐ"}
    first = {"name": "Người mẫu", "first_post": post}
    assert refused(told, "u:adm", f"person-{'0c' * 16}", "RegisterPerson", first) == (
        "staff-elsewhere"
    )
    assert verdict(told.log.follow(LOG, 0, 10_000)) is None


def test_a_letter_of_a_phong_reaches_its_own_area_in_its_own_name(world: Platform) -> None:
    def sent(name: str, *areas: str) -> str:
        data = letter("pg1", name, *areas)
        return refused(world, "u:adm", "instruction-thu", "RegisterInstruction", data)

    assert sent("Cơ quan pg1", "79") == "obligation-outside-issuer"
    assert sent("Cơ quan pg1", "764", "785") == "obligation-outside-issuer"
    assert sent("Cơ quan pg1", "999") == "obligation-outside-issuer"
    assert sent("Cơ quan so", "764") == "issuer-name-differs"
    other = letter("pg2", "Cơ quan pg2", "785")
    assert refused(world, "u:adm", "instruction-thu", "RegisterInstruction", other) == (
        "outside-area"
    )


def test_a_lawful_letter_of_a_phong_is_lawful_for_an_auditor_too() -> None:
    for rules in (1, 2, 3):
        told = founded(rules)
        data = letter("pg1", "Cơ quan pg1", "764", "764")
        told.do("instruction-thu", "RegisterInstruction", "u:adm", DAY, **data)
        assert verdict(told.log.follow(LOG, 0, 10_000)) is None, rules


def test_an_office_lies_within_the_one_above_it(world: Platform) -> None:
    for area in ("79", "785", "999"):
        data = office("moi", "so", area, "pg1")
        code = refused(world, "u:adms", "organisation-moi", "RegisterOrganisation", data)
        assert code == "area-outside-parent"
    for parent in (None, "so", "pg2", "sch1", "nowhere"):
        data = office("moi", "phong", "764", parent)
        assert refused(world, "u:adms", "organisation-moi", "RegisterOrganisation", data) == (
            "outside-area"
        )
    for parent in (None, "pg2", "ubnd"):
        place = {"parent": parent, "starts": "2024-09-10", "basis": "QĐ"}
        assert refused(world, "u:adms", "organisation-pg1", "PlaceOrganisation", place) == (
            "outside-area"
        )


def test_no_phong_gives_its_school_to_another_office_or_to_none(world: Platform) -> None:
    """Else whoever keeps the register says who checks its dossiers, or that nobody does."""
    dated = {"starts": "2024-09-10", "basis": "QĐ"}
    for areas in (["785", "79"], ["31300", "79"], ["79"]):
        for command, more in (("ChangeAreas", {}), ("MoveSchool", {"address": "Số 2"})):
            data = {"areas": areas, **dated, **more}
            assert refused(world, "u:adm", "school-sch1", command, data) == "outside-area"
    told = founded()
    within = {"areas": ["26740", "764", "79"], **dated}
    told.do("school-sch1", "ChangeAreas", "u:adm", DAY, **within)
    campus = {"campus": "cs2", "name": "Điểm trường", "address": "Số 3", "areas": ["785", "79"]}
    told.do("school-sch1", "OpenCampus", "u:adm", DAY, **campus, **dated)
    told.do("school-sch1", "ChangeAreas", "u:tinh", DAY, areas=["785", "79"], **dated)
    assert verdict(told.log.follow(LOG, 0, 10_000)) is None


def test_the_area_of_a_province_makes_no_office_provincial() -> None:
    """Under older rules an office with area 79 could stand below a Phòng; it rules nothing now."""
    told = founded(rules=2)
    data = office("gia", "so", "79", "pg1")
    told.do("organisation-gia", "RegisterOrganisation", "u:adms", DAY, **data)
    asked = {"role": "administrator", "org": "gia", "starts": "2024-09-10", "basis": "QĐ"}
    told.do("grant-ba", "ProposeGrant", "u:adms", DAY, **asked)
    told.do("grant-ba", "ConfirmGrant", "u:adms2", DAY, proposal=1)
    told.do(f"rules-{LOG}", "AdoptRules", OPERATOR, DAY, rules_number=3)
    held = {"holder": "gia", "kinds": ["primary"], "starts": "2024-09-10", "basis": "QĐ"}
    stream = "assignment-decide_accreditation_79"
    assert refused(told, "u:ba", stream, "AssignFunction", held) == "outside-area"
    renamed = {"name": "Tên khác", "starts": "2024-09-10", "basis": "QĐ"}
    assert refused(told, "u:ba", "school-sch2", "RenameSchool", renamed) == "outside-area"
    for area in ("79", "785", "764"):
        said = letter("gia", "Cơ quan gia", area)
        assert refused(told, "u:ba", "instruction-thu", "RegisterInstruction", said) == (
            "obligation-outside-issuer"
        )


def test_nobody_gives_a_role_that_reaches_further_than_the_own(world: Platform) -> None:
    wide = {"role": "officer", "org": "pg1", "starts": "2024-09-10", "basis": "QĐ"}
    wide["scope"] = "subtree"
    assert refused(world, "u:adm", "grant-ba", "ProposeGrant", wide) == "scope-wider"
    world.do("grant-ba", "ProposeGrant", "u:adms", DAY, **wide)
    assert refused(world, "u:adm", "grant-ba", "ConfirmGrant", {"proposal": 1}) == "scope-wider"
    world.do("grant-ba", "ConfirmGrant", "u:adms2", DAY, proposal=1)


def any_act(dice: random.Random) -> tuple[str, str, Wire]:
    """Return something that an administrator may try, sensible or not."""
    others = ("sch2", "so", "pg2", "vanban", PERSON, "moi", "moi2", "sch1_x", LOG, "ba")
    ids = (*others, *("sch1", "pg1", "pg1") * 3)
    areas = (*("764",) * 5, "785", "79", "26740")

    def some(choices: Sequence[Any]) -> Any:
        return dice.choice(choices)

    id, at, day = some(ids), some(areas), f"2024-09-{dice.randint(1, 14):02}"
    dated = {"starts": day, "basis": "QĐ"}
    role = {"role": some(("officer", "administrator", "principal", "council_member")), **dated}
    post = {"post": "teacher", "org": some(ids), **dated}
    person = some((PERSON, "0d" * 16, "0e" * 16))
    acts: list[tuple[str, str, Wire]] = [
        (f"school-{id}", "RegisterSchool", school(at, "79")),
        (f"school-{id}", "RenameSchool", {"name": "Tên mới", **dated}),
        (f"school-{id}", "ChangeAreas", {"areas": [at, "79"], **dated}),
        (f"school-{id}", "MoveSchool", {"address": "Số 2", "areas": [at, "79"], **dated}),
        (f"organisation-{id}", "RegisterOrganisation", office(id, some(KINDS), at, some(ids))),
        (f"organisation-{id}", "PlaceOrganisation", {"parent": some((*ids, None)), **dated}),
        (f"organisation-{id}", "RenameOrganisation", {"name": "Tên mới", **dated}),
        (
            f"instruction-{id}",
            "RegisterInstruction",
            letter(org := some(ids), f"Cơ quan {org}", *[some(areas)] * dice.randint(0, 2)),
        ),
        (f"person-{person}", "RegisterPerson", {"name": "Người mẫu", "first_post": post}),
        (f"person-{person}", "TakePost", post),
        (
            f"grant-{some(ids)}",
            some(("GiveGrant", "ProposeGrant")),
            {**role, "org": some(ids), "scope": some(("own", "subtree"))},
        ),
        (f"grant-{some(ids)}", "ConfirmGrant", {"proposal": 1}),
        (f"plannedlist-{id}_2024", "OpenList", {"basis": "Kế hoạch"}),
        (f"plannedlist-{id}_2024", "ConfirmList", {"basis": "Kế hoạch"}),
        (f"headcount-{id}_2024", "CountStaff", {"managers": 1, "teachers": 2, "staff": 0}),
    ]
    return dice.choice(acts)


@pytest.mark.parametrize("rules", [1, 3])
@pytest.mark.parametrize("seed", range(2))
def test_whatever_the_services_accept_the_auditor_accepts(rules: int, seed: int) -> None:
    """Acts of administrators, at random: what was written is never refused afterwards."""
    dice, told, taken = random.Random(seed), founded(rules), set()
    for n in range(500):
        stream, command, data = any_act(dice)
        actor = dice.choice(("u:adm", "u:adm2", "u:adms", "u:adms2", "u:tinh"))
        try:
            told.send(Order(f"act{n}", stream, {"type": command, "data": data}, actor, DAY))
        except Problem:
            continue
        taken.add(command)
    assert verdict(told.log.follow(LOG, 0, 10_000)) is None
    assert len(taken) >= 10
