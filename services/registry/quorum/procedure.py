"""Quorums rest on their stream alone."""

from libs.engine.procedure import Procedure
from services.registry.quorum.events import QuorumEvent, QuorumStated, QuorumWithdrawn
from services.registry.quorum.rules import Command, Quorum, StateQuorum, WithdrawQuorum

PROCEDURE: Procedure[Command, Quorum, QuorumEvent] = Procedure(
    {QuorumStated: StateQuorum, QuorumWithdrawn: WithdrawQuorum}
)
