-- The paper by which a self-assessment was begun before its school worked here.
alter table cycle add column paper text;
