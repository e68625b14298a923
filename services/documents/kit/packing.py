"""A .docx as bytes that depend on what is in it alone."""

import io
import zipfile

from lxml import etree

THUMBNAIL = "docProps/thumbnail.jpeg"
"""A picture of an empty page that python-docx puts into each file."""
_FIRST = {"[Content_Types].xml": 0, "_rels/.rels": 1}
_DAY = (1980, 1, 1, 0, 0, 0)


def packed(source: bytes) -> bytes:
    """Return the same package with fixed dates, order and attributes; relations sorted by id."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(source)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        names = [name for name in old.namelist() if name != THUMBNAIL]
        for name in sorted(names, key=lambda n: (_FIRST.get(n, 2), n)):
            body = old.read(name)
            if name.endswith(".rels") or name == "[Content_Types].xml":
                body = _sorted(body)
            info = zipfile.ZipInfo(name, date_time=_DAY)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            info.external_attr = 0o600 << 16
            new.writestr(info, body, compresslevel=9)
    return out.getvalue()


def _sorted(body: bytes) -> bytes:
    # lxml and no parser against hostile input: the parts are those that we wrote ourselves.
    root = etree.fromstring(body)
    kept = [each for each in root if not each.get("Target", "").endswith("thumbnail.jpeg")]
    root[:] = sorted(
        kept,
        key=lambda e: (e.tag, e.get("Id", ""), e.get("Extension", ""), e.get("PartName", "")),
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
