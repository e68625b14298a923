"""People in the register: the rules meet commitments; names are opened for those who may."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from libs.kernel.problems import Forbidden, Invalid, NotFound, Rejected, Wire
from libs.log.entry import Attempt, Origin, envelope
from libs.people import disclosures
from libs.people.vault import Vault
from libs.people.watch import Watch
from services.registry.person.events import (
    PersonCorrected,
    PersonErased,
    PersonRegistered,
    PostLeft,
    PostTaken,
)
from services.registry.person.procedure import PROCEDURE
from services.registry.person.rules import (
    PERSON,
    CorrectPerson,
    ErasePerson,
    FirstPost,
    LeavePost,
    RegisterPerson,
    TakePost,
)
from services.registry.service import RegistryService
from services.registry.shared.ids import NewId
from tests.running import LOG, ON, Running, running
from tests.servers import PostgresServer
from tests.spec import spec

ID = "9f1c2a7be0d34c5f8a6b7c8d9e0f1a2b"
person = spec(PERSON, PROCEDURE, {RegisterPerson: NewId(ID)})
REGISTER = RegisterPerson("commitment_n", "commitment_e", None, id=ID)
REGISTERED = PersonRegistered(("name", "phone"), False, sd=("commitment_e", "commitment_n"))
TAKE = TakePost("teacher", "truong1", date(2024, 9, 1), "QĐ 1")
TAKEN = PostTaken("teacher", "truong1", date(2024, 9, 1), "QĐ 1")
LEAVE = LeavePost("teacher", "truong1", date(2025, 6, 1), "QĐ 2")
LEFT = PostLeft("teacher", "truong1", date(2025, 6, 1), "QĐ 2")
ERASE = ErasePerson("requested")
ERASED = PersonErased("requested")


def test_a_person_is_registered_by_commitments_whose_order_tells_nothing() -> None:
    person.given().when(REGISTER).then(REGISTERED)


def test_a_person_is_registered_once_and_then_corrected() -> None:
    person.given(REGISTERED).when(REGISTER).then_rejected("person-registered")
    correct = CorrectPerson(email="commitment_m")
    person.given(REGISTERED).when(correct).then(PersonCorrected(("email",), sd=("commitment_m",)))
    person.given(REGISTERED).when(CorrectPerson()).then_rejected("nothing-corrected")


@pytest.mark.parametrize("id", ["nguyenvanan", "079085001234", "0" * 32, ID[:31], ID + "0"])
def test_an_id_that_could_say_who_somebody_is_is_refused(id: str) -> None:
    person.given().when(replace(REGISTER, id=id)).then_rejected("person-id-not-random")


def test_a_person_may_come_with_a_first_post_in_one_act() -> None:
    first = FirstPost(TAKE.post, TAKE.org, TAKE.starts, TAKE.basis)
    person.given().when(replace(REGISTER, first_post=first)).then(REGISTERED, TAKEN)
    named = replace(REGISTER, first_post=replace(first, basis="QĐ bổ nhiệm, 0909123456"))
    person.given().when(named).then_rejected("basis-names-somebody")


@pytest.mark.parametrize("command", [CorrectPerson(name="c"), TAKE, LEAVE, ERASE])
def test_nothing_is_said_of_a_person_who_is_not_in_the_register(command: Any) -> None:
    person.given().when(command).then_rejected("person-not-registered")


def test_a_post_is_held_once_at_a_time_and_left_once() -> None:
    person.given(REGISTERED).when(TAKE).then(TAKEN).when(TAKE).then_nothing()
    again = replace(TAKE, starts=date(2025, 1, 1))
    person.given(REGISTERED, TAKEN).when(again).then_rejected("post-overlaps")
    person.given(REGISTERED, TAKEN).when(replace(again, org="truong2")).then_types("PostTaken")
    person.given(REGISTERED, TAKEN).when(LEAVE).then(LEFT).when(LEAVE).then_nothing()
    person.given(REGISTERED, TAKEN, LEFT).when(TAKE).then_rejected("post-overlaps")
    later = replace(TAKE, starts=date(2025, 6, 1))
    person.given(REGISTERED, TAKEN, LEFT).when(later).then_types("PostTaken")
    person.given(REGISTERED).when(LEAVE).then_rejected("post-not-held")
    person.given(REGISTERED).when(replace(TAKE, ends=TAKE.starts)).then_rejected("term-empty")


@pytest.mark.parametrize("basis", ["QĐ bổ nhiệm ông Lò Văn Mẩy", "theo thư may@example.edu.vn"])
def test_a_basis_names_a_document_and_nobody(basis: str) -> None:
    for command in (replace(TAKE, basis=basis), replace(LEAVE, basis=basis)):
        person.given(REGISTERED, TAKEN).when(command).then_rejected("basis-names-somebody")
    numbered = replace(LEAVE, basis="Quyết định số 12/QĐ-UBND ngày 01/06/2025")
    person.given(REGISTERED, TAKEN).when(numbered).then_types("PostLeft")


def test_who_is_erased_stays_erased() -> None:
    person.given(REGISTERED, TAKEN).when(ERASE).then(ERASED).when(ERASE).then_nothing()
    for command in (REGISTER, CorrectPerson(name="c"), TAKE, LEAVE):
        person.given(REGISTERED, TAKEN, ERASED).when(command).then_rejected("person-erased")


NAME, PHONE, EMAIL = "Đặng Thị Quỳnh Ngân", "0909 123 987", "quynh.ngan@example.edu.vn"
DATA: Wire = {"name": NAME, "phone": PHONE, "email": EMAIL, "sample": True}
OFFICER = "u:canbo"
OF_PHONG = "u:canbophong"
OF_PRINCIPAL = "u:hieutruong"
WHY = "đối chiếu hồ sơ đoàn đánh giá"


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[Running]:
    with running(postgres_server.uri, RegistryService) as found:
        for id, kind, area in (("so79", "so", "79"), ("phong764", "phong", "764")):
            office = {"name": f"Cơ quan {id}", "kind": kind, "area": area}
            parent = {} if kind == "so" else {"parent": "so79"}
            found.do(f"organisation-{id}", "RegisterOrganisation", {**office, **parent})
        for actor, role, org in (
            (OFFICER, "officer", "so79"),
            (OF_PHONG, "officer", "phong764"),
            (OF_PRINCIPAL, "principal", "truong1"),
            ("u:thanhvien", "evaluator", "so79"),
        ):
            grant(found, actor, role, org)
        yield found


def grant(server: Running, actor: str, role: str, org: str) -> None:
    """Write a grant as it stands in a log, however it came there."""
    stream = f"grant-{actor[2:]}"
    act = Origin("s:operator", "operator", "operator", ON, "c", uuid.uuid4().hex)
    data = {"role": role, "org": org, "starts": "2024-01-01", "basis": "QĐ 1"}
    body = {"type": "GrantGiven", "data": data}
    at = "2024-01-01T00:00:00.000000Z"
    raw = envelope(LOG, stream, 1, None, at, act, body, uuid.uuid4().hex)
    server.log.append(Attempt(LOG, stream, 0, [raw], uuid.uuid4().hex, "d" * 64))
    server.settle()


@pytest.fixture
def somebody(server: Running) -> str:
    """Register a person; return the id."""
    id = uuid.uuid4().hex[:-1] + "a"
    server.do(f"person-{id}", "RegisterPerson", DATA)
    return id


def ask(server: Running, id: str, actor: str = OFFICER, why: str | None = WHY) -> Any:
    return server.ask("GetPerson", {"id": id, "why": why}, actor)


def openings(server: Running, id: str) -> list[tuple[Any, ...]]:
    with server.tables("registry") as db:
        db.execute(
            "select actor, role, org, why from vault.opening where stream = %s order by id",
            (f"person-{id}",),
        )
        return db.fetchall()


def row_of(server: Running, id: str) -> list[tuple[Any, ...]]:
    with server.tables("registry") as db:
        db.execute("select sealed from vault.disclosure where stream = %s", (f"person-{id}",))
        return db.fetchall()


@pytest.mark.e2e
def test_an_event_holds_commitments_and_the_vault_what_opens_them(
    server: Running, somebody: str
) -> None:
    (event,) = server.log.read(LOG, f"person-{somebody}")[f"person-{somebody}"]
    assert event.data == {"fields": ["email", "name", "phone"], "sample": True}
    view = ask(server, somebody)
    assert (view["name"], view["phone"], view["email"]) == (NAME, PHONE, EMAIL)
    opened = {disclosures.read(text): disclosures.digest(text) for text in view["disclosures"]}
    assert opened.keys() == {("name", NAME), ("phone", PHONE), ("email", EMAIL)}
    assert sorted(opened.values()) == event.envelope["_sd"]


@pytest.mark.e2e
def test_two_people_of_one_name_have_nothing_in_common(server: Running, somebody: str) -> None:
    other = uuid.uuid4().hex[:-1] + "a"
    server.do(f"person-{other}", "RegisterPerson", DATA)
    one, two = (
        server.log.read(LOG, f"person-{id}")[f"person-{id}"][0].envelope["_sd"]
        for id in (somebody, other)
    )
    assert set(one).isdisjoint(two)


@pytest.mark.e2e
def test_every_opening_is_noted_with_who_and_why(server: Running, somebody: str) -> None:
    ask(server, somebody)
    ask(server, somebody, f"u:{somebody}", "xem thông tin của tôi")
    server.ask("ListPersons", {"why": "lập danh sách", "limit": 200}, "s:operator")
    assert openings(server, somebody) == [
        (OFFICER, "officer", "so79", WHY),
        (f"u:{somebody}", "self", somebody, "xem thông tin của tôi"),
        ("s:operator", "operator", "operator", "lập danh sách"),
    ]


@pytest.mark.e2e
def test_an_opening_once_noted_stays(server: Running, somebody: str) -> None:
    ask(server, somebody)
    with pytest.raises(Exception, match="refused"), server.tables("registry") as db:
        db.execute("delete from vault.opening")


@pytest.mark.e2e
def test_without_a_reason_nothing_is_opened(server: Running, somebody: str) -> None:
    view = ask(server, somebody, why=None)
    assert (view["held"], view["name"], view["disclosures"]) == (True, None, [])
    assert openings(server, somebody) == []
    with pytest.raises(Invalid):
        ask(server, somebody, why="")


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (OF_PRINCIPAL, "officers-only"),
        ("u:thanhvien", "officers-only"),
        ("u:nobody", "grant-missing"),
        ("s:review", "role-missing"),
    ],
)
def test_names_are_for_officers_administrators_and_the_person(
    server: Running, somebody: str, actor: str, code: str
) -> None:
    for question, data in (("GetPerson", {"id": somebody}), ("ListPersons", {})):
        with pytest.raises(Forbidden) as refused:
            server.ask(question, {**data, "why": WHY}, actor)
        assert refused.value.code == code
    assert openings(server, somebody) == []


@pytest.mark.e2e
def test_nobody_else_is_seen_by_asking_for_oneself(server: Running, somebody: str) -> None:
    with pytest.raises(Forbidden):
        ask(server, somebody, f"u:{uuid.uuid4().hex}")
    with pytest.raises(NotFound):
        ask(server, ID, f"u:{ID}")


@pytest.mark.e2e
def test_a_correction_supersedes_and_null_withdraws(server: Running, somebody: str) -> None:
    stream = f"person-{somebody}"
    server.do(stream, "CorrectPerson", {"name": "Đặng Thị Ngân", "phone": None})
    view = ask(server, somebody)
    assert (view["name"], view["phone"], view["email"]) == ("Đặng Thị Ngân", None, EMAIL)
    assert view["version"] == 2
    with pytest.raises(Invalid):
        server.do(stream, "CorrectPerson", {"name": None})


@pytest.mark.e2e
def test_posts_are_listed_by_place(server: Running, somebody: str) -> None:
    term = {"post": "teacher", "org": "truong9", "starts": "2024-09-01", "basis": "QĐ 5"}
    server.do(f"person-{somebody}", "TakePost", term)
    leave = {"post": "teacher", "org": "truong9", "ends": "2024-12-01", "basis": "QĐ 6"}
    server.do(f"person-{somebody}", "LeavePost", leave)
    (found,) = server.ask("ListPersons", {"org": "truong9"}, OFFICER)
    assert (found["id"], found["name"]) == (somebody, None)
    assert found["posts"] == [{**term, "ends": "2024-12-01"}]


@pytest.mark.e2e
def test_a_command_sent_again_gets_its_answer_and_leaves_the_same(
    server: Running, somebody: str
) -> None:
    stream = f"person-{somebody}"
    data = {"phone": "0909 000 111"}
    first = server.do(stream, "CorrectPerson", data, id=f"c-{somebody}")
    held = len(row_of(server, somebody))
    assert server.do(stream, "CorrectPerson", data, id=f"c-{somebody}") == first
    assert len(row_of(server, somebody)) == held == 4
    with pytest.raises(Rejected, match="command-id-reused"):
        server.do(stream, "CorrectPerson", {"phone": "0909 000 112"}, id=f"c-{somebody}")


@pytest.mark.e2e
def test_erasure_takes_the_key_and_what_it_opened_and_says_by_which_event(
    server: Running, somebody: str
) -> None:
    stream = f"person-{somebody}"
    data = {"phone": "0909 000 111"}
    server.do(stream, "CorrectPerson", data, id=f"e-{somebody}")
    before = [event.raw for event in server.log.read(LOG, stream)[stream]]
    position = server.do(stream, "ErasePerson", {"reason": "requested"})["position"]
    view = ask(server, somebody)
    notice = f"Danh tính đã xóa theo sự kiện {position}, ngày {ON:%d/%m/%Y}."
    assert (view["notice"], view["erased_at"], view["erased_for"]) == (
        notice,
        position,
        "requested",
    )
    assert (view["held"], view["name"], view["disclosures"]) == (False, None, [])
    assert row_of(server, somebody) == []
    assert openings(server, somebody) == []
    history = [event.raw for event in server.log.read(LOG, stream)[stream]]
    assert history[:-1] == before
    # Sent again, or anew, nothing of it comes back.
    for id in (f"e-{somebody}", uuid.uuid4().hex):
        with pytest.raises(Rejected):
            server.do(stream, "CorrectPerson", data, id=id)
    vault = server.services["registry"].vault
    assert vault is not None
    assert vault.held(LOG, [stream]) == frozenset()


@pytest.mark.e2e
def test_only_the_operator_erases(server: Running, somebody: str) -> None:
    with pytest.raises(Forbidden):
        server.do(f"person-{somebody}", "ErasePerson", {"reason": "requested"}, OFFICER)
    assert ask(server, somebody)["name"] == NAME


@pytest.mark.e2e
def test_an_erasure_is_made_up_for_when_the_keys_come_from_an_older_copy(
    server: Running, somebody: str
) -> None:
    service = server.services["registry"]
    assert service.vault is not None
    subject = f"{LOG}/person-{somebody}"
    key = service.vault.keys.get(subject)
    assert key is not None
    server.do(f"person-{somebody}", "ErasePerson", {"reason": "ordered"})
    service.vault.keys.add(subject, key)
    restarted = Vault(service.db, service.vault.keys)
    with server.tables("registry") as db:
        restarted.follow(db, server.log.read(LOG, "grant-canbo")["grant-canbo"][0])
    assert service.vault.keys.get(subject) is None


MEMBER, THEIRS = "u:thanhvienhd", "u:hieutruong2"


@pytest.fixture
def schools(server: Running) -> None:
    """A principal and a council member of school truong1, a principal of truong2."""
    if server.log.read(LOG, "school-truong1")["school-truong1"]:
        return
    for school in ("truong1", "truong2"):
        data = {
            "name": f"Trường {school}",
            "kind": "primary",
            "ownership": "public",
            "areas": ["764", "79"],
            "address": "Số 1 đường Mẫu",
            "identifiers": [],
            "sample": True,
        }
        server.tell(f"school-{school}", "SchoolRegistered", data)
    grant(server, MEMBER, "council_member", "truong1")
    grant(server, THEIRS, "principal", "truong2")


def _post(server: Running, id: str) -> None:
    term = {"post": "teacher", "org": "truong1", "starts": "2024-01-01", "basis": "QĐ 5"}
    server.do(f"person-{id}", "TakePost", term)


def _role(server: Running, id: str) -> None:
    grant(server, f"u:{id}", "council_member", "truong1")


def _council(server: Running, id: str) -> None:
    members = [{"person": f"u:{id}", "post": "member"}]
    server.tell("cycle-truong1_2024", "CouncilAppointed", {"members": members})


def _group(server: Running, id: str) -> None:
    group = {"name": "Nhóm 1", "head": "u:x", "others": [f"u:{id}"], "criteria": ["1.1"]}
    server.tell("cycle-truong1_2024", "GroupsFormed", {"secretariat": [], "groups": [group]})


def _handed_over(server: Running, id: str) -> None:
    server.tell("cycle-truong1_2024", "CriteriaHandedOver", {"taken_by": f"u:{id}"})


def _asked(server: Running, id: str) -> None:
    server.tell("discussion-truong1_1", "TaskSet", {"message": 1, "person": f"u:{id}"})


def _wrote(server: Running, id: str) -> None:
    server.tell("discussion-truong1_1", "MessageAdded", {"message": 2}, f"u:{id}")


def named(server: Running, id: str, actor: str, why: str | None = WHY) -> Any:
    found = server.ask("ListPersonNames", {"ids": [id], "why": why}, actor)
    return found[0]["name"] if found else None


@pytest.mark.e2e
@pytest.mark.parametrize(
    "enter",
    [_post, _role, _asked, _wrote],
    ids=lambda f: f.__name__,
)
@pytest.mark.parametrize(
    ("actor", "knows"),
    [(OF_PRINCIPAL, True), (MEMBER, True), (OFFICER, True), (THEIRS, False)],
    ids=["principal", "member", "officer", "another-school"],
)
def test_a_name_is_for_offices_and_for_who_works_at_the_same_school(
    server: Running, schools: None, somebody: str, enter: Any, actor: str, knows: bool
) -> None:
    assert named(server, somebody, actor) == (NAME if actor == OFFICER else None)
    enter(server, somebody)
    assert named(server, somebody, actor) == (NAME if knows else None)
    noted = [row for row in openings(server, somebody) if row[0] == actor]
    org = "so79" if actor == OFFICER else "truong1"
    assert {row[2:] for row in noted} == ({(org, WHY)} if knows else set())


@pytest.mark.e2e
@pytest.mark.parametrize("enter", [_council, _group, _handed_over], ids=lambda f: f.__name__)
def test_who_names_a_stranger_in_a_council_does_not_learn_their_name(
    server: Running, schools: None, somebody: str, enter: Any
) -> None:
    enter(server, somebody)
    assert named(server, somebody, OF_PRINCIPAL) is None
    assert openings(server, somebody) == []


@pytest.mark.e2e
def test_a_name_needs_a_reason_and_brings_neither_phone_nor_email(
    server: Running, schools: None, somebody: str
) -> None:
    _post(server, somebody)
    assert named(server, somebody, OF_PRINCIPAL, None) is None
    assert openings(server, somebody) == []
    (view,) = server.ask("ListPersonNames", {"ids": [somebody], "why": WHY}, OF_PRINCIPAL)
    assert view["ties"] == [{"org": "truong1", "tie": "teacher", "current": True}]
    assert not {"phone", "email", "disclosures"} & view.keys()


@pytest.mark.e2e
def test_one_question_names_all_who_are_known_and_leaves_the_others_unnamed(
    server: Running, schools: None, somebody: str
) -> None:
    stranger = uuid.uuid4().hex[:-1] + "a"
    server.do(f"person-{stranger}", "RegisterPerson", DATA)
    _post(server, somebody)
    found = server.ask("ListPersonNames", {"ids": [somebody, stranger], "why": WHY}, OF_PRINCIPAL)
    # Of a stranger not even that they are in the register, or since when.
    assert {view["id"]: view["name"] for view in found} == {somebody: NAME}
    assert openings(server, stranger) == []


@pytest.mark.e2e
def test_the_people_of_a_school_are_listed_for_that_school_and_its_offices_alone(
    server: Running, schools: None, somebody: str
) -> None:
    _post(server, somebody)
    data = {"org": "truong1", "current": True, "why": WHY, "limit": 200}
    listed = {
        actor: {view["id"] for view in server.ask("ListPersonNames", data, actor)}
        for actor in (OF_PRINCIPAL, THEIRS)
    }
    assert somebody in listed[OF_PRINCIPAL]
    assert listed[THEIRS] == set()
    leave = {"post": "teacher", "org": "truong1", "ends": "2024-02-01", "basis": "QĐ 6"}
    server.do(f"person-{somebody}", "LeavePost", leave)
    now = {view["id"] for view in server.ask("ListPersonNames", data, OF_PRINCIPAL)}
    assert somebody not in now
    # Who worked there keeps the name by which the school knew them.
    assert named(server, somebody, OF_PRINCIPAL) == NAME


@pytest.mark.e2e
def test_who_was_erased_has_no_name_for_anybody(
    server: Running, schools: None, somebody: str
) -> None:
    _post(server, somebody)
    server.do(f"person-{somebody}", "ErasePerson", {"reason": "requested"})
    (view,) = server.ask("ListPersonNames", {"ids": [somebody], "why": WHY}, OF_PRINCIPAL)
    assert (view["name"], view["held"]) == (None, False)
    assert view["notice"].startswith("Danh tính đã xóa")


@pytest.mark.e2e
def test_an_office_opens_the_people_in_its_reach_and_no_others(
    server: Running, schools: None, somebody: str
) -> None:
    for question in ({"ids": [somebody]}, {"org": "truong2"}):
        found = server.ask("ListPersonNames", {**question, "why": WHY}, OF_PHONG)
        assert not any(view["name"] for view in found)
    with pytest.raises(Forbidden, match="person-elsewhere"):
        ask(server, somebody, OF_PHONG)
    for why in ("xem", "aaaa aaaa", "12345678"):
        with pytest.raises(Invalid):
            ask(server, somebody, OFFICER, why)
    assert openings(server, somebody) == []
    _post(server, somebody)
    assert ask(server, somebody, OF_PHONG)["phone"] == PHONE
    # A page that is read twice is one look.
    assert ask(server, somebody, OF_PHONG)["name"] == NAME
    assert len(openings(server, somebody)) == 1


@pytest.mark.e2e
def test_who_opens_the_names_of_many_is_told_of_to_who_leads_the_office(
    server: Running, schools: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = server.services["registry"].vault
    assert vault is not None
    monkeypatch.setattr(vault, "_watch", Watch(3, timedelta(hours=1)))
    for actor, role, org in (
        ("u:nhieuten", "officer", "phong764"),
        ("u:truongphong", "director", "phong764"),
        ("u:giamdoc", "director", "so79"),
        ("u:truongxa", "administrator", "phong785"),
    ):
        grant(server, actor, role, org)
    asks = [uuid.uuid4().hex[:-1] + "a" for _ in range(4)]

    def seen(actor: str) -> list[Wire]:
        return list(server.ask("ListNameOpenings", {}, actor))

    for n, id in enumerate(asks):
        first = {"post": "teacher", "org": "phong764", "starts": "2024-02-01", "basis": "QĐ 7"}
        server.do(f"person-{id}", "RegisterPerson", {**DATA, "first_post": first})
        ask(server, id, "u:nhieuten", WHY)
        assert len(seen("u:truongphong")) == (n >= 2)
    for actor in ("u:truongphong", "u:giamdoc", "s:operator"):
        (found,) = seen(actor)
        about = (found["actor"], found["role"], found["org"], found["people"])
        assert about == ("u:nhieuten", "officer", "phong764", 4)
        assert found["reasons"] == [{"why": WHY, "people": 4}]
        assert found["first_at"] <= found["last_at"]
    for actor in ("u:nhieuten", "u:truongxa"):
        assert seen(actor) == []
    with pytest.raises(Forbidden):
        seen(OF_PRINCIPAL)


@pytest.mark.e2e
def test_a_team_member_and_who_has_no_role_learn_no_name(
    server: Running, schools: None, somebody: str
) -> None:
    _post(server, somebody)
    assert named(server, somebody, "u:thanhvien") is None
    with pytest.raises(Forbidden):
        named(server, somebody, "u:nobody")
    assert openings(server, somebody) == []


@pytest.fixture(scope="module")
def staffed(server: Running) -> Running:
    """Two schools, a principal at each; the first principal's own people."""
    for id in ("truongx", "truongy"):
        school = {"name": f"Trường {id}", "kind": "primary", "ownership": "public"}
        place = {"areas": ["764", "79"], "address": "Số 1", "sample": True}
        server.do(f"school-{id}", "RegisterSchool", {**school, **place})
        grant(server, f"u:ht{id}", "principal", id)
    return server


def enter(server: Running, id: str, org: str, actor: str) -> None:
    first = {"post": "teacher", "org": org, "starts": "2024-02-01", "basis": "QĐ 7"}
    server.do(f"person-{id}", "RegisterPerson", {**DATA, "first_post": first}, actor=actor)


@pytest.mark.e2e
def test_a_principal_enters_staff_in_one_act_and_lists_it_by_name(staffed: Running) -> None:
    id = uuid.uuid4().hex[:-1] + "a"
    enter(staffed, id, "truongx", "u:httruongx")
    (found,) = staffed.ask("ListStaff", {"org": "truongx", "why": WHY}, "u:httruongx")
    assert (found["name"], found["current"], found["here_since"]) == (NAME, True, "2024-02-01")
    assert [(each["name"], each["basis"]) for each in found["posts"]] == [("teacher", "QĐ 7")]
    assert openings(staffed, id) == [("u:httruongx", "principal", "truongx", WHY)]
    left = {"post": "teacher", "org": "truongx", "ends": "2024-02-02", "basis": "QĐ 8"}
    staffed.do(f"person-{id}", "LeavePost", left, actor="u:httruongx")
    (found,) = staffed.ask("ListStaff", {"org": "truongx"}, "u:httruongx")
    assert (found["name"], found["current"], found["held"]) == (None, False, True)


@pytest.mark.e2e
def test_no_other_school_lists_them_or_takes_them_on(staffed: Running) -> None:
    id = uuid.uuid4().hex[:-1] + "a"
    enter(staffed, id, "truongy", "u:httruongy")
    assert staffed.ask("ListStaff", {"org": "truongy", "why": WHY}, "u:httruongx") == []
    post = {"post": "teacher", "org": "truongx", "starts": "2024-02-01", "basis": "QĐ 9"}
    with pytest.raises(Forbidden, match="staff-elsewhere"):
        staffed.do(f"person-{id}", "TakePost", post, actor="u:httruongx")
    assert openings(staffed, id) == []
