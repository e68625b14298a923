"""A succession's procedure: what a school has when it merges, divides or closes. All reactions."""

from datetime import date

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.rules import RULES_ADOPTED, rules_at
from services.review.evaluation.running import Running
from services.review.recognition.certificates import Certificates
from services.review.succession.closed import ENDING
from services.review.succession.events import SuccessionSettled
from services.review.succession.rules import (
    Command,
    Ended,
    HeldOn,
    Holdings,
    SettleLater,
    SettleSuccession,
    Succession,
    settle,
    settle_later,
)


def holdings(ask: Ask, act: Act, command: SettleSuccession) -> Holdings:
    """Supply certificates and running cases of the stream's school."""
    return _holdings(ask, act, command.starts, command.parts)


def ended(ask: Ask, act: Act, command: SettleLater) -> Ended:
    """Supply how the stream's school ended, and what it has on that day."""
    whole = ask.fold(ENDING, act.school)
    number = rules_at(ask, act)
    if whole is None:
        return Ended(None, Holdings((), (), frozenset()), number)
    return Ended(whole, _holdings(ask, act, whole.starts, whole.parts), number)


def _holdings(ask: Ask, act: Act, on: date, parts_: tuple[str, ...]) -> Holdings:
    known = ask.index(Certificates)
    held = known.in_force(act.school, on)
    parts = [{each.kind for each in known.in_force(p, on)} for p in parts_]
    kinds = {each.kind for each in held}.union(*parts)
    return Holdings(
        tuple(HeldOn(each.id, each.kind) for each in held),
        ask.index(Running).of(act.school),
        frozenset(kind for kind in kinds if all(kind in part for part in parts)),
    )


PROCEDURE: Procedure[Command, Succession, SuccessionSettled] = Procedure(
    {},
    needs=(
        Needs(SettleSuccession, holdings, settle),
        Needs(SettleLater, ended, settle_later),
    ),
    asks=(Certificates, Running, ENDING, RULES_ADOPTED),
)
