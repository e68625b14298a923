-- A version as it was handed in, whatever is written since: the rows it consists of, whether it was late, when it was entered.
alter table report_version add column kept jsonb not null default '{}';
alter table report_version add column late boolean not null default false;
alter table report_version add column recorded_on date;
update report_version v
set late = coalesce((c.facts->'ReportApproved'->>'late')::boolean, false) or exists (
    select from jsonb_array_elements(coalesce(c.facts->'ReportSubmitted'->'duties', '[]')) d
    where (d->>'late')::boolean)
from cycle c
where c.log = v.log and c.id = v.cycle and c.report_version = v.report_version
and c.submitted_on is not null;
comment on column report_version.kept is 'by table: its rows as they stood; read by versions.as_of';

-- When what a cycle shows was entered last, and at which position: by the event, the criterion, "standard 1" or "part introduction".
alter table cycle add column recorded jsonb not null default '{}';

alter table report_comment add column report_version integer not null default 1;
alter table report_comment add column recorded_on date;
comment on column report_comment.report_version is 'the version that it was made of';

-- Councils, groups and plans one after the other, and hand-overs between them: type, data, on, by, position, version.
alter table cycle add column history jsonb not null default '[]';
