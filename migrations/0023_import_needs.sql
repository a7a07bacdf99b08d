-- Rows of an import that make room for each other.

-- The numbers of rows whose class gives up the place that this one takes: written with it or before it, taken back with it or after it.
alter table import_rows add column needs jsonb not null default '[]';
