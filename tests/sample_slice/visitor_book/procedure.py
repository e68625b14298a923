from libs.engine.procedure import Procedure
from tests.sample_slice.visitor_book.events import VisitNoted
from tests.sample_slice.visitor_book.rules import NoteVisit, Visits

PROCEDURE: Procedure[NoteVisit, Visits, VisitNoted] = Procedure({VisitNoted: NoteVisit})
