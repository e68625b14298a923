from dataclasses import dataclass
from typing import ClassVar

from libs.kernel.messages import Contract, Line
from libs.rights import Keeping, Right, Visibility

KEEPER = Keeping(("administrator", "operator"))


@dataclass(frozen=True, slots=True)
class VisitNoted:
    """Somebody visited the school."""

    right: ClassVar[Right] = KEEPER
    visibility: ClassVar[Visibility] = "public"
    story: ClassVar[str] = "Ghi khách thăm trường: {purpose}"

    purpose: Line


VISITOR_BOOK_EVENTS: Contract[VisitNoted] = Contract(VisitNoted)
