"""What the .docx of documents of a case and of a certificate have in common."""

from services.documents.kit.paper import CENTRED, Paper


def draft_mark(d: Paper) -> None:
    """Add the mark of a draft."""
    d.each("t in (['DỰ THẢO'] if draft else [])", "*{{ t }}", **CENTRED)


def unsure_note(d: Paper) -> None:
    """Add what is not sure of the form, below everything else."""
    d.tag("if unsure")
    d.gap(12)
    d.p(
        "/Về mẫu văn bản (không phải nội dung): {{ unsure|join(' ') }}",
        style="Normal",
        size=9,
    )
    d.tag("endif")


def facts(d: Paper, name: str = "facts") -> None:
    """Add names and values, one pair a line."""
    d.each(f"r in {name}", "{{ r[0] }}: ", "*{{ r[1]|said }}", style="Normal", after=3)


def manifest(d: Paper) -> None:
    """Add what was handed in with the report, each part with its hash."""
    d.tag("if manifest")
    d.table(
        [10, 62, 93],
        [["TT", "Văn bản của bộ hồ sơ", "SHA-256"]],
        "p in manifest.parts",
        ["{{ loop.index }}", "{{ p.title }}", "{{ p.sha256 }}"],
        size=8,
        centre={0},
    )
    d.tag("else")
    d.p("{{ manifest|said }}")
    d.tag("endif")


def to(d: Paper) -> None:
    """Add to whom a letter is sent, one a line."""
    d.p("Kính gửi:", keep=True, after=2, **CENTRED)
    d.each("s in to", "{{ s }}", **CENTRED)
