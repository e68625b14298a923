-- Of which stage of a school of many the report is that the registration rests on; null: of the whole school.
alter table evaluation add column education_stage text;
