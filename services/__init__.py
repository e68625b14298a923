"""The services. Each folder is one, and none imports another.

`cli` is the command line around them; `host` and `processes` run them apart.
"""
