"""Review: registration for external evaluation, the evaluation itself, and what is recognised.

Owns      evaluation (`evaluation-<school>_<year>`): from the plan to the decisions
          recognition (`recognition-<school>_accreditation<year>`, `..._national<year>`), J3
          succession (`succession-<school>`): what becomes of both when the school merges or ends
Is told   plan, file, check, return, accept, form team, find, draft, reply, report, decide,
          withdraw; transfer a running case to the office that holds its function by now
Announces every event; the granted ones and the certificates are public
Hears     registry: schools and their lineage, who holds which function, the windows of
          letters
          assessment: the reports that schools submitted
          itself: a decision that grants becomes a certificate, a settlement is recorded at each
          certificate and case (`policies.py`)
"""
