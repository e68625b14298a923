"""What an installation may set about files; each value has a safe default."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from libs.files.folder import FolderStore
from libs.files.inspection import Limits
from libs.files.s3 import Bucket, S3Store
from libs.files.store import Store
from libs.hosting.settings import Environment
from libs.kernel.problems import BadSettings

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where clamd listens: `host:port`, or the path of a socket; how long it may take."""

    address: str
    patience: timedelta = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How files are kept.

    `uploads` is the folder of what is not whole yet, best on the file system of the store; after
    `keep` without a further piece it is removed.
    """

    store: Store
    uploads: Path
    limits: Limits = field(default_factory=Limits)
    scanner: Scanner | None = None
    keep: timedelta = timedelta(hours=48)

    @classmethod
    def read(cls, env: Environment, folder: Path | None = None) -> Self:
        """Return the settings of the environment; raises `BadSettings`.

        KIEMDINH_FILES, a folder (`folder` if it is not set); or a bucket: KIEMDINH_S3_BUCKET with
        KIEMDINH_S3_ENDPOINT, KIEMDINH_S3_ACCESS_KEY, KIEMDINH_S3_SECRET_KEY, KIEMDINH_S3_REGION,
        KIEMDINH_S3_PREFIX. KIEMDINH_FILE_MB and KIEMDINH_MEDIA_MB (sound and video), the largest
        file; KIEMDINH_PDF_PAGES; KIEMDINH_UPLOAD_HOURS; KIEMDINH_CLAMD, KIEMDINH_CLAMD_SECONDS.
        """
        place = Path(env.text("KIEMDINH_FILES", str(folder) if folder else None))
        default = Limits()
        limits = Limits(
            most=_at_least_one(env, "KIEMDINH_FILE_MB", default.most // _MB) * _MB,
            most_media=_at_least_one(env, "KIEMDINH_MEDIA_MB", default.most_media // _MB) * _MB,
            pages=_at_least_one(env, "KIEMDINH_PDF_PAGES", default.pages),
        )
        bucket = env.text("KIEMDINH_S3_BUCKET", "")
        return cls(
            S3Store(_bucket(env, bucket)) if bucket else FolderStore(place),
            place / "uploads",
            limits,
            _scanner(env),
            timedelta(hours=_at_least_one(env, "KIEMDINH_UPLOAD_HOURS", 48)),
        )


def _at_least_one(env: Environment, name: str, default: int) -> int:
    value = env.number(name, default)
    if value < 1:
        raise BadSettings(f"{name} phải từ 1 trở lên.")
    return value


def _bucket(env: Environment, name: str) -> Bucket:
    endpoint = env.text("KIEMDINH_S3_ENDPOINT")
    place = urlsplit(endpoint)
    if place.scheme not in ("http", "https") or not place.hostname or place.path.strip("/"):
        raise BadSettings("KIEMDINH_S3_ENDPOINT phải có dạng https://máy:cổng.")
    return Bucket(
        endpoint,
        name,
        env.text("KIEMDINH_S3_ACCESS_KEY"),
        env.secret("KIEMDINH_S3_SECRET_KEY"),
        env.text("KIEMDINH_S3_REGION", "us-east-1"),
        env.text("KIEMDINH_S3_PREFIX", ""),
    )


def _scanner(env: Environment) -> Scanner | None:
    address = env.text("KIEMDINH_CLAMD", "")
    if not address:
        return None
    host, colon, port = address.rpartition(":")
    if not address.startswith("/") and not (colon and host and port.isdecimal()):
        raise BadSettings("KIEMDINH_CLAMD phải là máy:cổng, hoặc đường dẫn tuyệt đối của socket.")
    return Scanner(address, timedelta(seconds=_at_least_one(env, "KIEMDINH_CLAMD_SECONDS", 120)))
