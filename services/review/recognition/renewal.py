"""What follows from a certificate in those of its kind before it: they end, or hold again."""

from libs.engine.reactions import Reaction, Told
from libs.log.entry import Recorded
from services.review.recognition.events import (
    EarlierRecognitionRecorded,
    EarlierRecognitionStruck,
    RecognitionCancelled,
    RecognitionCorrected,
    RecognitionGranted,
)
from services.review.recognition.rules import ReinstateRecognition, ReplaceRecognition


def replaces(event: RecognitionGranted | EarlierRecognitionRecorded, entry: Recorded) -> Told:
    """Yield the end of each certificate in whose place this one comes."""
    id = entry.stream.partition("-")[2]
    for before in event.renews:
        yield f"recognition-{before}", ReplaceRecognition(id, event.valid_from)


def _moves(event: RecognitionCorrected, entry: Recorded) -> Told:
    """Yield the new end of what it came in the place of, where its day of signing was wrong."""
    id = entry.stream.partition("-")[2]
    if event.signed_on is not None:
        for before in event.renews:
            yield f"recognition-{before}", ReplaceRecognition(id, event.signed_on)


def _reinstates(event: EarlierRecognitionStruck | RecognitionCancelled, entry: Recorded) -> Told:
    id = entry.stream.partition("-")[2]
    for before in event.renews:
        yield f"recognition-{before}", ReinstateRecognition(id)


RENEWALS = (
    Reaction(RecognitionGranted, replaces),
    Reaction(EarlierRecognitionStruck, _reinstates),
    Reaction(RecognitionCancelled, _reinstates),
    Reaction(RecognitionCorrected, _moves),
)
