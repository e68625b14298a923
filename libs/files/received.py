"""What is known of a file that came in whole: told by who took it in, never by who sent it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Received:
    """The SHA-256 of the bytes (64 hexadecimal digits), how many there are, what they are."""

    sha256: str
    size: int
    media_type: str
