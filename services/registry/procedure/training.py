"""Training courses: every act rests on the course's own stream and on who keeps it."""

from libs.engine.procedure import Procedure
from services.registry.domain.training import (
    CancelCourse,
    Command,
    Course,
    RecordAttendance,
    RegisterCourse,
    WithdrawAttendance,
)
from services.registry.events.training import (
    AttendanceRecorded,
    AttendanceWithdrawn,
    CourseCancelled,
    CourseRegistered,
    TrainingEvent,
)

PROCEDURE: Procedure[Command, Course, TrainingEvent] = Procedure(
    {
        CourseRegistered: RegisterCourse,
        AttendanceRecorded: RecordAttendance,
        AttendanceWithdrawn: WithdrawAttendance,
        CourseCancelled: CancelCourse,
    }
)
