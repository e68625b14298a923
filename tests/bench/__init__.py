"""`make bench`: the event log measured beside its baselines, interleaved in the same run.

A measurement is a module with `NAME` and `measure(options) -> Outcome`, listed in `__main__`.
"""
