"""The stories of examples/demo: whole, in order, samples that say so; the same in every run."""

from datetime import date
from pathlib import Path

import pytest

from libs.law import standards
from libs.law.calendar import is_working_day
from libs.law.standards import guidance, levels
from services.cli.demo import made_files
from services.cli.demo.plan import Plan
from services.cli.demo.schools import School
from services.cli.demo.steps import DemoStep
from services.cli.demo.story import Story

PLAN = Plan()
FOLDER = Path(__file__).parents[2] / "examples" / "demo"
LANES = {lane.title: lane.steps for lane in PLAN.school_lanes()}
STORIES = list(PLAN.stories)


def steps(key: str, *names: str) -> list[DemoStep]:
    """Return the commands of these names that the story of a school gives, in its year."""
    school, year = PLAN.school(key), str(PLAN.stories[key].said["year"])
    told = LANES[school.name]
    return [step for step in told if step.name in names and step.stream.endswith(year)]


def rules(school: School) -> standards.RuleSet:
    return standards.choose(school.entry["kind"], PLAN.stories[school.entry["key"]].said["opened"])


@pytest.mark.parametrize("key", STORIES)
def test_every_indicator_is_judged_and_every_element_ticked(key: str) -> None:
    found = rules(PLAN.school(key))
    judged = {
        (step.data["criterion"], each["level"], each["indicator"])
        for step in steps(key, "RecordSheet")
        for each in step.data["judgements"]
    }
    assert judged == {(c, *i) for c in levels.criteria(found) for i in levels.indicators(found, c)}
    ticked = {t["element"] for step in steps(key, "TickElements") for t in step.data["ticks"]}
    asked = guidance.of(found.id, found.revision).elements
    assert ticked == {each.id for (c, n, _), all in asked.items() if n < 4 for each in all}


@pytest.mark.parametrize("key", STORIES)
def test_what_is_met_cites_an_item_that_the_school_has(key: str) -> None:
    told = [step for step in LANES[PLAN.school(key).name] if step.name == "AddEvidence"]
    has = {step.data["code"] for step in told}
    for step in steps(key, "RecordSheet"):
        for each in step.data["judgements"]:
            assert not each["met"] or each["evidence"], (step.data["criterion"], each)
            assert set(each["evidence"]) <= has


@pytest.mark.parametrize("key", STORIES)
def test_no_two_criteria_are_told_in_the_same_words(key: str) -> None:
    texts = [
        text["text"] for step in steps(key, "RecordSheet") for text in step.data["descriptions"]
    ]
    first = [text for said in PLAN.stories[key].sheets.values() for text in said.values()]
    words = [text for text in first if isinstance(text, str)]
    assert len(set(words)) == len(words)
    assert all("{1}" not in text and "{2}" not in text for text in texts)


@pytest.mark.parametrize("key", STORIES)
def test_acts_come_on_working_days_and_people_say_that_they_are_samples(key: str) -> None:
    story = PLAN.stories[key]
    acts = [act for part in ("self_assessment", "afterwards") for act in story.said[part]]
    assert [act["day"] for act in acts] == sorted(act["day"] for act in acts)
    days = {act["day"] for act in acts if act.get("by") != "operator"}
    assert [day for day in days if not is_working_day(day)] == []
    assert all("mẫu" in each["name"] for each in story.said["people"])


@pytest.mark.parametrize("key", STORIES)
def test_every_file_of_a_story_is_sent_and_has_the_same_bytes_in_every_run(key: str) -> None:
    story = Story(FOLDER / key)
    sent = [step for step in LANES[PLAN.school(key).name] if step.file]
    assert {step.data["name"] for step in sent} == story.files.keys()
    assert [step.data["name"] for step in sent if step.file and step.file.cut] == [
        story.said["cut"]
    ]
    for name, said in story.files.items():
        assert made_files.made(name, said) == made_files.made(name, said), name


def test_nothing_is_dated_in_a_future_that_the_verifier_would_refuse() -> None:
    assert max(step.on for told in LANES.values() for step in told) < date(2026, 11, 26)
