"""What is refused has one code, one HTTP status, and a page that explains it."""

from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import pytest

from libs.engine.contract_files import describe
from libs.engine.refusals import Refusal, refusals
from libs.kernel.problems import Rejected
from services.cli.catalogue import SERVICES
from services.gateway.problems import OWN, STATUS, catalogue

LIBS = Path(__file__).parents[2] / "libs"
ELSEWHERE = ("signer.py", "sealer.py", "partners.py")
"""Answered by other programs than the gateway: the signer's own server, the command line."""
MAKERS = "problems.py"
"""Where refusals are made for those who give the code."""


UNKNOWN = [
    f"{question.category}-unknown"
    for service in SERVICES
    for question in service.queries.contract.types.values()
    if not question.many
]
"""What is asked for by its id and not found is refused by its category, `libs.engine.service`."""


def test_a_code_has_one_status_wherever_it_is_raised() -> None:
    libs = [place for place in LIBS.rglob("*.py") if place.name != MAKERS]
    statuses = defaultdict(set)
    for found in refusals(*libs, files("services")):
        statuses[found.code].add(STATUS.get(found.code, found.status))
    for code, own in OWN.items():
        statuses[code].add(own.status)
    for code in UNKNOWN:
        statuses[code].add(404)
    assert len(statuses) > 250
    assert {code: found for code, found in statuses.items() if len(found) > 1} == {}


def test_the_page_of_a_code_shows_the_status_it_is_answered_with() -> None:
    shown = catalogue({service.name: describe(service) for service in SERVICES})
    libs = [f for f in LIBS.rglob("*.py") if f.name not in (MAKERS, *ELSEWHERE)]
    services = [files("services") / service.name for service in SERVICES]
    for found in refusals(*libs, *services):
        if "…" not in found.code:
            assert shown[found.code].status == STATUS.get(found.code, found.status), found.code
    assert {shown[code].status for code in UNKNOWN} == {404}


def test_the_code_of_a_refusal_stands_where_it_is_made(tmp_path: Path) -> None:
    file = tmp_path / "rules.py"
    known = f"from {Rejected.__module__} import Forbidden, refuse, refused\n"
    told = 'raise refused("too-late", "Quá hạn.", "TT 1", at="/on")\nrefuse("none", [])\n'
    file.write_text(known + told)
    assert list(refusals(tmp_path)) == [
        Refusal("too-late", 422, "Quá hạn.", "TT 1"),
        Refusal("none", 422, None, None),
    ]
    file.write_text(f"{known}raise Forbidden(code, detail)\n")
    with pytest.raises(ValueError, match=r"rules.py:2: the code of a refusal must stand"):
        list(refusals(tmp_path))
