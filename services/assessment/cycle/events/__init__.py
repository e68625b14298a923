"""What a self-assessment cycle records; its stream is `cycle-<school>_<year>`.

Of one stage of a school of many it is `cycle-<school>_<year>_<education stage>`. Dates are
Vietnamese calendar dates; a year is a school year by its first calendar year (2024 is 2024-2025).
`dated` is the day of the paper that an act rests on; the envelope has the day of entry.
"""

from libs.kernel.messages import Contract
from services.assessment.cycle.events.council import (
    CouncilAppointed,
    CriteriaHandedOver,
    CycleOpened,
    GroupsFormed,
    GuidancePinned,
    PlanApproved,
)
from services.assessment.cycle.events.report import (
    CycleAbandoned,
    CycleClosed,
    CycleReopened,
    ReportApproved,
    ReportCommented,
    ReportCompleted,
    ReportPublished,
    ReportReceived,
    ReportSubmitted,
    VoteCast,
)
from services.assessment.cycle.events.work import (
    CriterionConfirmed,
    ElementTicked,
    IndicatorJudged,
    ReportPartRecorded,
    SheetCarriedOver,
    SheetRecorded,
    StandardRecorded,
)

CycleEvent = (
    CycleOpened
    | GuidancePinned
    | CouncilAppointed
    | GroupsFormed
    | CriteriaHandedOver
    | PlanApproved
    | ElementTicked
    | IndicatorJudged
    | SheetRecorded
    | SheetCarriedOver
    | StandardRecorded
    | ReportPartRecorded
    | CriterionConfirmed
    | VoteCast
    | ReportCompleted
    | ReportCommented
    | ReportApproved
    | ReportPublished
    | ReportSubmitted
    | ReportReceived
    | CycleReopened
    | CycleAbandoned
    | CycleClosed
)
CYCLE_EVENTS: Contract[CycleEvent] = Contract(CycleEvent)
