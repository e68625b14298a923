"""The sheets of the criteria as a .docx to be edited further, each on a page of its own."""

from services.documents.kit.paper import CENTRED, LEFT, Paper
from services.documents.kit.report import cited

_MET = "{{ '–' if q.met is none else 'Đạt' if q.met else 'Không đạt' }}"
_REACHED = (
    "{{ '(chưa có dữ liệu)' if c.level is none else 'Đạt Mức ' ~ c.level if c.level else"
    " 'Không đạt' }}"
)


def template() -> bytes:
    """Return the template to be filled with the data of the sheets."""
    d = Paper(13)
    d.tag("for s in standards")
    d.tag("for c in s.criteria")
    _begin(d, "PHIẾU ĐÁNH GIÁ TIÊU CHÍ", "(Phụ lục 5a)")
    d.p("*Tiêu chuẩn {{ s.no }}: ", "{{ s.title }}")
    d.p("*Tiêu chí {{ c.code }}: ", "{{ c.title }}{{ ' (bắt buộc)' if c.mandatory else '' }}")
    d.tag("for l in c.levels")
    d.heading(2, "Mức {{ l.level }}", **LEFT)
    d.each(
        "q in l.requirements", "{{ q.letter ~ ') ' if q.letter != '-' else '' }}{{ q.text|said }}"
    )
    d.tag("endfor")
    first = "'Mô tả hiện trạng' if texts_of_criterion else 'Mô tả mức độ đáp ứng yêu cầu'"
    d.heading(1, f"1. {{{{ {first} }}}}", **LEFT)
    d.tag("for l in c.levels")
    d.heading(2, "Mức {{ l.level }}", **LEFT)
    d.texts("l.description")
    cited(d)
    d.tag("endfor")
    d.tag("if c.measures")
    d.table(
        [90, 40, 35],
        [["Số liệu", "Giá trị", "Ngày"]],
        "m in c.measures",
        ["{{ m.what }}", "{{ m.value }}", "{{ m.day|said }}"],
        centre={1, 2},
    )
    d.tag("endif")
    d.tag("if texts_of_criterion")
    _texts(d)
    d.tag("endif")
    d.heading(1, "{{ 5 if texts_of_criterion else 2 }}. Tự đánh giá", **LEFT)
    for levels in (1, 2, 3):
        d.tag(f"if c.levels|length == {levels}")
        _rating(d, levels)
        d.tag("endif")
    d.p("/(* yêu cầu không chia chỉ báo; – không có, hoặc chưa chấm)", size=11, style="Normal")
    d.p("*Kết quả: ", _REACHED, keep=True)
    _writer(d)
    d.tag("endfor")
    d.tag("endfor")
    d.tag("for c in level_4")
    _begin(d, "PHIẾU ĐÁNH GIÁ TIÊU CHÍ MỨC 4", "(Phụ lục 5b)")
    d.p("*Khoản {{ c.clause }}: ", "{{ c.requirement.text|said }}")
    d.heading(1, "1. Mô tả hiện trạng", **LEFT)
    d.texts("c.description")
    d.each("q in [c.requirement] if q.evidence", "Minh chứng: {{ q.evidence|join('; ') }}.")
    _texts(d)
    d.heading(1, "5. Tự đánh giá", **LEFT)
    d.tag("for q in [c.requirement]")
    d.p("*Kết quả: ", _MET, keep=True)
    d.tag("endfor")
    _writer(d)
    d.tag("endfor")
    return d.packed()


def _rating(d: Paper, levels: int) -> None:
    """Add the table of the form: indicators and what was judged, the levels side by side."""
    titles, heads, row, whole, merges = [], [], [], [], []
    for n in range(levels):
        found = f"c.levels[{n}].requirements"
        there, at = f"if i < {found}|length else", f"{found}[i]"
        titles += [f"Mức {{{{ c.levels[{n}].level }}}}", ""]
        heads += ["Chỉ báo (Yêu cầu)", "Đạt / Không đạt"]
        letter = f"('*' if {at}.letter == '-' else {at}.letter) {there} '–'"
        met = f"('–' if {at}.met is none else 'Đạt' if {at}.met else 'Không đạt') {there} '–'"
        row += [f"{{{{ {letter} }}}}", f"{{{{ {met} }}}}"]
        told = f"{found}|map(attribute='met')|list"
        reached = f"'–' if none in {told} else 'Đạt' if false not in {told} else 'Không đạt'"
        whole += [f"{{{{ {reached} }}}}", ""]
        merges += [(0, 2 * n, 0, 2 * n + 1)]
    d.table(
        [165 / (2 * levels)] * (2 * levels),
        [titles, heads],
        "i in range(c.levels|map(attribute='requirements')|map('length')|max)",
        row,
        merges=merges,
        foot=whole,
        foot_span=2,
        centre=set(range(2 * levels)),
    )


def _begin(d: Paper, title: str, annex: str) -> None:
    d.page_break()
    d.p("{{ issuer.superior|join(' ')|upper }}", after=0, style="Normal")
    d.p("*{{ issuer.name|join(' ')|upper }}", after=0, style="Normal")
    d.each(f"t in (['{annex}'] if numbered else [])", "/{{ t }}", after=0, style="Normal")
    d.p("Nhóm: ", "*{{ c.group|said }}", style="Normal")
    d.p("*" + title, size=14, keep=True, **CENTRED)


def _texts(d: Paper) -> None:
    d.heading(1, "2. Điểm mạnh", **LEFT)
    d.texts("c.strengths")
    d.heading(1, "3. Điểm yếu", **LEFT)
    d.texts("c.weaknesses")
    d.heading(1, "4. Kế hoạch cải tiến chất lượng", **LEFT)
    d.texts("c.improvement")


def _writer(d: Paper) -> None:
    d.two_signatures(
        ("Xác nhận của", "nhóm trưởng"),
        ("Người viết",),
        "{{ c.written_on|day }}",
        "{{ c.written_by or '(họ và tên)' }}",
    )
