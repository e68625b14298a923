"""Documents: a report of 28 sheets with 120 files and its list of evidence, as PDF and .docx."""

import time

from services.documents.catalogue import DOCUMENTS
from services.documents.making import Kind, Maker
from tests.bench.outcome import Figure, Goal, Options, Outcome
from tests.documents import answers as given

NAME = "documents"
EACH = 5
"""Items of evidence of a criterion: 120 and some more over all."""
MOST_MILLISECONDS = 5000.0
CHILD = "in a child process"


def measure(options: Options) -> Outcome:
    """Measure each document from the answers to the bytes, and all of them together."""
    answers = given.answers(given.cycle(given.TT18, EACH), EACH)
    maker = Maker()
    kinds: tuple[tuple[str, Kind], ...] = (
        ("report", "pdf"),
        ("report", "docx"),
        ("criterion_sheets", "pdf"),
        ("evidence_list", "pdf"),
    )
    taken: dict[str, list[float]] = {f"{name}.{kind}": [] for name, kind in kinds}
    for _ in range(options.repetitions):
        for name, kind in kinds:
            (document,) = [d for d in DOCUMENTS if (d.category, d.name) == ("cycle", name)]
            begun = time.perf_counter()
            form = document.form(answers)
            maker.make(form, kind, form.data(answers), 60.0)
            taken[f"{name}.{kind}"].append((time.perf_counter() - begun) * 1000)
    figures = [Figure(name, CHILD, "ms", tuple(found)) for name, found in taken.items()]
    together = tuple(map(sum, zip(*taken.values(), strict=True)))
    figures.append(Figure("all of them", CHILD, "ms", together))
    goal = Goal(
        "report, sheets and list of evidence, ms", figures[-1].median, MOST_MILLISECONDS, True
    )
    return Outcome(tuple(figures), (goal,), ())
