"""How far the self-assessment reports of the schools of an office are."""
