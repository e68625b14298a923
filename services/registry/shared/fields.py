"""What the registry's events have in common: kinds, areas, terms; and who may bring them about.

Dates are Vietnamese calendar dates. `ends` is always the first day on which a thing no longer
holds, None until further notice. `basis` is the document an act rests on, as it is cited.
"""

from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Sent, between, pattern, size
from libs.kernel.texts import MAILBOX
from libs.rights import Keeping, Right, Visibility

ADMIN = Keeping(("administrator", "operator"))
"""Whoever keeps the register: an administrator, or the operator who sets an installation up."""

Kind = Literal[
    "preschool",
    "primary",
    "lower_secondary",
    "upper_secondary",
    "multi_stage",
    "continuing_education",
]
"""Mầm non, tiểu học, THCS, THPT, nhiều cấp học, giáo dục thường xuyên."""
EducationStage = Literal[
    "preschool", "primary", "lower_secondary", "upper_secondary", "continuing_education"
]
"""An education stage (cấp học) that a school may teach."""
EducationStages = Annotated[tuple[EducationStage, ...], size(0, 5)]
MergerForm = Literal["rename_only", "all_parts_certified", "other"]
"""Hình thức sáp nhập, by which `libs.law.standards.mergers` says what becomes of certificates."""
SplitForm = Literal["split", "split_off"]
"""Chia (the school ends), tách (it goes on)."""
ClosureForm = Literal["rename_only", "all_parts_certified", "other", "split", "dissolved"]
Ownership = Literal["public", "private", "not_stated"]
"""Công lập, tư thục; what no document states is said to be so."""
Kinds = Annotated[tuple[Kind, ...], size(1, 6)]
AnyKinds = Annotated[tuple[Kind, ...], size(0, 6)]
AnyOwnerships = Annotated[tuple[Ownership, ...], size(0, 10)]
Function = Literal[
    "check_dossier",
    "aggregate",
    "appraise",
    "form_team",
    "decide_accreditation",
    "propose_national_standard",
    "decide_national_standard",
    "supervise_plan",
    "receive_report",
    "manage_blanks",
    "correct_diplomas",
]
"""Kiểm tra hồ sơ, tổng hợp, thẩm định, lập đoàn, công nhận KĐCLGD, đề nghị và công nhận đạt CQG,
giám sát kế hoạch cải tiến, nhận báo cáo, quản lý phôi, chỉnh sửa văn bằng đã cấp."""
Area = Annotated[str, pattern(r"[0-9]{2,5}", "764")]
"""A province ("79") or what lies in it ("764"), by the code of the General Statistics Office."""
Areas = Annotated[tuple[Area, ...], size(1, 4)]
"""Where a school lies, from the smallest unit to the province."""
Phone = Annotated[str, pattern(r"[0-9+(). -]{6,30}", "028 3894 0000")]
Email = Annotated[
    str,
    pattern(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+", "thcs@example.edu.vn"),
    Sent(MAILBOX, "pattern: Sai dạng, ví dụ đúng: thcs@example.edu.vn."),
]
Year = Annotated[int, between(2000, 2100)]
"""A school year by its first calendar year: 2024 is 2024-2025."""
Month = Annotated[str, pattern(r"20[0-9]{2}-(0[1-9]|1[0-2])", "2024-10")]


class Public:
    """An event that anybody may see."""

    __slots__ = ()
    right: ClassVar[Right] = ADMIN
    visibility: ClassVar[Visibility] = "public"


class ForOfficers:
    """An event that only officers may see."""

    __slots__ = ()
    right: ClassVar[Right] = ADMIN
    visibility: ClassVar[Visibility] = "officers"
