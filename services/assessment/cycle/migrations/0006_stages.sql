-- Which stages a school of many teaches: each that is assessed by itself has a report of its own.
alter table report_school add column education_stages text[];
