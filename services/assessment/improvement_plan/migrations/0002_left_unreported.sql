-- A plan that an office ended because its year was not reported: why, by which document, which office.

alter table improvement_plan
    add unreported_reason text,
    add unreported_basis text,
    add unreported_by text collate "C";
