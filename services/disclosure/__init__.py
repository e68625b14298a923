"""Disclosure: what is shown to anybody about a school's recognitions.

Owns      publication (`publication-<school>_<suffix>`, the suffix of the recognition it shows)
Is told   nothing by people: it publishes what was recognised, by reaction (`policies.py`)
Announces every event, all public
Hears     review: recognitions granted, carried over, lapsed; registry: the names of schools and of
          authorities, who succeeded whom
"""
