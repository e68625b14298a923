"""Elements of WordprocessingML, and their order, of which Word is strict."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr"
    " suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct"
    " topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind"
    " contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc"
    " pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi"
    " rtlGutter docGrid printerSettings",
}


def element(tag: str, **attributes: Any) -> Any:
    """Return an element `w:tag` with attributes `w:name`."""
    made: Any = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def in_order(root: Any) -> None:
    """Put the children of paragraph and section properties in the order of the schema."""
    for tag, names in _ORDER.items():
        place = {W + name: n for n, name in enumerate(names.split())}
        for found in root.iter(W + tag):
            found[:] = sorted(found, key=lambda child: place[child.tag])


def run(text: str | None = None, *, field: str | None = None, code: str | None = None) -> Any:
    """Return a run: of text, a tab for "\\t", a mark of a field, or a field's code."""
    made = element("w:r")
    if field:
        made.append(element("w:fldChar", fldCharType=field))
    elif text == "\t":
        made.append(element("w:tab"))
    else:
        inner = element("w:instrText" if code else "w:t")
        inner.set(SPACE, "preserve")
        inner.text = code or text
        made.append(inner)
    return made
