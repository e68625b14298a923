"""An S3 server for tests: moto's, a process of its own, each test with a bucket of its own."""

import os
import signal
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from minio import Minio

from libs.files.s3 import Bucket
from libs.hosting.child_process import Leashed
from tests.servers import STARTING, free_ports, listens

KEY = "key-of-a-test"


class S3Server:
    """A running server; a context manager."""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            output = stack.enter_context((folder / "output").open("wb"))
            (self._port,) = free_ports(1)
            command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p"]
            process = Leashed(
                [*command, str(self._port)], signal.SIGKILL, folder, output, os.environ
            )
            stack.callback(lambda: process.wait(10))
            stack.callback(lambda: process.send(signal.SIGKILL))
            until = time.monotonic() + STARTING
            while not listens(self._port):
                assert process.running(), (folder / "output").read_text()
                assert time.monotonic() < until, "no answer"
                time.sleep(0.05)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._port}"

    def bucket(self) -> Bucket:
        """Return a new bucket."""
        name = f"test-{uuid.uuid4().hex}"
        client = Minio(
            endpoint=f"127.0.0.1:{self._port}", access_key=KEY, secret_key=KEY, secure=False
        )
        client.make_bucket(bucket_name=name)
        return Bucket(self.url, name, KEY, KEY)
