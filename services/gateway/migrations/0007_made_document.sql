-- Documents as they were made, in the store of files: the same data is the same file for ever.

create table made_document (
    form text not null,
    kind text not null check (kind in ('pdf', 'docx')),
    data_sha256 text not null,
    sha256 text not null,
    made_at timestamptz not null,
    primary key (form, kind, data_sha256)
);
comment on column made_document.form is 'the folder of services/documents that it looks like';
comment on column made_document.data_sha256 is 'of the canonical data that it was made from';
