"""A view across registers: evaluators beside a school, with posts, training and nominations."""

from libs.engine.slices import Questions, Slice
from services.registry.candidate import questions

SLICE = Slice(questions=(Questions(questions.Asked, questions.answer),))
