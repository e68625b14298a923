"""Which folder of fonts documents are set in; what else is installed makes no difference."""

from functools import cache
from pathlib import Path

import structlog

FOLDERS = ("/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/truetype/liberation")
"""Where Debian has Liberation Serif."""

_logger = structlog.get_logger()


@cache
def font_folders() -> list[str]:
    """Return the folder with Liberation Serif 2; none, and a line in the log, where there is none.

    Version 1 lacks Vietnamese letters: pages would mix two faces. Without the folder the compiler's
    own serif face is used.
    """
    for folder in FOLDERS:
        face = Path(folder, "LiberationSerif-Regular.ttf")
        if face.exists() and "Version 2".encode("utf-16-be") in face.read_bytes():
            return [folder]
    _logger.warning("liberation_serif_missing", folders=FOLDERS, used="Libertinus Serif")
    return []
