"""What rows of a file are compared with, asked of the services as the one who sent the file."""

import time
from collections.abc import Iterator
from dataclasses import replace

from libs.engine.commands import Context
from libs.kernel.problems import NotFound, Unavailable, Wire
from libs.law.vietnamese import fold
from services.gateway.gateway import Gateway
from services.gateway.spreadsheets.layout import Known
from services.gateway.spreadsheets.schools import known_by_code

PAGE = 200
PATIENCE = 300.0
"""Seconds that read tables may stay behind: filling them takes longer than the log does."""
PAUSE = 0.5
WHY = "Đối chiếu tệp nhân sự với danh sách của đơn vị"
"""Why names are opened for a file of people; kept with each opening."""


def known(gateway: Gateway, log: str, context: Context, people_of: str = "") -> Known:
    """Return the schools of a log as it is now, or the `people_of` one; raises as the service.

    Waits until the read tables are where the log is: what was imported a moment ago is known.
    """
    context = replace(context, min_position=gateway.log.head(log))
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if people_of:
                return _people(gateway, log, context, people_of)
            return _known(gateway, log, context)
        except Unavailable:
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE)


def _known(gateway: Gateway, log: str, context: Context) -> Known:
    return Known(
        log, known_by_code(list(every(gateway, "registry", log, "ListSchools", {}, context)))
    )


def _people(gateway: Gateway, log: str, context: Context, org: str) -> Known:
    found: dict[str, list[Wire]] = {}
    asked = {"org": org, "why": WHY}
    for one in every(gateway, "registry", log, "ListStaff", asked, context):
        if one["name"]:
            found.setdefault(fold(one["name"]), []).append(one)
    fresh = replace(context, deadline=gateway.options.clock() + gateway.options.patience)
    school = {"type": "GetSchool", "data": {"id": org}}
    try:
        view = gateway.backend.query("registry", log, school, fresh.to_wire())["view"]
    except NotFound:
        view = {"sample": False}
    return Known(log, org=org, sample=view["sample"], staff=found)


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
