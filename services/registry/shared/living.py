"""Schools on a day, as they were then: where statements look for them."""

AS_OF = """
from school s join school_span t on t.log = s.log and t.school = s.id
    and holds(t.starts, t.ends, %(on)s)
where s.log = %(log)s
"""
"""Every school: `s` is the school, `t` what held of it `on` the day."""
THERE = "holds(null, s.closed_on, %(on)s)"
LIVING = f"{AS_OF} and {THERE}"
"""The schools there are."""
