-- What is counted of a person in a browser goes on being counted when somebody else signs in there.
alter table known_browser add column id uuid not null default gen_random_uuid();
comment on column known_browser.id is 'by which failures are counted; stays when the cookie changes';
