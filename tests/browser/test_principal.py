"""The principal's first hour (find, open, council, criteria, plan, Word), and what comes after."""

import io
import zipfile

import pytest

from tests.browser import principal
from tests.browser.site import LARGE, SMALL, Site

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(
    ("width", "scripts"),
    [(LARGE, True), (SMALL, True), (SMALL, False)],
    ids=["large", "small", "no-scripts"],
)
def test_the_first_hour_of_a_principal(site: Site, width: int, scripts: bool) -> None:
    school = site.plan.school("binh-chanh-mau-2")
    how = {"java_script_enabled": scripts, "viewport": {"width": width, "height": 800}}
    with site.window("hieu-truong", **how) as page:
        principal.opens(page, school)
        principal.names_the_council(page, school)
        principal.hands_out_criteria(page, school)
        principal.approves_the_plan(page, school)
        word = principal.looks_at_last_years(page, school, site.plan.schedule["school_year"])
        names = zipfile.ZipFile(io.BytesIO(word.path().read_bytes())).namelist()
        assert "word/document.xml" in names
        principal.gives_up(page, school)
