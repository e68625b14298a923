"""Schools and offices of the register, as suppliers of every service ask of them.

What their events mean stands in `libs.rights`, which reads them for itself too.
"""

from libs.engine.procedure import Fold
from libs.rights import offices, schools

SCHOOL: Fold[schools.School] = Fold("school", schools.SCHOOLS, schools.School(), schools.evolve)
"""A school by its id; without a kind it is not in the register."""
OFFICE: Fold[offices.OfficeOverTime] = Fold(
    "organisation", offices.OFFICES, offices.OfficeOverTime(), offices.evolve
)
"""An office by its id; without a name it is not in the register."""
