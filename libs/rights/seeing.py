"""What a reader sees besides the public."""

from dataclasses import dataclass
from datetime import date

from libs.rights.facts import Read
from libs.rights.functions import school_of
from libs.rights.terms import Term, terms_of

SCHOOL_ROLES = ("principal", "council_member")
"""Roles held at a school; every other role is held at an office."""


def grants(read: Read, actor: str) -> list[Term]:
    """Return every role that `actor` holds or held; `Term.name` is the role."""
    stream = f"grant-{actor[2:]}"
    return terms_of(read(stream)[stream])


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader sees besides the public: everything, or what is about `schools`."""

    everything: bool = False
    schools: frozenset[str] = frozenset()

    def sees(self, visibility: str, stream: str) -> bool:
        """Return whether what has this visibility, in this stream, may be shown."""
        if visibility == "public" or self.everything:
            return True
        return visibility == "parties" and school_of(stream) in self.schools


def sight(read: Read, actor: str, on: date) -> Sight:
    """Return what `actor` may see on a day: services and officers all, schools their own."""
    if actor.startswith("s:"):
        return Sight(everything=True)
    held = [term for term in grants(read, actor) if term.holds(on)]
    own = frozenset(term.org for term in held if term.name in SCHOOL_ROLES)
    return Sight(any(term.name not in SCHOOL_ROLES for term in held), own)
