"""The ladder of reminders: on which working days before and after its last day a duty is named."""

from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from libs.kernel.problems import BadSettings
from libs.law.calendar import VIETNAM
from libs.law.standards import read_data

SETTING = "KIEMDINH_REMINDERS"
_LISTS, _HOURS = ("before", "after"), ("hour", "quiet_from", "quiet_until")


@dataclass(frozen=True, slots=True)
class Ladder:
    """Working days left (`before`) or late (`after`, then each `every`) on which a duty is named.

    The digest of a day is made from `hour` on; nothing is sent from `quiet_from` to `quiet_until`,
    hours of the day in Viet Nam, 0 to 23. `source` says what it rests on.
    """

    before: frozenset[int]
    after: frozenset[int]
    every: int
    hour: int
    quiet_from: int
    quiet_until: int
    source: str

    def names(self, days_left: int) -> bool:
        """Return whether a duty with so many working days left is named; below 0 it is late."""
        if days_left >= 0:
            return days_left in self.before
        late, last = -days_left, max(self.after, default=0)
        return late in self.after or (late > last and (late - last) % self.every == 0)

    def quiet(self, at: datetime) -> bool:
        """Return whether nothing is sent at an instant."""
        hour = at.astimezone(VIETNAM).hour
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    def due(self, at: datetime) -> bool:
        """Return whether the digest of the day may be made at an instant."""
        return at.astimezone(VIETNAM).hour >= self.hour and not self.quiet(at)


def usual() -> Ladder:
    """Return the ladder of an installation that states none."""
    return parse((files("libs.law.standards") / "data" / "reminders.yaml").read_text("utf-8"))


def ladder_in(path: str) -> Ladder:
    """Return the ladder of a file, the usual one for no path; raises `BadSettings`."""
    if not path:
        return usual()
    try:
        return parse(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSettings(f"Không đọc được {SETTING} ({path}): {error.strerror}.") from error


def parse(text: str) -> Ladder:
    """Return the ladder that YAML `text` states; raises `BadSettings` naming all that is wrong."""
    stated: Any = read_data(text)
    if not isinstance(stated, dict):
        raise BadSettings(f"{SETTING}: phải là các cặp tên và giá trị.")
    wrong = [f"{name} phải là danh sách số ngày" for name in _LISTS if not _days(stated.get(name))]
    wrong += [f"{name} phải là giờ từ 0 đến 23" for name in _HOURS if not _in(stated, name, 0, 23)]
    if not _in(stated, "every", 1, 366):
        wrong.append("every phải là số ngày từ 1 trở lên")
    if wrong:
        raise BadSettings(f"{SETTING}: {'; '.join(wrong)}.")
    return Ladder(
        frozenset(stated["before"]),
        frozenset(stated["after"]),
        stated["every"],
        stated["hour"],
        stated["quiet_from"],
        stated["quiet_until"],
        str(stated.get("source", "")),
    )


def _days(value: Any) -> bool:
    return isinstance(value, list) and all(type(each) is int and 0 <= each <= 366 for each in value)


def _in(stated: dict[str, Any], name: str, least: int, most: int) -> bool:
    return type(stated.get(name)) is int and least <= stated[name] <= most
