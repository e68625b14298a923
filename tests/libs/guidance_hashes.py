"""The hash of every edition of guidance, as cycles pin them.

    python -m tests.libs.guidance_hashes     writes the file anew

An edition that an installation has pinned is never edited; write the next one.
"""

import json
from pathlib import Path

from libs.law.standards import guidance

FILE = Path(__file__).parent / "vectors" / "guidance_hashes.json"


def hashes() -> dict[str, str]:
    """Return the hash of each edition by "<rule set> <revision> <edition>"."""
    return {f"{g.rule_set_id} {g.revision} {g.edition}": g.hash for g in guidance.editions()}


if __name__ == "__main__":
    FILE.write_text(json.dumps(hashes(), indent=2) + "\n")
