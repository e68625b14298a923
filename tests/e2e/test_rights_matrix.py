"""Every role, operation, scope and date, one cell each: no forbidden one succeeds anywhere.

Asked over RPC (what a service answers), over HTTP, and of the database. What is expected stands in
`rights_table`, who may in so many words. Permitted commands are asked dry, so that cells do not
change the world for one another.
"""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from threading import local
from typing import Any

import psycopg2
import pytest
import requests
from psycopg2 import sql

from libs.engine import contract_files
from libs.engine.commands import Context, now
from libs.hosting.embedded import DirectBackend, Platform
from libs.hosting.installation import READERS, ROLES, WRITERS
from libs.kernel.messages import kebab
from libs.kernel.problems import Forbidden, Problem, Wire
from libs.law import standards
from libs.log.database import Database
from libs.log.entry import Attempt, EventLog, Origin, envelope, leaf_hash
from libs.rights.blind import rating_id
from services.cli.catalogue import SERVICES
from services.gateway.app import GatewayService, Options, create_app
from services.gateway.server import bind
from services.review.evaluation.events import EVALUATION_EVENTS, EvaluationEvent
from services.review.evaluation.events.filing import (
    RegistrationAccepted,
    RegistrationForwarded,
    RegistrationSubmitted,
)
from services.review.evaluation.events.survey import TeamFormed
from services.review.shared.fields import TeamMember
from tests.e2e.database_roles import append, refuses
from tests.e2e.rights_table import (
    ACTORS,
    COMMANDS,
    OFFICE_ROLES,
    OFFICERS,
    OFFICES,
    OPERATOR,
    PARTIES,
    PEOPLE,
    SCHOOL_ROLES,
    SCHOOLS,
    SERVICE,
    May,
)

pytestmark = pytest.mark.e2e

LOG = "79"
SETUP, BEFORE, WITHIN = date(2024, 9, 1), date(2024, 9, 9), date(2024, 9, 15)
STARTS, ENDS = date(2024, 9, 10), date(2024, 9, 20)
DAYS = {"before": BEFORE, "first": STARTS, "within": WITHIN, "after": ENDS}
LIVE = ("first", "within")
CONTRACTS = {service.name: contract_files.describe(service) for service in SERVICES}
OWNER = {category: name for name, c in CONTRACTS.items() for category in c["aggregates"]}
ASKED = {category: name for name, c in CONTRACTS.items() for category in c["queries"]}
IDS = {
    "school": "sch1",
    **dict.fromkeys(("evidence", "evidence_file"), "sch1"),
    "evidence_item": "sch1_000001",
    "organisation": "pg1",
    "assignment": "check_dossier_764",
    "quorum": "764",
    "grant": "target",
    "person": "0a" * 16,
    "recognition": "sch1_accreditation2024",
    "complaint": "sch1_accreditation2024",
    "publication": "sch1_accreditation2024",
    **dict.fromkeys(("plannedlist", "roadmap", "nomination"), "pg1_2024"),
    "contact": "pg1",
    "instruction": "letter1",
    "lineage": "act1",
    "rating": rating_id("sch1_2024", 1, "u:evaluatorso"),
}
"""The stream of a category that is asked about; otherwise `sch1_2024`."""
STAFF = "0b" * 16
"""Somebody who works at sch1."""
ROLE = {"org": "pg1", "role": "officer", "starts": "2024-09-30", "basis": "Quyết định mẫu"}
ENDED = {"org": "pg1", "role": "officer", "ends": "2024-09-15"}
LENT = {"org": "pg1", "role": "officer", "starts": "2024-09-10", "ends": "2024-09-19"}
POST = {"post": "teacher", "org": "sch1", "starts": "2024-09-01", "basis": "Quyết định mẫu"}
LEFT = {"post": "teacher", "org": "sch1", "ends": "2024-09-15", "basis": "Quyết định mẫu"}
HERE, AWAY = {"areas": ["764", "79"]}, {"areas": ["785", "79"]}
OF_POSTS: dict[str, Wire] = {
    f"person/{command}{suffix}": {"first_post": told} if command == "RegisterPerson" else told
    for suffix, named in (
        ("", {}),
        (" principal", {"post": "principal"}),
        (" office", {"post": "specialist", "org": "pg1"}),
    )
    for command, told in (
        ("RegisterPerson", {**POST, **named}),
        ("TakePost", {**POST, **named}),
        ("LeavePost", {**LEFT, **named}),
    )
}
DATA: dict[str, Wire] = {
    **OF_POSTS,
    "grant/GiveGrant": ROLE,
    "grant/ProposeGrant": ROLE,
    "grant/WithdrawGrant": ENDED,
    "grant/ConfirmGrant": {"proposal": 1},
    "grant/DeclineGrant": {"proposal": 1},
    "grant/Delegate": LENT,
    "grant/EndDelegation": {**ENDED, "holder": "u:officerpg1"},
    "grant/GiveGrant principal": {**ROLE, "role": "principal", "org": "sch1"},
    "grant/GiveGrant council_member": {**ROLE, "role": "council_member", "org": "sch1"},
    "school/RegisterSchool": HERE,
    "school/ChangeAreas": HERE,
    "school/MoveSchool": HERE,
    "school/ChangeAreas away": AWAY,
    "school/MoveSchool away": AWAY,
    "instruction/RegisterInstruction": {"issuer": "pg1", "issuer_name": "Cơ quan pg1"},
}
TEAM_POSTS = ("leader", "secretary", "member", "member", "member")


@dataclass
class World:
    """A running platform, the services behind it, and a key for each person."""

    platform: Platform
    backend: DirectBackend
    log: EventLog
    keys: dict[str, str] = field(default_factory=dict)

    def do(
        self, stream: str, command: str, data: Wire, actor: str, on: date, dry: bool = False
    ) -> Wire:
        """Carry out a command; raises what the service does."""
        service = OWNER[stream.partition("-")[0]]
        asked = replace(self._context(actor, on), dry=dry).to_wire()
        return self.backend.execute(service, LOG, stream, {"type": command, "data": data}, asked)

    def ask(self, service: str, question: str, data: Wire, actor: str, on: date) -> Wire:
        """Return the answer to a question; raises what the service does."""
        asked = self._context(actor, on).to_wire()
        return self.backend.query(service, LOG, {"type": question, "data": data}, asked)

    def _context(self, actor: str, on: date) -> Context:
        deadline = now() + timedelta(seconds=30)
        seen = self.log.head(LOG)
        return Context(uuid.uuid4().hex, actor, on, "c", deadline, min_position=seen)


def actor_of(name: str) -> str:
    return name if name.startswith("s:") else f"u:{name}"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    behind: list[tuple[DirectBackend, EventLog]] = []

    def serve(backend: DirectBackend, log: EventLog, db: Database, key: str) -> Any:
        behind.append((backend, log))
        app = create_app(backend, log, db, CONTRACTS, Options(key, demo=True))
        return bind(app, "127.0.0.1", 0)

    folder = tmp_path_factory.mktemp("rights") / "var"
    with Platform(
        folder, SERVICES, GatewayService, serve, "localhost", demonstration=True
    ) as running:
        made = World(running, *behind[0])
        _register(made)
        _grant(made)
        _file(made)
        yield made


def _register(world: World) -> None:
    parents = {"ubnd": None, "so": "ubnd", "pg1": "so", "pg2": "so"}
    areas = {"pg1": "764", "pg2": "785"}
    kinds = {"ubnd": "people_committee", "so": "so", "pg1": "phong", "pg2": "phong"}
    for org, parent in parents.items():
        data: Wire = {"name": f"Cơ quan {org}", "kind": kinds[org], "area": areas.get(org, "79")}
        data["parent"] = parent
        world.do(f"organisation-{org}", "RegisterOrganisation", data, OPERATOR, SETUP)
    for school, area in (("sch1", "764"), ("sch2", "785")):
        entry: Wire = {
            "name": "Trường mẫu",
            "kind": "primary",
            "ownership": "public",
            "sample": True,
            "areas": [area, "79"],
            "address": "Số 1",
            "cohorts_completed": 20,
        }
        world.do(f"school-{school}", "RegisterSchool", entry, OPERATOR, SETUP)
    for function, holder in {
        "check_dossier_764": "pg1",
        "check_dossier_785": "pg2",
        "supervise_plan_764": "pg1",
        **dict.fromkeys(("appraise_79", "form_team_79", "decide_accreditation_79"), "so"),
        "propose_national_standard_79": "so",
        "decide_national_standard_79": "ubnd",
    }.items():
        held = {"holder": holder, "kinds": ["primary"], "starts": "2020-01-01", "basis": "TT"}
        world.do(f"assignment-{function}", "AssignFunction", held, OPERATOR, SETUP)
    world.do(
        f"person-{STAFF}", "RegisterPerson", {"name": "Mẫu", "first_post": POST}, OPERATOR, SETUP
    )
    # The office in charge is the one that checks dossiers there: pg1.
    asked = {"topic": "evidence", "subject": "Minh chứng", "text": "Đánh mã thế nào?"}
    world.do("helprequest-sch1_2024", "AskForHelp", asked, OPERATOR, SETUP)


def _grant(world: World) -> None:
    term = {"starts": STARTS.isoformat(), "ends": ENDS.isoformat(), "basis": "QĐ 1"}
    ever = {"starts": "2020-01-01", "basis": "QĐ 1"}
    held = [(role, place, "own") for role in SCHOOL_ROLES for place in SCHOOLS]
    held += [
        (role, place, "subtree" if place.endswith("t") else "own")
        for role in OFFICE_ROLES
        for place in OFFICES
    ]
    for role, place, scope in held:
        org = place.removesuffix("t") if scope == "subtree" else place
        data = {"role": role, "org": org, "scope": scope, **term}
        world.do(f"grant-{role}{place}", "GiveGrant", data, OPERATOR, SETUP)
    for person, role, org in (
        ("target", "officer", "pg1"),
        ("proposer", "administrator", "pg1"),
        ("filer", "principal", "sch1"),
    ):
        world.do(
            f"grant-{person}", "GiveGrant", {"role": role, "org": org, **ever}, OPERATOR, SETUP
        )
    asked = {**ROLE, "role": "director"}
    world.do("grant-target", "ProposeGrant", asked, "u:proposer", SETUP)
    lent = {**LENT, "basis": "QĐ 2"}
    world.do("grant-target", "Delegate", lent, "u:officerpg1", STARTS)


def _file(world: World) -> None:
    """Bring sch1's case to where its team surveys, without the way there."""
    world.do("cycle-sch1_2024", "OpenCycle", {"year": 2024}, "u:filer", SETUP)
    item = {"code": "H1-1.1-01", "title": "Mẫu", "sha256": "0" * 64, "sample": True}
    world.do("evidence-sch1", "RegisterEvidence", {"items": [item]}, "u:filer", SETUP)
    rules = standards.choose("primary", SETUP)
    named: Wire = {"rule_set": rules.id, "revision": rules.revision, "rules": rules.rules_hash}
    people = ["evaluatorso", "second", "third", "fourth", "fifth"]
    members = [TeamMember(f"u:{p}", post) for p, post in zip(people, TEAM_POSTS, strict=True)]  # type: ignore[arg-type]
    aim: Wire = {
        "purpose": "both",
        "accreditation_grade": 2,
        "national_grade": 1,
        "address": "Số 1",
    }
    aim |= {"phone": None, "email": None, "cycle_year": 2024, "level": 2}
    entries: list[bytes] = []
    previous: bytes | None = None
    filed = RegistrationSubmitted(**aim, **named, late=False, direct=False, attempt=1)
    past: list[tuple[EvaluationEvent, tuple[str, str, str]]] = [
        (filed, ("u:filer", "principal", "sch1")),
        (RegistrationForwarded(("Đủ",)), ("u:target", "officer", "pg1")),
        (RegistrationAccepted(("Đủ",)), ("u:appraiser", "officer", "so")),
        (TeamFormed("1/QĐ", tuple(members)), ("u:former", "director", "so")),
    ]
    for n, (event, (actor, role, org)) in enumerate(past, 1):
        act = Origin(actor, role, org, SETUP, "c", f"case{n}")
        at = f"2024-09-01T00:00:0{n}.000000Z"
        body = EVALUATION_EVENTS.dump(event)
        stream, id_ = "evaluation-sch1_2024", uuid.uuid4().hex
        entries.append(envelope(LOG, stream, n, previous, at, act, body, id_))
        previous = leaf_hash(entries[-1])
    log = world.backend._services["review"].log
    log.append(Attempt(LOG, "evaluation-sch1_2024", 0, entries, uuid.uuid4().hex, "0" * 64))


def stream_of(category: str) -> str:
    return f"{category}-{IDS.get(category, 'sch1_2024')}"


def message_of(name: str) -> tuple[str, str, Wire]:
    """Return the stream, the command and its data for a row of the table."""
    category, _, command = name.partition("/")
    command, _, about = command.partition(" ")
    schema = CONTRACTS[OWNER[category]]["aggregates"][category]["commands"][command]["schema"]
    # Who is to be in a school's council is in its register.
    stream = f"grant-{STAFF}" if about == "council_member" else stream_of(category)
    if about.startswith("@"):
        # An id that is another thing's.
        stream = f"{category}-{about[1:]}"
    return stream, command, {**contract_files.example(schema), **DATA.get(name, {})}


def test_the_table_names_every_command_and_no_other() -> None:
    known = {
        f"{category}/{command}"
        for contract in CONTRACTS.values()
        for category, aggregate in contract["aggregates"].items()
        for command in aggregate["commands"]
    }
    assert {name.partition(" ")[0] for name in COMMANDS} == known


def expected(may: May, actor: str, when: str) -> str:
    """Return "may", "no" (forbidden), or "elsewhere" (refused, by right or by rule)."""
    if actor.startswith("s:") or when in LIVE:
        if actor in may.who:
            return "may"
        if actor in may.elsewhere:
            return "elsewhere"
    return "no"


def test_rpc_every_command_for_every_role_place_and_day(world: World) -> None:
    counted: Counter[str] = Counter()
    wrong = []
    head = world.log.head(LOG)
    for name, may in COMMANDS.items():
        stream, command, data = message_of(name)
        for actor in sorted(ACTORS):
            for when, on in DAYS.items():
                wanted = expected(may, actor, when)
                try:
                    world.do(stream, command, data, actor_of(actor), on, dry=wanted == "may")
                    found = "done"
                except Forbidden as problem:
                    found = f"forbidden: {problem.code}"
                except Problem as problem:
                    found = f"refused: {problem.code}"
                counted[wanted] += 1
                fits = {
                    "may": not found.startswith("forbidden"),
                    "no": found.startswith("forbidden"),
                    "elsewhere": found != "done",
                }[wanted]
                if not fits:
                    wrong.append((name, actor, when, wanted, found))
    print(f"\nRPC, commands: {counted.total()} cells {dict(counted)}")
    assert not wrong, "\n".join(map(str, wrong))
    # A day of a letter comes by itself.
    brought = {each.type for each in world.log.follow(LOG, head)}
    assert brought <= {"DeadlineReached"}


def test_http_no_forbidden_command_succeeds(world: World) -> None:
    """Sent as they are, not dry: after all of them the log is as long as before."""
    keys = _keys(world)
    head = world.log.head(LOG)
    cells = [
        (name, actor, when)
        for name, may in COMMANDS.items()
        if may.who != frozenset({SERVICE}) and name != "evidence/ReceiveFile"
        for actor in sorted(PEOPLE | {""})
        for when in DAYS
        if expected(may, actor, when) == "no"
    ]

    def send(cell: tuple[str, str, str]) -> tuple[int, str]:
        name, actor, when = cell
        stream, command, data = message_of(name)
        category, _, identity = stream.partition("-")
        headers = {"Idempotency-Key": uuid.uuid4().hex, "Kiemdinh-On": DAYS[when].isoformat()}
        if actor:
            headers["Authorization"] = f"Bearer {keys[actor]}"
        url = f"{world.platform.url}/v1/{LOG}/{category}/{identity}/{kebab(command)}"
        answer = _session().post(url, json=data, headers=headers, timeout=30)
        return answer.status_code, str(answer.json().get("code"))

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, cells))
    print(f"\nHTTP, forbidden commands: {len(cells)} cells")
    wrong = [
        (*cell, answer)
        for cell, answer in zip(cells, answers, strict=True)
        if answer[0] != (403 if cell[1] else 401)
    ]
    assert wrong == []
    # A day of a letter comes by itself.
    brought = {each.type for each in world.log.follow(LOG, head)}
    assert brought <= {"DeadlineReached"}


def questions() -> Iterator[tuple[str, str, str, Wire]]:
    """Yield each question: service, category, "get" or "list", and its contract."""
    for name, contract in CONTRACTS.items():
        for category, places in contract["queries"].items():
            for which, question in places.items():
                yield name, category, which, question


def seers(visibility: str) -> frozenset[str] | None:
    return {"public": None, "parties": PARTIES, "officers": OFFICERS}[visibility]


def test_rpc_every_question_for_every_role_place_and_day(world: World) -> None:
    """What is about sch1 is shown to its parties alone, in lists as in answers."""
    counted: Counter[str] = Counter()
    wrong = []
    for service, category, which, question in questions():
        who = seers(question["visibility"])
        data = contract_files.example(question["params"])
        if which == "get":
            data["id"] = IDS.get(category, "sch1_2024")
        for actor in sorted(ACTORS):
            for when, on in DAYS.items():
                sees = who is None or (actor in who and (actor.startswith("s:") or when in LIVE))
                shown, told = _shown(world, service, question["name"], data, actor, on)
                counted["may" if sees else "no"] += 1
                if (sees and told.startswith("forbidden")) or (not sees and shown):
                    wrong.append((question["name"], actor, when, sees, told))
    print(f"\nRPC, questions: {counted.total()} cells {dict(counted)}")
    assert not wrong, "\n".join(map(str, wrong))


def _shown(
    world: World, service: str, question: str, data: Wire, actor: str, on: date
) -> tuple[bool, str]:
    """Return whether something about sch1 was shown, and what was said."""
    try:
        answer = world.ask(service, question, data, actor_of(actor), on)
    except Forbidden as problem:
        return False, f"forbidden: {problem.code}"
    except Problem as problem:
        # That there is no such thing is told to those alone who may see such things.
        return False, f"refused: {problem.code}"
    if "view" in answer:
        return True, "shown"
    return any(view.get("school") == "sch1" for view in answer["views"]), "listed"


def test_what_is_between_school_and_offices_is_really_there_to_be_hidden(world: World) -> None:
    for question in ("ListCycles", "ListEvidences"):
        assert _shown(world, "assessment", question, {}, OPERATOR, WITHIN) == (True, "listed")
    assert _shown(world, "review", "ListEvaluations", {}, OPERATOR, WITHIN) == (True, "listed")
    assert _shown(world, "review", "ListEvaluations", {}, "officerpg1", WITHIN)[0]
    assert not _shown(world, "review", "ListEvaluations", {}, "officerpg2", WITHIN)[0]


def test_http_questions_and_the_feed_show_nothing_to_who_may_not_see_it(world: World) -> None:
    keys = _keys(world)
    visibility = {
        name: event["visibility"]
        for contract in CONTRACTS.values()
        for aggregate in contract["aggregates"].values()
        for name, event in aggregate["events"].items()
    }

    def ask(asker: tuple[str, str]) -> tuple[int, list[str]]:
        """Return how many cells somebody's day has, and what was wrong in them."""
        actor, when = asker
        headers = {"Kiemdinh-On": DAYS[when].isoformat()}
        headers["Authorization"] = f"Bearer {keys[actor]}"
        base, wrong, cells = f"{world.platform.url}/v1", [], 2
        for _, category, which, question in questions():
            who = seers(question["visibility"])
            if who is None or (actor in who and when in LIVE):
                continue
            path = category if which == "list" else stream_of(category).replace("-", "/")
            params: Any = contract_files.example(question["params"])
            params.pop("id", None)
            answer = _session().get(
                f"{base}/{LOG}/{path}", params=params, headers=headers, timeout=30
            )
            cells += 1
            views = answer.json().get("items", ()) if which == "list" else ()
            listed = answer.ok and which == "list"
            if any(view.get("school") == "sch1" for view in views) or not (
                listed or answer.status_code in (403, 404)
            ):
                wrong.append(f"{actor} {when} {path}: {answer.status_code} {answer.text}")
        feed = _session().get(f"{base}/events?log={LOG}&limit=1000", headers=headers, timeout=30)
        seen = {
            (visibility[e["event"]["type"]], e["event"]["stream"]) for e in feed.json()["events"]
        }
        parties = any(kind == "parties" and "sch1" in stream for kind, stream in seen)
        grants = any(stream.startswith("grant-") for _, stream in seen)
        live = when in LIVE
        if (parties, grants) != (live and actor in PARTIES, live and actor in OFFICERS):
            wrong.append(f"{actor} {when} feed: {parties} {grants}")
        return cells, wrong

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, [(actor, when) for actor in sorted(PEOPLE) for when in DAYS]))
    print(f"\nHTTP, questions and feed: {sum(cells for cells, _ in answers)} cells")
    wrong = [each for _, found in answers for each in found]
    assert not wrong, "\n".join(wrong)


def test_no_service_reads_or_writes_another_ones_tables_or_events(world: World) -> None:
    """As each role: every verb outside the own schema, EXECUTE, and foreign event types."""
    cells = 0
    connection = psycopg2.connect(world.platform.admin_dsn)
    with connection, connection.cursor() as db:
        db.execute(
            "select schemaname, tablename from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2"
        )
        tables = db.fetchall()
        db.execute("select type, role from log.type_owner order by 1")
        owners: Mapping[str, str] = dict(db.fetchall())
        for role in ROLES:
            own = {role.removeprefix("kd_")} | ({"vault"} if role == "kd_registry" else set())
            own |= {"kd_relay": {"relay"}, "kd_sealer": {"seal"}}.get(role, set())
            for schema, table in tables:
                for verb in ("select", "insert"):
                    allowed = schema in own or (verb == "select" and schema in ("relay", "seal"))
                    allowed |= (verb, schema) == ("select", "log") and table in (
                        *("event", "type_owner", "founded"),
                    )
                    if allowed:
                        continue
                    cells += 1
                    statement: sql.Composable = sql.SQL("select from {}.{} limit 1")
                    if verb == "insert":
                        statement = sql.SQL("insert into {}.{} default values")
                    where = sql.Identifier(schema), sql.Identifier(table)
                    assert refuses(db, role, statement.format(*where)), (role, verb, schema, table)  # type: ignore[attr-defined]
                if schema not in own:
                    cells += 1
                    named = f'"{schema}"."{table}"'
                    verbs = "update, delete, truncate, references, trigger"
                    db.execute("select has_table_privilege(%s, %s, %s)", (role, named, verbs))
                    assert db.fetchall() == [(False,)], (role, schema, table)
            if role in READERS:
                cells += 1
                assert refuses(db, role, append("SchoolRegistered")), role
            for type_, owner in owners.items():
                if role in WRITERS and role != owner:
                    cells += 1
                    assert refuses(db, role, append(type_)), (role, type_)
    connection.close()
    print(f"\ndatabase: {cells} cells")
    assert cells > len(ROLES) * len(tables)


def _keys(world: World) -> dict[str, str]:
    """Return an API key for each person, made at the first call."""
    headers = {"Authorization": f"Bearer {world.platform.operator_key}"}
    for person in sorted(PEOPLE - world.keys.keys()):
        answer = requests.post(
            f"{world.platform.url}/v1/keys",
            json={"actor": f"u:{person}"},
            headers={**headers, "Idempotency-Key": f"key-of-{person}"},
            timeout=30,
        )
        assert answer.ok, answer.text
        world.keys[person] = str(answer.json()["key"])
    return world.keys


_OPEN = local()


def _session() -> requests.Session:
    """Return this thread's session, whose connection stays open."""
    if not hasattr(_OPEN, "session"):
        _OPEN.session = requests.Session()
    session: requests.Session = _OPEN.session
    return session
