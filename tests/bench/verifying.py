"""What `tests.bench.verify` measures: nothing is loaded here that the program does not load."""

import json
import sys
import time
from pathlib import Path

from libs.kernel import canonical
from libs.log.entry import leaf_hash
from services.cli.verify import verify
from services.verifier.audit import ENTRIES


def _verified(bundle: Path) -> int:
    report = verify(bundle)
    if not report.ok:
        raise SystemExit(f"{report.index}: {report.failure}")
    return report.events


def _read(bundle: Path) -> int:
    with (bundle / ENTRIES).open("rb") as file:
        lines = file.readlines()
    for line in lines:
        leaf_hash(line)
        canonical.decode(line.removesuffix(b"\n"))
    return len(lines)


if __name__ == "__main__":
    contender, path = sys.argv[1], Path(sys.argv[2])
    if contender == "verify":
        from services.cli import catalogue  # noqa: F401  Imported before the clock begins.
    begun = time.process_time()
    events = _verified(path) if contender == "verify" else _read(path)
    seconds = time.process_time() - begun
    # Not getrusage: its peak counts what the parent held when it started this process.
    status = Path("/proc/self/status").read_text("ascii")
    (peak,) = (int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM"))
    print(json.dumps({"microseconds": seconds / events * 1e6, "megabytes": peak / 1024}))
