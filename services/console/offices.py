"""Which office holds what of a school: so a form is shown to who may send it and nobody else."""

from collections.abc import Sequence

from services.console.person import PersonVisit

ACTING = ("officer", "director", "chair")
"""The roles in which somebody acts for an office."""


def acts_for_holder(
    visit: PersonVisit,
    log: str,
    school: str,
    functions: Sequence[str],
    roles: Sequence[str] = ACTING,
) -> bool:
    """Return whether the visitor acts for an office that holds one of the functions there today."""
    own = {role.org for role in visit.roles if role.log == log and role.name in roles}
    return bool(own) and any(
        held["holder"] in own
        for function in functions
        for held in visit.calls.listed(
            log, "holder", function=function, school=school, on=visit.today
        )
    )
