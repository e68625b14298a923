"""The list of evidence: seven columns under the sets of 2018, five under TT 57/2026."""
