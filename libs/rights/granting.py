"""Who may hand out, take back or lend roles: four eyes for offices, one's own area, no chains.

One person who is responsible for a school gives its roles; those of an office need two, one who
proposes and another who confirms, neither of whom receives the role. The operator gives the first
ones, from which all others follow.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from libs.kernel.periods import Period
from libs.kernel.problems import Forbidden, NotFound
from libs.log.entry import Recorded, category_of
from libs.rights.held import SUBTREE, Proposal, Role, proposals_of, roles_of
from libs.rights.offices import (
    PROVINCE,
    Office,
    below,
    gone,
    named,
    office,
    provincial,
    reach,
    require,
)
from libs.rights.owners import only_office, only_school, owner_of
from libs.rights.reading import STRICT, Read
from libs.rights.right import Hands
from libs.rights.schools import areas_of, lineage, school_of
from libs.rights.separation import PROGRAM, posts_of

SCHOOL_ROLES = ("principal", "council_member")
"""Roles held at a school; every other role is held at an office."""
DELEGABLE = ("principal", "officer", "director", "chair")
"""Roles that may be lent: no personal ones, as a team member's, and none that give roles."""
NOT_WITH: Mapping[str, tuple[str, ...]] = {
    "officer": SCHOOL_ROLES,
    "director": (*SCHOOL_ROLES, "evaluator"),
    "chair": (*SCHOOL_ROLES, "evaluator"),
}
"""A role, and those whose holders it cannot be lent to: their duties are kept apart."""
RULE = "quyền theo vai trò, đơn vị và thời hạn"
FOUR_EYES = "vai trò ở cơ quan do hai người cấp: một người đề nghị, một người khác xác nhận"
LENT = "ủy quyền có tên, có thời hạn, không ủy quyền lại"
OWN_PEOPLE = "hội đồng tự đánh giá gồm người mà trường đã ghi vào sổ"
REGISTERED = "PersonRegistered"
"""The type of event by which somebody comes into the register."""


def covers(read: Read, role: Role, org: str, on: date) -> bool:
    """Return whether `role` reaches office `org` on a day."""
    return role.org == org or (role.scope == SUBTREE and below(read, org, role.org, on))


def administers(
    read: Read, role: Role, stream: str, data: Mapping[str, Any], on: date, rules: int
) -> bool:
    """Return whether an administrator's office keeps the register of what `stream` is about.

    The office of a whole province keeps all of it; another one the schools in its area, the offices
    that the grant reaches, and what they own: what the stream's id names is told by its category
    alone, and has to be that in the register. Of a stream that begins its `data` say where it
    belongs: the school's areas, the office's parent, the letter's issuer. An office is placed under
    one that the grant reaches, a school put into areas among which that of the office is: nobody
    but the province's says that another one answers for it, or none. `rules` is the number that
    holds in the log.
    """
    own = office(read, role.org, on)
    if own is None or gone(own, on):
        return False
    if rules < STRICT:
        return _administered_before(read, role, own, stream, data, on)
    if provincial(read, role.org, on):
        return True
    category, owner, new = category_of(stream), school_of(stream), not read(stream)[stream]
    match owner_of(stream):
        case "issuer":
            return new and _covers_one(read, role, data.get("issuer"), on)
        case "office" if category == "organisation" and new:
            return owner == stream.partition("-")[2] and _covers_one(
                read, role, data.get("parent"), on
            )
        case "office" if category == "organisation" and "parent" in data:
            return all(_covers_one(read, role, org, on) for org in (owner, data["parent"]))
        case "school":
            return _keeps_school(read, role.org, category, owner, data, new, on)
        case "office":
            return _covers_one(read, role, owner, on)
        case "either":
            return _in_area(read, role.org, owner, on) or _covers_one(read, role, owner, on)
    return False


def _in_area(read: Read, org: str, school: str, on: date) -> bool:
    return only_school(read, school) and reach(read, org, on) in areas_of(read, school, on)


def _keeps_school(
    read: Read, org: str, category: str, school: str, data: Mapping[str, Any], new: bool, on: date
) -> bool:
    """Return whether a school lies in the area of `org`, and is left there: a campus, which has a
    name of its own, may lie elsewhere."""
    there = reach(read, org, on) in data.get("areas", ())
    if category == "school" and new:
        return there and not only_office(read, school)
    moved = category == "school" and "areas" in data and "name" not in data
    return (there or not moved) and _in_area(read, org, school, on)


def _covers_one(read: Read, role: Role, org: object, on: date) -> bool:
    return isinstance(org, str) and only_office(read, org) and covers(read, role, org, on)


def _administered_before(
    read: Read, role: Role, own: Office, stream: str, data: Mapping[str, Any], on: date
) -> bool:
    """Return what `administers` was before: an id's owner was looked for among all kinds."""
    if len(own.area) == PROVINCE:
        return True
    category, owner = category_of(stream), school_of(stream)
    if category == "assignment":
        return False
    first = {} if read(stream)[stream] else data
    offices = (owner, first.get("parent"), first.get("issuer"))
    if any(org and covers(read, role, str(org), on) for org in offices):
        return True
    return own.area in (areas_of(read, owner, on) or first.get("areas", ()))


def check(
    hands: Hands,
    by: Role | None,
    actor: str,
    stream: str,
    data: Mapping[str, Any],
    on: date,
    read: Read,
    rules: int,
) -> None:
    """Raise unless `actor`, whose role is `by` (None: the operator), may do this to that in `data`.

    Raises `Forbidden`: grant-to-self, four-eyes, grant-elsewhere, scope-wider,
    person-not-of-school, delegation-chains, delegate-outside, delegate-separated; `Rejected`:
    office-unknown, office-ended; `NotFound`: proposal-unknown, school-unknown.
    """
    person = f"u:{stream.partition('-')[2]}"
    history = read(stream)[stream]
    if hands in ("confirm", "decline"):
        proposal = _proposal(history, data)
        role, org, scope = proposal.asked.role, proposal.asked.org, proposal.asked.scope
    else:
        proposal, role, org = None, str(data["role"]), str(data["org"])
        scope = str(data.get("scope") or "own")
    if hands in ("give", "propose", "confirm", "delegate"):
        _check_place(read, role, org, on, "/proposal" if proposal else "/org", rules)
    if hands in ("give", "confirm", "delegate") and actor == person:
        raise Forbidden("grant-to-self", "Không ai tự cấp quyền cho chính mình.", rule=FOUR_EYES)
    if by is None:
        return
    if rules >= STRICT and hands in ("propose", "confirm") and actor.startswith(PROGRAM):
        detail = f"'{actor}' là phần mềm, không là một trong hai người cấp vai trò ở cơ quan."
        raise Forbidden("four-eyes", detail, rule=FOUR_EYES)
    if by.holder:
        detail = "Người được ủy quyền không cấp, thu hồi hay ủy quyền tiếp vai trò nào."
        raise Forbidden("delegation-chains", detail, rule=LENT)
    if hands == "give" and role not in SCHOOL_ROLES:
        detail = f"Vai trò '{role}' ở cơ quan phải có người đề nghị và một người khác xác nhận."
        raise Forbidden("four-eyes", detail, rule=FOUR_EYES)
    if hands == "confirm" and proposal is not None and proposal.by == actor:
        detail = f"'{actor}' đã đề nghị vai trò này nên người khác phải xác nhận."
        raise Forbidden("four-eyes", detail, rule=FOUR_EYES)
    if not _reaches(hands, by, actor, role, org, data, on, read, rules):
        detail = (
            f"Vai trò '{by.name}' của '{actor}' tại {named(read, by.org, on)} không bao gồm "
            f"quyền này đối với vai trò '{role}' tại {named(read, org, on)}."
        )
        raise Forbidden("grant-elsewhere", detail, rule=RULE)
    if rules >= STRICT and hands != "decline" and scope == SUBTREE != by.scope:
        detail = (
            f"Vai trò '{by.name}' của '{actor}' không gồm các đơn vị cấp dưới của "
            f"{named(read, org, on)} nên không cấp được quyền bao gồm chúng."
        )
        raise Forbidden("scope-wider", detail, rule=RULE)
    if rules >= STRICT and hands == "give" and by.name == "principal":
        _check_own_people(read, stream, org)
    if hands == "delegate":
        _check_delegate(history, person, role, org, data)


def check_recorded(
    type_: str, data: Mapping[str, Any], history: Sequence[Recorded], on: date
) -> None:
    """Raise `Forbidden` ("proposal-differs") unless an open proposal is confirmed as it was made.

    For verifiers: whoever decides the command never brings such an event.
    """
    if type_ not in ("GrantConfirmed", "GrantDeclined"):
        return
    proposal = _proposal(history, data)
    asked = proposal.asked
    wanted = {
        "role": asked.role,
        "org": asked.org,
        "scope": asked.scope,
        "starts": max(asked.starts, on).isoformat(),
        "ends": asked.ends.isoformat() if asked.ends else None,
    }
    told = {key: data.get(key, "own" if key == "scope" else None) for key in wanted}
    if not proposal.open or (type_ == "GrantConfirmed" and told != wanted):
        detail = "Việc xác nhận không khớp với một đề nghị còn hiệu lực."
        raise Forbidden("proposal-differs", detail, rule=FOUR_EYES)


def _proposal(history: Sequence[Recorded], data: Mapping[str, Any]) -> Proposal:
    number, known = int(data["proposal"]), proposals_of(history)
    if not 1 <= number <= len(known):
        raise NotFound("proposal-unknown", f"Không có đề nghị số {number} cho người này.")
    return known[number - 1]


def _check_own_people(read: Read, stream: str, school: str) -> None:
    """Raise `Forbidden` unless the school entered the person, or they have or had a post there."""
    posts = f"person-{stream.partition('-')[2]}"
    history = read(posts)[posts]
    entered = {str(event.envelope["org"]) for event in history if event.type == REGISTERED}
    known = entered | {taken.org for taken in posts_of(history)}
    if known.isdisjoint(lineage(read, school)):
        detail = (
            f"'u:{stream.partition('-')[2]}' chưa có trong sổ nhân sự của trường; hãy ghi người "
            "này vào sổ trước, hoặc nhờ quản trị viên cấp vai trò."
        )
        raise Forbidden("person-not-of-school", detail, rule=OWN_PEOPLE)


def _check_place(read: Read, role: str, org: str, on: date, at: str, rules: int) -> None:
    if role in SCHOOL_ROLES:
        if not areas_of(read, org, on) or (rules >= STRICT and not only_school(read, org)):
            raise NotFound("school-unknown", f"Không có trường '{org}' trong sổ đăng ký.")
        return
    require(office(read, org, on), org, on, at)


def _reaches(
    hands: Hands,
    by: Role,
    actor: str,
    role: str,
    org: str,
    data: Mapping[str, Any],
    on: date,
    read: Read,
    rules: int,
) -> bool:
    if hands == "delegate":
        return (by.name, by.org) == (role, org) and data.get("holder", actor) == actor
    if hands == "end_delegation" and by.name != "administrator":
        return (by.name, by.org) == (role, org) and data["holder"] == actor
    if by.name == "principal":
        return role == "council_member" and org == by.org
    if by.name != "administrator":
        return False
    if role in SCHOOL_ROLES:
        if rules >= STRICT:
            return _in_area(read, by.org, org, on)
        own = office(read, by.org, on)
        return own is not None and own.area in areas_of(read, org, on)
    return covers(read, by, org, on)


def _check_delegate(
    history: Sequence[Recorded], person: str, role: str, org: str, data: Mapping[str, Any]
) -> None:
    """A role is lent within the house, and never to somebody whose duties exclude it."""
    starts, ends = (date.fromisoformat(data[key]) for key in ("starts", "ends"))
    period = Period(starts, ends)
    if period.empty:
        return  # The grant itself refuses to begin it.
    meeting = [each.value for each in roles_of(history).meeting(period)]
    own = [each for each in meeting if not each.holder]
    for each in own:
        if each.name in NOT_WITH.get(role, ()):
            detail = (
                f"'{person}' giữ vai trò '{each.name}' trong thời gian đó; nhiệm vụ ấy phải tách "
                f"khỏi vai trò '{role}' nên không ủy quyền được."
            )
            raise Forbidden("delegate-separated", detail, rule="tách bạch nhiệm vụ")
    if not any(each.org == org for each in own):
        detail = f"'{person}' không giữ vai trò nào tại '{org}' trong thời gian được ủy quyền."
        raise Forbidden("delegate-outside", detail, rule=LENT)
