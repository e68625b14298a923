"""What letters ask of a school or an office, and how it stands."""
