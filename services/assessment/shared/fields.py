"""What the events of self-assessment have in common: who brings them about, words they use."""

from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Text, between, pattern, size
from libs.rights import ANY_HOLDER, AtSchool, Holding, InRole, Right, Visibility

SCHOOL = AtSchool(("principal", "council_member"))
PRINCIPAL = AtSchool(("principal",))
FIRST_LEVEL = Holding(("officer",), ANY_HOLDER)
"""Officers of the offices that check or appraise the school's dossier."""
RECEIVER = InRole(("officer", "director"))
"""Who acts for the office that a report went to; the rules say which that is."""
Year = Annotated[int, between(2000, 2100)]
Area = Annotated[str, pattern(r"[0-9]{2,5}", "764")]
"""The code of an administrative unit."""
Code = Annotated[str, pattern(r"\S{1,40}", "H1-1.1-01")]
"""An evidence code; the rule set of the cycle says in which form."""
EvidenceCodes = Annotated[tuple[Code, ...], size(0, 50)]
Sha256 = Annotated[str, pattern(r"[0-9a-f]{64}", "9f86d081" * 8)]
EducationStage = Literal[
    "preschool", "primary", "lower_secondary", "upper_secondary", "continuing_education"
]
"""An education stage (cấp học) of a school of many."""
Person = Annotated[str, pattern(r"u:[0-9a-z_]{1,64}", "u:5f0c2a")]
"""A person of the register, by pseudonym."""
Reason = Annotated[Text, size(1, 4000)]
"""Why something is changed or taken back: it is always said."""


class BySchool:
    """An event that the school brings about; the school and officers see it."""

    __slots__ = ()
    right: ClassVar[Right] = SCHOOL
    visibility: ClassVar[Visibility] = "parties"


class ByPrincipal:
    """An event that the principal brings about; the school and officers see it."""

    __slots__ = ()
    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"
