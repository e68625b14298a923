"""What every outcome of an act of the lineage has in common."""

from typing import ClassVar

from libs.rights import SYSTEM, Right, Visibility


class Followed:
    """What follows from an act of the lineage, without anybody's choice."""

    __slots__ = ()
    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "parties"
