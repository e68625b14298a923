"""Headcounts: every act rests on the school year's own stream."""

from libs.engine.procedure import Procedure
from services.registry.domain.headcount import Command, CountStaff, Headcount
from services.registry.events.headcount import HeadcountEvent, StaffCounted

PROCEDURE: Procedure[Command, Headcount, HeadcountEvent] = Procedure({StaffCounted: CountStaff})
