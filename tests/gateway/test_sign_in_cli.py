"""`kiemdinh account` on the whole platform, and the person it lets in, over real connections."""

import pytest
import requests
from click.testing import CliRunner, Result

from services.__main__ import main
from tests.gateway.conftest import World
from tests.gateway.installation import PASSWORD

pytestmark = pytest.mark.e2e


def run(world: World, *arguments: str) -> Result:
    """Run the command line against the platform."""
    where = ("--url", world.url, "--var", str(world.platform.folder))
    return CliRunner().invoke(main, ["account", *arguments, *where])


def field(done: Result, name: str) -> str:
    """Return what the command printed under a name."""
    (line,) = [line for line in done.output.splitlines() if line.startswith(f"{name}:")]
    return line.partition(":")[2].strip()


def test_the_operator_keeps_an_account_from_first_to_last(world: World) -> None:
    made = run(world, "create", "cli_lan", "cli.lan")
    assert made.exit_code == 0, made.output
    assert field(made, "Người") == "u:cli_lan"
    with requests.Session() as browser:
        browser.headers["Origin"] = world.url

        def post(path: str, **body: str) -> requests.Response:
            return browser.post(f"{world.url}{path}", json=body, timeout=30)

        used = post("/v1/invitation", token=field(made, "Lời mời"), password=PASSWORD)
        assert used.status_code == 200, used.text
        assert post("/v1/sign-in", login="cli.lan", password=PASSWORD).status_code == 200
        shown = browser.get(f"{world.url}/v1/session", timeout=30)
        assert shown.json()["actor"] == "u:cli_lan"
        listed = run(world, "list")
        assert "cli.lan" in listed.output
        assert "đang dùng" in listed.output
        assert run(world, "disable", "u:cli_lan").exit_code == 0
        assert browser.get(f"{world.url}/v1/session", timeout=30).status_code == 401
        assert "đã khóa" in run(world, "list").output
        again = run(world, "reset", "cli_lan")
        assert field(again, "Lời mời") != field(made, "Lời mời")
        assert run(world, "erase", "cli_lan", "--yes").exit_code == 0
        assert "cli.lan" not in run(world, "list").output


def test_a_refusal_is_told_in_its_own_words(world: World) -> None:
    done = run(world, "reset", "cli_nobody")
    assert done.exit_code == 1
    assert "chưa có tài khoản" in done.output


def test_without_a_key_it_says_where_one_is_looked_for(world: World) -> None:
    done = CliRunner().invoke(main, ["account", "list", "--url", world.url, "--var", "/nowhere"])
    assert done.exit_code == 2
    assert "/nowhere/operator.key" in done.output
