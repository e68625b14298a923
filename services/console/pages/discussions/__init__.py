"""The discussions of a school, those about one thing, and the form that begins one."""
