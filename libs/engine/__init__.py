"""What every service runs on: commands, questions, subscriptions, read tables, contracts."""
