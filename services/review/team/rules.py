"""What people declare before they work in a team, and who of many is drawn into it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Never, assert_never

from libs.engine.procedure import Fold
from libs.kernel.decider import Decider, by_knowledge_alone
from libs.kernel.messages import Actor, Contract, Remark, given
from libs.kernel.problems import Forbidden, Rejected, refuse, refused
from libs.law.labels import label
from libs.law.standards import teams
from libs.law.standards.teams import Standing
from libs.law.vietnamese import says_something
from libs.rights import Right, separation
from services.review.shared.fields import EVALUATOR, TEAM_FORMER
from services.review.team.draw import drawn
from services.review.team.events import (
    ASKER,
    TEAM_EVENTS,
    DeclarationsAsked,
    DrawAnnounced,
    InterestDeclared,
    MemberKept,
    MembersDrawn,
    People,
    Seats,
    TeamEvent,
    Ties,
    Wait,
)

DRAW = "bốc thăm bằng mã không ai chọn được (docs/draw.md)"


@dataclass(frozen=True, slots=True)
class AskDeclarations:
    """Ask people what they have to do with the school, before a team is decided on."""

    right: ClassVar[Right] = ASKER

    persons: People


@dataclass(frozen=True, slots=True)
class DeclareInterest:
    """Say what one has to do with the school; without `ties`: nothing, and never had a post there.

    One's own word: nobody says it for another.
    """

    right: ClassVar[Right] = EVALUATOR

    ties: Ties
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class KeepMember:
    """Decide that what somebody declared does not keep them from the team, and why.

    Of somebody else: nobody decides on the own ties.
    """

    right: ClassVar[Right] = TEAM_FORMER

    person: Actor
    reason: Remark
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class AnnounceDraw:
    """Fix who takes part in a draw, and which entry to come decides it."""

    right: ClassVar[Right] = ASKER

    candidates: People
    seats: Seats
    wait: Wait
    reason: Remark | None = None


@dataclass(frozen=True, slots=True)
class DrawMembers:
    """Draw, once the entry is there that decides it."""

    right: ClassVar[Right] = ASKER


Preparing = AskDeclarations | AnnounceDraw
Command = Preparing | DeclareInterest | KeepMember | DrawMembers
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Declared:
    """What somebody declared; `kept`: the office decided that it does not keep them out.

    `taken_back`: they declared something else before, on which the office had not decided.
    """

    ties: Ties = ()
    kept: bool = False
    taken_back: bool = False

    def anew(self, ties: Ties) -> "Declared":
        """Return what counts once they declared again: nobody's later word alone undoes a tie."""
        gone = {tie.kind for tie in self.ties} - {tie.kind for tie in ties}
        return Declared(ties, taken_back=not self.kept and (self.taken_back or bool(gone)))


@dataclass(frozen=True, slots=True)
class Team:
    """What was asked and declared, by person, and what was drawn.

    `draw` is the list that was fixed last; `lots` what came of it, None until it was drawn.
    """

    asked: frozenset[str] = frozenset()
    declared: Mapping[str, Declared] = field(default_factory=dict)
    draw: DrawAnnounced | None = None
    lots: MembersDrawn | None = None

    def standing(self, person: str) -> Standing:
        """Return what the person's own word says of them and the school."""
        said = self.declared.get(person)
        if said is None:
            return Standing()
        kinds = tuple(tie.kind for tie in said.ties)
        return Standing(declared=kinds, taken_back=said.taken_back, kept=said.kept)

    def silent(self, people: Iterable[str]) -> list[str]:
        """Return who of some people has declared nothing yet."""
        return [person for person in people if person not in self.declared]

    def tied(self, people: Iterable[str]) -> list[str]:
        """Return whom of some people their own word keeps out."""
        return [person for person in people if not teams.free(self.standing(person))]


UNTOLD = Team()
"""Nothing was asked, declared or drawn."""


@dataclass(frozen=True, slots=True)
class Making:
    """What the making of a team rests on beside what was declared and drawn.

    `members`: who is in the case's team or council; `runs`: it waits for one or has one at work;
    `strangers`: whom of those named has no role of an evaluator on the day; `standings`: what
    registers say of those named; `seed`: the hash that decides the draw, None before there is one.
    """

    members: tuple[str, ...] = ()
    runs: bool = True
    strangers: tuple[str, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)
    seed: str | None = None


def decide(command: Command, known: Making, team: Team) -> Sequence[TeamEvent]:
    """Return what `command` brings about; none where it holds already.

    Raises `Rejected`: team-not-in-the-making, evaluator-role-missing, declaration-not-asked,
    declaration-missing, tie-bars, conflict-in-draw, draw-pending, draw-unexplained, seats-too-many,
    draw-not-announced, seed-not-there, text-wordless; `Forbidden`: duties-apart.
    """
    if not known.runs:
        detail = "Hồ sơ này không chờ lập đoàn và không có đoàn đang làm việc."
        raise Rejected("team-not-in-the-making", detail, rule="quy trình đánh giá ngoài")
    match command:
        case AskDeclarations(persons):
            _check_evaluators("persons", persons, known)
            new = tuple(dict.fromkeys(each for each in persons if each not in team.asked))
            return [DeclarationsAsked(new)] if new else []
        case DeclareInterest(ties, actor=actor):
            return _declare(ties, actor, known, team)
        case KeepMember():
            return _keep(command, team)
        case AnnounceDraw():
            return _announce(command, known, team)
        case DrawMembers():
            return _draw(known, team)
    assert_never(command)


def evolve(team: Team, event: TeamEvent) -> Team:
    """Return the team after `event`."""
    match event:
        case DeclarationsAsked(persons):
            return replace(team, asked=team.asked.union(persons))
        case InterestDeclared(ties, person):
            said = team.declared.get(person, Declared()).anew(ties)
            return replace(team, declared={**team.declared, person: said})
        case MemberKept(person):
            kept = replace(team.declared.get(person, Declared()), kept=True)
            return replace(team, declared={**team.declared, person: kept})
        case DrawAnnounced():
            return replace(team, draw=event, lots=None, asked=team.asked.union(event.candidates))
        case MembersDrawn():
            return replace(team, lots=event)
    assert_never(event)


def _declare(ties: Ties, actor: str, known: Making, team: Team) -> Sequence[TeamEvent]:
    if actor not in team.asked and actor not in known.members:
        detail = f"'{actor}' không thuộc đoàn của hồ sơ này và chưa được hỏi."
        raise Rejected("declaration-not-asked", detail, rule=teams.declared_first())
    said = team.declared.get(actor)
    return [] if said and said.ties == ties else [InterestDeclared(ties, actor)]


def _keep(command: KeepMember, team: Team) -> Sequence[TeamEvent]:
    person = command.person
    if person == command.actor:
        detail = f"'{person}' không tự quyết định giữ mình trong đoàn; người khác phải quyết định."
        raise Forbidden("duties-apart", detail, rule=separation.RULE)
    said = team.declared.get(person)
    if said is None or not (said.ties or said.taken_back):
        detail = f"'{person}' chưa khai quan hệ nào với trường (trường person)."
        raise refused("declaration-missing", detail, teams.declared_first(), at="/person")
    standing = replace(team.standing(person), kept=True)
    firm = next((row for row in teams.against(standing) if row.bars), None)
    if firm is not None:
        detail = f"'{person}': {label(firm.code)}; phải thay người (trường person)."
        raise refused("tie-bars", detail, firm.source, at="/person")
    _check_words(command.reason)
    return [] if said.kept else [MemberKept(person, command.reason)]


def _announce(command: AnnounceDraw, known: Making, team: Team) -> Sequence[TeamEvent]:
    people = tuple(sorted({*command.candidates}))
    announced = DrawAnnounced(people, command.seats, command.wait, command.reason)
    if team.draw == announced and team.lots is None:
        return []
    if team.draw is not None and team.lots is None:
        detail = "Đã chốt một danh sách và chưa bốc thăm; bốc xong mới chốt danh sách khác."
        raise Rejected("draw-pending", detail, rule=DRAW)
    if team.draw is not None and not command.reason:
        detail = "Đã bốc thăm một lần; bốc lại phải nêu lý do (trường reason)."
        raise refused("draw-unexplained", detail, DRAW, at="/reason")
    if command.reason:
        _check_words(command.reason)
    if command.seats > len(people):
        detail = f"Danh sách có {len(people)} người, không đủ {command.seats} chỗ (trường seats)."
        raise refused("seats-too-many", detail, DRAW, at="/seats")
    _check_evaluators("candidates", command.candidates, known)
    faults = [
        (f"/candidates/{index}", f"'{person}': {label(bar.code)}.")
        for index, person in enumerate(command.candidates)
        for bar in teams.against(known.standings.get(person, Standing()))
        if bar.bars
    ]
    refuse("conflict-in-draw", faults, DRAW)
    return [announced]


def _draw(known: Making, team: Team) -> Sequence[TeamEvent]:
    if team.draw is None:
        detail = "Chưa chốt danh sách bốc thăm nào cho hồ sơ này."
        raise Rejected("draw-not-announced", detail, rule=DRAW)
    if team.lots is not None:
        return []
    if known.seed is None:
        detail = (
            f"Mã bốc thăm là mã của mục thứ {team.draw.wait} trong sổ sau khi chốt danh sách; "
            "mục ấy chưa có."
        )
        raise Rejected("seed-not-there", detail, rule=DRAW)
    people = drawn(team.draw.candidates, team.draw.seats, known.seed)
    return [MembersDrawn(known.seed, people)]


def _check_words(reason: str) -> None:
    if not says_something(reason):
        detail = "Lý do (trường reason) chỉ có dấu hoặc một chữ cái; hãy viết thành lời."
        raise refused("text-wordless", detail, "lý do của cơ quan lập đoàn", at="/reason")


def _check_evaluators(name: str, people: Sequence[str], known: Making) -> None:
    faults = [
        (f"/{name}/{index}", f"'{person}' chưa được giao vai trò thành viên đoàn đánh giá ngoài.")
        for index, person in enumerate(people)
        if person in known.strangers
    ]
    refuse("evaluator-role-missing", faults, "điều kiện của thành viên đoàn")


MADE: Fold[Team] = Fold("team", TEAM_EVENTS, UNTOLD, evolve)
"""How a team was put together, for who asks it of a case."""
TEAM: Decider[Never, Team, TeamEvent] = Decider(UNTOLD, by_knowledge_alone, evolve)
