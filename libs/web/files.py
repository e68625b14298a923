"""Style sheet and script: served under the hash of their bytes, and kept by browsers for a year."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from libs.web.catalogue import speaker
from libs.web.templates import KIT

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}

WORKER = "worker.js"
"""A page's script of this name is its service worker: it may answer for that page alone."""
TEXT = re.compile(r'\bt\("([^"]*)"\)')
"""A text in a script."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it is served: under `name`, which holds its hash.

    `scope` is the page, its folder's name with hyphens, for which a service worker answers.
    """

    name: str
    kind: str
    content: bytes
    scope: str = ""


def kept_files(pages: Path) -> Mapping[str, KeptFile]:
    """Return the files of the kit by their plain names: "look.css", "enhance.js", "enhance.en.js".

    The last is the script with its texts in English. What stands in a page's folder below `pages`
    has that before its name: "visit/visit.js".
    """
    found = {}
    for path in sorted([*KIT.iterdir(), *pages.glob("*/*")]):
        if path.suffix in KINDS:
            place = "" if path.parent == KIT else f"{path.parent.name}/"
            scope = path.parent.name.replace("_", "-") if path.name == WORKER else ""
            text = path.read_text(encoding="utf-8")
            found[place + path.name] = _kept(path.stem, path.suffix, text, scope)
            if path.suffix == ".js":
                english = in_english(text)
                found[f"{place}{path.stem}.en.js"] = _kept(path.stem, ".js", english, scope)
    return found


def in_english(script: str) -> str:
    """Return a script each of whose texts `t("...")` stands in English."""
    t = speaker("en")
    return TEXT.sub(lambda found: f"t({json.dumps(str(t(found[1])), ensure_ascii=False)})", script)


def _kept(stem: str, suffix: str, text: str, scope: str) -> KeptFile:
    content = text.encode()
    mark = hashlib.sha256(content).hexdigest()[:16]
    return KeptFile(f"{stem}.{mark}{suffix}", KINDS[suffix], content, scope)
