"""What may be done next in a case, and whose it is: so that a screen offers this and nothing else.

Pure. Only the case's own state is looked at here; the rules of each act may still refuse it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from libs.rights import AtSchool, Holding, InRole, Right
from services.review.evaluation.appraising import (
    AppraiseCriterion,
    CheckCondition,
    CompareFigure,
    GiveOpinion,
    OrderSiteCheck,
    RecordSiteCheck,
)
from services.review.evaluation.concluding import ConcludeAppraisal, NotifyResult
from services.review.evaluation.council import FormCouncil
from services.review.evaluation.decisions import (
    DecideAccreditation,
    DecideNationalStandard,
    ProposeNationalStandard,
)
from services.review.evaluation.desk_receipt import OPEN as RECEIVED
from services.review.evaluation.desk_receipt import RecordDeskReceipt
from services.review.evaluation.discontinuing import OPEN, DiscontinueEvaluation
from services.review.evaluation.filing import SubmitRegistration
from services.review.evaluation.registration import (
    AcceptBySo,
    ForwardRegistration,
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
from services.review.evaluation.signing import ExcuseSignature, SignReport
from services.review.evaluation.silence import ReopenReply
from services.review.evaluation.state import State
from services.review.evaluation.survey import (
    AT_WORK,
    ChangeTeam,
    CloseSurvey,
    FormTeam,
    RecordFinding,
)
from services.review.evaluation.terms import OWED as TERMED
from services.review.evaluation.terms import SetTerm
from services.review.evaluation.transfer import TransferCase
from services.review.shared.fields import Purpose

WITHDRAWN_FROM = (
    *(State.FILED, State.RETURNED, State.FORWARDED, State.ACCEPTED),
    State.SURVEYING,
)
APPRAISAL = (
    *(AppraiseCriterion, CompareFigure, CheckCondition, OrderSiteCheck),
    GiveOpinion,
)
"""What a council does before it concludes."""
AGAIN = (State.PLANNED, State.RETURNED, State.WITHDRAWN, State.DISCONTINUED)
"""From where a school registers, for the first time or once more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands, as far as it says what may follow.

    `found`: the team has judged something. `objected`: the school answered the draft with points.
    `silent`: it did not answer it.
    `earned`: the final report names a national grade. `accredited`, `proposed`, `recognised`: there
    is such a decision or proposal; `granted`: one of them grants what was asked for.
    `by_council`: its rule set has it appraised by a council of the Sở, and it has no team.
    `unsigned`: somebody of the team has not signed the report; `signed`: none of them is missing,
    but who was excused.
    `visit_open`: a check at the school was ordered and is not recorded.
    """

    state: State
    direct: bool
    purpose: Purpose | None
    found: bool
    objected: bool
    silent: bool
    earned: bool
    accredited: bool
    proposed: bool
    recognised: bool
    granted: bool
    by_council: bool
    visit_open: bool
    unsigned: bool
    signed: bool


@dataclass(frozen=True, slots=True)
class NextAct:
    """A command that may follow, and who gives it, in one of `acting_roles`.

    `function`: at the office that holds it for the case ("case": in any function of a case); None:
    at the school, or in the case's team.
    """

    command: str
    acting_roles: tuple[str, ...]
    function: str | None


def next_acts(case: Standing) -> tuple[NextAct, ...]:
    """Return what may follow, what takes the case further first."""
    return tuple(_act(kind) for kind in (*_onward(case), *_beside(case)))


def _onward(case: Standing) -> Iterator[type]:
    """Yield what takes a case from its state to another."""
    state = case.state
    if state in AGAIN or (state is State.DECIDED and not case.granted):
        yield SubmitRegistration
    match state:
        case State.FILED if not case.direct:
            yield from (ForwardRegistration, RequestCompletion)
        case State.FILED | State.FORWARDED:
            yield from (AcceptBySo, ReturnBySo)
        case State.ACCEPTED:
            yield FormCouncil if case.by_council else FormTeam
        case State.APPRAISING:
            yield from APPRAISAL
            yield RecordSiteCheck if case.visit_open else ConcludeAppraisal
        case State.APPRAISED:
            yield NotifyResult
        case State.SURVEYING:
            yield from (RecordFinding, CloseSurvey)
        case State.SURVEYED:
            yield from (SendDraft, RecordFinding)
        case State.DRAFT_SENT:
            yield from (Reply, DeemAgree)
        case State.ANSWERING:
            yield AnswerReply
        case State.FINALISING:
            if case.unsigned:
                yield SignReport
            if case.signed:
                yield SubmitFinalReport
        case State.REPORTED:
            yield from _decisions(case)
        case (
            State.PLANNED
            | State.RETURNED
            | State.WITHDRAWN
            | State.DECIDED
            | State.DISCONTINUED
            | State.ENDED
        ):
            pass
        case _:
            assert_never(state)
    if case.objected and state in (State.ANSWERING, State.FINALISING):
        yield RecordFinding


def _decisions(case: Standing) -> Iterator[type]:
    if case.purpose in ("accreditation", "both") and not case.accredited:
        yield DecideAccreditation
    if case.purpose in ("national_standard", "both") and not case.recognised:
        if case.earned and not case.proposed and not case.by_council:
            yield ProposeNationalStandard
        yield DecideNationalStandard


def _beside(case: Standing) -> Iterator[type]:
    """Yield what leaves the state as it is, or ends the case."""
    state = case.state
    if state is State.ACCEPTED and case.by_council:
        yield FormTeam
    if state is State.APPRAISING:
        yield FormCouncil
        if not case.visit_open:
            yield RecordSiteCheck
    if state in RECEIVED:
        yield RecordDeskReceipt
    if state in AT_WORK:
        yield ChangeTeam
    if state in TERMED.values():
        yield SetTerm
    if state is State.FINALISING and case.unsigned:
        yield ExcuseSignature
    if state is State.FINALISING and case.silent:
        yield ReopenReply
    if state.runs:
        yield TransferCase
    if state in WITHDRAWN_FROM and not (case.found and state is State.SURVEYING):
        yield Withdraw
    if state in OPEN:
        yield DiscontinueEvaluation


def _act(kind: type) -> NextAct:
    right: Right = kind.right  # type: ignore[attr-defined]
    match right:
        case AtSchool(roles) | InRole(roles):
            return NextAct(kind.__name__, roles, None)
        case Holding(roles, function):
            return NextAct(kind.__name__, roles, function)
        case _:
            raise ValueError(f"{kind.__name__} is an act of no one in a case")
