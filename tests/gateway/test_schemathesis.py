"""Generated requests, valid and invalid, against the whole platform: no 5xx, nothing undocumented.

Some hundreds of them, each said again by one further caller; several thousand with
KIEMDINH_NIGHTLY=1. `make calls` has each said again by every kind of caller, 100,000 calls in all.
Another start for the generator by KIEMDINH_SEED; a failure prints the request that brought it
about.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from services.cli.golden import ROOT
from tests.gateway import callers
from tests.gateway.conftest import World

pytestmark = pytest.mark.e2e

NIGHTLY = os.environ.get("KIEMDINH_NIGHTLY") == "1"
SEED = os.environ.get("KIEMDINH_SEED", "1")
BY_ALL = os.environ.get("KIEMDINH_CALLS") == "1"
EXAMPLES = os.environ.get("KIEMDINH_EXAMPLES", "60" if NIGHTLY else "11" if BY_ALL else "3")
"""How many requests are made up for each operation of the document, at most."""
SECONDS = os.environ.get("KIEMDINH_CALLS_SECONDS", "0")
"""After how long no more requests are made up; 0 for no limit."""
CONFIG = Path(__file__).parent / "schemathesis.toml"
LATE = """
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", 503]
"""
"""Where the machine has more to do than it can, some are told so: `callers` looks at which."""


def checked(
    world: World,
    key: str,
    folder: Path,
    *options: str,
    config: Path = CONFIG,
    headers: tuple[str, ...] = (),
    further: dict[str, str] | None = None,
) -> int:
    """Return how many requests were sent with a caller's key, having seen all checks pass.

    `headers` are sent in place of the key where there are any, `further` are of the environment.
    """
    sent = headers or (f"Authorization: Bearer {key}",)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--config-file", str(config)),
            *("run", f"{world.url}/openapi.json"),
            *(part for header in sent for part in ("--header", header)),
            *("--seed", SEED, "--generation-database", "none", "--no-color"),
            *("--continue-on-failure", "--request-timeout", "30", *options),
        ],
        cwd=folder,
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "tests.gateway.schemathesis_hooks",
            "PYTHONPATH": str(ROOT),
            **(further or {}),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, _what_failed(done.stdout) + done.stderr[-2_000:]
    (count,) = re.findall(r"([0-9,]+) generated", done.stdout)
    return int(count.replace(",", ""))


def _what_failed(told: str) -> str:
    """Return the failures of a report, which stand before pages of warnings."""
    _, _, failures = told.partition("= FAILURES =")
    return failures[:20_000] or told[-20_000:]


def test_no_kind_of_caller_ever_meets_a_server_error(world: World, tmp_path: Path) -> None:
    phases = "examples,coverage,fuzzing,stateful" if NIGHTLY else "examples,fuzzing"
    kinds = callers.every_kind(world)
    key = kinds["everything"]["Authorization"].removeprefix("Bearer ")
    asked, told = tmp_path / "callers.json", tmp_path / "told.json"
    at_once = len(kinds) if BY_ALL else 1
    asked.write_text(json.dumps({"callers": kinds, "at_once": at_once}))
    further = {callers.CALLERS: str(asked), callers.TOLD: str(told)}
    size = ("--phases", phases, "--max-examples", EXAMPLES)
    limit = () if SECONDS == "0" else ("--max-time", SECONDS)
    config = CONFIG
    if BY_ALL:
        config = tmp_path / CONFIG.name
        config.write_text(CONFIG.read_text().replace("422, 429]", "422, 429, 503]") + LATE)
    count = checked(world, key, tmp_path, *size, *limit, config=config, further=further)
    found = json.loads(told.read_text())
    first = sum(n for name, n in found["counts"].items() if name.startswith(callers.FIRST))
    again = sum(found["counts"].values()) - first
    print(f"{first} calls, {again} again by {len(kinds)} kinds of callers: {found['counts']}")
    assert not found["failed"], found["failed"][:5]
    assert count >= 200
    assert first >= 200
    names = {name.rpartition(" ")[0] for name in found["counts"]}
    assert names == {*kinds, callers.FIRST}
    assert again >= first * at_once * 0.9
    assert world.person.get("/v1/79/grant").ok, "the key was ended under way"
    assert found["counts"]["first 2xx"] > first / 10


def test_the_operator_never_meets_a_server_error(world: World, tmp_path: Path) -> None:
    some = ("--include-path-regex", "^/v1/(keys|events)|/(grant|instruction)/")
    size = ("--phases", "examples,fuzzing", "--max-examples", "60" if NIGHTLY else "6")
    assert checked(world, world.platform.operator_key, tmp_path, *some, *size) >= 30


def test_whoever_is_signed_in_never_meets_a_server_error(world: World, tmp_path: Path) -> None:
    person = {"actor": "u:generated", "login": "generated"}
    invitation = world.operator.command("/v1/accounts", person).json()["invitation"]
    cookie = world.browser("generated", invitation)
    # Not what ends the session itself.
    some = ("--include-path-regex", "^/v1/(keys|sessions?|accounts)(/|$)")
    # The tool takes a cookie given as a header for none at all.
    cookies = ("--exclude-checks", "ignored_auth", "--mode", "positive")
    size = ("--phases", "examples,fuzzing", "--max-examples", "60" if NIGHTLY else "6")
    headers = (f"Cookie: kiemdinh={cookie}", f"Origin: {world.url}")
    assert checked(world, "", tmp_path, *some, *size, *cookies, headers=headers) >= 30
