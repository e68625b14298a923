"""Who may do what to which school, at which moment; one pure function for services and verifiers.

A right is asked of a *command* before it is decided and stands on each *event* it brings, so that
an auditor can ask the same question of the log. All it rests on is in the log: `grant-<person>`
(roles held at organisations, proposed, confirmed, lent), `person-<person>` (by whom entered,
posts), `school-<id>` (kind, areas, predecessors), `organisation-<id>` (which office stands below
which), `assignment-<function>_<area>` (which office holds a function there),
`evaluation-<school>_<year>` (who did what in a case, which keeps its holder until transferred) and
`helprequest-<owner>_<n>` (which office was asked for help).

An act is valid if its grant precedes it in the log and `starts <= on < ends`.
"""

from libs.log.entry import Recorded
from libs.rights.cases import CASE_EVENTS, CASE_FUNCTIONS, case_holder, case_school, filed_on
from libs.rights.functions import FUNCTIONS, concerned, first_holder, holder, holder_for
from libs.rights.granting import DELEGABLE, REGISTERED, SCHOOL_ROLES, check_recorded
from libs.rights.heard import HEARD
from libs.rights.held import Holder, Role
from libs.rights.offices import provincial
from libs.rights.owners import IDS, check_id
from libs.rights.permission import OPERATOR, Permission, acting_for, held_by, live_on, permit
from libs.rights.reading import NEWEST, STRICT, Growing, Read, Reading
from libs.rights.right import (
    ANY_HOLDER,
    DECIDES,
    DECIDING,
    SYSTEM,
    AtSchool,
    Handing,
    Holding,
    InRole,
    Keeping,
    Knowing,
    Right,
    Staffing,
)
from libs.rights.schools import school_of, unknown
from libs.rights.separation import LISTED, OF_EVENT, PROGRAM, TEAM
from libs.rights.visibility import Listed, Sight, Visibility, sight

__all__ = [
    "ANY_HOLDER",
    "CASE_FUNCTIONS",
    "DECIDES",
    "DECIDING",
    "DELEGABLE",
    "FUNCTIONS",
    "HEARD",
    "IDS",
    "NEWEST",
    "OPERATOR",
    "PROGRAM",
    "REGISTERED",
    "SCHOOL_ROLES",
    "STRICT",
    "SYSTEM",
    "TEAM",
    "AtSchool",
    "Growing",
    "Handing",
    "Holder",
    "Holding",
    "InRole",
    "Keeping",
    "Knowing",
    "Listed",
    "Permission",
    "Read",
    "Reading",
    "Right",
    "Role",
    "Sight",
    "Staffing",
    "Visibility",
    "acting_for",
    "case_holder",
    "case_school",
    "check_id",
    "check_recorded",
    "concerned",
    "filed_on",
    "first_holder",
    "held_by",
    "holder",
    "holder_for",
    "live_on",
    "matters",
    "permit",
    "provincial",
    "school_of",
    "sight",
    "unknown",
]


def matters(event: Recorded) -> bool:
    """Return whether rights may rest on `event`: what a verifier must remember of a log."""
    return event.type in _MATTERS


_MATTERS = frozenset((*HEARD.types, *CASE_EVENTS, *OF_EVENT, *TEAM, *LISTED, REGISTERED))
