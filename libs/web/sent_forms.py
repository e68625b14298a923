"""What a browser sends with a form: its fields and, to a page that takes them, files."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO
from urllib.parse import parse_qs

import falcon
from falcon.media import MultipartFormHandler
from falcon.media.multipart import MultipartParseOptions

from libs.web import formats

MOST_TEXT = 1_000_000
"""The most bytes of all fields of a form together."""
MOST_FIELDS = 3000
MOST_FILES = 64 * 1024 * 1024
"""The most bytes of all files of a form together; the script sends larger ones, in pieces."""
IN_MEMORY = 256 * 1024
"""How many bytes of a file are held in memory; the rest of it lies on disk."""
PIECE = 64 * 1024
FILES = "multipart/form-data"
FIELDS = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was sent: what the sender calls it (NFC), its bytes from the first one on."""

    name: str
    size: int
    content: BinaryIO


Fields = Mapping[str, Sequence[str]]
Files = Mapping[str, Sequence[SentFile]]


def read(req: falcon.Request, files: bool) -> tuple[Fields, Files]:
    """Return fields and files of a form, each with all that was sent under its name.

    With `files` it may have some. Raises `falcon.HTTPError` for what is no form, or too large.
    """
    kind = (req.content_type or "").partition(";")[0].strip().lower()
    if kind == FILES and files:
        return _parts(req)
    if kind != FIELDS:
        raise falcon.HTTPUnsupportedMediaType
    length = req.content_length or 0
    if length > MOST_TEXT:
        raise falcon.HTTPContentTooLarge
    try:
        text = req.stream.read(length).decode("ascii")
        return (
            parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS),
            {},
        )
    except ValueError as error:
        raise falcon.HTTPBadRequest from error


def _parts(req: falcon.Request) -> tuple[Fields, Files]:
    if (req.content_length or 0) > MOST_FILES + MOST_TEXT:
        raise falcon.HTTPContentTooLarge
    options = MultipartParseOptions()
    options.max_body_part_count = MOST_FIELDS
    options.max_body_part_buffer_size = MOST_TEXT
    handler = MultipartFormHandler(options)
    fields: dict[str, list[str]] = defaultdict(list)
    files: dict[str, list[SentFile]] = defaultdict(list)
    left = MOST_TEXT
    for part in handler.deserialize(req.bounded_stream, req.content_type, req.content_length):
        name = part.name or ""
        if part.filename is not None:
            # A field for files in which none was chosen comes without a name.
            if part.filename:
                files[name].append(_file(part))
            continue
        raw = part.get_data()
        left -= len(raw)
        if left < 0:
            raise falcon.HTTPContentTooLarge
        try:
            fields[name].append(raw.decode())
        except UnicodeDecodeError as error:
            raise falcon.HTTPBadRequest from error
    return fields, files


def _file(part: Any) -> SentFile:
    # Open until the answer has been made, and gone then.
    kept: Any = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    while piece := part.stream.read(PIECE):
        kept.write(piece)
    size = kept.tell()
    kept.seek(0)
    # Some browsers send the folder as well.
    name = formats.nfc(part.filename).replace("\\", "/").rpartition("/")[2]
    return SentFile(name, size, kept)
