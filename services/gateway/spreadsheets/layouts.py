"""Every kind of file that is taken, by name."""

from collections.abc import Mapping

from services.gateway.spreadsheets.evidence import EVIDENCE
from services.gateway.spreadsheets.figures import FIGURES
from services.gateway.spreadsheets.headcounts import HEADCOUNTS
from services.gateway.spreadsheets.layout import Layout
from services.gateway.spreadsheets.planned import PLANNED
from services.gateway.spreadsheets.recognitions import RECOGNITIONS
from services.gateway.spreadsheets.schools import SCHOOLS
from services.gateway.spreadsheets.staff import STAFF

LAYOUTS: Mapping[str, Layout] = {
    one.name: one for one in (SCHOOLS, HEADCOUNTS, FIGURES, PLANNED, EVIDENCE, STAFF, RECOGNITIONS)
}
