"""Sign-in: accounts with a password and a second factor, identity providers, sessions.

Owns the tables of migration 0002. Nothing of it is in the event log, which names people by their
pseudonym alone; who signed in, and who failed to, is in table `access`.
"""
