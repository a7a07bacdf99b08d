import { Refusal } from "#kernel/refusal";
import { postgresError } from "#kernel/sqlstate.server";

/** What went wrong in a word that can be stored and shown: an error's message may quote a person's data. */
export function errorCode(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  const found = postgresError(error);
  if (found) return found.constraint ? `sql.${found.code}.${found.constraint}` : `sql.${found.code}`;
  return error instanceof Error ? `bug.${error.name}` : "bug";
}
