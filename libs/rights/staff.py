"""Who enters the people of a school or an office into the register, and says what posts they hold.

The office of a whole province may for anybody. A principal and any other administrator add whom the
log does not know yet, and say of people of their own what posts they take and leave there. Someone
who was entered elsewhere is not theirs to add: whoever could, by an id, would learn a stranger's
name (a school's circle), and keep an officer from its cases (`separation.check_school`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from libs.rights.granting import covers
from libs.rights.held import Role, roles_of
from libs.rights.offices import gone, office
from libs.rights.reading import Read, heard
from libs.rights.schools import areas_of, school_in
from libs.rights.separation import POSTS

REGISTERED = "PersonRegistered"
"""The type of event by which somebody comes into the register."""
HEAD = "principal"
"""The role, and the post of the same name, which is not a school's own to give."""
RULE = "mỗi trường, đơn vị ghi người của mình"


def keeps(read: Read, role: Role, stream: str, data: Mapping[str, Any], on: date) -> bool:
    """Return whether who acts by `role` enters the person of `stream`, or a post of theirs.

    `data` are those of a command or an event; they name a school or office (`org`) or hold a first
    post that does. Without either it is about the person alone.
    """
    about = data.get("first_post") or data
    org, post = str(about.get("org") or role.org), about.get("post")
    if not reaches(read, role, org, on) or (role.name == HEAD and post == HEAD):
        return False
    if everywhere(read, role, on):
        return True
    granted, history = f"grant-{stream.partition('-')[2]}", read(stream)[stream]
    if any(reaches(read, role, taken.org, on) for taken in heard(history, POSTS)):
        return True
    entered = (str(e.envelope["org"]) for e in history if e.type == REGISTERED)
    if history and not any(reaches(read, role, each, on) for each in entered):
        return False
    # An actor may have roles before anybody says who it is.
    return all(
        reaches(read, role, each.org, on) for each in roles_of(read(granted)[granted]).ever()
    )


def reaches(read: Read, role: Role, org: str, on: date) -> bool:
    """Return whether `org` is a school or office whose people are entered by `role`."""
    if role.name == HEAD:
        return org == role.org and school_in(read, org) is not None
    own = office(read, role.org, on)
    if own is None or gone(own, on):
        return False
    return own.provincial or covers(read, role, org, on) or own.area in areas_of(read, org, on)


def everywhere(read: Read, role: Role, on: date) -> bool:
    """Return whether `role` is an administrator's at the office of a whole province."""
    own = office(read, role.org, on) if role.name != HEAD else None
    return own is not None and own.provincial
