"""Roadmaps: every act rests on the roadmap's own stream."""

from libs.engine.procedure import Procedure
from services.registry.roadmap.events import (
    ProgressReported,
    RoadmapClosed,
    RoadmapEvent,
    RoadmapRegistered,
    TargetAdjusted,
    TargetDropped,
    TargetSet,
)
from services.registry.roadmap.rules import (
    AdjustTarget,
    CloseRoadmap,
    Command,
    DropTarget,
    RegisterRoadmap,
    ReportProgress,
    Roadmap,
    SetTarget,
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
