"""The parts of what was handed in name each other by what the cycle itself says in them.

A part's hash is of the data that it would have of that one thing alone, at that version: without
where it stands in the log, without what other records say (the school's register, names, items of
evidence, figures), and without this list. So each can name all others and itself, and whoever
downloads another part later, after a name or a figure has changed, finds the same list in it.
"""

import hashlib
from dataclasses import replace
from datetime import date

from libs.kernel import canonical
from libs.kernel.problems import Wire
from libs.law.labels import capital
from services.documents.catalogue import DOCUMENTS
from services.documents.document import Answers, Document
from services.documents.head import school_year

_SCHOOL = {"name": "-", "kind": "primary", "ownership": "public"}
"""Stands for the school in a part's hash."""
_OTHERS = ("log", "sample", "issuer", "school", "place", "dossier", "followed")
"""What the data of a document has from other records; `followed`: what a team recommends."""


def of(document: Document, answers: Answers) -> Wire:
    """Return the list that a document of a version carries: what was handed in together."""
    return {
        "name": f"Đợt tự đánh giá năm học {school_year(answers.view['year'])}",
        "version": answers.view["version"],
        "position": answers.view["position"],
        "parts": [
            {
                "title": capital(each.title),
                "sha256": part_hash(each, answers),
                "own": each is document,
            }
            for each in DOCUMENTS
            if each.category == document.category
        ],
    }


def part_hash(document: Document, answers: Answers) -> str:
    """Return the SHA-256 of what the thing itself says in a document, hexadecimal."""
    persons = dict.fromkeys(document.persons(answers.view))
    alone = replace(
        answers,
        position=0,
        recorded_at="",
        on=date(2000, 1, 1),
        school={**_SCHOOL, "id": answers.view["school"]},
        people={actor: {"name": actor, "ties": ()} for actor in persons},
        evidence=(),
        figures=(),
        criterion=None,
        dossier=None,
    )
    data = document.form(alone).data(alone)
    said = {name: value for name, value in data.items() if name not in _OTHERS}
    return hashlib.sha256(canonical.encode(said)).hexdigest()
