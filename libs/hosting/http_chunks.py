"""A body in chunks (RFC 9112, section 7.1), read so that no two servers differ on where it ends."""

import re
from typing import Any

from waitress.utilities import BadRequest

_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})\r\n")
_LONGEST = 17


class Chunks:
    """Takes in what arrives and puts the body into `buffer`, as waitress asks of a receiver.

    Refuses what the standard lets a server refuse and others read differently: extensions, trailers
    and lines that end in a bare line feed. Costs time linear to what comes, and no more memory than
    the buffer.
    """

    def __init__(self, buffer: Any) -> None:
        self.completed = False
        self.error: BadRequest | None = None
        self._buffer = buffer
        self._line = b""
        self._left = 0
        """Bytes of this chunk that are still to come, the end of its line counted."""
        self._last = False

    def __len__(self) -> int:
        return int(self._buffer.__len__())

    def received(self, data: bytes) -> int:
        """Take in `data`; return how many bytes of it are of this body."""
        at = 0
        while at < len(data) and not (self.completed or self.error):
            if self._left > 2:
                piece = data[at : at + self._left - 2]
                self._buffer.append(piece)
                self._left -= len(piece)
                at += len(piece)
            elif self._left:
                self._end(data[at : at + 1])
                at += 1
            else:
                end = data.find(b"\n", at, at + _LONGEST) + 1 or min(len(data), at + _LONGEST)
                self._begin(data[at:end])
                at = end
        return at

    def getfile(self) -> Any:
        """Return the body as a file."""
        return self._buffer.getfile()

    def getbuf(self) -> Any:
        """Return the buffer."""
        return self._buffer

    def _begin(self, piece: bytes) -> None:
        """Take in more of the line that says how long the next chunk is."""
        self._line += piece
        if size := _SIZE.fullmatch(self._line):
            self._left = int(size[1], 16) + 2
            self._last = self._left == 2
            self._line = b""
        elif self._line.endswith(b"\n") or len(self._line) >= _LONGEST:
            self.error = BadRequest("no length of a chunk")

    def _end(self, byte: bytes) -> None:
        """Take in one byte of the line's end after a chunk."""
        if byte != b"\r\n"[2 - self._left : 3 - self._left]:
            self.error = BadRequest("a chunk does not end where it said")
            return
        self._left -= 1
        self.completed = self._last and not self._left
