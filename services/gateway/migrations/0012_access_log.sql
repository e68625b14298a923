-- The access log belongs to another role (services/gateway/access.sql): what was written goes there.
select access.write(at, act, actor, about, address, trace) from (select * from access order by id) as written;
drop table access;
