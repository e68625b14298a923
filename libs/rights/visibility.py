"""What a reader sees besides the public: own school, schools of own offices, cases of own teams."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from libs.kernel.messages import Contract
from libs.law.calendar import school_year
from libs.log.entry import Recorded
from libs.rights.blind import rating_shown
from libs.rights.functions import concerned
from libs.rights.granting import SCHOOL_ROLES, covers
from libs.rights.held import Role
from libs.rights.offices import provincial
from libs.rights.owners import owner_of
from libs.rights.permission import ADMINISTRATOR, live_on
from libs.rights.reading import Read, heard
from libs.rights.schools import lineage, school_in, school_of
from libs.rights.separation import CASE, OF_ROLE, TEAM

Visibility = Literal[
    "public", "parties", "officers", "addressed", "from_draft", "from_decision", "blind"
]
"""Who may see an event or an answer: anybody; the school it is about and officers; officers; the
school, and officers unless its stream was begun to stay within the school; officers, and the school
once the team's draft was sent to it, or a decision was taken, in the case as it runs; the member of
a team whose rating it is, and the team once the ratings were opened to it (`libs.rights.blind`)."""
TOLD = {
    "from_draft": ("DraftSent",),
    "from_decision": (
        *("AccreditationGranted", "AccreditationRefused"),
        *("NationalStandardGranted", "NationalStandardRefused"),
    ),
}
"""By which event of a case the school is told what was for officers until then."""
BY_STREAM = ("addressed", "blind", *TOLD)
"""What is not the same for all streams of a school."""
Listed = tuple[str, tuple[str, ...]]
"""Which list of a bundle's decisions.json an event is in, and which of its fields stand there."""
LEADS = ("director", "chair", ADMINISTRATOR)
"""Roles that see the whole province where their office is one of the province."""
OF_NO_SCHOOL = ("office", "issuer", "person", "province")
"""Owners of streams that are about no school, though an id of theirs were one's."""
YEARS = 6
"""For how many school years a team's member sees the school: a recognition's five, and its own."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader sees on a day besides the public.

    `everything`, or: `own`, the schools the reader belongs to and those that went before them; what
    the offices of the reader's roles (`offices`) hold or held a function for; the schools of teams
    that `person` is or was in (`rates`). Only officers and team members see what schools do not
    (visibility `officers`). What stays within a school is seen by its `own` people, however much an
    office sees, a blind rating by whose it is, then by the team; both by a service (`program`).
    """

    everything: bool = False
    program: bool = False
    own: frozenset[str] = frozenset()
    offices: tuple[Role, ...] = ()
    rates: str = ""
    on: date = field(default=date.min)

    @property
    def anything(self) -> bool:
        """Whether the reader sees more than the public does."""
        return self.officer or bool(self.own or self.rates)

    @property
    def officer(self) -> bool:
        """Whether the reader sees what concerns no school and is for officers."""
        return self.everything or bool(self.offices)

    def sees(self, read: Read, visibility: str, stream: str) -> bool:
        """Return whether what has this visibility, in this stream, may be shown."""
        if visibility == "blind":
            return self.program or bool(self.rates and rating_shown(read, self.rates, stream))
        if visibility == "addressed":
            if not self.inside(school_of(stream)) and _stays_inside(read(stream)[stream]):
                return False
            visibility = "parties"
        if visibility in TOLD:
            told = _told(read(stream)[stream], TOLD[visibility])
            visibility = "parties" if told else "officers"
        if visibility == "public" or self.everything:
            return True
        if visibility not in ("parties", "officers"):
            return False
        school = school_of(stream)
        about = owner_of(stream) not in OF_NO_SCHOOL
        if about and visibility == "parties" and school in self.own:
            return True
        if not about or school_in(read, school) is None:
            return visibility == "officers" and self.officer
        return self._answers_for(read, school) or self._rates(read, school)

    def inside(self, school: str) -> bool:
        """Return whether the reader sees what stays within a school."""
        return self.program or school in self.own

    def reaches(self, read: Read, orgs: Iterable[str]) -> frozenset[str]:
        """Return those of `orgs` that the reader's roles reach."""
        return frozenset(
            org for org in orgs if any(covers(read, t, org, self.on) for t in self.offices)
        )

    def _answers_for(self, read: Read, school: str) -> bool:
        return bool(self.offices and self.reaches(read, concerned(read, school)))

    def _rates(self, read: Read, school: str) -> bool:
        if not self.rates:
            return False
        this = school_year(self.on)
        cases = [f"{CASE}-{school}_{year}" for year in range(this - YEARS, this + 2)]
        return any(self.rates in team_of(case) for case in read(*cases).values())


def sight(read: Read, actor: str, on: date) -> Sight:
    """Return what `actor` may see on a day.

    `actor` is empty for nobody in particular. Services and the operator see everything, and so does
    who leads or administers an office of the whole province.
    """
    if actor.startswith("s:"):
        return Sight(everything=True, program=True)
    if not actor:
        return Sight()
    live = live_on(read, actor, on)
    own = frozenset(
        school for t in live if t.name in SCHOOL_ROLES for school in lineage(read, t.org)
    )
    rates = actor if any(t.name in OF_ROLE for t in live) else ""
    if any(t.name in LEADS and provincial(read, t.org, on) for t in live):
        return Sight(everything=True, own=own, rates=rates)
    return Sight(
        own=own,
        offices=tuple(t for t in live if t.name not in (*SCHOOL_ROLES, *OF_ROLE)),
        rates=rates,
        on=on,
    )


@dataclass(frozen=True, slots=True)
class DiscussionOpened:
    """Assessment: people of a school and of its offices began to talk, or the school's alone."""

    within_school: bool


DISCUSSIONS: Contract[DiscussionOpened] = Contract(DiscussionOpened)


def _told(case: Iterable[Recorded], by: tuple[str, ...]) -> bool:
    """Return whether one of these events came since the case was registered last."""
    told = False
    for event in case:
        if event.type == "RegistrationSubmitted":
            told = False
        elif event.type in by:
            told = True
    return told


def _stays_inside(discussion: Iterable[Recorded]) -> bool:
    return any(told.within_school for told in heard(discussion, DISCUSSIONS))


def team_of(case: Iterable[Recorded]) -> frozenset[str]:
    """Return everybody who is or was in the team of a case."""
    formed = (event for event in case if event.type in TEAM)
    return frozenset(str(m["person"]) for event in formed for m in event.data["members"])
