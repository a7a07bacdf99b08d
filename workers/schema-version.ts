/** The newest migration this code was written against; a test holds it equal to the folder. */
export const schemaVersion = "0022_audit_on_behalf.sql";
