"""1 July 2025 in Gò Vấp: what the dry run lists is what changes, whatever is killed on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from libs.kernel.problems import Wire
from services.__main__ import main
from services.cli.api import Refused, RemoteSeals
from services.cli.demo.schools import person
from services.cli.export import export
from tests.e2e import reform
from tests.e2e.reform import ACTED, LOG, OPERATOR, PHONG, SO, WARD, Fact, Server
from tests.e2e.runs import kiemdinh
from tests.messaging import until

pytestmark = pytest.mark.e2e


@dataclass
class Reform:
    """The story: facts before and after, what was listed, what each run said."""

    server: Server
    before: dict[Fact, Wire]
    after: dict[Fact, Wire]
    listed: Wire
    known_before: str
    done_when_killed: int
    added: int
    again: tuple[Wire, str]
    added_again: int


@pytest.fixture(scope="module")
def reformed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reform]:
    """The plan listed, begun, killed with its platform, gone on with, and carried out again."""
    server = Server(tmp_path_factory.mktemp("reform"))
    try:
        yield _story(server)
    finally:
        server.stop()


def _story(server: Server) -> Reform:
    reform.before(server)
    known_before = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    start, before = server.head(), reform.facts(server)
    listed, _ = reform.listed(server)
    assert server.head() == start, "a dry run writes nothing"
    killed = reform.killed_on_the_way(server, listed["steps"])
    reform.listed(server, "--execute")
    end, after = server.head(), reform.facts(server)
    again = reform.listed(server, "--execute")
    added_again = server.head() - end
    return Reform(
        server, before, after, listed, known_before, killed, end - start, again, added_again
    )


def test_what_is_listed_is_what_changes(reformed: Reform) -> None:
    changed = {
        key
        for key in reformed.before.keys() | reformed.after.keys()
        if reformed.before.get(key) != reformed.after.get(key)
    }
    items = {(item["kind"], item["id"]): item for item in reformed.listed["items"]}
    assert changed == {key for key, item in items.items() if item["changes"]}
    for key, item in items.items():
        was, now = reformed.before.get(key), reformed.after.get(key)
        if not item["changes"]:
            assert was == now
            continue
        assert now is not None
        assert (was is None) == (item["before"] is None)
        assert {name: now[name] for name in item["after"]} == item["after"]
        if was is not None:
            assert {name: was[name] for name in item["before"]} == item["before"]
            differ = {name for name in now if now[name] != was[name]}
            assert differ <= item["after"].keys()


def test_each_kind_of_thing_is_listed(reformed: Reform) -> None:
    kinds = {item["kind"] for item in reformed.listed["items"]}
    assert kinds == {"office", "function", "school", "case", "deadline", "right", "page"}
    assert reformed.listed["obstacles"] == []


def test_a_killed_run_goes_on_and_a_finished_one_adds_nothing(reformed: Reform) -> None:
    assert 0 < reformed.done_when_killed < reformed.added
    assert reformed.added == reformed.listed["steps"], "one event for each command, none twice"
    again, said = reformed.again
    assert (again["steps"], reformed.added_again) == (0, 0)
    assert "0 lệnh, ghi thêm 0 sự kiện" in said
    assert [item for item in again["items"] if item["changes"]] == []


def test_a_case_filed_at_the_phong_goes_on_with_its_successor_and_its_deadlines(
    reformed: Reform,
) -> None:
    _, filing, drafted = reform.schools()
    case = f"evaluation-{filing.id}_2024"
    path = f"/v1/{LOG}/evaluation/{filing.id}_2024"
    api = reformed.server.api
    view = api.get(path, actor=OPERATOR).json()
    assert (view["checker"], view["appraiser"], view["state"]) == (WARD, SO, "filed")
    assert [(t["source"], t["to"]) for t in view["transfers"]] == [(PHONG, WARD)]
    assert view["open_deadlines"] == [{"step": "survey", "before": "2025-09-01"}]
    reply = api.get(f"/v1/{LOG}/evaluation/{drafted.id}_2024", actor=OPERATOR).json()
    assert [d["step"] for d in reply["open_deadlines"]] == ["reply"]
    checked = {"checked": ["letter", "report"]}
    with pytest.raises(Refused, match="grant-missing"):
        _act(reformed, case, checked, person("officer-go-vap"), "phong")
    elsewhere = reform.officer(reformed.server, SO, "officer-elsewhere")
    with pytest.raises(Refused, match="function-not-held"):
        _act(reformed, case, checked, elsewhere, "so")
    successor = reform.officer(reformed.server, WARD, "officer-hanh-thong")
    seen = _act(reformed, case, checked, successor, "ward")
    view = api.get(path, actor=OPERATOR, min_position=seen).json()
    assert view["state"] == "forwarded"


def _act(reformed: Reform, case: str, data: Wire, actor: str, turn: str) -> int:
    """Return the position of the act."""
    done = reformed.server.api.command(
        LOG,
        case,
        "ForwardRegistration",
        data,
        actor=actor,
        on=ACTED,
        command_id=f"accept-by-{turn}",
    )
    return done.position


@pytest.mark.parametrize(
    ("on", "before_it_was_known", "holder"),
    [
        (date(2025, 6, 15), False, PHONG),
        (date(2025, 8, 15), False, WARD),
        (date(2025, 8, 15), True, PHONG),
    ],
)
def test_who_held_it_is_answered_by_day_and_by_what_was_known(
    reformed: Reform, on: date, before_it_was_known: bool, holder: str
) -> None:
    _, filing, _ = reform.schools()
    params = {"function": "check_dossier", "school": filing.id, "on": on.isoformat()}
    if before_it_was_known:
        params["known"] = reformed.known_before
    found = reformed.server.api.all(f"/v1/{LOG}/holder", actor=None, **params)
    assert [view["holder"] for view in found] == [holder]


def test_the_history_shows_both_offices(reformed: Reform) -> None:
    _, filing, _ = reform.schools()
    target = ["--url", reformed.server.url, "--key", reformed.server.key]
    done = CliRunner().invoke(main, ["history", filing.id, *target])
    assert done.exit_code == 0, done.output
    told = " ".join(done.output.split())
    assert "Chuyển hồ sơ" in told
    assert "Gò Vấp" in told
    assert "Hạnh Thông" in told


@pytest.mark.parametrize("name", ["77-ba-ria-vung-tau", "83-ben-tre", "01-ha-noi"])
def test_the_other_provinces_of_the_letters_are_carried_out_once(
    reformed: Reform, name: str
) -> None:
    plan = reform.PLAN.with_name(f"{name}.yaml")
    first, _ = reform.listed(reformed.server, "--execute", plan=plan)
    assert first["steps"] > 0
    assert first["obstacles"] == []
    again, said = reform.listed(reformed.server, "--execute", plan=plan)
    assert again["steps"] == 0
    assert "0 lệnh, ghi thêm 0 sự kiện" in said


def test_the_log_is_verified_from_a_bundle(reformed: Reform, tmp_path: Path) -> None:
    api, seals = reformed.server.api, RemoteSeals(reformed.server.api)
    head = reformed.server.head()

    def sealed() -> bool:
        newest = seals.newest(LOG)
        return newest is not None and newest.size >= head

    until(sealed, 60, "a checkpoint of the whole log")
    export(api.events, seals, LOG, tmp_path / "bundle")
    done = kiemdinh("verify", str(tmp_path / "bundle"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_read_table_equals_the_one_rebuilt_from_the_log(reformed: Reform) -> None:
    reformed.server.stop()
    done = kiemdinh("replay", "--var", str(reformed.server.var))
    assert done.returncode == 0, done.stdout + done.stderr
    reformed.server.start()
