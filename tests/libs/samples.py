"""Small files of each kind, made here: what a school might send, and what an attacker might."""

import io
import struct
import wave
import zipfile
import zlib
from collections.abc import Mapping

import openpyxl
import pypdf


def pdf(pages: int = 1) -> bytes:
    """Return a PDF of empty pages."""
    made = pypdf.PdfWriter()
    for _ in range(pages):
        made.add_blank_page(595, 842)
    return _written(made)


def locked_pdf() -> bytes:
    """Return a PDF that opens by a password alone."""
    made = pypdf.PdfWriter()
    made.add_blank_page(595, 842)
    made.encrypt("mật khẩu", algorithm="AES-256")
    return _written(made)


def lying_pdf(pages: int) -> bytes:
    """Return a PDF that says it has so many pages, in a few hundred bytes."""
    return pdf().replace(b"/Count 1", b"/Count %d" % pages)


def flat_pdf(pages: int) -> bytes:
    """Return a PDF that has so many pages and says it has one."""
    kids = b" ".join(b"%d 0 R" % (n + 3) for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /MediaBox [0 0 595 842] /Kids [%s] >>" % kids,
        *[b"<< /Type /Page /Parent 2 0 R >>"] * pages,
    ]
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(made + b"startxref\n%d\n%%%%EOF" % start)


def png() -> bytes:
    """Return a picture of one pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        whole = name + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def photo(size: int) -> bytes:
    """Return what passes for the picture of a phone, of about so many bytes."""
    comment = b"\xff\xfe\xff\xff" + bytes(65533)
    head = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    return head + comment * (size // len(comment)) + b"\xff\xd9"


def xlsx(*headings: str) -> bytes:
    """Return a table with these headings."""
    made = openpyxl.Workbook()
    made.active.append(list(headings))  # type: ignore[union-attr]
    return _written(made, "save")


def docx(parts: Mapping[str, bytes] | None = None, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return what passes for a text of Word by its parts, with further ones."""
    return archive(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": "<p>Biên bản họp</p>".encode(),
            **(parts or {}),
        },
        packed,
    )


def odt() -> bytes:
    """Return what passes for a text of LibreOffice."""
    kind = b"application/vnd.oasis.opendocument.text"
    return archive({"mimetype": kind, "content.xml": b"<x/>"})


def archive(parts: Mapping[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def bomb(megabytes: int = 64) -> bytes:
    """Return a text of Word with a part that unpacks to so much out of nearly nothing."""
    return docx({"word/media/image1.bmp": bytes(megabytes * 1024 * 1024)})


def understated_bomb() -> bytes:
    """Return a text of Word whose part is a thousand times what the archive says of it."""
    raw = docx({"word/media/a.bin": bytes(20 * 1024 * 1024)})
    # The size unpacked, in the local header and in the directory.
    return raw.replace(struct.pack("<I", 20 * 1024 * 1024), struct.pack("<I", 20 * 1024))


def old_word(*names: str) -> bytes:
    """Return what passes for a file of Word before 2007 with streams of these names."""
    streams = b"".join((name + "\0").encode("utf-16-le").ljust(128, b"\0") for name in names)
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + streams


def wav() -> bytes:
    """Return a moment of silence."""
    out = io.BytesIO()
    with wave.open(out, "w") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(200))
    return out.getvalue()


def mp4(size: int = 100) -> bytes:
    """Return what passes for a film, of about this size."""
    return b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".ljust(size, b"\0")


def program() -> bytes:
    """Return the beginning of a program for Windows."""
    return b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + bytes(200)


def _written(made: object, how: str = "write") -> bytes:
    out = io.BytesIO()
    getattr(made, how)(out)
    return out.getvalue()
