-- What statements about days share, kept in each service's schema. The planner sees through it: the
-- function costs what its condition does.

-- Whether `day` lies from `starts` (null: from the start) to before `ends` (null: until further
-- notice), as Period.holds of libs.kernel.periods says. Of days, or of instants.
create or replace function holds(starts anyelement, ends anyelement, day anyelement)
returns boolean language sql immutable parallel safe
as $$ select (starts is null or starts <= day) and (ends is null or day < ends) $$;
