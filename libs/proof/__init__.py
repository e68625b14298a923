"""The log made provable: Merkle tree, signed checkpoints, the sealer and the signer.

The formats are not ours, so that tools of others check us: RFC 6962 (tree and proofs) and C2SP
tlog-tiles, tlog-checkpoint, signed-note, tlog-policy (https://c2sp.org).
"""
