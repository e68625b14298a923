"""A case of external evaluation on screens: who may do what next, and where it is done.

What may follow says the API (`next_acts` of an evaluation); here it is only told apart whose it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from libs.kernel.messages import kebab
from libs.kernel.problems import Wire
from libs.web import formats
from libs.web.catalogue import text
from services.console.person import PersonVisit

SHAPES: Mapping[str, str] = {
    "planned": "todo",
    "returned": "warn",
    "decided": "done",
    "withdrawn": "closed",
    "discontinued": "closed",
    "ended": "closed",
}
"""The shape of a case's state; any other is in work."""
OWN_PAGES: Mapping[str, str] = {
    **dict.fromkeys(("SubmitRegistration", "Withdraw"), "registration"),
    **dict.fromkeys(
        ("RequestCompletion", "ForwardRegistration", "ReturnBySo", "AcceptBySo"), "appraisal"
    ),
    **dict.fromkeys(("FormTeam", "ChangeTeam"), "team"),
    "FormCouncil": "appraisal-council",
    **dict.fromkeys(("AppraiseCriterion", "CompareFigure", "CheckCondition"), "appraisal-work"),
    "Reply": "draft-reply",
    "RecordFinding": "findings",
}
"""The page on which a command is given, where it has one of its own."""
ASIDE = (
    *("RecordDeskReceipt", "TransferCase", "SetTerm", "DiscontinueEvaluation", "Withdraw"),
    *("ChangeTeam", "DeemAgree", "ReopenReply", "ExcuseSignature"),
    *("OrderSiteCheck", "GiveOpinion"),
)
"""The commands that take a case no further, or only when somebody fails to act."""
LOOKS = ("ForwardRegistration", "AcceptBySo")
RETURNS = ("RequestCompletion", "ReturnBySo")
TEAM = text("Đoàn đánh giá ngoài")
LEADER = text("Trưởng đoàn đánh giá ngoài")
NOBODY = text("Chưa có đơn vị nào giữ chức năng này")
BY_LEADER = ("CloseSurvey", "SendDraft", "DeemAgree", "AnswerReply", "SubmitFinalReport")
"""What of the team's work its leader alone does."""
COUNCIL = text("Hội đồng thẩm định")
BY_CLERKS = ("OrderSiteCheck", "RecordSiteCheck", "ConcludeAppraisal")
"""What of a council's work its chair, vice-chair or secretary alone does."""
BY_COUNCIL = ("AppraiseCriterion", "CompareFigure", "CheckCondition", "GiveOpinion", *BY_CLERKS)
CLERKS = ("chair", "vice_chair", "secretary")


@dataclass(frozen=True)
class Case:
    """A case as somebody looks at it."""

    visit: PersonVisit
    log: str
    found: Wire

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.found["id"])

    @property
    def school(self) -> str:
        """The school."""
        return str(self.found["school"])

    @property
    def year(self) -> int:
        """The year in which its school year begins."""
        return int(self.id.rpartition("_")[2])

    @property
    def at(self) -> str:
        """Where it is shown."""
        return f"/console/case/{self.log}/{self.id}"

    @property
    def place(self) -> str:
        """What the school is called."""
        return self.visit.names.school(self.log, self.school)

    @property
    def shape(self) -> str:
        """The shape of its state."""
        return SHAPES.get(self.found["state"], "doing")

    @property
    def kicker(self) -> str:
        """What stands above the title of its pages."""
        return self.visit.t("Hồ sơ đánh giá ngoài, năm học {year}", year=formats.year(self.year))

    @cached_property
    def onward(self) -> Sequence[Wire]:
        """The acts that take it further."""
        return [one for one in self.found["next_acts"] if not self.beside(one["command"])]

    def beside(self, command: str) -> bool:
        """Return whether an act takes the case no further, or is not the usual one here."""
        offered = [one["command"] for one in self.found["next_acts"]]
        if command == "FormTeam" and "FormCouncil" in offered:
            return True
        if command == "FormCouncil" and self.found["state"] == "appraising":
            return True
        if command == "RecordSiteCheck" and "ConcludeAppraisal" in offered:
            return True
        return command in ASIDE

    @cached_property
    def mine(self) -> Sequence[Wire]:
        """The acts that are the visitor's to do, as far as roles and offices say."""
        return [one for one in self.found["next_acts"] if self._is_mine(one)]

    @property
    def inside(self) -> bool:
        """Whether the visitor is one of the school."""
        return any(role.at_school and role.org == self.school for role in self.visit.roles)

    @property
    def in_team(self) -> bool:
        """Whether the visitor is in the team that there is."""
        return self.visit.session["actor"] in self._team

    @property
    def leads(self) -> bool:
        """Whether the visitor leads the team, or acts for who does."""
        me = self.visit.session["actor"]
        acting = any(each["person"] == me and each["acting"] for each in self._members)
        return acting or self._team.get(me) == "leader"

    def office_with(self, function: str, *roles: str) -> str:
        """Return the office that has a function for the case and where the visitor has one of these
        roles; empty for none."""
        mine = {r.org for r in self.visit.roles if r.log == self.log and r.name in roles}
        holder = self._holder(function) if mine else None
        return holder if holder and holder in mine else ""

    def may(self, *commands: str) -> bool:
        """Return whether the visitor may give one of these commands."""
        return any(one["command"] in commands for one in self.mine)

    def waits_for(self) -> list[str]:
        """Return who has to act so that it goes on; nobody once it is over."""
        return list(dict.fromkeys(self.whose(one) for one in self.onward))

    def whose(self, act: Wire) -> str:
        """Return who does an act: an office by its name, the school, the team."""
        if act["function"] is None:
            if act["command"] in BY_COUNCIL:
                return self.visit.t(COUNCIL)
            if act["acting_roles"] == ["evaluator"]:
                lead = act["command"] in BY_LEADER
                return self.visit.t(LEADER if lead else TEAM)
            return self.place
        office = self._holder(act["function"])
        return self.visit.names.office(self.log, office) if office else self.visit.t(NOBODY)

    def address(self, act: Wire) -> str:
        """Return where an act is done."""
        command = act["command"]
        page = OWN_PAGES.get(command)
        if page == "registration":
            return f"/console/registration/{self.log}/{self.school}?year={self.year}"
        if page:
            return f"/console/{page}/{self.log}/{self.id}"
        return f"/console/case-step/{self.log}/{self.id}/{kebab(command)}"

    def deadlines(self) -> list[Wire]:
        """Return what is owed: step, the first day that is too late, on what that rests."""
        bases = {one["step"]: one for one in self.found["deadline_bases"]}
        return [{**one, **bases.get(one["step"], {})} for one in self.found["open_deadlines"]]

    @property
    def _team(self) -> Mapping[str, str]:
        return {one["person"]: one["post"] for one in self._members}

    @property
    def _members(self) -> Sequence[Wire]:
        return list(self.found["team_members"])

    @property
    def _signed(self) -> bool:
        """Whether the visitor has signed the report."""
        me, states = self.visit.session["actor"], ("signed", "dissenting")
        return any(
            s["person"] == me and s["signature_state"] in states for s in self.found["signatures"]
        )

    def _sits(self, as_clerk: bool) -> bool:
        """Return whether the visitor sits in the council, as one who leads or writes it."""
        actor = self.visit.session["actor"]
        seats = {one["person"]: one["post"] for one in self.found["council_members"]}
        return actor in seats and (not as_clerk or seats[actor] in CLERKS)

    def _is_mine(self, act: Wire) -> bool:
        roles = [r for r in self.visit.roles if r.log == self.log and r.name in act["acting_roles"]]
        if act["function"] is None:
            if act["command"] in BY_COUNCIL:
                return bool(roles) and self._sits(act["command"] in BY_CLERKS)
            if act["command"] == "SignReport" and self._signed:
                return False
            if act["acting_roles"] == ["evaluator"]:
                return bool(roles) and (self.leads if act["command"] in BY_LEADER else self.in_team)
            return any(role.org == self._acting_school for role in roles)
        if act["function"] == "case":
            offices = {self.found["checker"], self.found["appraiser"]} - {None}
            return any(role.name == "administrator" or role.org in offices for role in roles)
        holder = self._holder(act["function"]) if roles else None
        return any(role.org == holder for role in roles)

    @property
    def _acting_school(self) -> str:
        """The school that acts: the one that goes on with the case, where its own has ended."""
        return str(self.found["continued_by"] or self.school)

    def _holder(self, function: str) -> str | None:
        """Return the office that holds a function for the case; None for nobody."""
        kept = {"check_dossier": "checker", "appraise": "appraiser"}.get(function)
        if kept:
            return self.found[kept] or None
        return self._held.setdefault(function, self._asked(function))

    @cached_property
    def _held(self) -> dict[str, str | None]:
        return {}

    def _asked(self, function: str) -> str | None:
        if function in self._held:
            return self._held[function]
        on = self.visit.today
        asked = {"function": function, "school": self.school, "on": on}
        found = self.visit.calls.listed(self.log, "holder", **asked)
        return found[0]["holder"] if found else None


def read(visit: PersonVisit, log: str, id: str) -> Case:
    """Return a case; raises `Refused` for one that there is not, or that may not be seen."""
    return Case(visit, log, visit.calls.one(log, "evaluation", id))


def level(visit: PersonVisit, found: int | None) -> str:
    """Return a level of a school in words."""
    if found is None:
        return "–"
    return visit.t("Mức {n}", n=found) if found else visit.t("Chưa đạt Mức 1")


def grades(visit: PersonVisit, accreditation: int | None, national: int | None) -> str:
    """Return what was asked for or granted in words."""
    told = [
        visit.t(said, n=n)
        for said, n in ((text("Cấp độ {n}"), accreditation), (text("Mức độ {n}"), national))
        if n
    ]
    return Markup(", ").join(told) or "–"


def called(visit: PersonVisit, commands: Iterable[str]) -> str:
    """Return what commands are called, with a capital at the beginning."""
    return Markup(", ").join(visit.label(one, begins=not n) for n, one in enumerate(commands))
