"""What answers at each path; a module for each kind of path, `table` puts them together."""

from services.gateway.gateway import Gateway
from services.gateway.routes import contracts, keys, log, platform
from services.gateway.routes.answers import Routes


def table(gateway: Gateway) -> Routes:
    """Return each path template with what answers there."""
    return [route for part in (platform, keys, log, contracts) for route in part.routes(gateway)]
