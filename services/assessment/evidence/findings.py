"""What in a school's evidence is to be looked at, in one list; nothing of it keeps anybody back."""

from typing import Literal

Finding = Literal["unused", "file_unused", "duplicate", "expired", "bytes_missing", "changed"]
"""An item that nothing cites; a file that is of no item; two items of one hash (papers may lie in
one place, and are not told of); one that holds no more; one whose bytes are not kept here; one that
is another since somebody judged by it."""

_ITEM = "e.id, e.version, e.position, e.school, e.log, e.code as found_at, e.title"
_CITED = """
    from evidence_citation c join evidence_code k
    on k.log = c.log and k.school = c.school and k.code = c.code
    where c.log = e.log and k.id = e.id
"""
FOUND = f"""
    select {_ITEM}, 'unused' as finding, 'Chưa chỉ báo nào nêu minh chứng này.' as detail
    from evidence e where withdrawn is null and not exists (select {_CITED})
    union all
    select r.id, r.version, r.position, r.school, r.log, r.name, r.name, 'file_unused',
           'Tệp đã gửi nhưng chưa là minh chứng nào.'
    from received_file r where not exists (
        select from evidence_version v
        where v.log = r.log and v.file = r.sha256 and split_part(v.id, '_', 1) = r.school)
    union all
    select {_ITEM}, 'duplicate', 'Cùng nội dung với ' || (
        select string_agg(o.code, ', ' order by o.code) from evidence o
        where o.log = e.log and o.school = e.school and o.sha256 = e.sha256
        and o.withdrawn is null and o.id <> e.id) || '.'
    from evidence e where withdrawn is null and box is null and exists (
        select from evidence o
        where o.log = e.log and o.school = e.school and o.sha256 = e.sha256
        and o.withdrawn is null and o.id <> e.id)
    union all
    select {_ITEM}, 'expired', 'Hết hiệu lực từ ngày ' || to_char(expires_on, 'DD/MM/YYYY') || '.'
    from evidence e where withdrawn is null and expires_on <= %(on)s
    union all
    select {_ITEM}, 'bytes_missing', 'Chỉ có mã băm do trường khai, không có tệp, đường dẫn hay '
        || 'nơi lưu.'
    from evidence e where withdrawn is null and file is null and url is null and box is null
    union all
    select {_ITEM}, 'changed', 'Nội dung đã đổi sau khi được nêu ở ' || (
        select string_agg(distinct c.criterion || ' (' || c.cycle || ')', ', ') {_CITED}
        and c.sha256 <> e.sha256) || '.'
    from evidence e where exists (select {_CITED} and c.sha256 <> e.sha256)
"""
FINDINGS = f"""
select id, version, position, school, finding, found_at, title, detail from (
    select id || '_' || finding as id, version, position, school, log, finding, found_at, title,
           coalesce(detail, '') as detail
    from ({FOUND}) each_finding
) found
where log = %(log)s
and (%(school)s::text is null or school = %(school)s)
and (%(finding)s::text is null or finding = %(finding)s)
"""
"""The end of a list's statement follows; `on` is the day for which it is asked."""
