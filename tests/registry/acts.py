"""Acts on a stream that an office or a school keeps."""

from typing import TypedDict


class Act(TypedDict):
    """What the server gives every such command."""

    id: str
    owner: str


def of(id: str) -> Act:
    """Return the act on the stream with this id."""
    return {"id": id, "owner": id.partition("_")[0]}
