"""What rows of a file are compared with, asked of the services as the one who sent the file."""

from collections.abc import Iterator
from dataclasses import replace

from libs.bulk.layout import Known
from libs.bulk.schools import known_by_code
from libs.command_handler import Context
from libs.errors import Wire
from services.gateway.gateway import Gateway

PAGE = 200


def known(gateway: Gateway, log: str, context: Context) -> Known:
    """Return the schools of a log; raises what the service does."""
    return Known(
        log, known_by_code(list(every(gateway, "registry", log, "ListSchools", {}, context)))
    )


def every(
    gateway: Gateway, service: str, log: str, question: str, asked: Wire, context: Context
) -> Iterator[Wire]:
    """Yield all views of a question that has `after`; raises what the service does."""
    after: str | None = None
    while True:
        data = {**asked, "limit": PAGE, **({"after": after} if after else {})}
        # Each page has its own time: a long list is not late.
        fresh = replace(context, deadline=gateway.options.clock() + gateway.options.patience)
        wire = {"type": question, "data": data}
        views = gateway.backend.query(service, log, wire, fresh.to_wire())["views"]
        yield from views
        if len(views) < PAGE:
            return
        after = views[-1]["id"]
