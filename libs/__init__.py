"""Mechanism shared by every service, and the law as data. Knows no service.

From the ground up, each knowing only what stands before it: `kernel`, `log`, `law`, `rights`,
`people`, `engine`, `proof`, `hosting`.
"""
