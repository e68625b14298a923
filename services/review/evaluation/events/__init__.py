"""What an evaluation records, a module for each part of the way."""

from libs.kernel.messages import Contract
from services.review.evaluation.events.appraisal import (
    AppraisalConcluded,
    ConditionChecked,
    CouncilFormed,
    CriterionAppraised,
    FigureCompared,
    OpinionGiven,
    ResultNotified,
    SiteChecked,
    SiteCheckOrdered,
)
from services.review.evaluation.events.decisions import (
    AccreditationGranted,
    AccreditationRefused,
    NationalStandardGranted,
    NationalStandardProposed,
    NationalStandardRefused,
)
from services.review.evaluation.events.filing import (
    CaseTransferred,
    CompletionRequested,
    DeskReceiptRecorded,
    EvaluationDiscontinued,
    EvaluationPlanned,
    RegistrationAccepted,
    RegistrationForwarded,
    RegistrationSubmitted,
    RegistrationWithdrawn,
    ReturnedBySo,
)
from services.review.evaluation.events.report import (
    DeemedAgreed,
    DraftSent,
    FinalReported,
    ReplyAnswered,
    ReplyReopened,
    SchoolReplied,
    SilenceRecorded,
    TermSet,
)
from services.review.evaluation.events.signing import ReportSigned, SignatureExcused
from services.review.evaluation.events.succession import EvaluationContinued, EvaluationEnded
from services.review.evaluation.events.survey import (
    FindingRecorded,
    SurveyClosed,
    TeamChanged,
    TeamFormed,
)

EvaluationEvent = (
    EvaluationPlanned
    | RegistrationSubmitted
    | DeskReceiptRecorded
    | CompletionRequested
    | RegistrationForwarded
    | ReturnedBySo
    | RegistrationAccepted
    | RegistrationWithdrawn
    | CaseTransferred
    | EvaluationDiscontinued
    | TeamFormed
    | TeamChanged
    | FindingRecorded
    | SurveyClosed
    | CouncilFormed
    | FigureCompared
    | CriterionAppraised
    | ConditionChecked
    | SiteCheckOrdered
    | SiteChecked
    | OpinionGiven
    | AppraisalConcluded
    | ResultNotified
    | DraftSent
    | TermSet
    | SchoolReplied
    | DeemedAgreed
    | SilenceRecorded
    | ReplyReopened
    | ReplyAnswered
    | ReportSigned
    | SignatureExcused
    | FinalReported
    | AccreditationGranted
    | AccreditationRefused
    | NationalStandardProposed
    | NationalStandardGranted
    | NationalStandardRefused
    | EvaluationContinued
    | EvaluationEnded
)


EVALUATION_EVENTS: Contract[EvaluationEvent] = Contract(EvaluationEvent)
