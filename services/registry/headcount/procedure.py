"""Headcounts: every act rests on the school year's own stream."""

from libs.engine.procedure import Procedure
from services.registry.headcount.events import HeadcountEvent, StaffCounted
from services.registry.headcount.rules import Command, CountStaff, Headcount

PROCEDURE: Procedure[Command, Headcount, HeadcountEvent] = Procedure({StaffCounted: CountStaff})
