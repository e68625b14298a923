"""An office's list of registrations as a .docx to be edited further."""

from services.documents.kit.case import to, unsure_note
from services.documents.kit.paper import Paper
from services.documents.kit.tables import cells


def template() -> bytes:
    """Return the template to be filled with the data of the list."""
    d = Paper(13)
    d.head("{{ number }}")
    d.kind("DANH SÁCH")
    to(d)
    d.p("{{ opening }}")
    d.table(
        [9, 44, 28, 27, 18, 17, 22],
        [["TT", "Trường", "Xã, phường", "Đăng ký đạt", "Tự đánh giá", "Vị trí sổ ghi", "Ghi chú"]],
        "r in rows",
        [
            "{{ loop.index }}",
            "{{ r.school }}",
            *cells("r", "place", "asked", "level"),
            "{{ r.position|number }}",
            "{{ r.note or '' }}",
        ],
        size=10.5,
        centre={0, 5},
    )
    d.p("{{ closing }}", keep=True)
    d.end()
    unsure_note(d)
    return d.packed()
