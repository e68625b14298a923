"""A store that is a bucket of an S3-compatible server: one object a file, its key the hash."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from libs.files.store import PIECE, StoreAway

PART = 16 * 1024 * 1024
"""How many bytes of an upload are sent, and held in memory, at a time."""
PROBE = "probe"
_AWAY = (MinioException, urllib3.exceptions.HTTPError, OSError)
_MISSING = ("NoSuchKey", "NoSuchObject", "NotFound")


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where a bucket is, `https://host:port`, and who we are there; objects begin with `prefix`."""

    endpoint: str
    name: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    prefix: str = ""


class S3Store:
    """The store in a bucket, which must be there."""

    def __init__(self, bucket: Bucket) -> None:
        place = urlsplit(bucket.endpoint)
        self._bucket = bucket.name
        self._prefix = bucket.prefix
        self._client = Minio(
            endpoint=place.netloc,
            access_key=bucket.access_key,
            secret_key=bucket.secret_key,
            secure=place.scheme == "https",
            region=bucket.region,
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=5, read=30),
                maxsize=16,
                retries=urllib3.Retry(total=2, backoff_factor=0.2),
            ),
        )

    def put(self, source: Path, sha256: str) -> None:
        """Keep the bytes of `source`; see `Store`."""
        if not source.exists():
            return
        size = source.stat().st_size
        # A whole object of this size is these bytes: objects appear when their last part is there.
        if self.size(sha256) != size:
            try:
                self._client.fput_object(
                    bucket_name=self._bucket,
                    object_name=self._key(sha256),
                    file_path=str(source),
                    part_size=PART,
                    num_parallel_uploads=1,
                )
            except _AWAY as error:
                raise StoreAway(f"{self._bucket}: {error}") from error
            if self.size(sha256) != size:
                raise StoreAway(f"{self._bucket}: {sha256} is not there as it was sent")
        source.unlink()

    def size(self, sha256: str) -> int | None:
        """Return how many bytes are kept under a hash, None for none."""
        try:
            found = self._client.stat_object(
                bucket_name=self._bucket, object_name=self._key(sha256)
            )
        except S3Error as error:
            if error.code in _MISSING:
                return None
            raise StoreAway(f"{self._bucket}: {error}") from error
        except _AWAY as error:
            raise StoreAway(f"{self._bucket}: {error}") from error
        return found.size

    @contextmanager
    def open(
        self, sha256: str, start: int = 0, length: int | None = None
    ) -> Iterator[Iterator[bytes]]:
        """Give the bytes piece by piece; see `Store`."""
        if length == 0:
            yield iter(())
            return
        try:
            found = self._client.get_object(
                bucket_name=self._bucket,
                object_name=self._key(sha256),
                offset=start,
                length=length or 0,
            )
        except S3Error as error:
            if error.code in _MISSING:
                raise KeyError(sha256) from None
            raise StoreAway(f"{self._bucket}: {error}") from error
        except _AWAY as error:
            raise StoreAway(f"{self._bucket}: {error}") from error
        try:
            yield found.stream(PIECE)
        finally:
            found.close()
            found.release_conn()

    def check(self) -> None:
        """Return if files could be kept now: one is written, and taken away again."""
        try:
            key = f"{self._prefix}{PROBE}"
            self._client.put_object(
                bucket_name=self._bucket, object_name=key, data=io.BytesIO(b"?"), length=1
            )
            self._client.remove_object(bucket_name=self._bucket, object_name=key)
        except _AWAY as error:
            raise StoreAway(f"{self._bucket}: {error}") from error

    def _key(self, sha256: str) -> str:
        return f"{self._prefix}{sha256[:2]}/{sha256}"
