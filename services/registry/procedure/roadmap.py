"""Roadmaps: every act rests on the roadmap's own stream."""

from libs.engine.procedure import Procedure
from services.registry.domain.roadmap import (
    AdjustTarget,
    CloseRoadmap,
    Command,
    DropTarget,
    RegisterRoadmap,
    ReportProgress,
    Roadmap,
    SetTarget,
)
from services.registry.events.roadmap import (
    ProgressReported,
    RoadmapClosed,
    RoadmapEvent,
    RoadmapRegistered,
    TargetAdjusted,
    TargetDropped,
    TargetSet,
)

PROCEDURE: Procedure[Command, Roadmap, RoadmapEvent] = Procedure(
    {
        RoadmapRegistered: RegisterRoadmap,
        TargetSet: SetTarget,
        TargetAdjusted: AdjustTarget,
        TargetDropped: DropTarget,
        ProgressReported: ReportProgress,
        RoadmapClosed: CloseRoadmap,
    }
)
