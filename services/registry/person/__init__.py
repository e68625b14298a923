"""People behind pseudonyms: names in the vault, posts in the log."""
