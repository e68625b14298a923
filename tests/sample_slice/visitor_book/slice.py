from libs.engine.aggregate import Aggregate
from libs.engine.slices import Questions, Slice, Tables
from tests.sample_slice.visitor_book import questions, tables
from tests.sample_slice.visitor_book.events import VISITOR_BOOK_EVENTS
from tests.sample_slice.visitor_book.procedure import PROCEDURE
from tests.sample_slice.visitor_book.rules import COMMANDS, VISITOR_BOOK

SLICE = Slice(
    aggregate=Aggregate("visitorbook", VISITOR_BOOK, COMMANDS, VISITOR_BOOK_EVENTS, PROCEDURE),
    tables=(Tables(VISITOR_BOOK_EVENTS, tables.project),),
    questions=(Questions(questions.GetVisits, questions.answer),),
)
