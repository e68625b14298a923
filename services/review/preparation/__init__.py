"""A team's work before its official survey: plan, study of the dossier, preliminary survey."""
