-- Who has or had a post at a school is read from the log by libs.rights, which asks of every team.

drop table staff;
