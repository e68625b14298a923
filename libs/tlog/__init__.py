"""The log made provable: tree, signed checkpoints, check of a bundle. No I/O, clock or random.

The formats are not ours, so that tools of others check us: RFC 6962 (tree and proofs) and C2SP
tlog-tiles, tlog-checkpoint, signed-note, tlog-policy (https://c2sp.org).
"""
