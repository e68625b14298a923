"""The school years that one can choose from above a list."""

from collections.abc import Callable

from libs.law.calendar import school_year
from libs.web import formats
from libs.web.lists import Options
from libs.web.page import Visit


def years(*, ahead: int, back: int) -> Callable[[Visit], Options]:
    """Return the choice: so many years `ahead` of this school year first, so many `back` last."""

    def options(visit: Visit) -> Options:
        this = school_year(visit.today)
        return [
            (str(year), formats.year(year)) for year in range(this + ahead, this - back - 1, -1)
        ]

    return options
