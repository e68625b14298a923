"""Several applications on one origin, told apart by how a path begins."""

from collections.abc import Mapping
from typing import Any

from libs.web.site import Wsgi


def one_origin(applications: Mapping[str, Wsgi], otherwise: Wsgi) -> Wsgi:
    """Return the application that gives a path to the one it belongs to.

    `applications` are by the beginning of their paths, whole parts of it; `otherwise` gets the
    rest.
    """
    begins = tuple(applications.items())

    def dispatch(environ: dict[str, Any], start_response: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        for begin, app in begins:
            if path == begin or path.startswith(f"{begin}/"):
                return app(environ, start_response)
        return otherwise(environ, start_response)

    return dispatch
