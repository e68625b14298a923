"""Whether a certificate, as the public record shows it, holds on a day."""

from libs.kernel.problems import Wire


def in_force(record: Wire, day: str) -> bool:
    """Return whether a public record (`PublicationView`) holds on a day (ISO form).

    Not: what was struck or taken back, what ended with its school, what another came in place of.
    """
    if record["struck"] is not None or not record["valid_from"] <= day <= record["valid_to"]:
        return False
    return all(
        end is None or day < end
        for end in (record["lapsed_on"], record["ends"], record["cancelled_from"])
    )
