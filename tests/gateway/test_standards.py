"""The standard sets over the API: open to anybody, equal to the data, remembered by their hash."""

from typing import Any, get_args

import jsonschema_rs
import pytest
from falcon import testing

from libs.engine.contract_files import load
from libs.kernel.problems import Wire
from libs.law.standards import KINDS, guidance, rule_sets
from libs.law.standards.levels import indicators, name
from libs.law.standards.rule_set import RuleSet
from libs.log.database import Database
from libs.log.memory import MemoryLog
from services.cli.golden import ROOT
from services.gateway import openapi, routes
from services.gateway.app import Options, create_app
from services.gateway.routes.standards import Stage
from tests.gateway.test_openapi import NoBackend

CONTRACTS = load(ROOT / "contracts")
APP = create_app(
    NoBackend(),
    MemoryLog(),
    Database("host=/nonexistent", "gateway"),
    CONTRACTS,
    Options("operator-key-of-a-test"),
)
CLIENT = testing.TestClient(APP)
DOCUMENT = openapi.build(routes.table(CONTRACTS), CONTRACTS)
each_revision = pytest.mark.parametrize(
    "rules", rule_sets(), ids=[f"{rules.id}-{rules.revision}" for rules in rule_sets()]
)


def ask(path: str, status: int = 200, known: str | None = None) -> testing.Result:
    answer = CLIENT.simulate_get(path, headers={"If-None-Match": known} if known else None)
    assert answer.status_code == status, answer.text
    return answer


def revision(rules: RuleSet) -> Wire:
    found: Wire = ask(f"/v1/standards/{rules.id}/{rules.revision}").json
    return found


def accepted(value: Any, schema: str) -> None:
    found = {**DOCUMENT["components"]["schemas"][schema], "components": DOCUMENT["components"]}
    jsonschema_rs.validate(found, value, validate_formats=True)


def test_the_list_names_every_set_and_revision_with_what_a_cycle_pins() -> None:
    listed = ask("/v1/standards").json["items"]
    assert [
        (each["id"], head["revision"], head["rules"], head["guidance"])
        for each in listed
        for head in each["revisions"]
    ] == [
        (rules.id, rules.revision, rules.rules_hash, guidance.of(rules.id, rules.revision).hash)
        for rules in rule_sets()
    ]
    for each in listed:
        accepted(each, "StandardSet")
        assert ask(f"/v1/standards/{each['id']}").json == each


@each_revision
def test_a_revision_is_answered_as_its_data_has_it(rules: RuleSet) -> None:
    answer, known = revision(rules), guidance.of(rules.id, rules.revision)
    accepted(answer, "StandardRevision")
    criteria = [criterion for standard in answer["standards"] for criterion in standard["criteria"]]
    assert [c["code"] for c in criteria] == [c.code for c in rules.criteria]
    assert all(c["title_vi"] for c in criteria)
    clauses = [answer["level4"]] if answer["level4"] else []
    for criterion in (*criteria, *clauses):
        code = criterion["code"]
        shown = {
            (level["level"], each["indicator"]): each
            for level in criterion["levels"]
            for each in level["indicators"]
        }
        assert list(shown) == list(indicators(rules, code))
        for (level, indicator), each in shown.items():
            asked = known.requirements[code, level, indicator]
            assert each["text_vi"] == asked.text_vi
            assert each["article"] == asked.article
            assert [e["id"] for e in each["elements"]] == [e.id for e in asked.elements]
            assert [(t["measure"], t["percent"]) for t in each["thresholds"]] == [
                (t.measure, t.percent) for t in asked.thresholds
            ]
        told = [each["text_vi"] is not None for each in shown.values()]
        assert criterion["texts"] == ("all" if all(told) else "some" if any(told) else "none")
        figures = known.criteria[code].figures
        named = criterion["quantitative_indicators"]
        assert named == figures or [f["id"] for f in named] == [f.id for f in figures or ()]
    assert answer["procedure"] == known.procedure
    assert answer["lacking"] == [name(*key) for key in known.lacking]


@each_revision
def test_whatever_is_shown_names_a_source_that_says_how_sure_it_is(rules: RuleSet) -> None:
    answer = revision(rules)
    sources = {each["code"]: each for each in answer["sources"]}
    for each in sources.values():
        assert each["needs_verification"] == (each["certainty"] != "verified")
    for criterion in (c for s in answer["standards"] for c in s["criteria"]):
        for hint in (*criterion["notes"], *criterion["suggested_evidence"]):
            assert hint["source"] in sources
        for level in criterion["levels"]:
            for each in level["indicators"]:
                assert (each["source"] is None) == (each["text_vi"] is None)
                for element in each["elements"]:
                    sure = sources[element["source"]]["needs_verification"]
                    assert element["needs_verification"] == sure


def test_what_the_caller_has_is_not_sent_again() -> None:
    path = "/v1/standards/tt57-2026-general/r1"
    first = ask(path)
    again = ask(path, 304, first.headers["ETag"])
    assert again.text == ""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert ask(path, known='"other"').json == first.json


def test_a_cycle_reads_the_guidance_that_it_has_pinned() -> None:
    general, primary = guidance.of("tt57-2026-general", "r1"), guidance.editions()[0]
    path = "/v1/standards/tt57-2026-general/r1"
    assert ask(f"{path}?guidance={general.hash}").json == ask(path).json
    assert ask(f"{path}?guidance={primary.hash}", 404).json["code"] == "path-unknown"
    assert ask(f"{path}?guidance=none", 404).json["code"] == "path-unknown"


@pytest.mark.parametrize("path", ["tt99-2030", "tt99-2030/r1", "tt17-2018-primary/r9"])
def test_a_set_or_revision_that_is_not_there_is_said_so(path: str) -> None:
    assert ask(f"/v1/standards/{path}", 404).json["code"] == "path-unknown"


def test_which_set_applies_is_said_with_the_reason_and_the_doubt() -> None:
    asked = "/v1/standards/applicable?kind="
    (old,) = ask(f"{asked}lower_secondary&on=2024-10-01").json["items"]
    assert (old["set"], old["revision"]) == ("tt18-2018-lower-secondary-upper-secondary", "r1")
    assert old["sure"]
    (new,) = ask(f"{asked}lower_secondary&on=2026-09-01").json["items"]
    assert (new["set"], new["sure"]) == ("tt57-2026-general", False)
    assert new["rules"] == rule_sets()[-2].rules_hash
    stages = ask(f"{asked}multi_stage&on=2026-09-01&stages=primary,upper_secondary").json["items"]
    assert [each["education_stage"] for each in stages] == ["primary", "upper_secondary"]
    assert "riêng từng cấp học" in stages[0]["why"]
    (none,) = ask(f"{asked}primary&on=2001-01-01").json["items"]
    assert none["set"] is none["rules"] is None
    assert "Không có bộ tiêu chuẩn" in none["why"]


def test_a_kind_or_stage_that_is_none_is_refused() -> None:
    assert get_args(Stage) == KINDS
    for query in ("kind=university", "kind=multi_stage&stages=university", ""):
        assert ask(f"/v1/standards/applicable?{query}", 400).json["errors"]
