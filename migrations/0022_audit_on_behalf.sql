-- The record by on whose behalf Hub acted: what one person's import, bulk action or click set going.
create index audit_logs_behalf on audit_logs (organization_id, on_behalf_of, at desc, id desc) where on_behalf_of is not null;
