"""What rights rest on: events of others, of each only the fields that count here.

Each stands beside what is made of it: roles and functions in `held`, posts in `separation`, schools
in `schools`, offices in `offices`, cases in `cases`, questions for help in `registers`.
"""

from libs.kernel.messages import Contract
from libs.rights.cases import TRANSFERS
from libs.rights.held import ASSIGNMENTS, GRANTS
from libs.rights.offices import OFFICES
from libs.rights.registers import HELP
from libs.rights.schools import SCHOOLS
from libs.rights.separation import POSTS

HEARD: Contract[object] = Contract(
    tuple(
        kind
        for types in (
            *(GRANTS.types, POSTS.types, SCHOOLS.types, OFFICES.types),
            *(ASSIGNMENTS.types, TRANSFERS.types, HELP.types),
        )
        for kind in types.values()
    )
)
