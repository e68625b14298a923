"""How a team of an external evaluation is put together: declarations, draws; not who is in it."""
