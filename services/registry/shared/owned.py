"""Commands on a stream that a school or an office keeps, whose id begins with the keeper's."""

from dataclasses import dataclass

from libs.kernel.messages import given
from libs.kernel.problems import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """What every command on such a stream knows: its id and its owner."""

    id: str = given("id")
    owner: str = given("school")


def year_of(act: Owned) -> int:
    """Return the school year that the stream's id ends with, `<owner>_<year>`.

    Raises `Rejected` ("year-missing").
    """
    owner, _, year = act.id.rpartition("_")
    if owner != act.owner or not (year.isdecimal() and 2000 <= int(year) <= 2100):
        detail = f"Mã '{act.id}' phải ghép từ mã đơn vị và năm bắt đầu năm học."
        raise Rejected("year-missing", detail, rule="ví dụ đúng: phong764_2024")
    return int(year)
