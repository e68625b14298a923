"""The report under the circulars of 2018 as a .docx to be edited further."""

from services.documents.kit.filling import LACKING
from services.documents.kit.paper import CENTRED, Paper
from services.documents.kit.report import (
    annexes,
    cited,
    figures,
    front,
    level,
    profile,
    school_level,
)

_TEXTS = (
    ("2. Điểm mạnh", "strengths"),
    ("3. Điểm yếu", "weaknesses"),
    ("4. Kế hoạch cải tiến chất lượng", "improvement"),
)


def template() -> bytes:
    """Return the template to be filled with the data of the report."""
    d = Paper(13, framed=True)
    front(d, None, "{{ (place or '……')|upper }} - {{ date[:4] if date else '……' }}", 5)
    d.heading(1, "DANH MỤC CHỮ VIẾT TẮT")
    d.texts("abbreviations")
    d.page_break()
    d.heading(1, "TỔNG HỢP KẾT QUẢ TỰ ĐÁNH GIÁ")
    d.heading(2, "1. Kết quả đánh giá")
    d.p("1.1. Đánh giá tiêu chí Mức 1, 2 và 3", keep=True)
    _results(d)
    d.p("*Kết quả: ", "{{ result }}")
    met = "level_4|map(attribute='requirement')|selectattr('met')|list|length"
    d.p(
        "1.2. Đánh giá tiêu chí Mức 4: {{ " + met + " ~ '/' ~ level_4|length ~ ' khoản đạt.'"
        " if level_4 else 'nhà trường không đề nghị đánh giá.' }}"
    )
    d.heading(2, "2. Kết luận")
    school_level(d, "chỉ báo")
    d.page_break()
    d.heading(1, "Phần I\nCƠ SỞ DỮ LIỆU CỦA NHÀ TRƯỜNG")
    profile(d)
    figures(d)
    d.page_break()
    d.heading(1, "Phần II\nTỰ ĐÁNH GIÁ")
    d.heading(2, "A. ĐẶT VẤN ĐỀ")
    d.texts("introduction")
    d.heading(2, "B. TỰ ĐÁNH GIÁ")
    d.heading(3, "I. TỰ ĐÁNH GIÁ TIÊU CHÍ MỨC 1, 2 VÀ 3")
    d.tag("for s in standards")
    d.heading(4, "Tiêu chuẩn {{ s.no }}: {{ s.title }}", align=CENTRED["align"])
    d.tag("for c in s.criteria")
    d.heading(5, "Tiêu chí {{ c.code }}: {{ c.title }}")
    d.heading(6, "1. Mô tả hiện trạng")
    d.tag("for l in c.levels")
    d.p("/Mức {{ l.level }}", keep=True)
    d.texts("l.description")
    cited(d)
    d.tag("endfor")
    for title, name in _TEXTS:
        d.heading(6, title)
        d.texts(f"c.{name}")
    d.heading(6, f"5. Tự đánh giá: {level('c.level', 'Không đạt')}")
    d.tag("endfor")
    d.p("*Kết luận về Tiêu chuẩn {{ s.no }}", style="Normal", keep=True)
    d.texts("s.judgement")
    d.tag("endfor")
    d.heading(3, "II. TỰ ĐÁNH GIÁ TIÊU CHÍ MỨC 4")
    _level_4(d)
    d.page_break()
    d.heading(1, "Phần III\nKẾT LUẬN CHUNG")
    d.texts("conclusion")
    d.each("n in counts", "Số tiêu chí đạt Mức {{ n.level }}: {{ n.met }}/{{ n.of }}.")
    d.p("Mức của nhà trường: {{ school_level }}.", keep=True)
    d.end()
    annexes(d)
    return d.packed()


def _results(d: Paper) -> None:
    has = "c.levels|map(attribute='level')|list"
    mark = (
        "{{{{ '' if c.level is none else"
        " ('–' if {0} not in (" + has + ") else ('x' if c.level >= {0} else '')) }}}}"
    )
    d.table(
        [65, 25, 25, 25, 25],
        [
            ["Tiêu chuẩn, tiêu chí", "Không đạt", "Đạt", "", ""],
            ["", "", "Mức 1", "Mức 2", "Mức 3"],
        ],
        "c in s.criteria",
        [
            "Tiêu chí {{ c.code }}",
            "{{ 'chưa chấm' if c.level is none else ('x' if c.level == 0 else '') }}",
            *(mark.format(n) for n in (1, 2, 3)),
        ],
        merges=[(0, 2, 0, 4), (0, 0, 1, 0), (0, 1, 1, 1)],
        outer="s in standards",
        outer_cell="Tiêu chuẩn {{ s.no }}",
        caption="Kết quả tự đánh giá theo tiêu chí (x đạt; – tiêu chí không có mức này)",
        centre={1, 2, 3, 4},
    )


def _level_4(d: Paper) -> None:
    d.each(
        "t in ([] if level_4 else ['Nhà trường không đề nghị đánh giá tiêu chí Mức 4.'])",
        "{{ t }}",
    )
    d.tag("for c in level_4")
    d.heading(4, "Khoản {{ c.clause }}")
    d.heading(5, "1. Mô tả hiện trạng")
    d.texts("c.description")
    for title, name in _TEXTS:
        d.heading(5, title)
        d.texts(f"c.{name}")
    met = "c.requirement.met"
    told = f"'{LACKING}' if {met} is none else 'Đạt' if {met} else 'Không đạt'"
    d.heading(5, f"5. Tự đánh giá: {{{{ {told} }}}}")
    d.tag("endfor")
