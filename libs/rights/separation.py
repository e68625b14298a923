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
from libs.law import standards
from libs.law.standards import external_review
from libs.law.standards.rule_set import RuleSet, cite
from libs.log.entry import Recorded
from libs.rights.held import roles_of
from libs.rights.reading import STRICT, Read, folded, heard
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
"""What an event of a case says that its actor has done; those of `TEAM` say it of the members."""
TEAM = ("TeamFormed", "TeamChanged", "CouncilFormed")
"""The events that say who is in the team of a case, or in its council."""
LISTED = ("SchoolPlanned", "LineAdjusted", "LineWithdrawn")
"""The events whose actors made a planned list; none of them confirms it."""
PROGRAM = "u:int_"
"""How the pseudonym of a program begins. It is nobody: where two people are asked, whoever holds
its key would be both."""
CASE = "evaluation"
"""The category of the streams in which duties are kept apart."""
PAPERS = ("recognition", "complaint")
"""Those of certificates and of complaints: from rules number 3 on nobody enters, confirms or takes
back the own school's, or settles what it complains of."""
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
APART_STRICT: Mapping[Duty, tuple[Duty, ...]] = {
    **APART,
    "check": ("file", "appraise"),
    "appraise": ("file", "check"),
    "form": ("file", "check", "appraise"),
}
"""The same from number 3 of the rules on: who looked at a dossier does not take its next step."""
RULE = "tách bạch nhiệm vụ trong một hồ sơ"
LIST_RULE = "người lập danh sách không chốt danh sách đó"
OF_PEOPLE = "việc cần hai người thì do người làm, không do phần mềm"
_NEVER_THERE = {"never_worked_at_the_school", "not_now_or_formerly_at_the_institution"}
"""How rule sets call the condition."""
OWN_SCHOOL = "không xét trường mình đang hoặc đã làm việc"


@dataclass(frozen=True, slots=True)
class PostTaken:
    """A person took a post at a school or an office."""

    post: str
    org: str
    starts: date
    ends: date | None = None


POSTS: Contract[PostTaken] = Contract(PostTaken)


def posts_of(person: Sequence[Recorded]) -> list[PostTaken]:
    """Return every post that the person of a stream took."""
    return folded(person, list, _posted)


def _posted(found: list[PostTaken], event: Recorded) -> list[PostTaken]:
    return found + heard([event], POSTS)


def duty_of(category: str, right: Right, rules: int) -> Duty | None:
    """Return the duty that an act in a stream of `category` is; None: nothing is kept apart."""
    match right:
        case Holding(function=function) if category in PAPERS and rules >= STRICT:
            return OF_FUNCTION.get(function)
        case Holding(function=function) if category == CASE:
            return OF_FUNCTION.get(function)
        case InRole((role,)) if category == CASE:
            return OF_ROLE.get(role)
        case _:
            return None


Done = dict[str, dict[Duty, None]]
"""Who has had which duties in a case, each in the order in which it came."""


def done(case: Sequence[Recorded]) -> Done:
    """Return who has had which duties in a case."""
    return folded(case, dict, _did)


def _did(found: Done, event: Recorded) -> Done:
    if event.type in TEAM:
        for member in event.data["members"]:
            found.setdefault(str(member["person"]), {})["rate"] = None
    elif event.type in OF_EVENT:
        found.setdefault(str(event.envelope["actor"]), {})[OF_EVENT[event.type]] = None
    return found


def check_case(duty: Duty, person: str, case: Sequence[Recorded], on: date, rules: int) -> None:
    """Raise `Forbidden` ("duties-apart") if `person` has done in `case` what excludes `duty`.

    Where no proposal is asked for, or it and the decision are one office's by now, who proposed
    may decide: the office may have one director who is free to.
    """
    apart = APART if rules < STRICT else APART_STRICT
    for had in done(case).get(person, ()):
        if had in apart.get(duty, ()):
            if had == "propose" and _one_authority(case, on):
                continue
            detail = (
                f"'{person}' đã {NAMES[had]} trong hồ sơ này nên không được {NAMES[duty]}; "
                "việc này phải do người khác làm."
            )
            raise Forbidden("duties-apart", detail, rule=RULE)


def check_list(person: str, planned: Iterable[Recorded]) -> None:
    """Raise `Forbidden` ("duties-apart") if who is to confirm a planned list has made any of it.

    By the person: one may have roles at the office that makes a list and at the one above it.
    """
    if any(each.type in LISTED and each.envelope["actor"] == person for each in planned):
        detail = (
            f"'{person}' đã lập hoặc sửa danh sách này nên không được chốt; người khác phải chốt."
        )
        raise Forbidden("duties-apart", detail, rule=LIST_RULE)


def check_person(actor: str) -> None:
    """Raise `Forbidden` ("duties-apart") if a program is to do what is one person's of two."""
    if actor.startswith(PROGRAM):
        detail = f"'{actor}' là phần mềm; việc này phải do một người làm."
        raise Forbidden("duties-apart", detail, rule=OF_PEOPLE)


def check_school(
    duty: Duty, person: str, read: Read, school: str, case: Sequence[Recorded]
) -> None:
    """Raise `Forbidden` ("own-school") if `person` has or had a post where `duty` is to be done.

    A role or a post at the school, or at one that it took up or came out of.
    """
    post = post_at(read, person, school) if duty != "file" else None
    if post is not None:
        detail = (
            f"'{person}' đang hoặc đã từng giữ vai trò '{post}' tại trường này nên không được "
            f"{NAMES[duty]} đối với trường."
        )
        raise Forbidden("own-school", detail, rule=own_school(case))


def check_team(
    members: Iterable[Mapping[str, Any]], case: Sequence[Recorded], read: Read, school: str
) -> None:
    """Raise `Rejected` (member-of-school, member-filed) if one of a team may not rate the school.

    Asked when it is formed: a member who records nothing afterwards would not be noticed.
    """
    had = done(case)
    for index, member in enumerate(members):
        person, pointer = str(member["person"]), f"/members/{index}/person"
        if post_at(read, person, school) is not None:
            detail = f"'{person}' đã hoặc đang làm việc tại trường được đánh giá."
            raise refused("member-of-school", detail, own_school(case), at=pointer)
        if "file" in had.get(person, ()):
            detail = f"'{person}' đã {NAMES['file']} này nên không được vào đoàn đánh giá."
            raise refused("member-filed", detail, RULE, at=pointer)


def _rules_of(case: Sequence[Recorded]) -> RuleSet | None:
    """Return the rule set of the registration, None before there is one, or where it is unknown."""
    filed = (event for event in reversed(case) if OF_EVENT.get(event.type) == "file")
    hash = next((event.envelope.get("rules") for event in filed), None)
    try:
        return standards.by_hash(str(hash))
    except KeyError:
        return None


def _one_authority(case: Sequence[Recorded], on: date) -> bool:
    rules = _rules_of(case)
    return rules is not None and external_review.one_authority(rules, on)


def own_school(case: Sequence[Recorded]) -> str:
    """Return how a refusal cites that nobody judges the own school: with the case's own circular.

    A circular that is not known to say so is named as the system's own rule beside it.
    """
    rules = _rules_of(case)
    if rules is None:
        return OWN_SCHOOL
    team = rules.document.get("external_review", {}).get("team", {})
    if _NEVER_THERE & {str(each) for each in team.get("member_conditions", ())}:
        return f"{OWN_SCHOOL} ({cite(rules, '30')})"
    return f"{OWN_SCHOOL} (quy tắc của hệ thống; chưa rõ trong {cite(rules)})"


def post_at(read: Read, person: str, school: str) -> str | None:
    """Return a role or post that `person` has, had or will have at the school or before it."""
    granted, posts = (f"{category}-{person[2:]}" for category in ("grant", "person"))
    found = read(granted, posts)
    held = [(role.org, role.name) for role in roles_of(found[granted]).ever()]
    held += [(taken.org, taken.post) for taken in posts_of(found[posts])]
    schools = lineage(read, school) if held else ()
    return next((name for org, name in held if org in schools), None)
