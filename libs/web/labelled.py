"""What the fields of a page are called, read off the page: so that a list of faults names them."""

from collections.abc import Mapping

import lxml.html
from lxml.html import HtmlElement

HEADINGS = ("h2", "h3")


def labels(html: str) -> Mapping[str, str]:
    """Return what each field of a page is called, by its id; empty for what has no label.

    A choice is called by what heads its group, a field of a group by both, a part by its heading.
    """
    if not html.strip():
        return {}
    page = lxml.html.document_fromstring(html)
    called = {label.get("for", ""): _text(label) for label in page.iter("label")}
    return {id: _called(one, called.get(id, "")) for one in page.iter() if (id := one.get("id"))}


def _called(element: HtmlElement, label: str) -> str:
    if element.tag in HEADINGS:
        return _text(element)
    heads = [_text(legend) for legend in element.xpath("ancestor-or-self::fieldset[1]/legend")]
    if element.get("type") in ("radio", "checkbox") and heads:
        return heads[0]
    return ", ".join(filter(None, [*heads, label]))


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
