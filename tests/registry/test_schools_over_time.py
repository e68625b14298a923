"""Schools through the service: names, places, codes and standards of a day, and who succeeded."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import NotFound, Rejected, Wire
from services.registry.service import RegistryService
from tests.running import Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

SCHOOL: Wire = {
    "name": "Trường Tiểu học Mẫu",
    "kind": "primary",
    "ownership": "public",
    "areas": ["764", "79"],
    "address": "Số 1 đường Mẫu",
    "identifiers": [{"scheme": "moet", "value": "79764001", "issuer": "Bộ"}],
    "sample": True,
}
BASIS = {"basis": "Quyết định mẫu"}
JULY = {"starts": "2025-07-01", **BASIS}
LATER = date(2026, 9, 1)


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    with running(postgres_server.uri, RegistryService) as found:
        yield found


def register(server: Running, *ids: str, **other: Any) -> None:
    for id in ids:
        named = {"name": f"Trường mẫu {id}", "identifiers": []}
        server.do(f"school-{id}", "RegisterSchool", SCHOOL | named | other)


def test_a_school_is_answered_as_it_was_on_the_day_asked_about(server: Running) -> None:
    stream = "school-t1"
    server.do(stream, "RegisterSchool", SCHOOL)
    kind = {"kind": "multi_stage", "education_stages": ["primary", "lower_secondary"], **JULY}
    server.do(stream, "ChangeKind", kind)
    server.do(stream, "RenameSchool", {"name": "Trường TH và THCS Mẫu", **JULY})
    server.do(stream, "ChangeOwnership", {"ownership": "private", **JULY})
    server.do(stream, "ChangeVariant", {"variant": "specialised", **JULY})
    move = {"address": "Số 9", "areas": ["26890", "79"], "starts": "2026-01-01", **BASIS}
    done = server.do(stream, "MoveSchool", move)
    assert done["types"] == ["SchoolMoved", "SchoolAreasChanged"]

    def on(day: str) -> Wire:
        found: Wire = server.ask("GetSchool", {"id": "t1", "on": day})
        return found

    before, middle, after = on("2025-06-30"), on("2025-07-01"), on("2026-01-01")
    assert before == on("2025-01-25")
    dated = ("name", "kind", "education_stages", "ownership", "variant", "address", "areas")
    old = [SCHOOL["name"], "primary", [], "public", None, "Số 1 đường Mẫu", ["764", "79"]]
    assert [before[name] for name in dated] == old
    new = [
        "Trường TH và THCS Mẫu",
        "multi_stage",
        kind["education_stages"],
        "private",
        "specialised",
    ]
    assert [middle[name] for name in dated] == [*new, *old[5:]]
    assert [after[name] for name in dated] == [*new, "Số 9", ["26890", "79"]]
    assert after["names"] == [
        {"name": SCHOOL["name"], "starts": None, "ends": "2025-07-01"},
        {"name": "Trường TH và THCS Mẫu", "starts": "2025-07-01", "ends": None},
    ]
    # Without a day it is today.
    assert server.ask("GetSchool", {"id": "t1"}, on=date(2025, 6, 30)) == before
    assert server.ask("GetSchool", {"id": "t1"}, on=LATER) == after | {
        "standards": on("2026-09-01")["standards"]
    }
    by_area = {"area": "26890", "on": "2025-12-31"}
    assert server.ask("ListSchools", by_area) == []
    assert server.ask("ListSchools", by_area | {"on": "2026-01-01"}) == [after]


def test_each_level_of_a_school_of_many_is_shown_with_its_set_and_the_reason(
    server: Running,
) -> None:
    register(server, "l1", kind="multi_stage", education_stages=["preschool", "lower_secondary"])

    def sets(on: str) -> list[tuple[str, str, bool]]:
        shown = server.ask("GetSchool", {"id": "l1", "on": on})["standards"]
        assert all(each["why"] and each["title"] for each in shown)
        return [(each["education_stage"], each["rule_set"], each["sure"]) for each in shown]

    assert sets("2024-09-10") == [
        ("preschool", "tt19-2018-preschool", False),
        ("lower_secondary", "tt18-2018-lower-secondary-upper-secondary", True),
    ]
    assert sets("2026-09-10") == [
        ("preschool", "tt57-2026-preschool", False),
        ("lower_secondary", "tt57-2026-general", False),
    ]
    register(server, "l2")
    (need,) = server.ask("GetSchool", {"id": "l2"})["standards"]
    assert (need["education_stage"], need["rule_set"], need["sure"]) == (
        "primary",
        "tt17-2018-primary",
        True,
    )


def test_a_correction_of_a_change_takes_its_place(server: Running) -> None:
    register(server, "k1")
    server.do("school-k1", "RenameSchool", {"name": "Tên sai", **JULY})
    server.do("school-k1", "RenameSchool", {"name": "Tên đúng", **JULY})
    shown = server.ask("GetSchool", {"id": "k1", "on": "2025-07-01"})
    assert shown["name"] == "Tên đúng"
    assert [term["name"] for term in shown["names"]] == ["Trường mẫu k1", "Tên đúng"]
    # What is told later of an earlier day does not reach beyond the next change.
    early = {"name": "Tên giữa", "starts": "2025-01-01", **BASIS}
    server.do("school-k1", "RenameSchool", early)
    names = server.ask("GetSchool", {"id": "k1"})["names"]
    assert [(term["name"], term["ends"]) for term in names] == [
        ("Trường mẫu k1", "2025-01-01"),
        ("Tên giữa", "2025-07-01"),
        ("Tên đúng", None),
    ]


def test_a_school_is_found_by_any_of_its_codes_on_a_day(server: Running) -> None:
    codes = [{"scheme": "moet", "value": "7001", "issuer": "Bộ", "ends": "2025-07-01"}]
    register(server, "c1", identifiers=codes)
    register(server, "c2")
    tax = {"scheme": "tax", "value": "0301", "issuer": "Thuế", **BASIS}
    server.do("school-c2", "AddIdentifier", tax | {"starts": "2024-01-01"})
    server.do(
        "school-c2", "AddIdentifier", {"scheme": "moet", "value": "7001", "issuer": "Bộ", **JULY}
    )

    def ids(**filters: Any) -> list[str]:
        return [school["id"] for school in server.ask("ListSchools", filters)]

    assert ids(code="7001", on="2025-06-30") == ["c1"]
    assert ids(code="7001", on="2025-07-01") == ["c2"]
    assert ids(code="0301") == ["c2"]
    assert ids(code="0301", scheme="moet") == []
    assert ids(code="0301", on="2023-12-31") == []
    assert ids(scheme="tax") == ["c2"]
    server.do("school-c2", "EndIdentifier", tax | {"ends": "2026-01-01"})
    assert ids(code="0301", on="2025-12-31") == ["c2"]
    assert ids(code="0301", on="2026-01-01") == []
    shown = server.ask("GetSchool", {"id": "c2"})["identifiers"]
    assert [(code["scheme"], code["starts"], code["ends"]) for code in shown] == [
        ("tax", "2024-01-01", "2026-01-01"),
        ("moet", "2025-07-01", None),
    ]


def test_schools_that_share_a_live_code_are_accepted_and_listed(server: Running) -> None:
    code = {"scheme": "sector", "value": "S1", "issuer": "Sở"}
    register(server, "s1", "s2", identifiers=[code], areas=["761", "79"])
    register(server, "s3", identifiers=[code | {"issuer": "Phòng"}], areas=["761", "79"])

    def shared(answer: bool, **filters: Any) -> list[str]:
        asked = {"area": "761", "shared_code": answer, **filters}
        return [school["id"] for school in server.ask("ListSchools", asked)]

    assert shared(True) == ["s1", "s2"]
    assert shared(False) == ["s3"]
    server.do("school-s2", "EndIdentifier", {**code, "ends": "2025-07-01", **BASIS})
    assert shared(True, on="2025-06-30") == ["s1", "s2"]
    assert shared(True, on="2025-07-01") == []


def test_campuses_are_shown_with_their_time(server: Running) -> None:
    register(server, "m1")
    campus = {"campus": "c1", "name": "Cơ sở 2", "address": "Số 3", "areas": ["764", "79"]}
    server.do("school-m1", "OpenCampus", campus | JULY)
    assert server.ask("GetSchool", {"id": "m1"})["campuses"] == [{**campus, **JULY, "ends": None}]
    server.do("school-m1", "CloseCampus", {"campus": "c1", "ends": "2026-01-01", **BASIS})
    (shown,) = server.ask("GetSchool", {"id": "m1"})["campuses"]
    assert shown["ends"] == "2026-01-01"


def merge(server: Running, olds: list[str], new: str, **other: Any) -> Wire:
    data = {"predecessors": olds, "successor": new, "form": "other", "starts": "2026-08-01"}
    return server.do("lineage-79", "MergeSchools", {**data, **BASIS, **other}, on=LATER)


def test_a_merger_closes_its_parts_and_is_told_at_the_successor(server: Running) -> None:
    register(server, "g1", "g2", "g3", "g4")
    done = merge(server, ["g1", "g2"], "g3")
    assert done["types"] == ["MergerDecided"]
    closed, heir = (server.ask("GetSchool", {"id": id}) for id in ("g1", "g3"))
    assert (closed["closed_on"], closed["closed_form"]) == ("2026-08-01", "other")
    assert (closed["successors"], closed["heirs"]) == (["g3"], ["g3"])
    assert (heir["predecessors"], heir["closed_on"], heir["heirs"]) == (["g1", "g2"], None, [])
    merge(server, ["g3"], "g4", form="rename_only")
    assert server.ask("GetSchool", {"id": "g2"})["heirs"] == ["g4"]

    def living(answer: bool, on: str) -> set[str]:
        asked = {"living": answer, "on": on, "name": "mẫu g"}
        return {school["id"] for school in server.ask("ListSchools", asked)}

    assert living(True, "2026-07-31") == {"g1", "g2", "g3", "g4"}
    assert living(True, "2026-08-01") == {"g4"}
    assert living(False, "2026-08-01") == {"g1", "g2", "g3"}
    with pytest.raises(Rejected, match="school-closed"):
        merge(server, ["g4"], "g1")
    with pytest.raises(Rejected, match="school-closed"):
        server.do("school-g1", "RenameSchool", {"name": "Khác", **JULY}, on=LATER)


def test_divisions_and_closures_are_told_at_each_school(server: Running) -> None:
    register(server, "d1", "d2", "d3", "d4")
    split = {"school": "d1", "successors": ["d2"], "form": "split_off", "starts": "2026-01-01"}
    server.do("lineage-79", "SplitSchool", {**split, **BASIS}, on=LATER)
    parent, child = (server.ask("GetSchool", {"id": id}) for id in ("d1", "d2"))
    assert (parent["closed_on"], parent["successors"]) == (None, ["d2"])
    assert child["predecessors"] == ["d1"]
    split |= {"successors": ["d3", "d4"], "form": "split", "starts": "2026-02-01"}
    server.do("lineage-79", "SplitSchool", {**split, **BASIS}, on=LATER)
    assert server.ask("GetSchool", {"id": "d1"})["heirs"] == ["d2", "d3", "d4"]
    close = {"school": "d4", "ends": "2026-03-01", **BASIS}
    server.do("lineage-79", "CloseSchool", close, on=LATER)
    gone = server.ask("GetSchool", {"id": "d4"})
    assert (gone["closed_form"], gone["successors"], gone["heirs"]) == ("dissolved", [], [])
    assert server.ask("GetSchool", {"id": "d1"})["heirs"] == ["d2", "d3"]

    acts = server.ask("ListLineage", {"school": "d3"})
    assert [(act["form"], act["predecessors"], act["successors"]) for act in acts] == [
        ("split", ["d1"], ["d3", "d4"]),
    ]
    whole = server.ask("ListLineage", {"school": "d1"})
    assert [act["form"] for act in whole] == ["split_off", "split", "dissolved"]
    assert whole[0]["form_name"] == "tách một phần thành trường mới"
    assert server.ask("ListLineage", {"after": whole[1]["id"]})[0] == whole[2]
    assert server.ask("ListLineage", {"after": "5f0c2a"}) == []


def test_an_act_names_schools_of_the_register_alone(server: Running) -> None:
    register(server, "u1")
    head = server.log.head("79")
    with pytest.raises(NotFound, match="school-unknown"):
        merge(server, ["u1"], "nobody")
    assert server.log.head("79") == head


def test_a_merger_cut_short_ends_the_same_when_begun_again(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(server, "r1", "r2", "r3")
    registry = server.services["registry"]
    carried_out, streams = registry.carry_out, []

    def dies(log: str, stream: str, *rest: Any) -> Any:
        """Carry one effect out, then stop as a killed process does: nothing more is written."""
        streams.append(stream)
        if len(streams) == 3:
            raise OSError("killed")
        return carried_out(log, stream, *rest)

    monkeypatch.setattr(registry, "carry_out", dies)
    with pytest.raises(OSError, match="killed"):
        # The decision itself, its first effect; then the end.
        merge(server, ["r1", "r2"], "r3")
    assert streams == ["lineage-79", "school-r3", "school-r1"]
    monkeypatch.undo()
    server.settle()

    def types() -> list[list[str]]:
        read = server.log.read("79", "school-r1", "school-r2", "school-r3")
        return [[event.type for event in history][1:] for history in read.values()]

    done = [["SchoolClosed"], ["SchoolClosed"], ["SchoolsMerged"]]
    assert types() == done
    # The follower's position lost, and the command repeated: nothing more comes of either.
    with server.tables("registry") as db:
        db.execute("update subscription set position = 0 where name = 'registry.reactions'")
    assert merge(server, ["r1", "r2"], "r3")["types"] == []
    assert types() == done
