"""What the id of a recognition says of its kind."""

from collections.abc import Mapping

SUFFIX: Mapping[str, str] = {"accreditation": "accreditation", "national_standard": "national"}
"""By kind, what stands between the school and the year of its case, or the day of its decision."""
