"""The .docx of any decision: who decides, on what it rests, its articles, the signature."""

from services.documents.kit.paper import CENTRED, Paper


def decision(d: Paper) -> None:
    """Add what stands between a decision's head and what is joined to it."""
    d.kind("QUYẾT ĐỊNH")
    d.p("*{{ authority|upper }}", keep=True, **CENTRED)
    d.each("b in bases", "/{{ b }}{{ '.' if loop.last else ';' }}")
    d.p("*QUYẾT ĐỊNH:", keep=True, **CENTRED)
    d.tag("for a in articles")
    d.p("*Điều {{ loop.index }}. ", "{{ a[0] }}")
    d.each("s in a[1:]", "{{ s }}")
    d.tag("endfor")
    d.end()
