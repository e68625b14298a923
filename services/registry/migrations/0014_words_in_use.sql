-- A word that no school has any more is forgotten together with its slips; until now it stayed, with
-- a count of 0.

delete from school_slip s using school_word w
where w.log = s.log and w.word = s.word and w.schools <= 0;
delete from school_word where schools <= 0;
