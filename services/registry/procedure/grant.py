"""Roles: every act rests on the person's own stream and on rights."""

from libs.engine.procedure import Procedure
from services.registry.domain.grant import (
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
from services.registry.events.grant import (
    DelegationEnded,
    GrantConfirmed,
    GrantDeclined,
    GrantEvent,
    GrantGiven,
    GrantProposed,
    GrantWithdrawn,
    RightDelegated,
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
