-- In whose hand an account last was: who made, reset or linked it could use the invitation. kd_gateway.
alter table account add column in_hand text;
update account set in_hand = created_by;
alter table account alter column in_hand set not null;
comment on column account.in_hand is
    'who made, reset or linked the account last; where roles give roles or decide it has to be the operator';
