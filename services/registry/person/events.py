"""People behind pseudonyms: that they are known, what they hold, that they were forgotten.

Who somebody is stands in the vault. An event has commitments alone (`_sd`), and names what they
commit to in `fields`.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line, lifted
from libs.rights import InRole, Right, Staffing
from services.registry.shared.fields import ForOfficers

OPERATOR_ALONE = InRole(("operator",))
STAFF = Staffing(("principal", "administrator", "operator"))
"""Who enters the people of a school or office, and the posts that they have there."""
Post = Literal[
    "principal",
    "deputy_principal",
    "head_teacher",
    "teacher",
    "staff",
    "director",
    "deputy_director",
    "head_of_office",
    "deputy_head_of_office",
    "specialist",
    "other",
]
"""Hiệu trưởng, phó hiệu trưởng, tổ trưởng, giáo viên, nhân viên; giám đốc, phó giám đốc, trưởng
phòng, phó trưởng phòng, chuyên viên; khác."""
Reason = Literal["requested", "purpose_fulfilled", "retention_ended", "ordered"]
"""Theo yêu cầu của người đó, đã xong mục đích, hết thời hạn lưu, theo yêu cầu của cơ quan có thẩm
quyền. Source: Luật 91/2025/QH15 art. 14."""


@dataclass(frozen=True, slots=True)
class PersonRegistered(ForOfficers):
    """The stream's person came into the register."""

    right: ClassVar[Right] = STAFF
    story: ClassVar[str] = "Ghi một người vào sổ dưới mã, danh tính nằm ở kho riêng"

    fields: tuple[str, ...]
    sample: bool
    sd: tuple[str, ...] = lifted("_sd")


@dataclass(frozen=True, slots=True)
class PersonCorrected(ForOfficers):
    """These fields of the person have new values, which replace the old ones."""

    story: ClassVar[str] = "Đính chính thông tin của một người: {fields}"

    fields: tuple[str, ...]
    sd: tuple[str, ...] = lifted("_sd")


@dataclass(frozen=True, slots=True)
class PostTaken(ForOfficers):
    """The person took a post at a school or an office."""

    right: ClassVar[Right] = STAFF
    story: ClassVar[str] = "Giữ chức vụ {post} tại {org} từ ngày {starts}, theo {basis}"

    post: Post
    org: Id
    starts: date
    basis: Line
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class PostLeft(ForOfficers):
    """The person no longer has this post there."""

    right: ClassVar[Right] = STAFF
    story: ClassVar[str] = "Thôi chức vụ {post} tại {org} từ ngày {ends}, theo {basis}"

    post: Post
    org: Id
    ends: date
    basis: Line


@dataclass(frozen=True, slots=True)
class PersonErased(ForOfficers):
    """Who the person is was forgotten: the vault shreds the key and what it opened."""

    right: ClassVar[Right] = OPERATOR_ALONE
    erases: ClassVar[bool] = True
    story: ClassVar[str] = "Xóa danh tính của một người khỏi kho riêng ({reason})"

    reason: Reason


PersonEvent = PersonRegistered | PersonCorrected | PostTaken | PostLeft | PersonErased
PERSON_EVENTS: Contract[PersonEvent] = Contract(PersonEvent)
