"""Who may and who must register: asked of the registers, reports and recognitions there are."""

from libs.engine.slices import Questions, Slice, Tables
from services.registry.eligibility import questions, reports

SLICE = Slice(
    tables=(Tables(reports.REPORTS, reports.project, late="assessed_report"),),
    questions=(Questions(questions.Asked, questions.answer),),
)
