"""Roles: every act rests on the person's own stream and on rights."""

from libs.engine.procedure import Procedure
from services.registry.grant.events import (
    DelegationEnded,
    GrantConfirmed,
    GrantDeclined,
    GrantEvent,
    GrantGiven,
    GrantProposed,
    GrantWithdrawn,
    RightDelegated,
)
from services.registry.grant.rules import (
    Command,
    ConfirmGrant,
    DeclineGrant,
    Delegate,
    EndDelegation,
    GiveGrant,
    Grant,
    ProposeGrant,
    WithdrawGrant,
)

PROCEDURE: Procedure[Command, Grant, GrantEvent] = Procedure(
    {
        GrantGiven: GiveGrant,
        GrantProposed: ProposeGrant,
        GrantConfirmed: ConfirmGrant,
        GrantDeclined: DeclineGrant,
        GrantWithdrawn: WithdrawGrant,
        RightDelegated: Delegate,
        DelegationEnded: EndDelegation,
    }
)
