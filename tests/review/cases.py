"""An evaluation to test with: commands as a school, an office and a team give them, filled in."""

from dataclasses import replace
from datetime import date
from typing import Any, get_args

from libs.engine.rules import FIRST, RULES
from libs.law.calendar import school_year
from libs.law.standards import RuleSet, choose
from libs.law.standards.appraisals import Appraisal, appraisal
from libs.law.standards.levels import criteria, indicators, school_level
from services.review.evaluation import procedure as evaluation
from services.review.evaluation.appraising import (
    AppraiseCriterion,
    CheckCondition,
    CompareFigure,
)
from services.review.evaluation.concluding import ConcludeAppraisal, NotifyResult
from services.review.evaluation.council import FormCouncil
from services.review.evaluation.decisions import (
    DecideAccreditation,
    DecideNationalStandard,
    ProposeNationalStandard,
)
from services.review.evaluation.declared import CouncilWork, TeamWork, Work
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.events.filing import RegistrationSubmitted
from services.review.evaluation.filing import (
    Filing,
    Held,
    Operation,
    Report,
    SubmitRegistration,
    Window,
)
from services.review.evaluation.lawful import Lawful, Office
from services.review.evaluation.registration import (
    AcceptBySo,
    ForwardRegistration,
    Looking,
    PlanEvaluation,
    RequestCompletion,
    ReturnBySo,
    Withdraw,
)
from services.review.evaluation.report import (
    AnswerReply,
    DeemAgree,
    Reply,
    SendDraft,
    SubmitFinalReport,
)
from services.review.evaluation.rules import EVALUATION, Command, Numbered
from services.review.evaluation.signing import SignReport
from services.review.evaluation.survey import ChangeTeam, CloseSurvey, FormTeam, RecordFinding
from services.review.evaluation.transfer import Holders, TransferCase
from services.review.shared.fields import CouncilMember, Reason, TeamMember, Verdict
from services.review.team.rules import Declared
from services.review.team.rules import Team as Made
from tests.spec import Knowing, Spec

LEADER, SECRETARY, MEMBER, STRANGER = "u:leader", "u:secretary", "u:member", "u:stranger"
ON = date(2024, 10, 28)
PRIMARY = choose("primary", date(2024, 9, 10))
PRESCHOOL = choose("preschool", date(2024, 9, 10))
IN_2026 = choose("primary", date(2026, 9, 10))

REASONS = (Reason("Địa chỉ", "Chưa ghi số nhà."),)
CHECKED = ("letter", "report")
REQUEST = RequestCompletion(REASONS, on=ON)
FORWARD = ForwardRegistration(CHECKED, on=ON)
SEND_BACK = ReturnBySo(REASONS, on=ON)
ACCEPT = AcceptBySo(CHECKED, on=ON)
WITHDRAW = Withdraw("Trường chuyển địa điểm.")
WINDOW = Window(
    number=None,
    symbol=None,
    issuer_name="Phòng Giáo dục và Đào tạo huyện Bình Chánh",
    date_as_written="ngày     tháng 09  năm 2024",
    first_day=25,
    last_day=30,
    effect="refuse",
)


def judged(rules: RuleSet, reached: int) -> dict[tuple[str, int, str], bool]:
    """Return judgements that give `reached`: all met up to it, the level above failed once."""
    codes = [*criteria(rules), *([rules.level4_article] if rules.level4_article else [])]
    keys = [(code, *key) for code in codes for key in indicators(rules, code)]
    above = next((key for key in keys if key[1] == reached + 1), None)
    at_least_1 = {key: key != above for key in keys if key[1] <= max(reached, 1)}
    return at_least_1 | ({above: False} if above else {})


def report(reached: int = 2, by: RuleSet = PRIMARY, **other: Any) -> Report:
    """Return a submitted report that claims `reached` under the rule set `by`."""
    outcome = school_level(by, judged(by, reached))
    return replace(
        Report(
            outcome.level,
            outcome.next_level,
            outcome.failed,
            outcome.unjudged,
            by.id,
            by.revision,
            by.rules_hash,
            date(2024, 10, 20),
        ),
        **other,
    )


FILING = Filing(
    report(),
    (),
    Operation(date(2001, 9, 5), 20),
    direct=False,
    recognitions=(),
    kind="primary",
)
BY_SO = Lawful(RULES, date(2026, 12, 1), Office("so", "79"))
"""Since TT 57/2026 the Sở may do all that a decision of a case takes."""
EVALUATING: Spec[Any, Any] = Spec(
    EVALUATION,
    evaluation.PROCEDURE,
    {
        SubmitRegistration: FILING,
        TransferCase: Holders("phong", "xa"),
        **dict.fromkeys(
            (
                *(FormTeam, ChangeTeam, FormCouncil, DecideAccreditation),
                *(ProposeNationalStandard, DecideNationalStandard),
                *get_args(Looking),
            ),
            replace(BY_SO, rules=FIRST),
        ),
        **dict.fromkeys(get_args(Numbered), FIRST),
        **dict.fromkeys(get_args(TeamWork | CouncilWork), Work(FIRST)),
    },
)
"""By number 1 of the platform's rules, unless a test says otherwise: what was right stays right."""


def plan(month: str = "2024-12", **other: Any) -> PlanEvaluation:
    """Return the command that lists the school for a month of 2024-2025."""
    return PlanEvaluation(month=month, **{"id": "abc_2024", "school": "abc"} | other)


def register(**other: Any) -> Any:
    """Return a registration for both recognitions that every rule accepts, unless changed.

    What is known of others is `FILING`; changed, it goes with the command.
    """
    command = SubmitRegistration(
        purpose="both",
        accreditation_grade=2,
        national_grade=1,
        address="1 Đường Mẫu, Gò Vấp",
        cycle_year=2024,
        id=f"abc_{school_year(other.get('on', ON))}",
        school="abc",
        on=ON,
    )
    known = {name: other.pop(name) for name in Filing.__slots__ if name in other}
    command = replace(command, **other)
    return Knowing(command, replace(FILING, **known)) if known else command


def accredit_only(**other: Any) -> Any:
    """Return a registration for accreditation at grade 1 alone."""
    return register(
        **{"purpose": "accreditation", "accreditation_grade": 1, "national_grade": None} | other
    )


def team(*people: str, **other: Any) -> FormTeam:
    """Return a team: leader, secretary, and the rest members."""
    posts = ["leader", "secretary"] + ["member"] * len(people)
    members = tuple(
        TeamMember(person, post)  # type: ignore[arg-type]
        for person, post in zip(people, posts, strict=False)
    )
    return replace(FormTeam("12/QĐ-SGDĐT", members, on=date(2024, 11, 20)), **other)


NOTHING = Declared(())
DECLARED = Made(
    declared=dict.fromkeys((LEADER, SECRETARY, MEMBER, "u:fourth", "u:fifth", "u:sixth"), NOTHING)
)
"""All of the team said that they have nothing to do with the school."""
WORK = Work(RULES, DECLARED)
TEAM = team(LEADER, SECRETARY, MEMBER, "u:fourth", "u:fifth")
BOTH = register()


def sheets(reached: int, rules: RuleSet = PRIMARY, actor: str = MEMBER) -> list[RecordFinding]:
    """Return the team's sheets on every criterion, which together give `reached`."""
    found: dict[str, list[Verdict]] = {}
    for (criterion, level, indicator), met in judged(rules, reached).items():
        found.setdefault(criterion, []).append(Verdict(level, indicator, met))
    return [
        RecordFinding(criterion, tuple(verdicts), "", "", "", actor=actor)
        for criterion, verdicts in found.items()
    ]


def close(**other: Any) -> CloseSurvey:
    """Return the end of a survey of two days."""
    days = (date(2024, 12, 10), date(2024, 12, 11))
    return replace(CloseSurvey(*days, on=date(2024, 12, 11), actor=LEADER), **other)


def draft(**other: Any) -> SendDraft:
    """Return the draft, sent on Thursday 12/12/2024."""
    return replace(SendDraft(on=date(2024, 12, 12), actor=LEADER), **other)


def reply(agreed: bool = True, *points: str, on: date = date(2024, 12, 16)) -> Reply:
    """Return the school's word on the draft."""
    return Reply(agreed, points, on=on)


def deem(on: date) -> DeemAgree:
    """Return the leader's statement that time has passed."""
    return DeemAgree(on=on, actor=LEADER)


def answers(*texts: str, actor: str = LEADER) -> AnswerReply:
    """Return the team's answers."""
    return AnswerReply(texts, on=date(2024, 12, 18), actor=actor)


def signed(*people: str) -> tuple[SignReport, ...]:
    """Return the signatures of these people, of the whole team where none is named."""
    return tuple(SignReport(actor=one) for one in people or (p.person for p in TEAM.members))


def final(actor: str = LEADER) -> SubmitFinalReport:
    """Return the final report, handed in on 20/12/2024."""
    return SubmitFinalReport(on=date(2024, 12, 20), actor=actor)


POSTS_57 = ("chair", "secretary", "member", "member", "member")
COUNCIL = FormCouncil(
    "57/QĐ-SGDĐT",
    tuple(
        CouncilMember(person, post)  # type: ignore[arg-type]
        for person, post in zip(
            (LEADER, SECRETARY, MEMBER, "u:fourth", "u:fifth"), POSTS_57, strict=True
        )
    ),
    on=date(2026, 11, 3),
)
"""The appraisal council of a case under TT 57/2026."""


def appraised(level: int, rules: RuleSet = IN_2026, met: bool = True) -> list[Any]:
    """Return what a council finds that takes every criterion to `level`, save the conclusion."""
    why = "Theo dữ liệu của ngành."
    return [
        *(AppraiseCriterion(code, level, why, actor=MEMBER) for code in criteria(rules)),
        CompareFigure("pupils.total", 2026, "412", "412", "Cơ sở dữ liệu ngành", actor=MEMBER),
        *(
            CheckCondition(code, met, why, actor=SECRETARY)
            for code in known_appraisal(rules).conditions
        ),
    ]


def known_appraisal(rules: RuleSet) -> Appraisal:
    """Return how a council appraises under a set that knows one."""
    known = appraisal(rules)
    assert known is not None
    return known


def conclude(in_favour: int = 5, **other: Any) -> ConcludeAppraisal:
    """Return the minutes of a meeting at which all five were present."""
    present = tuple(each.person for each in COUNCIL.members)
    said = ConcludeAppraisal(
        *("1/BB-HĐTĐ", date(2026, 11, 20), present, in_favour, 5 - in_favour),
        on=date(2026, 11, 20),
        actor=SECRETARY,
    )
    return replace(said, **other)


NOTIFY = NotifyResult("99/TB-SGDĐT", on=date(2026, 11, 23))


def accredit(certificate: str | None = "KĐ-01", decision: str = "345/QĐ-SGDĐT") -> Command:
    """Return the director's decision of 10/01/2025."""
    return DecideAccreditation(decision, certificate, on=date(2025, 1, 10))


PROPOSE = ProposeNationalStandard("67/TTr-SGDĐT", on=date(2025, 1, 14))


def recognise(certificate: str | None = "CQG-01", decision: str = "89/QĐ-UBND") -> Command:
    """Return the chair's decision of 20/01/2025."""
    return DecideNationalStandard(decision, certificate, on=date(2025, 1, 20))


def lived(*commands: Command) -> tuple[EvaluationEvent, ...]:
    """Return the events of an evaluation to which these commands were given, in order."""
    past: list[EvaluationEvent] = []
    for command in commands:
        past += EVALUATING.decide(command, EVALUATION.fold(past))
    return tuple(past)


def until_team(filed: SubmitRegistration = BOTH) -> tuple[Command, ...]:
    """Return the commands up to the team's decision."""
    return (filed, FORWARD, ACCEPT, TEAM)


def until_draft(
    reached: int = 2, filed: SubmitRegistration = BOTH, rules: RuleSet = PRIMARY
) -> tuple[Command, ...]:
    """Return the commands up to a draft that finds level `reached`."""
    return (*until_team(filed), *sheets(reached, rules), close(), draft())


def until_final(
    reached: int = 2, filed: SubmitRegistration = BOTH, rules: RuleSet = PRIMARY
) -> tuple[Command, ...]:
    """Return the commands up to a final report that finds level `reached`."""
    return (*until_draft(reached, filed, rules), reply(), *signed(), final())


def held(kind: str, grade: int, valid_from: date, years: int = 5) -> Held:
    """Return a recognition the school has had since `valid_from`."""
    valid_to = valid_from.replace(year=valid_from.year + years)
    return Held(kind, grade, valid_from, valid_to)  # type: ignore[arg-type]


def submitted(**other: Any) -> RegistrationSubmitted:
    """Return the event that `register()` brings, changed as told."""
    (event,) = lived(register())
    assert isinstance(event, RegistrationSubmitted)
    return replace(event, **other)
