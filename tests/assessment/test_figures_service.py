"""A school's figures as they are asked for, beside the registry that tells of which kind it is."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Forbidden, NotFound, Rejected, Wire
from libs.law.school_figures import figures_of
from services.assessment.service import AssessmentService
from services.registry.service import RegistryService
from tests.running import Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

ON = date(2026, 10, 1)


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """Both services for all tests of this file, each test with schools of its own."""
    with running(postgres_server.uri, RegistryService, AssessmentService) as found:
        for id, area in (("phong764", "764"), ("phong785", "785")):
            office = {"name": f"Phòng mẫu {area}", "kind": "phong", "area": area}
            found.do(f"organisation-{id}", "RegisterOrganisation", office)
            kinds = {"kinds": ["primary", "lower_secondary"]}
            held = {"holder": id, "starts": "2018-10-10", "basis": "QĐ", **kinds}
            found.do(f"assignment-check_dossier_{area}", "AssignFunction", held)
            officer = {"role": "officer", "org": id, "starts": "2020-01-01", "basis": "QĐ"}
            found.do(f"grant-o{area}", "GiveGrant", officer)
        yield found


def school(server: Running, id: str, area: str = "764", kind: str = "lower_secondary") -> str:
    """Register a school with a principal, who is returned, and a member of its council."""
    data = {
        "name": f"Trường Mẫu {id}",
        "kind": kind,
        "ownership": "public",
        "areas": [area, "79"],
        "address": "Số 1 đường Mẫu",
        "sample": True,
    }
    server.do(f"school-{id}", "RegisterSchool", data)
    for who, role in (("p", "principal"), ("c", "council_member")):
        grant = {"role": role, "org": id, "starts": "2020-01-01", "basis": "QĐ 1"}
        server.do(f"grant-{who}{id}", "GiveGrant", grant)
    return f"u:p{id}"


def record(
    server: Running, id: str, year: int, told: dict[str, str], actor: str, **more: Any
) -> Wire:
    figures = [{"code": code, "value": value} for code, value in told.items()]
    data = {"figures": figures, **more}
    return server.do(f"figures-{id}_{year}", "RecordFigures", data, actor, ON)


def values(view: Wire) -> dict[str, str]:
    """Return the values that a view has, by code."""
    return {
        each["meaning"]["code"]: each["recorded"]["value"]
        for each in view["figures"]
        if each["recorded"]
    }


def test_before_anything_is_recorded_the_whole_form_is_there_to_fill_in(server: Running) -> None:
    head = school(server, "f1")
    view = server.ask("GetFigures", {"id": "f1_2025"}, head, ON)
    assert (view["version"], view["state"], view["faults"]) == (0, "figures_none", [])
    assert view["missing"] == [*figures_of("lower_secondary")]
    meant = {each["meaning"]["code"]: each["meaning"] for each in view["figures"]}
    assert meant["pupils.total"]["use"] is None
    assert "31/12/2028" in meant["QN.3.1.3"]["use"]
    assert "không bao giờ là căn cứ duy nhất" in meant["QN.3.1.3"]["use"]
    assert all(each["needs_verification"] for each in meant.values())


@pytest.mark.parametrize("id", ["nobody_2025", "f1", "f1_x"])
def test_there_are_no_figures_of_no_school_and_no_year(server: Running, id: str) -> None:
    with pytest.raises((NotFound, Forbidden)):
        server.ask("GetFigures", {"id": id}, "u:nobody", ON)
    with pytest.raises(NotFound):
        server.ask("GetFigures", {"id": id}, on=ON)


def test_a_batch_is_recorded_shown_with_its_warnings_and_locked_without(server: Running) -> None:
    head = school(server, "f2")
    told = {"pupils.total": "412", "pupils.girls": "0", "QN.2.1.1": "3/3"}
    done = record(server, "f2", 2025, told, "u:cf2", true_on="2026-05-31")
    view = server.ask("GetFigures", {"id": "f2_2025"}, head, ON)
    assert values(view) == told
    assert (view["version"], view["position"]) == (done["version"], done["position"])
    assert [(each["fault"], each["codes"]) for each in view["faults"]] == [
        ("figure-zero", ["pupils.girls"])
    ]
    first = next(each for each in view["figures"] if each["meaning"]["code"] == "pupils.total")
    assert first["recorded"] == {
        "year": 2025,
        "value": "412",
        "taken_from": "typed",
        "true_on": "2026-05-31",
        "recorded_on": "2026-10-01",
    }
    with pytest.raises(Rejected, match=r"pupils\.girls"):
        server.do("figures-f2_2025", "LockFigures", {}, head, ON)
    record(server, "f2", 2025, {"pupils.girls": "201"}, "u:cf2")
    with pytest.raises(Forbidden):
        server.do("figures-f2_2025", "LockFigures", {}, "u:cf2", ON)
    server.do("figures-f2_2025", "LockFigures", {}, head, ON)
    view = server.ask("GetFigures", {"id": "f2_2025"}, head, ON)
    assert (view["state"], view["locked_on"]) == ("figures_locked", "2026-10-01")
    locked = server.log.read("79", "figures-f2_2025")["figures-f2_2025"][-1]
    assert view["figures_hash"] == locked.data["figures_hash"]
    server.do("figures-f2_2025", "ReopenFigures", {"reason": "Sửa"}, head, ON)
    view = server.ask("GetFigures", {"id": "f2_2025"}, head, ON)
    assert (view["state"], view["locked_on"]) == ("figures_open", None)
    assert view["figures_hash"] is None


def test_three_school_years_stand_side_by_side(server: Running) -> None:
    head = school(server, "f3")
    for year, pupils in ((2022, "390"), (2023, "400"), (2025, "412")):
        record(server, "f3", year, {"pupils.total": pupils}, head)
    rows = server.ask("ListFigureRows", {"school": "f3", "year": 2025}, head, ON)
    assert [row["id"] for row in rows] == [*figures_of("lower_secondary")]
    (pupils_,) = [row for row in rows if row["id"] == "pupils.total"]
    assert [(each["year"], each["value"]) for each in pupils_["values"]] == [
        *((2023, "400"), (2025, "412"))
    ]
    assert server.ask("ListFigureRows", {"school": "f3", "year": 2025}, "u:o785", ON) == []


def test_figures_follow_the_kind_that_the_school_had_in_the_year(server: Running) -> None:
    head = school(server, "f4", kind="primary")
    kind = {"kind": "lower_secondary", "starts": "2026-09-01", "basis": "QĐ 2"}
    server.do("school-f4", "ChangeKind", kind)
    record(server, "f4", 2025, {"classes.grade_1": "3"}, head)
    record(server, "f4", 2026, {"classes.grade_6": "4"}, head)
    with pytest.raises(Rejected, match=r"classes\.grade_1"):
        record(server, "f4", 2026, {"classes.grade_1": "3"}, head)
    rows = server.ask("ListFigureRows", {"school": "f4", "year": 2026}, head, ON)
    told = {row["id"]: [each["year"] for each in row["values"]] for row in rows}
    assert (told["classes.grade_1"], told["classes.grade_6"]) == ([2025], [2026])


def test_how_a_figure_came_to_be_is_told_act_by_act(server: Running) -> None:
    head = school(server, "f5")
    record(server, "f5", 2025, {"pupils.total": "400", "classes.total": "9"}, "u:cf5", note="Sổ")
    record(server, "f5", 2025, {"pupils.total": "401"}, head, taken_from="imported")
    gone = {"codes": ["pupils.total"], "reason": "Sai trường"}
    server.do("figures-f5_2025", "WithdrawFigures", gone, head, ON)
    asked = {"school": "f5", "code": "pupils.total"}
    acts = server.ask("ListFigureActs", asked, head, ON)
    assert [(a["value"], a["taken_from"], a["actor"], a["note"]) for a in acts] == [
        ("400", "typed", "u:cf5", "Sổ"),
        ("401", "imported", head, ""),
        (None, None, head, "Sai trường"),
    ]
    assert values(server.ask("GetFigures", {"id": "f5_2025"}, head, ON)) == {"classes.total": "9"}
    rest = server.ask("ListFigureActs", {"school": "f5", "after": acts[0]["id"]}, head, ON)
    assert [act["code"] for act in rest] == ["classes.total", "pupils.total", "pupils.total"]


def test_an_office_sees_which_of_its_schools_have_figures_and_which_have_not(
    server: Running,
) -> None:
    here, _, elsewhere = (school(server, id, area) for id, area in AREAS.items())
    record(server, "f6", 2024, {"pupils.total": "0"}, here)
    record(server, "f8", 2024, {"pupils.total": "10"}, elsewhere)

    def asked(actor: str, **more: Any) -> dict[str, Any]:
        found = server.ask("ListFiguresOfSchools", {"year": 2024, **more}, actor, ON)
        return {view["school"]: view for view in found if view["school"] in AREAS}

    own = asked("u:o764")
    assert {id: view["state"] for id, view in own.items()} == {
        "f6": "figures_open",
        "f7": "figures_none",
    }
    assert [each["fault"] for each in own["f6"]["faults"]] == ["figure-zero"]
    assert own["f6"]["figure_count"] == 1
    assert list(asked("u:o764", state="figures_none")) == ["f7"]
    assert list(asked("u:o785")) == ["f8"]
    assert list(asked("s:operator", area="785")) == ["f8"]
    assert asked("s:operator", area="785", kind="primary") == {}


AREAS = {"f6": "764", "f7": "764", "f8": "785"}


def test_a_text_is_told_which_of_its_quotes_are_no_longer_so(server: Running) -> None:
    head = school(server, "f9")
    record(server, "f9", 2025, {"pupils.total": "415"}, head)
    text = "{{figure:pupils.total@2025=412}}, {{figure:classes.total@2025}}, {{figure:x.y@2025}}"
    asked = {"school": "f9", "text": text}
    found = server.ask("ListFigureQuotes", asked, head, ON)
    assert [(q["title_vi"], q["was"], q["now"], q["outdated"]) for q in found] == [
        ("Tổng số học sinh (trẻ)", "412", "415", True),
        ("Tổng số lớp", None, None, False),
        (None, None, None, False),
    ]
    assert found[0]["quote"] == "{{figure:pupils.total@2025=415}}"
    assert server.ask("ListFigureQuotes", asked, "u:o785", ON) == []
