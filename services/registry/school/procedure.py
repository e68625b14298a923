"""Schools: a new one has an id of its own; what a lineage act means for one comes by reaction."""

from collections.abc import Sequence

from libs.engine.procedure import Act, Needs, Procedure
from libs.kernel.periods import value_on
from services.registry.school.campuses import CloseCampus, OpenCampus
from services.registry.school.changes import (
    ChangeAreas,
    ChangeContacts,
    ChangeKind,
    ChangeOwnership,
    ChangeVariant,
    MoveSchool,
    RecordOperation,
    RenameSchool,
)
from services.registry.school.codes import AddIdentifier, EndIdentifier
from services.registry.school.events import (
    CampusClosed,
    CampusOpened,
    IdentifierAdded,
    IdentifierEnded,
    SchoolAreasChanged,
    SchoolContactsChanged,
    SchoolEvent,
    SchoolKindChanged,
    SchoolMoved,
    SchoolOperationRecorded,
    SchoolOwnershipChanged,
    SchoolRegistered,
    SchoolRenamed,
    SchoolVariantChanged,
)
from services.registry.school.rules import Command, RegisterSchool, register
from services.registry.school.state import School
from services.registry.shared import ids


def _moved(events: Sequence[SchoolEvent], state: School, act: Act) -> MoveSchool:
    """State a move again; areas that it left as they were are the state's."""
    moved = events[0]
    assert isinstance(moved, SchoolMoved)
    told = [each.areas for each in events if isinstance(each, SchoolAreasChanged)]
    areas = told[0] if told else value_on(state.areas, moved.starts)
    return MoveSchool(moved.address, areas, moved.starts, moved.basis, on=act.on)


PROCEDURE: Procedure[Command, School, SchoolEvent] = Procedure(
    {
        SchoolRegistered: RegisterSchool,
        SchoolContactsChanged: ChangeContacts,
        SchoolOperationRecorded: RecordOperation,
        SchoolAreasChanged: ChangeAreas,
        SchoolMoved: _moved,
        SchoolRenamed: RenameSchool,
        SchoolKindChanged: ChangeKind,
        SchoolVariantChanged: ChangeVariant,
        SchoolOwnershipChanged: ChangeOwnership,
        IdentifierAdded: AddIdentifier,
        IdentifierEnded: EndIdentifier,
        CampusOpened: OpenCampus,
        CampusClosed: CloseCampus,
    },
    needs=(Needs(RegisterSchool, lambda ask, act, _: ids.new_id(ask, act), register),),
    asks=ids.ASKS,
)
