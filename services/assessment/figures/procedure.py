"""Which command the events of figures state again, and what commands must know of the school."""

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import SCHOOL
from libs.law.calendar import school_year_days
from libs.rights import unknown
from services.assessment.figures import events as own
from services.assessment.figures import rules


def school_kind(
    ask: Ask, act: Act, command: rules.RecordFigures | rules.LockFigures
) -> rules.SchoolKind:
    """Supply of which kind the school was at the end of the year, or is if that is still to come.

    Raises `NotFound` ("school-unknown"), `Rejected` ("year-missing").
    """
    school = ask.fold(SCHOOL, act.school)
    if not school.kinds:
        raise unknown(act.school)
    _, last = school_year_days(command.year)
    return rules.SchoolKind(school.kind_on(min(last, act.on)))


PROCEDURE: Procedure[rules.Command, rules.Figures, own.FiguresEvent] = Procedure(
    {
        own.FiguresRecorded: rules.RecordFigures,
        own.FiguresWithdrawn: rules.WithdrawFigures,
        own.FiguresLocked: rules.LockFigures,
        own.FiguresReopened: rules.ReopenFigures,
    },
    needs=(
        Needs(rules.RecordFigures, school_kind, rules.record_figures),
        Needs(rules.LockFigures, school_kind, rules.lock_figures),
    ),
    asks=(SCHOOL,),
)
