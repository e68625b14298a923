"""Reminders: what is due for a person, as a digest by e-mail and as a calendar to subscribe to.

Owns the tables of migration 0008. Duties are in the log; here is only where and how a person wants
to be reminded of them. Whoever wants no digest has the same duties.
"""
