"""A succession's procedure: what a school has when it merges, divides or closes. All reactions."""

from libs.engine.procedure import Act, Ask, Needs, Procedure
from services.review.evaluation.running import Running
from services.review.recognition.certificates import Certificates
from services.review.succession.events import SuccessionSettled
from services.review.succession.rules import HeldOn, Holdings, SettleSuccession, Succession, settle


def holdings(ask: Ask, act: Act, command: SettleSuccession) -> Holdings:
    """Supply certificates and running cases of the stream's school."""
    known = ask.index(Certificates)
    held = known.in_force(act.school, command.starts)
    parts = [{each.kind for each in known.in_force(p, command.starts)} for p in command.parts]
    kinds = {each.kind for each in held}.union(*parts)
    return Holdings(
        tuple(HeldOn(each.id, each.kind) for each in held),
        ask.index(Running).of(act.school),
        frozenset(kind for kind in kinds if all(kind in part for part in parts)),
    )


PROCEDURE: Procedure[SettleSuccession, Succession, SuccessionSettled] = Procedure(
    {}, needs=(Needs(SettleSuccession, holdings, settle),), asks=(Certificates, Running)
)
