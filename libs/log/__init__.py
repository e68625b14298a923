"""The append-only log of events, in memory and in PostgreSQL, and the way to the database."""
