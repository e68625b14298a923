"""An audit with a second process, tried in a process of its own.

Where threads run there is no second process, and who runs the tests has some: so `apart_alone` has
an interpreter to itself. It may be killed there, too.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ALONE = Path(__file__).with_name("apart_alone.py")
MINUTES = 5


def test_an_audit_with_a_second_process_says_what_one_process_says() -> None:
    plain = ("-q", "-n0", "-p", "no:cacheprovider")
    found = subprocess.run(
        [sys.executable, "-m", "pytest", *plain, str(ALONE)],
        cwd=ALONE.parents[2],
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
        capture_output=True,
        text=True,
        timeout=60 * MINUTES,
        check=False,
    )
    assert found.returncode == 0, found.stdout[-4000:] + found.stderr[-1000:]
    assert " passed" in found.stdout
