"""Registers that an office or a school keeps itself: who may write in them, who sees it.

The id of such a stream begins with its owner's: `plannedlist-<office>_<year>`.
"""

from dataclasses import replace
from typing import Annotated, ClassVar

from libs.kernel.messages import Text, pattern, size
from libs.rights import Keeping, Right, Visibility

OFFICE = Keeping(("officer", "director", "chair", "administrator", "operator"), "owner")
"""Who acts for the office whose stream it is, or keeps the register for it."""
ABOVE = replace(OFFICE, register="above")
"""Who acts for an office above that one; for that one itself, where none is above it."""
BELOW = replace(OFFICE, register="below")
"""Who acts for that office or one below it."""
IN_CHARGE = replace(OFFICE, register="in_charge")
"""Who acts for the office that is to answer the stream's question."""
KEEPER = replace(OFFICE, roles=("principal", "council_member", *OFFICE.roles))
"""Who acts for the school or the office whose stream it is, or keeps the register for it."""
Person = Annotated[str, pattern(r"u:[0-9a-z_]{1,64}", "u:5f0c2a")]
"""A person behind a pseudonym; names stand nowhere in the log."""
Reason = Annotated[Text, size(1, 4000)]
"""Why something is changed or taken back: it is always said."""


class OfficePublic:
    """An event that the stream's office brings about and anybody may see."""

    __slots__ = ()
    right: ClassVar[Right] = OFFICE
    visibility: ClassVar[Visibility] = "public"


class InChargeParties:
    """An event that the office in charge brings about; the school asking and officers see it."""

    __slots__ = ()
    right: ClassVar[Right] = IN_CHARGE
    visibility: ClassVar[Visibility] = "parties"


class OfficeOnly:
    """An event that the stream's office brings about and only officers see."""

    __slots__ = ()
    right: ClassVar[Right] = OFFICE
    visibility: ClassVar[Visibility] = "officers"


class KeeperPublic:
    """An event that the stream's school or office brings about and anybody may see."""

    __slots__ = ()
    right: ClassVar[Right] = KEEPER
    visibility: ClassVar[Visibility] = "public"


class KeeperParties:
    """An event that the stream's school or office brings about; that school and officers see it."""

    __slots__ = ()
    right: ClassVar[Right] = KEEPER
    visibility: ClassVar[Visibility] = "parties"
