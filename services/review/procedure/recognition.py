"""A certificate's procedure: it is recorded, carried over and ended by reactions alone."""

from libs.engine.procedure import Procedure
from services.review.domain.recognition import Command, Recognition
from services.review.events import RecognitionEvent

PROCEDURE: Procedure[Command, Recognition, RecognitionEvent] = Procedure({})
