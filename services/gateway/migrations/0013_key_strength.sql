-- What a key was made with, and for where: kd_gateway.
alter table api_key
    add column strong boolean not null default false,
    add column places text[];
comment on column api_key.strong is 'made in a session that had shown a second factor, or by the operator';
comment on column api_key.places is
    'of a program''s key that an administrator made: each log/office where the program had roles; null: not bound';
update api_key k set strong = true
where k.issued_by = 's:operator'
    or exists (select from account a where a.actor = k.issued_by and a.seed is not null);
alter table import add column cred text;
comment on column import.cred is 'by which credential it was confirmed, as the envelope of its acts says';
