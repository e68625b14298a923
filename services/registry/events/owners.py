"""Registers that an office or a school keeps itself: who may write in them, who sees it.

The id of such a stream begins with its owner's: `plannedlist-<office>_<year>`. `OFFICE` and
`KEEPER` say by which role; that it is held at the stream's owner, `domain.owners` asks.
"""

from typing import Annotated, ClassVar

from libs.contract import pattern
from libs.rights import Right

OFFICE = Right(("officer", "director", "chair", "administrator", "operator"), within=True)
"""Who acts for an office, or keeps the register for it."""
KEEPER = Right(("principal", "council_member", *OFFICE.roles), within=True)
"""Who acts for a school or an office, or keeps the register for them."""
Person = Annotated[str, pattern(r"u:[0-9a-z_]{1,64}", "u:5f0c2a")]
"""A person behind a pseudonym; names stand nowhere in the log."""


class OfficePublic:
    """An event that an office brings about and anybody may see."""

    __slots__ = ()
    right: ClassVar[Right] = OFFICE
    visibility: ClassVar[str] = "public"


class OfficeParties:
    """An event that an office brings about; the school it is about and officers see it."""

    __slots__ = ()
    right: ClassVar[Right] = OFFICE
    visibility: ClassVar[str] = "parties"


class OfficeOnly:
    """An event that an office brings about and only officers see."""

    __slots__ = ()
    right: ClassVar[Right] = OFFICE
    visibility: ClassVar[str] = "officers"


class KeeperPublic:
    """An event that a school or an office brings about and anybody may see."""

    __slots__ = ()
    right: ClassVar[Right] = KEEPER
    visibility: ClassVar[str] = "public"


class KeeperParties:
    """An event that a school or an office brings about; that school and officers see it."""

    __slots__ = ()
    right: ClassVar[Right] = KEEPER
    visibility: ClassVar[str] = "parties"
