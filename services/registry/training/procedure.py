"""Training courses: every act rests on the course's own stream and on who keeps it."""

from libs.engine.procedure import Procedure
from services.registry.training.events import (
    AttendanceRecorded,
    AttendanceWithdrawn,
    CourseCancelled,
    CourseRegistered,
    TrainingEvent,
)
from services.registry.training.rules import (
    CancelCourse,
    Command,
    Course,
    RecordAttendance,
    RegisterCourse,
    WithdrawAttendance,
)

PROCEDURE: Procedure[Command, Course, TrainingEvent] = Procedure(
    {
        CourseRegistered: RegisterCourse,
        AttendanceRecorded: RecordAttendance,
        AttendanceWithdrawn: WithdrawAttendance,
        CourseCancelled: CancelCourse,
    }
)
