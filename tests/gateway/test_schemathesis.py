"""Generated requests, valid and invalid, against the whole platform: no 5xx, nothing undocumented.

A few hundred of them; several thousand with KIEMDINH_NIGHTLY=1. Another start for the generator by
KIEMDINH_SEED; a failure prints the request that brought it about.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from services.cli.golden import ROOT
from tests.gateway.conftest import World

pytestmark = pytest.mark.e2e

NIGHTLY = os.environ.get("KIEMDINH_NIGHTLY") == "1"
SEED = os.environ.get("KIEMDINH_SEED", "1")
HERE = Path(__file__).parent


def checked(
    world: World, key: str, folder: Path, *options: str, headers: tuple[str, ...] = ()
) -> int:
    """Return how many requests were sent with a caller's key, having seen all checks pass.

    `headers` are sent in place of the key where there are any.
    """
    sent = headers or (f"Authorization: Bearer {key}",)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--config-file", str(HERE / "schemathesis.toml")),
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
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    (count,) = re.findall(r"([0-9,]+) generated", done.stdout)
    return int(count.replace(",", ""))


def test_whoever_may_do_everything_never_meets_a_server_error(world: World, tmp_path: Path) -> None:
    phases = "examples,coverage,fuzzing,stateful" if NIGHTLY else "examples,fuzzing"
    key = str(world.person.session.headers["Authorization"]).removeprefix("Bearer ")
    size = ("--phases", phases, "--max-examples", "60" if NIGHTLY else "3")
    assert checked(world, key, tmp_path, *size) >= (3000 if NIGHTLY else 200)


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
