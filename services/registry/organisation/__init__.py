"""The offices, their names, their places in the order, their successors."""
