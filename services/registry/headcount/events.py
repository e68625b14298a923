"""How many people work at a school in a school year."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from libs.kernel.messages import Contract, between
from services.registry.shared.owners import KeeperParties

People = Annotated[int, between(0, 2000)]


@dataclass(frozen=True, slots=True)
class StaffCounted(KeeperParties):
    """The school had so many managers, teachers and other staff in the stream's school year."""

    story: ClassVar[str] = (
        "Ghi nhân sự: {managers} cán bộ quản lý, {teachers} giáo viên, {staff} nhân viên"
    )

    managers: People
    teachers: People
    staff: People


HeadcountEvent = StaffCounted
HEADCOUNT_EVENTS: Contract[HeadcountEvent] = Contract(HeadcountEvent)
