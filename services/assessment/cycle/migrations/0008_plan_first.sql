-- Whether a cycle was opened under rules by which no criterion is judged before its plan is approved.

alter table cycle add column plan_required boolean not null default false;
