import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from libs.engine import rules
from libs.hosting.embedded import Platform
from libs.hosting.private_postgres import NotStarted
from libs.log.database import Database
from libs.log.postgres import PostgresLog
from services.cli.platform import platform

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]
DEADLINE = 60.0


def start(folder: Path, port: int = 0) -> Platform:
    return platform(folder / "var", port, demo=True)


def send(url: str, key: str, name: str) -> dict[str, Any]:
    """Register one office and return the answer; sent again while the platform says "not now"."""
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": uuid.uuid4().hex}
    body = {"name": name, "kind": "other", "area": "79", "parent": None}
    path = f"{url}/v1/79/organisation/{name}/register-organisation"
    answer: dict[str, Any] = {}

    def accepted() -> bool:
        response = requests.post(path, json=body, headers=headers, timeout=30)
        assert response.status_code in (200, 503), response.text
        answer.update(response.json())
        return response.ok

    until(accepted)
    return answer


def ask(url: str, key: str, name: str, position: int) -> dict[str, Any]:
    response = requests.get(
        f"{url}/v1/79/organisation/{name}",
        params={"min_position": position},
        headers={"Authorization": f"Bearer {key}"},
        timeout=30,
    )
    assert response.ok, response.text
    return dict(response.json())


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not done():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)


def serve(folder: Path) -> tuple[subprocess.Popen[str], str, str]:
    """Run `kiemdinh serve`; return its process, its address and the operator's key."""
    process = subprocess.Popen(
        [sys.executable, "-m", "services", "serve", "--port", "0", "--var", str(folder / "var")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
    assert found
    return process, found[0], (folder / "var" / "operator.key").read_text()


def test_a_command_is_read_back_at_its_position(open_folder: Path) -> None:
    with start(open_folder) as running:
        answer = send(running.url, running.operator_key, "somau")
        view = ask(running.url, running.operator_key, "somau", answer["position"])
        assert (view["name"], view["position"]) == ("somau", answer["position"])
        assert requests.get(f"{running.url}/readyz", timeout=30).ok


def test_a_second_start_goes_on_where_it_was(open_folder: Path) -> None:
    with start(open_folder) as running:
        key = running.operator_key
        first = send(running.url, key, "somau")
    with start(open_folder) as running:
        assert running.operator_key == key
        assert ask(running.url, key, "somau", first["position"])["version"] == 1
        # Between the two the new log has said by which rules it goes on.
        assert send(running.url, key, "phongmau")["position"] == first["position"] + 2


def test_a_start_under_stricter_rules_tells_each_log_once(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def types(running: Platform) -> list[str]:
        db = Database(running.admin_dsn, "log", 1)
        try:
            return [entry.type for entry in PostgresLog(db).follow("79", 0)]
        finally:
            db.close()

    with start(open_folder) as running:
        send(running.url, running.operator_key, "somau")
        begun = types(running)
    assert begun == ["OrganisationRegistered", "RulesAdopted"]
    monkeypatch.setattr(rules, "RULES", rules.RULES + 1)
    for _ in range(2):
        with start(open_folder) as running:
            assert types(running) == [*begun, "RulesAdopted"]


def test_the_operators_key_is_for_its_owner_alone(open_folder: Path) -> None:
    with start(open_folder) as running:
        kept = open_folder / "var" / "operator.key"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert len(running.operator_key) >= 32


def test_two_platforms_cannot_run_on_one_folder(open_folder: Path) -> None:
    with start(open_folder), pytest.raises(NotStarted, match="đang được một tiến trình Kiemdinh"):
        start(open_folder).__enter__()


def test_a_port_in_use_is_refused_and_nothing_stays_behind(open_folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        running = start(open_folder, other.getsockname()[1])
        with pytest.raises(NotStarted, match="Không mở được cổng HTTP"):
            running.__enter__()
        assert not running.postgres.running()
    with start(open_folder) as running:
        assert requests.get(f"{running.url}/livez", timeout=30).ok


def test_everything_is_sealed_by_itself(open_folder: Path) -> None:
    with start(open_folder) as running:
        position = send(running.url, running.operator_key, "somau")["position"]

        def sealed() -> bool:
            answer = requests.get(f"{running.url}/v1/79/checkpoint", timeout=30)
            return answer.ok and int(answer.text.splitlines()[1]) >= position

        until(sealed)


def test_a_killed_database_comes_back_and_calls_go_on(open_folder: Path) -> None:
    with start(open_folder) as running:
        first = send(running.url, running.operator_key, "somau")
        os.kill(running.postgres.pid, signal.SIGKILL)
        second = send(running.url, running.operator_key, "phongmau")
        # The second event is that of a new log's rules.
        assert second["position"] == first["position"] + 2
        assert ask(running.url, running.operator_key, "somau", second["position"])


def test_a_killed_signer_comes_back_and_goes_on_signing(open_folder: Path) -> None:
    with start(open_folder) as running:
        send(running.url, running.operator_key, "somau")
        running.seal("79")
        running.signer._process.kill()
        position = send(running.url, running.operator_key, "phongmau")["position"]

        def sealed() -> bool:
            newest = running.sealer.seals.newest("79")
            return newest is not None and newest.size >= position

        until(sealed)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_cleanly(open_folder: Path, number: signal.Signals) -> None:
    process, url, key = serve(open_folder)
    send(url, key, "somau")
    process.send_signal(number)
    told, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Đã dừng" in told


def test_kill_9_loses_nothing_that_was_acknowledged(open_folder: Path) -> None:
    acknowledged: dict[str, int] = {}
    for turn in range(3):
        process, url, key = serve(open_folder)
        for number in range(5):
            name = f"coquan{turn}x{number}"
            acknowledged[name] = send(url, key, name)["position"]
        process.kill()
        process.communicate()
    with start(open_folder) as running:
        last = max(acknowledged.values())
        for name, position in acknowledged.items():
            assert ask(running.url, running.operator_key, name, last)["position"] == position
    # The second event is that of a new log's rules.
    assert sorted(acknowledged.values()) == [1, *range(3, 17)]
