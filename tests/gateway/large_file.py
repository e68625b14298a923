"""`python -m tests.gateway.large_file [MB]`: a film of 2 GB sent, kept and read; memory is printed.

The platform runs in a process of its own, whose greatest memory is what counts.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import requests

from tests.gateway.seed import ID, ON, Caller, seed
from tests.libs import samples

MB = 1024 * 1024
SERVE = """
import json, resource, sys
from dataclasses import replace
from pathlib import Path
from libs.files.inspection import Limits
from libs.hosting.settings import Environment
from services.cli.platform import platform
from services.gateway.files.settings import FileOptions
from libs.hosting import logging

logging.configure("large_file")
folder = Path(sys.argv[1])
files = replace(
    FileOptions.read(Environment({}), folder / "files"), limits=Limits(most_media=4 * 2**30)
)
with platform(folder, 0, demo=True, files=files) as running:
    print(json.dumps([running.url, running.operator_key]), flush=True)
    for _ in sys.stdin:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)
"""


def film(megabytes: int) -> Iterator[bytes]:
    """Yield the pieces of a film of 4 MB each."""
    first = samples.mp4(MB)
    yield first + bytes(3 * MB)
    for n in range(1, megabytes // 4):
        yield n.to_bytes(4, "big") * MB


def run(megabytes: int) -> dict[str, float]:
    """Send and read a film; return MB of memory before and after, seconds each way."""
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", SERVE, str(Path(folder) / "var")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert server.stdin
        assert server.stdout
        try:
            url, key = json.loads(server.stdout.readline())

            def memory() -> int:
                assert server.stdin
                assert server.stdout
                print(file=server.stdin, flush=True)
                return int(server.stdout.readline()) // 1024

            person = Caller(url, seed(url, key))
            # One small file first, so that all is loaded.
            _send(person, 4)
            before, start = memory(), time.monotonic()
            sha256 = _send(person, megabytes)
            sent = time.monotonic() - start
            item = {"criterion": "1.1", "title": "Phim", "content": {"file": sha256}}
            done = person.command(f"/v1/79/evidence/{ID}/add-evidence", item)
            assert done.ok, done.text
            start = time.monotonic()
            assert _read(person, done.headers["Kiemdinh-Position"]) == sha256
            read = time.monotonic() - start
            after = memory()
        finally:
            server.stdin.close()
            server.wait(60)
            server.stdout.close()
    return {"MB": megabytes, "before": before, "after": after, "sent": sent, "read": read}


def _send(person: Caller, megabytes: int) -> str:
    begun = person.command(
        f"/v1/79/evidence/{ID}/uploads", {"name": "Phim.mp4", "file_size": megabytes * MB}
    )
    assert begun.ok, begun.text
    url = f"{person.url}/v1/79/uploads/{begun.json()['id']}"
    made, offset = hashlib.sha256(), 0
    answer = begun
    for piece in film(megabytes):
        made.update(piece)
        headers = {"Content-Type": "application/partial-upload", "Upload-Offset": str(offset)}
        answer = person.session.patch(
            url, data=piece, headers={**headers, "Kiemdinh-On": ON}, timeout=300
        )
        assert answer.ok, answer.text
        offset += len(piece)
    assert answer.json()["sha256"] == made.hexdigest()
    return made.hexdigest()


def _read(person: Caller, position: str) -> str:
    listed = person.get(f"/v1/79/evidence_item?school={ID}&kept=file&min_position={position}")
    code = listed.json()["items"][-1]["code"]
    url = f"{person.url}/v1/79/evidence_file/{ID}/content?code={code}"
    read = hashlib.sha256()
    with requests.get(
        url, headers={**person.session.headers, "Kiemdinh-On": ON}, stream=True, timeout=300
    ) as answer:
        assert answer.ok, answer.text
        for piece in answer.iter_content(MB):
            read.update(piece)
    return read.hexdigest()


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else 2048))
