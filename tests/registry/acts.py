"""Who acts on a stream that an office or a school keeps."""

from typing import TypedDict


class Act(TypedDict):
    """What the server gives every such command."""

    id: str
    owner: str
    role: str
    org: str


def by(id: str, role: str, org: str) -> Act:
    """Return the act of `role` at `org` on the stream with this id."""
    return {"id": id, "owner": id.partition("_")[0], "role": role, "org": org}
