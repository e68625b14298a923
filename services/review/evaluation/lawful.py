"""What a decision must keep to beside the case: who may decide, which numbers, who is in a team.

Asked from rules number 3 on, once the case itself allows the act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from libs.kernel.problems import Rejected, refuse, refused
from libs.law.calendar import show
from libs.law.standards import authorities, external_review, teams
from libs.law.standards.rule_set import cite
from libs.rights import Holding, separation
from services.review.evaluation import council, decisions, registration, survey
from services.review.evaluation.council import FormCouncil
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.numbers import NUMBERING, Use
from services.review.evaluation.registration import Looking
from services.review.evaluation.state import Evaluation, Filed
from services.review.evaluation.survey import ChangeTeam, FormTeam
from services.review.shared.fields import CouncilMember, TeamMember
from services.review.team.rules import DRAW, UNTOLD
from services.review.team.rules import Team as Made

SINCE = 3
"""The rules from which on all this is asked."""
Team = FormTeam | ChangeTeam
Seated = Team | FormCouncil


@dataclass(frozen=True, slots=True)
class Office:
    """Who acts, as the register has it: its kind and the area it is responsible for."""

    kind: str
    area: str


@dataclass(frozen=True, slots=True)
class Lawful:
    """What a decision rests on beside its case: the rules that hold, the day, who acts.

    `paper`: the case, day and signer of the decision; `used`: those for which the authority used
    its number first that year; `certificate_used`: whether it gave out that of the certificate.
    `strangers`: who of a team is no evaluator on the day; `council`: who is or was in a council of
    the school whose report may be evaluated; `of_council`: whether who acts is one of these;
    `made`: what was declared and drawn. `filed_on`: the day on which the case was filed.
    """

    rules: int
    on: date
    office: Office
    paper: Use | None = None
    used: Use | None = None
    certificate_used: bool = False
    strangers: tuple[str, ...] = ()
    council: frozenset[str] = frozenset()
    made: Made = UNTOLD
    of_council: bool = False
    filed_on: date | None = None


def decide(
    command: decisions.Command, known: Lawful, evaluation: Evaluation
) -> Sequence[EvaluationEvent]:
    """Return what the decision or proposal brings about; none when it holds already.

    Raises `Rejected`: authority-not-by-law, number-used, member-of-council, and what
    `decisions.decide` does.
    """
    events = decisions.decide(command, known.rules, evaluation)
    if events and known.rules >= SINCE:
        _check_actor(known)
        _check_authority(command, known)
        if not isinstance(command, decisions.ProposeNationalStandard):
            _check_numbers(command, known)
    return events


def look(command: Looking, known: Lawful, evaluation: Evaluation) -> Sequence[EvaluationEvent]:
    """Return what an office does with a registration; none when it has.

    A case keeps its office, so one that the law let hold the function when it was filed may go on.
    Raises `Rejected`: authority-not-by-law, member-of-council, number-used for that of a list, and
    what `registration` does.
    """
    events = registration.look(command, known.rules, evaluation)
    if events and known.rules >= SINCE:
        _check_actor(known)
        right, office = command.right, known.office
        assert isinstance(right, Holding)
        about = (right.function, office.kind, office.area)
        if known.filed_on is None or not authorities.allowed(*about, known.filed_on):
            authorities.require(*about, known.on)
        if isinstance(command, registration.ForwardRegistration) and command.list_number:
            _check_day(command.list_number, "list_number", known)
    return events


def form(command: Team, known: Lawful, evaluation: Evaluation) -> Sequence[EvaluationEvent]:
    """Return the team; none when it was formed already.

    Raises `Rejected`: authority-not-by-law, number-used, evaluator-role-missing,
    member-of-council, declared-tie, draw-pending, drawn-left-out, and what `survey.decide` does.
    """
    events = survey.decide(command, known.rules, evaluation)
    if events and known.rules >= SINCE:
        _check_actor(known)
        _check_authority(command, known)
        _check_team_number(command, known)
        _check_roles(command, known, evaluation)
        _check_council(command, known)
        _check_made(command, known.made)
    return events


def seat(command: FormCouncil, known: Lawful, evaluation: Evaluation) -> Sequence[EvaluationEvent]:
    """Return the appraisal council; none when it was formed already.

    Raises `Rejected`: as `form`, and what `council.form` does.
    """
    events = council.form(command, known.rules, evaluation)
    if events and known.rules >= SINCE:
        _check_actor(known)
        _check_authority(command, known)
        _check_team_number(command, known)
        _check_roles(command, known, evaluation)
        _check_council(command, known)
        _check_made(command, known.made)
    return events


def _check_actor(known: Lawful) -> None:
    """Nobody looks at, forms a team for or decides on what their own council wrote."""
    if known.of_council:
        detail = "Người thuộc hội đồng tự đánh giá của trường không xét hồ sơ của chính trường ấy."
        raise Rejected("member-of-council", detail, separation.OWN_SCHOOL)


def _check_authority(command: decisions.Command | Seated, known: Lawful) -> None:
    """Ask it of the days of recording and paper: neither opens what the other shuts."""
    right, office = command.right, known.office
    assert isinstance(right, Holding)
    for day in dict.fromkeys((known.on, command.dated or known.on)):
        authorities.require(right.function, office.kind, office.area, day)


def _check_numbers(command: decisions.Decision, known: Lawful) -> None:
    """A number is one paper's: both recognitions of a case, or several schools where it says so."""
    paper, used, rule = known.paper, known.used, NUMBERING
    taken = f"Năm {(command.dated or known.on).year} cơ quan này đã dùng số '{{}}' (trường {{}})"
    faults = []
    if paper is not None and used is not None:
        allowed, source = external_review.collective_decisions()
        said = f"{taken.format(command.decision_number, 'decision_number')}; "
        if used.case != paper.case and not (command.collective and allowed):
            said += "mỗi quyết định có số riêng trong năm."
            if allowed:
                said += " Một quyết định cho nhiều trường thì ghi rõ (trường collective)."
                rule = f"{NUMBERING}; {source}"
            faults.append(("/decision_number", said))
        elif (used.day, used.signer) != (paper.day, paper.signer):
            said += f"văn bản ấy ký ngày {show(used.day)}: một văn bản có một ngày, một người ký."
            faults.append(("/decision_number", said))
    if known.certificate_used:
        said = taken.format(command.certificate_number, "certificate_number")
        faults.append(("/certificate_number", f"{said}; mỗi chứng nhận có số riêng trong năm."))
    refuse("number-used", faults, rule)


def _check_team_number(command: Seated, known: Lawful) -> None:
    """One paper may form the teams of several schools: then it has one day and one signer."""
    used, paper = known.used, known.paper
    if used is None or paper is None or (used.day, used.signer) == (paper.day, paper.signer):
        return
    detail = (
        f"Cơ quan này đã dùng số '{command.decision_number}' (trường decision_number) cho văn bản "
        f"ký ngày {show(used.day)}: một văn bản có một ngày, một người ký."
    )
    refuse("number-used", [("/decision_number", detail)], NUMBERING)


def _check_day(number: str, field: str, known: Lawful) -> None:
    """A list is one paper of one day, whichever officer enters its schools."""
    used, paper = known.used, known.paper
    if used is None or paper is None or used.day == paper.day:
        return
    detail = (
        f"Cơ quan này đã dùng số '{number}' (trường {field}) cho danh sách ngày "
        f"{show(used.day)}: một văn bản có một ngày."
    )
    refuse("number-used", [(f"/{field}", detail)], NUMBERING)


def _check_council(command: Seated, known: Lawful) -> None:
    faults = [
        (
            f"/members/{index}/person",
            f"'{member.person}' thuộc hội đồng tự đánh giá của trường được đánh giá.",
        )
        for index, member in enumerate(_people(command))
        if member.person in known.council
    ]
    refuse("member-of-council", faults, separation.OWN_SCHOOL)


def _check_made(command: Seated, made: Made) -> None:
    """Nobody whom their own word keeps out; in a first team whoever was drawn, if nothing does."""
    tied = made.tied(member.person for member in _people(command))
    faults = [
        (f"/members/{index}/person", f"'{member.person}' đã khai có quan hệ với trường.")
        for index, member in enumerate(_people(command))
        if member.person in tied
    ]
    refuse("declared-tie", faults, teams.declared_first())
    if not isinstance(command, FormTeam) or made.draw is None:
        return
    if made.lots is None:
        detail = "Đã chốt danh sách bốc thăm; bốc thăm xong mới lập đoàn (trường members)."
        raise refused("draw-pending", detail, DRAW, at="/members")
    members = {member.person for member in command.members}
    left = [each for each in made.lots.drawn if each not in members and not made.tied([each])]
    if left:
        said = ", ".join(f"'{person}'" for person in left)
        detail = f"Người trúng thăm phải có trong đoàn (trường members): thiếu {said}."
        raise refused("drawn-left-out", detail, DRAW, at="/members")


def _people(command: Seated) -> Sequence[TeamMember | CouncilMember]:
    return command.members


def _check_roles(command: Seated, known: Lawful, evaluation: Evaluation) -> None:
    assert isinstance(evaluation, Filed)
    faults = [
        (
            f"/members/{index}/person",
            f"'{member.person}' chưa được giao vai trò thành viên đoàn đánh giá ngoài có hiệu lực "
            f"ngày {show(known.on)}.",
        )
        for index, member in enumerate(_people(command))
        if member.person in known.strangers
    ]
    refuse("evaluator-role-missing", faults, cite(evaluation.rules, "30"))
