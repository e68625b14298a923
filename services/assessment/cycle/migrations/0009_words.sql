-- Whether a cycle was opened under rules by which its texts have words, and are no signs or single letters.
alter table cycle add column words_required boolean not null default false;
