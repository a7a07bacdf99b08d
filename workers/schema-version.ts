/** The newest migration this code was written against; a test holds it equal to the folder. */
export const schemaVersion = "0023_import_needs.sql";
