"""By which rules of the platform a log goes on."""
