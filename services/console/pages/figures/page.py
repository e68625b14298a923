"""A school's figures: three years side by side, typed part by part, imported, checked, locked."""

from libs.web.page import Page
from services.console.pages.figures import entry, history, importing, lock, quotes, years

AT = "/{log}/{school}"
PAGES = (
    Page(years.show, path=AT),
    Page(history.show, path=f"{AT}/history"),
    Page(quotes.show, path=f"{AT}/quotes"),
    Page(importing.show, importing.act, path=f"{AT}/import", files=True),
    Page(importing.show_import, importing.confirm, path=f"{AT}/import/{{id}}"),
    Page(lock.show, lock.act, path=f"{AT}/{{year:int(4)}}/lock"),
    Page(entry.show, entry.act, path=f"{AT}/{{year:int(4)}}/{{part}}"),
)
