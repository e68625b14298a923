"""Who opened the names of many people within a short time, for those who lead offices."""

from libs.engine.slices import Questions, Slice
from services.registry.name_openings import questions

SLICE = Slice(questions=(Questions(questions.Asked, questions.answer),))
