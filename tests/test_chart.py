"""The chart of what was measured tells all of it in words, too."""

from xml.etree import ElementTree

from tests.bench.chart import chart, lines_of

MEASURED = {
    "million": [
        {"case": f"{events:,} events", "contender": who, "median": cost}
        for who, cost in (("verify", 71.5), ("review", 40.0))
        for events in (10_000, 1_000_000)
    ],
    "sheets": [{"case": "a sheet", "contender": "1,000 events", "median": 900.0}],
    "append": [{"case": "1 caller", "contender": "kiemdinh", "median": 3.0}],
}


def test_a_chart_is_of_the_long_measurements_and_has_its_values_in_words() -> None:
    lines = lines_of(MEASURED)
    assert [line.name for line in lines] == [
        "verify, whole command",
        "read tables: review, CPU",
        "command RecordSheet, CPU",
    ]
    drawn = ElementTree.fromstring(chart("Cost", "By length & kind", lines))
    named = {each.get("id"): each.text or "" for each in drawn}
    assert named["title"] == "Cost"
    assert "verify, whole command: 72 at 10,000, 72 at 1,000,000" in named["description"]
    assert drawn.get("aria-labelledby") == "title description"
    assert len([each for each in drawn if each.tag.endswith("circle")]) == 5
