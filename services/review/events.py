"""What review records: evaluations (J2), recognitions (J3), and what becomes of both."""

from libs.kernel.messages import Contract
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
    SchoolReplied,
)
from services.review.evaluation.events.survey import FindingRecorded, SurveyClosed, TeamFormed
from services.review.recognition.events import RecognitionGranted
from services.review.succession.events import (
    EvaluationContinued,
    EvaluationEnded,
    RecognitionCarriedOver,
    RecognitionLapsed,
    SuccessionSettled,
)

EvaluationEvent = (
    EvaluationPlanned
    | RegistrationSubmitted
    | CompletionRequested
    | RegistrationForwarded
    | ReturnedBySo
    | RegistrationAccepted
    | RegistrationWithdrawn
    | CaseTransferred
    | TeamFormed
    | FindingRecorded
    | SurveyClosed
    | DraftSent
    | SchoolReplied
    | DeemedAgreed
    | ReplyAnswered
    | FinalReported
    | AccreditationGranted
    | AccreditationRefused
    | NationalStandardProposed
    | NationalStandardGranted
    | NationalStandardRefused
    | EvaluationContinued
    | EvaluationEnded
)
RecognitionEvent = RecognitionGranted | RecognitionCarriedOver | RecognitionLapsed
Event = EvaluationEvent | RecognitionEvent | SuccessionSettled

EVALUATION_EVENTS: Contract[EvaluationEvent] = Contract(EvaluationEvent)
RECOGNITION_EVENTS: Contract[RecognitionEvent] = Contract(RecognitionEvent)
SUCCESSION_EVENTS: Contract[SuccessionSettled] = Contract(SuccessionSettled)
EVENTS: Contract[Event] = Contract(Event)
