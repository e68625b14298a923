"""What a browser wrote a moment ago, so that its next pages show it wherever it goes on.

Read tables follow the log by some milliseconds; a page that is opened from a bookmark, another tab
or by going back waits for them like one that the receipt leads to.
"""

import re
from collections.abc import Mapping

COOKIE = "kiemdinh_written"
KEPT = 60
"""Seconds after which followers are not waited for any more: one that is late so long is told of
by the service's health."""
MOST = 4
"""Logs that are remembered, the last ones."""

_ONE = re.compile(r"([0-9]{2})-([0-9]{1,15})")


def cookie(positions: Mapping[str, int]) -> str:
    """Return positions by log as the cookie's value."""
    return ".".join(f"{log}-{position}" for log, position in [*positions.items()][-MOST:])


def told(value: str) -> dict[str, int]:
    """Return what a cookie's value tells, nothing for parts that are malformed."""
    found = (_ONE.fullmatch(part) for part in value.split(".")[:MOST])
    return {one[1]: int(one[2]) for one in found if one}
