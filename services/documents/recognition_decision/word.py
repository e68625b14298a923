"""The decision on a recognition as a .docx to be edited further."""

from services.documents.kit.case import draft_mark, unsure_note
from services.documents.kit.decision import decision
from services.documents.kit.paper import Paper


def template() -> bytes:
    """Return the template to be filled with the data of the decision."""
    d = Paper(13)
    d.head("{{ number or '……/QĐ-……' }}")
    draft_mark(d)
    decision(d)
    unsure_note(d)
    return d.packed()
