"""A view across aggregates: who holds a function for a school on a day."""
