"""A school's registration and external evaluation, from plan to decision (J2)."""
