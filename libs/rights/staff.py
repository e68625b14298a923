"""Who enters the people of a school or an office into the register, and says what posts they hold.

The office of a whole province may for anybody. A principal and any other administrator add whom the
log does not know yet, and say of people of their own what posts they take and leave there. Someone
who was entered elsewhere is not theirs to add: whoever could, by an id, would learn a stranger's
name (a school's circle), and keep an officer from its cases (`separation.check_school`).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from libs.rights.functions import concerned
from libs.rights.granting import REGISTERED, covers
from libs.rights.held import Role, proposals_of, roles_of
from libs.rights.offices import PROVINCE, below, gone, office, provincial, reach
from libs.rights.owners import only_office, only_school
from libs.rights.reading import STRICT, Read
from libs.rights.schools import areas_of, school_in
from libs.rights.separation import posts_of

HEAD = "principal"
"""The role, and the post of the same name, which is not a school's own to give."""
RULE = "mỗi trường, đơn vị ghi người của mình"


def keeps(
    read: Read, role: Role, stream: str, data: Mapping[str, Any], on: date, rules: int
) -> bool:
    """Return whether who acts by `role` enters the person of `stream`, or a post of theirs.

    `data` are those of a command or an event; they name a school or office (`org`) or hold a first
    post that does. Without either it is about the person alone.
    """
    about = data.get("first_post") or data
    org, post = str(about.get("org") or role.org), about.get("post")
    if not reaches(read, role, org, on, rules) or (role.name == HEAD and post == HEAD):
        return False
    return theirs(read, role, stream, on, rules)


def theirs(read: Read, role: Role, stream: str, on: date, rules: int) -> bool:
    """Return whether the person of `stream` is one of those for whom `role` writes: by a post, or
    somebody whom the log knows nowhere else."""
    if everywhere(read, role, on, rules):
        return True
    granted, posts = (f"{kind}-{stream.partition('-')[2]}" for kind in ("grant", "person"))
    history = read(posts)[posts]
    if any(reaches(read, role, taken.org, on, rules) for taken in posts_of(history)):
        return True
    entered = (str(e.envelope["org"]) for e in history if e.type == REGISTERED)
    if history and not any(reaches(read, role, each, on, rules) for each in entered):
        return False
    # An actor may have roles before anybody says who it is, and be proposed for one.
    told = read(granted)[granted]
    orgs = [each.org for each in roles_of(told).ever()]
    if rules >= STRICT:
        orgs += [each.asked.org for each in proposals_of(told) if each.open]
    return all(reaches(read, role, org, on, rules) for org in orgs)


def reaches(read: Read, role: Role, org: str, on: date, rules: int) -> bool:
    """Return whether `org` is a school or office whose people are entered by `role`."""
    if role.name == HEAD:
        return org == role.org and school_in(read, org) is not None
    own = office(read, role.org, on)
    if own is None or gone(own, on):
        return False
    if rules < STRICT:
        near = covers(read, role, org, on) or own.area in areas_of(read, org, on)
        return len(own.area) == PROVINCE or near
    if only_school(read, org):
        return reach(read, role.org, on) in areas_of(read, org, on)
    return only_office(read, org) and (
        covers(read, role, org, on) or provincial(read, role.org, on)
    )


def knows(read: Read, role: Role, stream: str, circle: Iterable[str], on: date) -> bool:
    """Return whether the person of `stream` is in the reach of the office where `role` is held.

    `circle` are schools and offices with which the person has to do besides the register, as far as
    whoever asks sees them: who speaks of a school's work, or is in the team that evaluates it.
    """
    if provincial(read, role.org, on):
        return True
    granted = f"grant-{stream.partition('-')[2]}"
    history = read(stream)[stream]
    orgs = {*circle, *(taken.org for taken in posts_of(history))}
    orgs |= {each.org for each in roles_of(read(granted)[granted]).ever()}
    orgs |= {str(e.envelope["org"]) for e in history if e.type == REGISTERED}
    return any(_near(read, role, org, on) for org in sorted(orgs))


def _near(read: Read, role: Role, org: str, on: date) -> bool:
    if not only_school(read, org):
        return only_office(read, org) and (
            covers(read, role, org, on) or below(read, org, role.org, on)
        )
    return reach(read, role.org, on) in areas_of(read, org, on) or any(
        covers(read, role, office, on) for office in concerned(read, org)
    )


def everywhere(read: Read, role: Role, on: date, rules: int) -> bool:
    """Return whether `role` is an administrator's at the office of a whole province."""
    if role.name == HEAD:
        return False
    if rules < STRICT:
        own = office(read, role.org, on)
        return own is not None and len(own.area) == PROVINCE
    return provincial(read, role.org, on)
