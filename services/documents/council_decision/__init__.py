"""The decision by which a school sets up its self-assessment council."""
