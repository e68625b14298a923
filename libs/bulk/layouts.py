"""Every kind of file that is taken, by name."""

from collections.abc import Mapping

from libs.bulk.headcounts import HEADCOUNTS
from libs.bulk.layout import Layout
from libs.bulk.planned import PLANNED
from libs.bulk.schools import SCHOOLS

LAYOUTS: Mapping[str, Layout] = {one.name: one for one in (SCHOOLS, HEADCOUNTS, PLANNED)}
