"""Which duties in one case may not meet in one person, and who is too close to a school.

Decided here and not in the domain of `review`, because the answer rests on who did what before
(envelopes, which the domain never sees) and on grants, and because an auditor must be able to
repeat it over the log without any service's code.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from libs.kernel.messages import Contract
from libs.kernel.problems import Forbidden, refused
from libs.log.entry import Recorded
from libs.rights.held import roles_of
from libs.rights.reading import Read, heard
from libs.rights.right import Holding, InRole, Right
from libs.rights.schools import lineage

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
    "RegistrationForwarded": "check",
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
"""A duty, and the duties in the same case that exclude it afterwards."""
RULE = "tách bạch nhiệm vụ trong một hồ sơ"
OWN_SCHOOL = "không xét trường mình đang hoặc đã làm việc (TT 17, 18, 19/2018 art. 30)"


@dataclass(frozen=True, slots=True)
class PostTaken:
    """A person took a post at a school or an office."""

    post: str
    org: str
    starts: date
    ends: date | None = None


POSTS: Contract[PostTaken] = Contract(PostTaken)


def duty_of(category: str, right: Right) -> Duty | None:
    """Return the duty that an act in a stream of `category` is; None: nothing is kept apart."""
    match right:
        case Holding(function=function) if category == CASE:
            return OF_FUNCTION.get(function)
        case InRole((role,)) if category == CASE:
            return OF_ROLE.get(role)
        case _:
            return None


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


def check_school(duty: Duty, person: str, read: Read, school: str) -> None:
    """Raise `Forbidden` ("own-school") if `person` has or had a post where `duty` is to be done.

    A role or a post at the school, or at one that it took up or came out of.
    """
    post = post_at(read, person, school) if duty != "file" else None
    if post is not None:
        detail = (
            f"'{person}' đang hoặc đã từng giữ vai trò '{post}' tại trường này nên không được "
            f"{NAMES[duty]} đối với trường."
        )
        raise Forbidden("own-school", detail, rule=OWN_SCHOOL)


def check_team(
    members: Iterable[Mapping[str, Any]], case: Sequence[Recorded], read: Read, school: str
) -> None:
    """Raise `Rejected` (member-of-school, member-filed) if one of a team may not rate the school.

    Asked when it is formed: a member who records nothing afterwards would not be noticed.
    """
    filed = {who for who, duty in done(case) if duty == "file"}
    for index, member in enumerate(members):
        person, pointer = str(member["person"]), f"/members/{index}/person"
        if post_at(read, person, school) is not None:
            detail = f"'{person}' đã hoặc đang làm việc tại trường được đánh giá."
            raise refused("member-of-school", detail, OWN_SCHOOL, at=pointer)
        if person in filed:
            detail = f"'{person}' đã {NAMES['file']} này nên không được vào đoàn đánh giá."
            raise refused("member-filed", detail, RULE, at=pointer)


def post_at(read: Read, person: str, school: str) -> str | None:
    """Return a role or post that `person` has, had or will have at the school or before it."""
    granted, posts = (f"{category}-{person[2:]}" for category in ("grant", "person"))
    found = read(granted, posts)
    held = [(role.org, role.name) for role in roles_of(found[granted]).ever()]
    held += [(taken.org, taken.post) for taken in heard(found[posts], POSTS)]
    schools = lineage(read, school) if held else ()
    return next((name for org, name in held if org in schools), None)
