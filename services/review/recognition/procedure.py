"""A certificate's procedure: it is recorded, carried over and ended by reactions alone."""

from libs.engine.procedure import Procedure
from services.review.recognition.events import RecognitionEvent
from services.review.recognition.rules import Command, Recognition

PROCEDURE: Procedure[Command, Recognition, RecognitionEvent] = Procedure({})
