"""What others remember of a school's figures of a year: each as it stands, by code."""

from libs.engine.procedure import Fold
from services.assessment.figures.events import FIGURES_EVENTS
from services.assessment.figures.rules import Figures, evolve

FIGURES_OF_YEAR: Fold[Figures] = Fold("figures", FIGURES_EVENTS, Figures(), evolve)
"""Of the stream `<school>_<year>`."""
