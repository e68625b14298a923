"""Review's procedures: which command an event states again, what commands must know of others."""
