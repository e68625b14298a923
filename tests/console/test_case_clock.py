"""How long a dossier lay with its office: the time stops while the school completes it."""

from datetime import date

import pytest

from libs.kernel.problems import Wire
from services.console.case_clock import Clock, clock

TODAY = date(2024, 11, 22)
"""A Friday."""


def act(kind: str, recorded: str, dated: str | None = None) -> Wire:
    return {"act_kind": kind, "recorded_on": recorded, "dated": dated}


FILED = act("filed", "2024-11-04")
BACK = act("returned", "2024-11-08", "2024-11-06")
AGAIN = act("filed", "2024-11-13")
FORWARDED = act("forwarded", "2024-11-18")
ACCEPTED = act("accepted", "2024-11-20")
GONE = act("withdrawn", "2024-11-06")


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([], None),
        ([FILED], Clock(14, 0, "office")),
        ([FILED, BACK], Clock(2, 12, "school")),
        ([FILED, BACK, AGAIN], Clock(2 + 7, 5, "office")),
        ([FILED, BACK, AGAIN, FORWARDED, ACCEPTED], Clock(2 + 5, 5, "")),
        ([FILED, GONE, AGAIN], Clock(7, 0, "office")),
    ],
)
def test_working_days_count_for_whom_the_dossier_lies_with(
    acts: list[Wire], expected: Clock | None
) -> None:
    assert clock(acts, TODAY) == expected
