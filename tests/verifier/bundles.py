"""A true bundle, and what whoever changed it would put right again."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs.kernel import canonical
from services.verifier.audit import ENTRIES, MANIFEST, digest_of
from tests.verifier.story import KEY, Files, Memory, Seals, bundle, story, write

STEPS = story()
RAWS = write(STEPS)
SIZES = (3, 50, 200)
SMALL = write(STEPS[:1])


def forged(tmp_path: Path, raws: list[bytes], key: Ed25519PrivateKey = KEY) -> Files:
    """Return the bundle of an operator who changed the log and signed everything anew."""
    return bundle(raws, Seals(raws, SIZES, key), tmp_path)


def with_manifest(files: Files) -> Files:
    """Return the bundle with its manifest put right, as whoever changed a file would."""
    manifest = canonical.decode(files[MANIFEST])
    names = sorted(files.keys() - {MANIFEST})
    digests: list[list[str]] = []
    for name in names:
        with Memory(files).open(name) as file:
            digests.append([name, digest_of(file)])
    return {**files, MANIFEST: canonical.encode({**manifest, "files": digests})}


def line(files: Files, index: int, content: bytes) -> Files:
    lines = files[ENTRIES].split(b"\n")
    lines[index] = content
    return {**files, ENTRIES: b"\n".join(lines)}
