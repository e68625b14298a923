"""Which duties in one case may not meet in one person, and who is too close to a school.

Decided here and not in the domain of `review`, because the answer rests on who did what before
(envelopes, which the domain never sees) and on grants, and because an auditor must be able to
repeat it over the log without any service's code.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from libs.errors import Forbidden
from libs.eventlog import Recorded
from libs.rights.terms import Term

Duty = Literal["file", "check", "appraise", "rate", "form", "accredit", "propose", "recognise"]
NAMES: Mapping[Duty, str] = {
    "file": "nộp hồ sơ đăng ký",
    "check": "kiểm tra hồ sơ",
    "appraise": "thẩm định hồ sơ",
    "rate": "đánh giá ngoài",
    "form": "lập đoàn đánh giá ngoài",
    "accredit": "quyết định công nhận kiểm định chất lượng",
    "propose": "đề nghị công nhận đạt chuẩn quốc gia",
    "recognise": "quyết định công nhận đạt chuẩn quốc gia",
}
OF_FUNCTION: Mapping[str, Duty] = {
    "check_dossier": "check",
    "appraise": "appraise",
    "form_team": "form",
    "decide_accreditation": "accredit",
    "propose_national_standard": "propose",
    "decide_national_standard": "recognise",
}
OF_ROLE: Mapping[str, Duty] = {"evaluator": "rate"}
OF_EVENT: Mapping[str, Duty] = {
    "RegistrationSubmitted": "file",
    "CompletionRequested": "check",
    "FirstLevelAccepted": "check",
    "ReturnedBySo": "appraise",
    "RegistrationAccepted": "appraise",
    "NationalStandardProposed": "propose",
}
"""What an event of a case says that its actor has done; `TeamFormed` says it of its members."""
TEAM = "TeamFormed"
CASE = "evaluation"
"""The category of the streams in which duties are kept apart."""
_REVIEWED: tuple[Duty, ...] = ("file", "check", "appraise", "rate")
APART: Mapping[Duty, tuple[Duty, ...]] = {
    "check": ("file",),
    "appraise": ("file",),
    "rate": ("file",),
    "form": ("file",),
    "accredit": _REVIEWED,
    "propose": _REVIEWED,
    "recognise": (*_REVIEWED, "propose"),
}
"""A duty, and those that whoever has had them in the same case may not do it after."""
RULE = "tách bạch nhiệm vụ trong một hồ sơ"
OWN_SCHOOL = "không xét trường mình đang hoặc đã làm việc (TT 17, 18, 19/2018 art. 30)"


def duty_of(category: str, function: str | None, roles: tuple[str, ...]) -> Duty | None:
    """Return the duty that an act in a stream of `category` is; None: nothing is kept apart."""
    if category != CASE:
        return None
    if function is not None:
        return OF_FUNCTION.get(function)
    return OF_ROLE.get(roles[0]) if len(roles) == 1 else None


def done(case: Iterable[Recorded]) -> dict[tuple[str, Duty], None]:
    """Return who has had which duty in a case, in the order in which it came."""
    found: dict[tuple[str, Duty], None] = {}
    for event in case:
        if event.type == TEAM:
            found.update(((str(m["person"]), "rate"), None) for m in event.data["members"])
        elif event.type in OF_EVENT:
            found[str(event.envelope["actor"]), OF_EVENT[event.type]] = None
    return found


def check_case(duty: Duty, person: str, case: Iterable[Recorded]) -> None:
    """Raise `Forbidden` ("duties-apart") if `person` has done in `case` what excludes `duty`."""
    for who, had in done(case):
        if who == person and had in APART.get(duty, ()):
            detail = (
                f"'{person}' đã {NAMES[had]} trong hồ sơ này nên không được {NAMES[duty]}; "
                "việc này phải do người khác làm."
            )
            raise Forbidden("duties-apart", detail, rule=RULE)


def check_school(duty: Duty, person: str, held: Iterable[Term], school: str) -> None:
    """Raise `Forbidden` ("own-school") if `held` by `person` was ever a post at the school."""
    if duty == "file":
        return
    for term in held:
        if term.org == school and not term.empty:
            detail = (
                f"'{person}' đang hoặc đã từng giữ vai trò '{term.name}' tại trường này nên không "
                f"được {NAMES[duty]} đối với trường."
            )
            raise Forbidden("own-school", detail, rule=OWN_SCHOOL)
