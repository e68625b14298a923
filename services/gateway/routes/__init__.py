"""What answers at each path; a module for each kind of path, `table` puts them together."""

from services.gateway.gateway import Gateway
from services.gateway.routes import (
    accounts,
    batch,
    contracts,
    exports,
    imports,
    keys,
    log,
    platform,
    sign_in,
)
from services.gateway.routes.answers import Routes


def table(gateway: Gateway) -> Routes:
    """Return each path template with what answers there."""
    parts = (platform, sign_in, accounts, keys, log, contracts, exports, batch, imports)
    return [route for part in parts for route in part.routes(gateway)]
