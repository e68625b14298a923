"""What answers at each path, each route declared once; a module for each kind of path."""

from collections.abc import Mapping

from libs.kernel.problems import Wire
from services.gateway.feed import visibilities
from services.gateway.routes import (
    accounts,
    batch,
    contracts,
    documents,
    drafts,
    exports,
    files,
    imports,
    keys,
    log,
    packages,
    platform,
    reminders,
    sector,
    session,
    sign_in,
    standards,
    uploads,
)
from services.gateway.routes.route import Route


def table(known: Mapping[str, Wire]) -> tuple[Route, ...]:
    """Return every route of a gateway that knows these contracts of services."""
    events = sorted(visibilities(known))
    return (
        *platform.routes,
        *sign_in.routes,
        *session.routes,
        *reminders.routes,
        *accounts.routes,
        *keys.routes,
        *drafts.routes,
        *standards.routes,
        *(route.choosing("types", events) for route in log.routes),
        *contracts.routes(known),
        *exports.routes(known),
        *documents.routes(known),
        *batch.routes(known),
        *sector.routes,
        *imports.templates(),
        *imports.routes,
        *packages.routes,
        *uploads.beginning(known),
        *uploads.routes,
        *files.routes(known),
    )
