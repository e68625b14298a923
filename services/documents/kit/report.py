"""What the .docx of the self-assessment reports of both laws have in common."""

from services.documents.kit.filling import LACKING
from services.documents.kit.paper import CENTRED, Paper


def front(d: Paper, below: str | None, foot: str, depth: int) -> None:
    """Add cover, council with room for signatures, and the contents down to a level."""
    d.cover("BÁO CÁO TỰ ĐÁNH GIÁ", below, foot)
    d.p("*DANH SÁCH VÀ CHỮ KÝ THÀNH VIÊN HỘI ĐỒNG TỰ ĐÁNH GIÁ", **CENTRED)
    d.table(
        [12, 44, 50, 35, 24],
        [["TT", "Họ và tên", "Chức danh, chức vụ", "Nhiệm vụ", "Chữ ký"]],
        "m in council",
        ["{{ loop.index }}", "{{ m.name }}", "{{ m.post|said }}", "{{ m.role }}", ""],
        centre={0},
        height=11,
    )
    unless(d, "council")
    d.p("/{{ place|said }}, {{ date|day }}", **CENTRED)
    d.page_break()
    d.p("*MỤC LỤC", **CENTRED)
    d.contents(depth)
    d.page_break()


def profile(d: Paper) -> None:
    """Add what is known of the school."""
    d.each("r in profile", "{{ r[0] }}: ", "*{{ r[1]|said }}", style="Normal", after=2)


def figures(d: Paper) -> None:
    """Add the tables of figures, of three school years."""
    unless(d, "figures", "Bảng số liệu của nhà trường: ")
    d.tag("for t in figures")
    cells = [f"{{{{ r[{n}] or '–' }}}}" for n in range(4)]
    head = [f"{{{{ t.head[{n}] }}}}" for n in range(4)]
    d.table(
        [84, 27, 27, 27], [head], "r in t.rows", cells, centre={1, 2, 3}, caption="{{ t.caption }}"
    )
    d.tag("endfor")


def cited(d: Paper) -> None:
    """Add the codes cited for the level `l`."""
    codes = "l.requirements|map(attribute='evidence')|sum(start=[])|unique|list"
    d.tag(f"if {codes}")
    d.p("Minh chứng: {{ (" + codes + ")|join('; ') }}.")
    d.tag("endif")


def level(of: str, none_word: str, word: str = "Đạt Mức ") -> str:
    """Return the tag that says a criterion's level."""
    told = f"'{none_word}' if {of} == 0 else '{word}' ~ {of}"
    return "{{ '" + LACKING + f"' if {of} is none else ({told})" + " }}"


def school_level(d: Paper, unit: str) -> None:
    """Add the level of the school, and how many of a unit are not judged yet."""
    rest = "{{ '; còn ' ~ unjudged ~ ' " + unit + " chưa chấm' if unjudged }}"
    d.p("Mức của nhà trường: ", "*{{ school_level }}", rest + ".")


def unless(d: Paper, name: str, before: str = "") -> None:
    """Add that there is no data, where a list is empty."""
    d.each(f"t in ([] if {name} else ['{LACKING}'])", before + "{{ t }}")


def annexes(d: Paper) -> None:
    """Add the last part: what goes with the report."""
    d.page_break()
    d.heading(1, "Phần IV\nPHỤ LỤC")
    d.table(
        [15, 100, 50],
        [["TT", "Phụ lục", "Nơi xem"]],
        "a in annexes",
        ["{{ loop.index }}", "{{ a[0] }}", "{{ a[1]|said }}"],
        centre={0},
    )
