"""QR codes of addresses, as pictures."""

import io
from typing import Literal

import segno


def qr_code(address: str, kind: Literal["svg", "png"]) -> bytes:
    """Return the QR code that leads to an address: the same bytes each time."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind=kind, scale=6, border=1)
    return out.getvalue()
