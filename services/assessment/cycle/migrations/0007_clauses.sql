-- What a report says of the clauses of level 4, clause by clause.

alter table sheet add column clauses jsonb not null default '[]';
