"""Lists that several .docx templates have: the council, its secretariat and groups."""

from collections.abc import Sequence

from services.documents.kit.paper import Paper

_PEOPLE = ["TT", "Họ và tên", "Chức danh, chức vụ", "Nhiệm vụ"]
_PERSON = ["{{ loop.index }}", "{{ m.name }}", "{{ m.post|said }}", "{{ m.role }}"]


def council_lists(d: Paper, level: int, numbers: Sequence[str] = ("1", "2", "3")) -> None:
    """Add council, secretariat and groups under numbered headings of `level`."""
    first, second, third = numbers
    d.heading(level, f"{first}. Thành viên Hội đồng")
    caption = "Thành viên Hội đồng tự đánh giá"
    d.table([12, 48, 62, 43], [_PEOPLE], "m in council", _PERSON, caption=caption, centre={0})
    d.heading(level, f"{second}. Ban thư ký")
    d.table(
        *([12, 48, 62, 43], [_PEOPLE], "m in secretariat", _PERSON),
        caption="Ban thư ký",
        centre={0},
    )
    d.heading(level, f"{third}. Nhóm công tác và tiêu chí phụ trách")
    d.table(
        [30, 42, 53, 40],
        [["Nhóm", "Nhóm trưởng", "Thành viên", "Tiêu chí"]],
        "g in groups",
        [
            "{{ g.name }}",
            "{{ g.head }}",
            "{{ g.members|join('; ') }}",
            "{{ g.criteria|join(', ') }}",
        ],
        caption="Phân công nhóm công tác",
    )
    d.each(
        "t in ([] if council and secretariat and groups else ['(chưa có dữ liệu)'])",
        "/Danh sách còn thiếu: {{ t }}",
    )
