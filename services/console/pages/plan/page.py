"""An improvement plan: its board, what is to be done in it, its steps, the year's report."""

from libs.web.page import Page
from services.console.pages.plan import adding, board, carrying_out, item, steps, work, year

AT = "/{log}/{id}"
PAGES = (
    Page(board.show, path=AT),
    Page(item.show, item.act, path=f"{AT}/item/{{number:int}}", fields=work.AT),
    Page(adding.show, path=f"{AT}/add"),
    Page(adding.show_new, adding.act_new, path=f"{AT}/new", fields=work.AT),
    Page(adding.show_issues, adding.act_issues, path=f"{AT}/issues"),
    Page(steps.show_approve, steps.approve, path=f"{AT}/approve"),
    Page(steps.show_submit, steps.submit, path=f"{AT}/submit"),
    Page(
        carrying_out.show_reviews,
        carrying_out.act_reviews,
        path=f"{AT}/reviews",
        fields={
            "/findings/0/text": "finding",
            "/findings/0/item": "item",
            "/findings/0/before": "before",
        },
    ),
    Page(
        carrying_out.show_recommendations,
        carrying_out.act_recommendations,
        path=f"{AT}/recommendations",
    ),
    Page(year.show, year.act, path=f"{AT}/report"),
)
