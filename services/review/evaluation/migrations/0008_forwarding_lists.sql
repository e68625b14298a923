-- The acts that stand on a list by which an office forwards registrations.
create index case_act_listed on case_act (log, org) where told ? 'list_number';
