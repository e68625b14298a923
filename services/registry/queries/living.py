"""The schools there are on a day, as they were then."""

LIVING = """
from school s join school_span t on t.log = s.log and t.school = s.id
    and (t.starts is null or t.starts <= %(on)s) and (t.ends is null or %(on)s < t.ends)
where s.log = %(log)s and (s.closed_on is null or %(on)s < s.closed_on)
"""
"""Where a statement looks for them: `s` is the school, `t` what held of it `on` the day."""
