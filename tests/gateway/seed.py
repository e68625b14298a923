"""A small true world, made over HTTP: a school, its office, everybody's grants, an open cycle.

All but the office is called "5f0c2a", as the examples of the API document are, so that these meet
something.
"""

from typing import Any

import requests

from libs.rights import SCHOOL_ROLES

ID = "5f0c2a"
OFFICE = "0f5c2a"
"""No two things of a log have one id."""
PERSON = f"u:{ID}"
ON = "2024-10-15"
KINDS = [
    *("preschool", "primary", "lower_secondary", "upper_secondary"),
    *("multi_stage", "continuing_education"),
]
FUNCTIONS = (
    *("check_dossier", "appraise", "form_team", "decide_accreditation"),
    *("propose_national_standard", "decide_national_standard"),
)
ROLES = (
    *("principal", "council_member", "officer", "director"),
    *("chair", "evaluator", "administrator"),
)


class Caller:
    """Sends requests with one key; every command has an id of its own."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"
        self.sent = 0

    def command(self, path: str, body: Any, **headers: str) -> requests.Response:
        """Send a command on the legal date of this world."""
        self.sent += 1
        return self.session.post(
            f"{self.url}{path}",
            json=body,
            headers={"Idempotency-Key": f"seed-{self.sent:04}-{path[-40:].replace('/', ':')}"}
            | {"Kiemdinh-On": ON}
            | headers,
            timeout=30,
        )

    def get(self, path: str) -> requests.Response:
        """Ask a question."""
        return self.session.get(f"{self.url}{path}", timeout=30)


def seed(url: str, operator_key: str) -> str:
    """Make the world at `url`, a demonstration; return the API key of the person who may do all."""
    operator = Caller(url, operator_key)
    since = {"starts": "2000-01-01", "basis": "dữ liệu mẫu"}

    def accepted(answer: requests.Response) -> requests.Response:
        assert answer.ok, answer.text
        return answer

    office = {"name": "Sở mẫu", "kind": "so", "area": "79"}
    accepted(operator.command(f"/v1/79/organisation/{OFFICE}/register-organisation", office))
    school = {
        "name": "Trường mẫu",
        "kind": "primary",
        "ownership": "public",
        "areas": ["764", "79"],
        "address": "Địa chỉ mẫu",
        "opened_on": "1990-09-05",
        "cohorts_completed": 20,
        "sample": True,
    }
    last = accepted(operator.command(f"/v1/79/school/{ID}/register-school", school))
    seen = {"Kiemdinh-Min-Position": last.headers["Kiemdinh-Position"]}
    for function in FUNCTIONS:
        held = {"holder": OFFICE, "kinds": KINDS, **since}
        if function == "decide_national_standard":
            # The Sở's since TT 57/2026.
            held["starts"] = "2026-07-07"
        accepted(operator.command(f"/v1/79/assignment/{function}_79/assign-function", held, **seen))
    for role in ROLES:
        org = ID if role in SCHOOL_ROLES else OFFICE
        given = {"role": role, "org": org, **since}
        last = accepted(operator.command(f"/v1/79/grant/{ID}/give-grant", given))
    key = str(accepted(operator.command("/v1/keys", {"actor": PERSON})).json()["key"])
    person = Caller(url, key)
    seen = {"Kiemdinh-Min-Position": last.headers["Kiemdinh-Position"]}
    item = {"code": "H1-1.1-01", "title": "Minh chứng mẫu", "sha256": "0" * 64, "sample": True}
    path = f"/v1/79/evidence/{ID}/register-evidence"
    accepted(person.command(path, {"items": [item]}, **seen))
    accepted(person.command(f"/v1/79/cycle/{ID}_2024/open-cycle", {"year": 2024}, **seen))
    return key
