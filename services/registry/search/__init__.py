"""A view across aggregates: schools found by words, with slips."""
