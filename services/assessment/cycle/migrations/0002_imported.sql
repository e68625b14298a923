-- Texts that came from another software, by its name, until the school confirms them.

alter table sheet add column imported_from text;
alter table standard_text add column imported_from text;
alter table report_text add column imported_from text;
