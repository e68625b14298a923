"""Finding a school as people type its name, over the registry's own read tables."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from libs.kernel.problems import Invalid, Wire
from services.registry.service import RegistryService
from tests.running import Running, running
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

SCHOOL: Wire = {
    "name": "",
    "kind": "primary",
    "ownership": "public",
    "areas": ["79"],
    "address": "Số 1 đường Mẫu",
    "identifiers": [],
    "sample": True,
}
NAMES = {
    "loi": ("Trường Tiểu học Lê Lợi", "primary", "12 Trần Phú, phường Tân Định"),
    "loi2": ("Trường THCS Lê Lợi 2", "lower_secondary", "3 Nguyễn Du, phường Sài Gòn"),
    "lai": ("Trường Tiểu học Lê Lai", "primary", "7 Lê Lợi, phường Sài Gòn"),
    "khai": ("Trường THPT Nguyễn Thị Minh Khai", "upper_secondary", "275 Điện Biên Phủ"),
    "duong": ("Trường Mầm non Ánh Dương", "preschool", "Số 9 đường Mẫu"),
    "dongda": ("Trường Tiểu học Đống Đa", "primary", "Số 4 đường Mẫu"),
}


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    """A registry with a few schools, which the tests of this file only look for."""
    with running(postgres_server.uri, RegistryService) as found:
        for n, (id, (name, kind, address)) in enumerate(NAMES.items()):
            code = {"scheme": "moet", "value": f"7976400{n}", "issuer": "mẫu"}
            data = SCHOOL | {"name": name, "kind": kind, "address": address, "identifiers": [code]}
            found.do(f"school-{id}", "RegisterSchool", data)
        yield found


def ids(server: Running, text: str, **filters: Any) -> list[str]:
    """Return the ids of the schools found, the closest first."""
    return [view["id"] for view in server.ask("SearchSchools", {"text": text, **filters})]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Trường Tiểu học Lê Lợi", "loi"),
        ("truong tieu hoc le loi", "loi"),
        (unicodedata.normalize("NFD", "Trường Tiểu học Lê Lợi"), "loi"),
        ("TRƯỜNG TH LÊ LỢI", "loi"),
        ("thcs le loi", "loi2"),
        ("trung hoc co so le loi", "loi2"),
        ("loi le", "loi"),
        ("nguyen thi mih khai", "khai"),
        ("nguyne thi minh khai", "khai"),
        ("nguyen thi minh kha", "khai"),
        ("khai minh nguyen", "khai"),
        ("anh duog", "duong"),
        ("dong da", "dongda"),
        ("79764003", "khai"),
        ("797640", "duong"),
        ("275 dien bien phu", "khai"),
        ("le loi tan dinh", "loi"),
    ],
)
def test_a_school_is_found_as_people_type(server: Running, text: str, first: str) -> None:
    found = ids(server, text)
    assert found[:1] == [first] or (text == "797640" and first in found)


def test_a_name_comes_before_an_address_and_the_closest_before_the_rest(server: Running) -> None:
    assert ids(server, "le loi") == ["loi", "loi2", "lai"]
    found = server.ask("SearchSchools", {"text": "le loi"})
    shares = [view["closeness"] for view in found]
    assert shares == sorted(shares, reverse=True)
    assert 0 < shares[-1] < shares[0] <= 1000


def test_accents_decide_between_names_that_fold_alike(server: Running) -> None:
    for id, name in (("phu1", "Trường Mầm non Tân Phú"), ("phu2", "Trường Mầm non Tấn Phú")):
        server.do(f"school-{id}", "RegisterSchool", SCHOOL | {"name": name, "kind": "preschool"})
    assert ids(server, "Tân Phú")[:2] == ["phu1", "phu2"]
    assert ids(server, "Tấn Phú")[:2] == ["phu2", "phu1"]


def test_kind_area_and_limit_narrow_the_answer(server: Running) -> None:
    assert ids(server, "le loi", kind="primary") == ["loi", "lai"]
    assert ids(server, "le loi", limit=1) == ["loi"]
    assert ids(server, "le loi", area="79") == ["loi", "loi2", "lai"]
    assert ids(server, "le loi", area="01") == []


def test_what_nobody_has_finds_nothing(server: Running) -> None:
    assert ids(server, "zzzzz") == []
    assert ids(server, "%_'\\ & | !") == []
    assert server.ask("SearchSchools", {"text": "le loi"}, log="01") == []
    with pytest.raises(Invalid):
        ids(server, "le loi", limit=0)


def test_a_word_nobody_has_does_not_hide_the_others(server: Running) -> None:
    assert ids(server, "le loi xyzzy")[0] == "loi"


def test_a_renamed_school_is_found_by_both_names_and_the_present_one_is_closer(
    server: Running,
) -> None:
    data = SCHOOL | {"name": "Trường Tiểu học Kim Đồng"}
    server.do("school-kim", "RegisterSchool", data)
    server.do("school-tam", "RegisterSchool", SCHOOL | {"name": "Trường Tiểu học Lê Văn Tám"})
    rename = {"name": "Trường Tiểu học Bình Minh", "starts": "2024-09-01", "basis": "QĐ mẫu"}
    server.do("school-kim", "RenameSchool", rename)
    assert ids(server, "binh minh")[0] == "kim"
    assert ids(server, "kim dong") == ["kim"]
    by_name, by_former = (
        server.ask("SearchSchools", {"text": text})[0] for text in ("binh minh", "kim dong")
    )
    assert by_name["closeness"] > by_former["closeness"]
    assert by_name["name"] == by_former["name"] == "Trường Tiểu học Bình Minh"


def test_a_school_is_found_by_its_old_and_its_new_commune(server: Running) -> None:
    old = SCHOOL | {"name": "Trường Tiểu học Một", "areas": ["00004", "001", "01"]}
    server.do("school-old", "RegisterSchool", old, log="01")
    for text in ("truc bach", "tieu hoc mot ba dinh"):
        found = server.ask("SearchSchools", {"text": text}, log="01")
        assert [view["id"] for view in found] == ["old"]


def test_what_a_school_is_found_by_follows_its_changes(server: Running) -> None:
    server.do("school-doi", "RegisterSchool", SCHOOL | {"name": "Trường Mẫu giáo Sơn Ca"})
    contacts = {"address": "Số 5 đường Hoàng Hoa Thám"}
    assert ids(server, "hoang hoa tham") == []
    server.do("school-doi", "ChangeContacts", contacts)
    assert ids(server, "hoang hoa tham") == ["doi"]
    with server.tables("registry") as db:
        db.execute("select word, schools from school_word where word = any(array['son', 'ca', ''])")
        counted = dict(db.fetchall())
        db.execute("select count(*) from school where log = '79'")
        (schools,) = db.fetchone() or (0,)
    assert counted["ca"] == 1
    with server.tables("registry") as db:
        db.execute("select schools from school_word where log = '79' and word = ''")
        assert db.fetchone() == (schools,)


def test_a_word_that_no_school_has_any_more_is_forgotten(server: Running) -> None:
    named = SCHOOL | {"name": "Trường Mầm non Vẹt"}
    server.do("school-vet", "RegisterSchool", named | {"address": "Số 2 đường Kỳ Lân"})
    assert ids(server, "ky lna") == ["vet"]
    server.do("school-vet", "ChangeContacts", {"address": "Số 2 đường Phượng Hoàng"})
    assert ids(server, "ky lna") == []
    with server.tables("registry") as db:
        db.execute("select count(*) from school_word where word = 'lan' or schools = 0")
        assert db.fetchone() == (0,)
        db.execute("select count(*) from school_slip where word = 'lan'")
        assert db.fetchone() == (0,)


def test_rebuilt_tables_find_the_same(server: Running) -> None:
    asked = ("le loi", "kim dong", "hoang hoa tham", "thcs le loi")
    before = [server.ask("SearchSchools", {"text": text}) for text in asked]
    with server.tables("registry") as db:
        db.execute("select tablename from pg_tables where schemaname = 'registry'")
        kept = ("script", "migration")
        names = [name for (name,) in db.fetchall() if name not in kept]
        db.execute(f"truncate {', '.join(names)}")
    server.settle()
    server.settle("01")
    assert [server.ask("SearchSchools", {"text": text}) for text in asked] == before
