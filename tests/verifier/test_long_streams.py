"""What an audit costs grows with the entries, not with how they pile up in one stream."""

import sys
from dataclasses import replace
from types import FrameType
from typing import Any

from libs.log.entry import record
from services.verifier.entries import Entries
from tests.verifier import platform
from tests.verifier.story import (
    EVALUATION,
    PRINCIPAL,
    Step,
    Steps,
    Telling,
    assess,
    file,
    founded,
    write,
)


def filed(told: Telling, times: int) -> Steps:
    """Return a case that its school filed and withdrew again and again."""
    steps = told.steps()
    last = steps[-1]
    assert last.type == "RegistrationSubmitted"
    day = last.on
    back = {"reason": "Nộp lại"}
    for n in range(2, times + 1):
        steps.append(Step(EVALUATION, "RegistrationWithdrawn", back, PRINCIPAL, day))
        steps.append(replace(last, data={**last.data, "attempt": n}, act=None))
    return steps


def calls(steps: Steps) -> int:
    """Return how many functions are called to judge what the steps say."""
    entries = [record("79", n, raw) for n, raw in enumerate(write(steps), 1)]
    judge, count = Entries(platform.RULES), 0

    def counted(frame: FrameType, what: str, of: Any) -> None:
        nonlocal count
        count += what in ("call", "c_call")

    sys.setprofile(counted)
    try:
        for entry in entries:
            judge.check(entry)
        judge.finish()
    finally:
        sys.setprofile(None)
    return count


def test_registrations_in_one_case_cost_linear_time() -> None:
    told = founded()
    assess(told)
    file(told)
    # The first run is the longest: what is read for the first time is prepared.
    _, few, some, many = (calls(filed(told, n)) for n in (2, 40, 80, 120))
    assert many - some < 1.02 * (some - few)
