"""Whose a stream is and how its id is made, by the stream's category: the one place that says so.

Ids of schools, offices, persons and letters are of one form, so that an id alone says nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from libs.kernel.messages import Contract
from libs.kernel.problems import Rejected
from libs.log.entry import category_of
from libs.rights.functions import FUNCTIONS
from libs.rights.offices import OFFICES
from libs.rights.reading import Read, heard
from libs.rights.schools import SCHOOLS

Owner = Literal["school", "office", "either", "issuer", "person", "province"]
"""A school; an office; one of both; the office that issued the letter; a person; the province."""
MOST = 64
"""The most letters of an id: longer ones can be asked for nowhere."""


@dataclass(frozen=True, slots=True)
class Ids:
    """Whose the streams of a category are, and what their ids are made of.

    `pattern` matches the whole of an id, `made_of` says the same to people. `begun`: it is asked of
    what begins; what older rules let begin otherwise goes on, so that it can come to its end.
    """

    owner: Owner
    pattern: str
    made_of: str
    begun: bool = False
    _form: re.Pattern[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Prepare the pattern, which is asked at each act."""
        object.__setattr__(self, "_form", re.compile(self.pattern))

    def fit(self, id: str) -> bool:
        """Return whether a stream of the category may have this id."""
        return len(id) <= MOST and self._form.fullmatch(id) is not None


_ONE = "[0-9a-z]{1,40}"
"""The id of a school or an office: what is named after it has room behind it."""
_NAME = "[0-9a-z]+(?:_[0-9a-z]+)*"
_YEAR = "20[0-9]{2}"
_STAGE = "preschool|primary|lower_secondary|upper_secondary|continuing_education"
_AREA = "[0-9]{2,5}"
_PROVINCE = "[0-9]{2}"
_PERSON = "[0-9a-z_]{1,64}"
_KIND = "accreditation|national"

SCHOOL = Ids("school", _ONE, "mã trường")
OFFICE = Ids("office", _ONE, "mã đơn vị")
SCHOOL_YEAR = Ids("school", f"{_ONE}_{_YEAR}", "mã trường và năm bắt đầu năm học")
OFFICE_YEAR = Ids("office", f"{_ONE}_{_YEAR}", "mã đơn vị và năm bắt đầu năm học")
CYCLE = Ids(
    *("school", f"{_ONE}_{_YEAR}(?:_(?:{_STAGE}))?"),
    "mã trường, năm bắt đầu năm học và cấp học nếu tự đánh giá riêng một cấp",
)
RECOGNITION = Ids(
    *("school", f"{_ONE}_(?:{_KIND})(?:{_YEAR}|_[0-9]{{8}})"),
    "mã trường, loại công nhận và năm của hồ sơ hoặc ngày của quyết định",
)
EITHER = Ids("either", f"{_ONE}_{_NAME}", "mã trường hoặc đơn vị và một tên riêng")
EITHER_YEAR = Ids("either", f"{_ONE}_{_YEAR}", "mã trường hoặc đơn vị và năm bắt đầu năm học")
PERSON = Ids("person", _PERSON, "mã của một người")
PROVINCE = Ids("province", _PROVINCE, "mã tỉnh")

RATING = Ids(
    *("school", f"{_ONE}_{_YEAR}_[1-9][0-9]{{0,3}}_[0-9a-f]{{12}}"),
    "mã hồ sơ, số của lượt chấm và mã của thành viên",
)

IDS: Mapping[str, Ids] = {
    "agreement": SCHOOL_YEAR,
    "assignment": Ids("province", f"(?:{'|'.join(FUNCTIONS)})_{_AREA}", "chức năng và mã địa bàn"),
    "complaint": Ids(
        *("school", f"{_ONE}_(?:{_KIND}){_YEAR}"),
        "mã trường, loại công nhận và năm của hồ sơ",
    ),
    "contact": OFFICE,
    "cycle": CYCLE,
    "discussion": Ids("school", f"{_ONE}_{_NAME}", "mã trường và một tên riêng"),
    "duty": EITHER_YEAR,
    "evaluation": SCHOOL_YEAR,
    "evidence": SCHOOL,
    "figures": SCHOOL_YEAR,
    "grant": PERSON,
    "headcount": EITHER_YEAR,
    "helprequest": EITHER,
    "improvement_plan": SCHOOL_YEAR,
    "instruction": Ids("issuer", _NAME, "mã của văn bản"),
    "lineage": PROVINCE,
    "nomination": OFFICE_YEAR,
    "organisation": replace(OFFICE, begun=True),
    "person": PERSON,
    "plannedlist": OFFICE_YEAR,
    "preparation": SCHOOL_YEAR,
    "publication": RECOGNITION,
    "quorum": Ids("province", _AREA, "mã địa bàn"),
    "rating": RATING,
    "recognition": RECOGNITION,
    "roadmap": Ids("office", f"{_ONE}_{_NAME}", "mã đơn vị và một tên riêng"),
    "rules": PROVINCE,
    "school": replace(SCHOOL, begun=True),
    "succession": SCHOOL,
    "team": SCHOOL_YEAR,
    "timer": Ids("province", f"{_NAME}_{_YEAR}", "mã văn bản và năm bắt đầu năm học"),
    "training": EITHER,
}
"""Every category of stream; nobody but the province's keeps one that is missing here."""


def check_id(stream: str, new: bool) -> None:
    """Raise `Rejected` ("id-form") unless the stream's id is what its category means.

    `new`: nothing has happened in it. Else one id would pass for two things, or two for one.
    """
    category, _, id = stream.partition("-")
    ids = IDS.get(category)
    if ids is None or ids.fit(id) or (ids.begun and not new):
        return
    detail = f"Mã '{id}' không đúng dạng: phải là {ids.made_of}, chữ thường và chữ số."
    raise Rejected("id-form", detail, "mã của mỗi loại hồ sơ có một dạng")


def owner_of(stream: str) -> Owner:
    """Return what a stream's id begins with."""
    ids = IDS.get(category_of(stream))
    return "province" if ids is None else ids.owner


def only_school(read: Read, id: str) -> bool:
    """Return whether `id` is a school and no office: logs from before it was refused have both."""
    return _told(read, f"school-{id}", SCHOOLS) and not _told(read, f"organisation-{id}", OFFICES)


def only_office(read: Read, id: str) -> bool:
    """Return whether `id` is an office and no school."""
    return _told(read, f"organisation-{id}", OFFICES) and not _told(read, f"school-{id}", SCHOOLS)


def _told(read: Read, stream: str, contract: Contract[Any]) -> bool:
    return bool(heard(read(stream)[stream], contract))
