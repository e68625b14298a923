"""The people of a school or an office: listed, added, one by one, from a table, trained."""

from libs.web.page import Page
from services.console.pages.people import adding, importing, one, staff, training

AT = "/{log}/{org}"
PAGES = (
    Page(staff.show, path=AT),
    Page(adding.show, adding.act, path=f"{AT}/add", fields=adding.FIELDS),
    Page(importing.show, importing.act, path=f"{AT}/import", files=True),
    Page(importing.show_one, importing.confirm, path=f"{AT}/import/{{id}}"),
    Page(training.show, training.act, path=f"{AT}/training"),
    Page(training.show_course, training.act_course, path=f"{AT}/training/{{id}}"),
    Page(one.show, one.act, path=f"{AT}/person/{{id}}"),
)
