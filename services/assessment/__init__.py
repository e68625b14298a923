"""Assessment: how a school judges itself, year by year.

Owns      evidence (`evidence-<school>`) and cycle (`cycle-<school>_<year>`)
Is told   register evidence; open a cycle, appoint its council, record the sheet of a criterion,
          approve and submit the report
Announces every event: review takes approved and submitted reports from them
Hears     registry: which schools there are, of which kind, and when they end
"""
