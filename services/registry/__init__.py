"""Registry: who there is and who holds what, from when to when.

Owns      school, lineage (`lineage-<log>`: mergers, divisions, closures), organisation,
          assignment (`assignment-<function>_<area>`), grant (`grant-<person>`), instruction: an
          official letter and the obligations it creates;
          what a school or office keeps itself, the stream's id beginning with its own: training,
          headcount (`<school>_<year>`), roadmap, plannedlist (`<office>_<year>`), contact
          (`<office>`), helprequest, nomination (`<office>_<year>`);
          quorum (`quorum-<area>`): what is asked of votes in self-assessment councils;
          rules (`rules-<log>`): by which rules of the platform the log goes on
Is told   register a school, change it with time, its codes and campuses; merge, split, close
          schools; register, rename, place and end offices; assign and end functions; give and
          withdraw grants; register an instruction, put its slips right, settle its warnings
Announces every event: review and assessment keep what they need of them, and
          `libs.rights` reads grants, posts, schools, offices and assignments from the log itself
Hears     itself: an act of the lineage is recorded at each school it concerns (`policies.py`)
"""
