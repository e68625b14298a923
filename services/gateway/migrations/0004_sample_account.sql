-- Accounts of a demonstration: of sample people, with a password that everybody knows. They sign in
-- on this very machine alone, and only while the installation is a demonstration.

alter table account add column sample text;
comment on column account.sample is 'who the sample person is, in words; null for a real account';
