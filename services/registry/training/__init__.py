"""Training courses in accreditation, and who took part."""
