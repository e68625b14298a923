"""Style sheet and script: served under the hash of their bytes, and kept by browsers for a year."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from libs.web.catalogue import speaker
from libs.web.templates import KIT

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}

TEXT = re.compile(r'\bt\("([^"]*)"\)')
"""A text in a script."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it is served: under `name`, which holds its hash."""

    name: str
    kind: str
    content: bytes


def kept_files() -> Mapping[str, KeptFile]:
    """Return the files of the kit by their plain names: "look.css", "enhance.js", "enhance.en.js".

    The last is the script with its texts in English.
    """
    found = {}
    for path in sorted(KIT.iterdir()):
        if path.suffix in KINDS:
            text = path.read_text(encoding="utf-8")
            found[path.name] = _kept(path.stem, path.suffix, text)
            if path.suffix == ".js":
                found[f"{path.stem}.en.js"] = _kept(path.stem, ".js", in_english(text))
    return found


def in_english(script: str) -> str:
    """Return a script each of whose texts `t("...")` stands in English."""
    t = speaker("en")
    return TEXT.sub(lambda found: f"t({json.dumps(str(t(found[1])), ensure_ascii=False)})", script)


def _kept(stem: str, suffix: str, text: str) -> KeptFile:
    content = text.encode()
    mark = hashlib.sha256(content).hexdigest()[:16]
    return KeptFile(f"{stem}.{mark}{suffix}", KINDS[suffix], content)
