"""What an evaluation records, a module for each part of the way."""
