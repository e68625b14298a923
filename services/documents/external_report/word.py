"""The report of an external review as a .docx to be edited further."""

from services.documents.kit.case import draft_mark, unsure_note
from services.documents.kit.paper import LEFT, Paper
from services.documents.kit.report import unless
from services.documents.kit.tables import cells


def template() -> bytes:
    """Return the template to be filled with the data of the report."""
    d = Paper(13)
    d.head("{{ number or '……/BC-……' }}")
    draft_mark(d)
    d.kind("{{ kind }}")
    d.heading(1, "DANH SÁCH VÀ CHỮ KÝ THÀNH VIÊN")
    d.table(
        [12, 71, 42, 40],
        [["TT", "Họ và tên", "Nhiệm vụ", "Chữ ký"]],
        "m in team",
        ["{{ loop.index }}", "{{ m.name }}", "{{ m.role }}", ""],
        caption="Thành viên",
        centre={0},
        height=10,
    )
    unless(d, "team")
    d.p("Thành lập theo: {{ formed|said }}.")
    d.page_break()
    d.heading(1, "Phần I\nTỔNG QUAN")
    d.heading(2, "1. Quá trình thực hiện", **LEFT)
    d.table(
        [12, 65, 44, 44],
        [["TT", "Bước", "Thời gian", "Sản phẩm"]],
        "r in process",
        ["{{ loop.index }}", *cells("r", "name", "when", "product")],
        caption="Các bước đã thực hiện",
        centre={0, 2},
    )
    d.heading(2, "2. Kết quả chung", **LEFT)
    d.texts("overall")
    d.table(
        [17, 74, 26, 26, 22],
        [["Tiêu chí", "Tên tiêu chí", "Nhà trường tự đánh giá", "{{ of_team }}", "Khác nhau"]],
        "c in s.criteria",
        [*cells("c", "code", "title", "self", "team"), "{{ 'Có' if c.differs else '–' }}"],
        outer="s in standards",
        outer_cell="Tiêu chuẩn {{ s.no }}: {{ s.title }}",
        caption="Đối chiếu kết quả theo tiêu chí",
        centre={0, 2, 3, 4},
    )
    d.page_break()
    d.heading(1, "Phần II\nKẾT QUẢ THEO TỪNG TIÊU CHÍ")
    d.tag("for s in standards")
    d.heading(2, "Tiêu chuẩn {{ s.no }}: {{ s.title }}", **LEFT)
    d.tag("for c in s.criteria")
    d.heading(3, "Tiêu chí {{ c.code }}: {{ c.title }}", **LEFT)
    d.tag("if c.found")
    _texts(d, "c", "1. ", "2. ", "3. ")
    d.p(
        "*4. Kết quả: ",
        "*{{ c.team|said }}",
        "{{ ' (nhà trường tự đánh giá: ' ~ c.self ~ ')' if c.self }}"
        "{{ '; chưa đạt: ' ~ c.unmet|join('; ') if c.unmet }}.",
    )
    d.tag("else")
    d.p("{{ none|said }}")
    d.tag("endif")
    d.tag("endfor")
    d.tag("endfor")
    d.tag("if level_4")
    d.heading(2, "Mức 4 (Điều {{ level_4.article }})", **LEFT)
    d.each("c in level_4.clauses", "Khoản {{ c.clause }}: ", "*{{ c.met|said }}")
    _texts(d, "level_4", "", "", "")
    d.tag("endif")
    d.page_break()
    d.heading(1, "Phần III\nKẾT LUẬN")
    d.heading(2, "1. Kết luận", **LEFT)
    d.texts("conclusion")
    d.heading(2, "2. Ý kiến phản hồi của nhà trường", **LEFT)
    d.texts("reply")
    d.tag("if points")
    d.table(
        [12, 76, 77],
        [["TT", "Ý kiến của nhà trường", "Trả lời của {{ of_team }}"]],
        "r in points",
        ["{{ loop.index }}", *cells("r", "point", "answer")],
        caption="Ý kiến và trả lời",
        centre={0},
    )
    d.tag("endif")
    d.p("{{ closing }}", keep=True)
    d.end()
    unsure_note(d)
    return d.packed()


def _texts(d: Paper, of: str, *numbers: str) -> None:
    names = (("Điểm mạnh", "strengths"), ("Điểm yếu", "weaknesses"))
    for number, (title, name) in zip(
        numbers, (*names, ("Khuyến nghị", "recommendations")), strict=True
    ):
        d.p(f"*{number}{title}:", keep=True)
        d.texts(f"{of}.{name}")
