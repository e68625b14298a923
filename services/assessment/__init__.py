"""Assessment: how a school judges itself, year by year, and what it does about what it found.

Owns      evidence (`evidence-<school>`); cycle (`cycle-<school>_<year>`, of one stage of a school
          of many `..._<education stage>`); improvement_plan (`improvement_plan-<school>_<year>`)
Is told   register evidence; open a cycle, appoint its council, form groups, approve its plan, tick
          content elements, record sheets, standards and parts of the report, confirm, vote,
          complete, comment, approve, publish, submit, acknowledge, reopen, give up, close; draft an
          improvement plan, carry it out, report on it
Announces every event: review takes approved and submitted reports from them
Hears     registry: schools, people and their training, what letters want handed in, what areas ask
          of votes; review: registrations for evaluation, what teams recommend
"""
