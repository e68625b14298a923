"""A small province in its registry: who is there, and how they tell it things and ask it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from libs.kernel.problems import Wire
from services.registry.service import RegistryService
from tests.running import Running, running

ON = date(2024, 10, 14)
SCHOOLS = {
    "s1": ("Trường Mầm non Mẫu 1", "preschool", "private", "764"),
    "s2": ("Trường Mầm non Mẫu 2", "preschool", "public", "764"),
    "s3": ("Trường Tiểu học Mẫu 3", "primary", "private", "764"),
    "s4": ("Trường THPT Mẫu 4", "upper_secondary", "private", "760"),
    "s5": ("Trường Tiểu học Mẫu 5", "primary", "private", "764"),
}
PEOPLE = {
    "ofc": ("officer", "phong764"),
    "sof": ("officer", "so79"),
    "hd1": ("principal", "s1"),
    "hd2": ("principal", "s2"),
}


@contextmanager
def province(uri: str) -> Iterator[Running]:
    """Give a province: offices above one another with functions, five schools, four people.

    The fifth school was closed on 01/08/2024.
    """
    with running(uri, RegistryService) as found:
        for id, kind, area, parent in (
            ("ubnd79", "people_committee", "79", None),
            ("so79", "so", "79", "ubnd79"),
            ("phong764", "phong", "764", "so79"),
        ):
            office = {"name": f"Đơn vị {id}", "kind": kind, "area": area, "parent": parent}
            found.do(f"organisation-{id}", "RegisterOrganisation", office)
        for function, area, holder, kinds in (
            ("check_dossier", "764", "phong764", ["preschool", "primary"]),
            ("appraise", "79", "so79", ["preschool", "primary", "upper_secondary"]),
        ):
            term = {"holder": holder, "kinds": kinds, "starts": "2018-10-10", "basis": "TT"}
            found.do(f"assignment-{function}_{area}", "AssignFunction", term)
        for id, (name, kind, ownership, area) in SCHOOLS.items():
            school = {
                "name": name,
                "kind": kind,
                "ownership": ownership,
                "areas": [area, "79"],
                "address": "Số 1 đường Mẫu",
                "sample": True,
            }
            found.do(f"school-{id}", "RegisterSchool", school)
        closed = {"school": "s5", "ends": "2024-08-01", "basis": "QĐ giải thể"}
        found.do("lineage-79", "CloseSchool", closed)
        for id, (role, org) in PEOPLE.items():
            grant = {"role": role, "org": org, "starts": "2024-09-01", "basis": "QĐ"}
            found.do(f"grant-{id}", "GiveGrant", grant)
        yield found


def do(server: Running, actor: str, stream: str, command: str, **data: Any) -> Wire:
    """Carry out a command of a person on `ON`."""
    return server.do(stream, command, data, actor=f"u:{actor}", on=ON)


def ids(server: Running, question: str, actor: str = "sof", **filters: Any) -> list[str]:
    """Return the ids of a list, as a person sees it on `ON`."""
    return [found["id"] for found in ask(server, question, actor, **filters)]


def ask(
    server: Running, question: str, actor: str = "sof", today: date = ON, **filters: Any
) -> Any:
    """Return the answer to a person, or to the operator as `s:operator`, who asks on `today`."""
    who = actor if actor.startswith("s:") else f"u:{actor}"
    found = server.ask(question, filters, actor=who, on=today)
    # What the gateway needs of every view that it shows: how far the read tables had come.
    views = found if isinstance(found, list) else [found]
    assert all(0 < view["position"] <= server.log.head("79") for view in views)
    return found
