"""What the events of self-assessment have in common: who brings them about, words they use."""

from typing import Annotated, ClassVar

from libs.kernel.messages import between, pattern, size
from libs.rights import AtSchool, Right, Visibility

SCHOOL = AtSchool(("principal", "council_member"))
PRINCIPAL = AtSchool(("principal",))
Year = Annotated[int, between(2000, 2100)]
Code = Annotated[str, pattern(r"\S{1,40}", "H1-1.1-01")]
"""An evidence code; the rule set of the cycle says in which form."""
EvidenceCodes = Annotated[tuple[Code, ...], size(0, 50)]
Sha256 = Annotated[str, pattern(r"[0-9a-f]{64}", "9f86d081" * 8)]


class BySchool:
    """An event that the school brings about; the school and officers see it."""

    __slots__ = ()
    right: ClassVar[Right] = SCHOOL
    visibility: ClassVar[Visibility] = "parties"
