"""Style sheet and script: served under the hash of their bytes, and kept by browsers for a year."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from libs.web.templates import KIT

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it is served: under `name`, which holds its hash."""

    name: str
    kind: str
    content: bytes


def kept_files() -> Mapping[str, KeptFile]:
    """Return the files of the kit by their plain names, "look.css"."""
    found = {}
    for path in sorted(KIT.iterdir()):
        if path.suffix in KINDS:
            content = path.read_bytes()
            mark = hashlib.sha256(content).hexdigest()[:16]
            name = f"{path.stem}.{mark}{path.suffix}"
            found[path.name] = KeptFile(name, KINDS[path.suffix], content)
    return found
