"""People: what stands in the vault is repeated by its commitment, as the rules met it."""

from collections.abc import Sequence

from libs.engine.procedure import Act, Needs, NotAdmitted, Procedure
from libs.kernel.messages import privates
from services.registry.person.events import (
    PersonCorrected,
    PersonErased,
    PersonEvent,
    PersonRegistered,
    PostLeft,
    PostTaken,
)
from services.registry.person.rules import (
    Command,
    CorrectPerson,
    ErasePerson,
    FirstPost,
    LeavePost,
    Person,
    RegisterPerson,
    TakePost,
    register,
)
from services.registry.shared import ids


def _registered(events: Sequence[PersonEvent], state: Person, act: Act) -> RegisterPerson:
    told = events[0]
    assert isinstance(told, PersonRegistered)
    texts = _texts(told)
    if "name" not in texts:
        raise NotAdmitted("PersonRegistered: không có họ tên")
    return RegisterPerson(**texts, sample=told.sample, first_post=_first(events), id=act.id)


def _first(events: Sequence[PersonEvent]) -> FirstPost | None:
    if len(events) == 1:
        return None
    told = events[1]
    if not isinstance(told, PostTaken):
        raise NotAdmitted(f"{type(told).__name__} không theo sau PersonRegistered trong một việc")
    return FirstPost(told.post, told.org, told.starts, told.basis)


def _corrected(events: Sequence[PersonEvent], state: Person, act: Act) -> CorrectPerson:
    told = events[0]
    assert isinstance(told, PersonCorrected)
    return CorrectPerson(**_texts(told))


def _texts(told: PersonRegistered | PersonCorrected) -> dict[str, str]:
    """Return a commitment for each field, in any order: which is whose the event does not tell."""
    known = {*privates(CorrectPerson)}
    if len(told.fields) != len(told.sd) or not known.issuperset(told.fields):
        raise NotAdmitted(f"{type(told).__name__}: mỗi thông tin riêng phải có một cam kết")
    return dict(zip(told.fields, told.sd, strict=True))


PROCEDURE: Procedure[Command, Person, PersonEvent] = Procedure(
    {
        PersonRegistered: _registered,
        PersonCorrected: _corrected,
        PostTaken: TakePost,
        PostLeft: LeavePost,
        PersonErased: ErasePerson,
    },
    needs=(Needs(RegisterPerson, lambda ask, act, _: ids.new_id(ask, act), register),),
    asks=ids.ASKS,
)
