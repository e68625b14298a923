"""The report under TT 57/2026 as a .docx to be edited further."""

from services.documents.kit.paper import Paper
from services.documents.kit.report import (
    annexes,
    cited,
    figures,
    front,
    level,
    profile,
    school_level,
    unless,
)

_LEVEL = level("c.level", "Chưa đạt Mức 1", "Mức ")


def template() -> bytes:
    """Return the template to be filled with the data of the report."""
    d = Paper(13, framed=True)
    foot = "{{ (place or '……')|upper }}, NĂM {{ date[:4] if date else '……' }}"
    front(d, "Năm học {{ school_year }}", foot, 3)
    d.tag("if abbreviations")
    d.heading(1, "DANH MỤC CHỮ VIẾT TẮT")
    d.texts("abbreviations")
    d.page_break()
    d.tag("endif")
    d.heading(1, "Phần I\nTỔNG QUAN")
    d.heading(2, "1. Thông tin chung")
    profile(d)
    d.texts("general")
    figures(d)
    d.tag("for s in overview")
    d.heading(2, "{{ loop.index + 1 }}. {{ s.title }}")
    d.texts("s.text")
    d.tag("endfor")
    d.page_break()
    d.heading(1, "Phần II\nTỰ ĐÁNH GIÁ")
    d.tag("for s in standards")
    d.heading(2, "Tiêu chuẩn {{ s.no }}. {{ s.title }}")
    _criteria(d)
    _standard(d)
    d.tag("endfor")
    _conclusion(d)
    d.end(recipients=False)
    annexes(d)
    return d.packed()


def _criteria(d: Paper) -> None:
    d.tag("for c in s.criteria")
    d.heading(3, "Tiêu chí {{ c.code }}. {{ c.title }}{{ ' (bắt buộc)' if c.mandatory }}")
    d.tag("for l in c.levels")
    d.heading(4, "Yêu cầu Mức {{ l.level }}")
    d.each("q in l.requirements", "{{ q.letter ~ ') ' if q.letter != '-' }}{{ q.text|said }}")
    d.heading(4, "Mô tả mức độ đáp ứng yêu cầu Mức {{ l.level }}")
    d.texts("l.description")
    cited(d)
    d.tag("endfor")
    d.each("m in c.measures", "{{ m.what }}: {{ m.value }} ({{ m.day|said }})")
    d.p("*Mức đạt được: ", "*" + _LEVEL, ".")
    d.tag("endfor")


def _standard(d: Paper) -> None:
    d.heading(3, "Nhận định chung về Tiêu chuẩn {{ s.no }}")
    d.texts("s.judgement")
    for title, name in (
        ("Điểm mạnh", "strengths"),
        ("Hạn chế và nguyên nhân", "limits"),
        ("Vấn đề ưu tiên cải tiến", "priorities"),
    ):
        d.heading(4, title)
        unless(d, f"s.{name}")
        d.each(f"t in s.{name}", "- {{ t }}")
    d.table(
        [75, 34, 28, 28],
        [["Tiêu chí", "Chưa đạt Mức 1", "Mức 1", "Mức 2"]],
        "c in s.criteria",
        [
            "Tiêu chí {{ c.code }}{{ ' *' if c.mandatory }}",
            *("{{ 'x' if c.level == " + str(n) + " }}" for n in range(3)),
        ],
        caption="Kết quả Tiêu chuẩn {{ s.no }} (* tiêu chí bắt buộc)",
        centre={1, 2, 3},
    )


def _counts(d: Paper) -> None:
    """Add how many criteria reach which level: the mandatory ones, the others, all."""
    of = "standards|map(attribute='criteria')|sum(start=[])|selectattr('mandatory', 'in', g[1])"
    number = "{{{{ " + of + "|selectattr('level', '{0}', {1})|list|length }}}}"
    d.table(
        [53, 28, 28, 28, 28],
        [["Nhóm tiêu chí", "Chưa chấm", "Chưa đạt Mức 1", "Mức 1", "Mức 2"]],
        "g in [('Bắt buộc', [true]), ('Còn lại', [false]), ('Cộng', [true, false])]",
        [
            "{{ g[0] }} ({{ " + of + "|list|length }})",
            number.format("sameas", "none"),
            *(number.format("eq", n) for n in range(3)),
        ],
        caption="Số tiêu chí theo mức",
        centre={1, 2, 3, 4},
    )


def _conclusion(d: Paper) -> None:
    d.page_break()
    d.heading(1, "Phần III\nKẾT LUẬN")
    d.heading(2, "1. Tổng quan kết quả")
    d.texts("conclusion")
    d.table(
        [18, 90, 25, 32],
        [["Tiêu chí", "Tên tiêu chí", "Bắt buộc", "Mức đạt được"]],
        "c in s.criteria",
        ["{{ c.code }}", "{{ c.title }}", "{{ 'x' if c.mandatory }}", _LEVEL],
        outer="s in standards",
        outer_cell="Tiêu chuẩn {{ s.no }}",
        caption="Kết quả theo tiêu chí",
        centre={0, 2, 3},
    )
    _counts(d)
    d.heading(2, "2. Mức đạt được của nhà trường")
    school_level(d, "yêu cầu")
    d.heading(2, "3. Đề xuất, kiến nghị")
    d.texts("proposals")
    d.p("Công khai báo cáo trong nhà trường: {{ published|said }}.", keep=True)
