"""What rows of a file are compared with, asked of the services as the one who sent the file."""

import time
from collections.abc import Iterator
from dataclasses import replace

from libs.engine.commands import Context
from libs.kernel.problems import Unavailable, Wire
from services.gateway.gateway import Gateway
from services.gateway.spreadsheets.layout import Known
from services.gateway.spreadsheets.schools import known_by_code

PAGE = 200
PATIENCE = 300.0
"""Seconds that read tables may stay behind: filling them takes longer than the log does."""
PAUSE = 0.5


def known(gateway: Gateway, log: str, context: Context) -> Known:
    """Return the schools of a log as it is now; raises what the service does.

    Waits until the read tables are where the log is: what was imported a moment ago is known.
    """
    context = replace(context, min_position=gateway.log.head(log))
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return _known(gateway, log, context)
        except Unavailable:
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE)


def _known(gateway: Gateway, log: str, context: Context) -> Known:
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
