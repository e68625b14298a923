"""A view across aggregates: schools found by words, with slips."""

from libs.engine.slices import Questions, Slice
from services.registry.search import tables
from services.registry.search.questions import SearchSchools, answer

SLICE = Slice(
    after=tables.project,
    questions=(Questions(SearchSchools, answer),),
)
