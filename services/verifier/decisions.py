"""The public record that a bundle lists: decisions.json."""

from libs.kernel.problems import Wire
from libs.log.entry import Recorded

_SHOWN = (
    *("recognition", "school", "school_name", "kind", "accreditation_grade", "national_grade"),
    *("decision_number", "certificate_number", "valid_from", "valid_to"),
    *("authority", "authority_name", "sample"),
)


def published(event: Recorded) -> Wire | None:
    """Return what `event` adds to the public record, as decisions.json lists it; else None."""
    if event.type != "RecognitionPublished" or not event.stream.startswith("publication-"):
        return None
    shown = {key: event.data[key] for key in _SHOWN}
    return {"stream": event.stream, "index": event.position - 1, **shown}
