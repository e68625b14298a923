-- What the one-stop desk's receipt says of a dossier.
alter table evaluation add column desk_number text;
alter table evaluation add column desk_received_on date;
alter table evaluation add column desk_return_on date;
alter table evaluation add column desk_source text;
