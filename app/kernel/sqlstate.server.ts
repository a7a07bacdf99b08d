import { Refusal, refuse } from "./refusal";

/** The one file that reads SQLSTATE. */
type PostgresError = { code: string; detail?: string; constraint?: string; message: string };

export function postgresError(error: unknown): PostgresError | null {
  for (
    let e: unknown = error, depth = 0;
    e && typeof e === "object" && depth < 4;
    e = (e as { cause?: unknown }).cause, depth++
  ) {
    const code = (e as { code?: unknown }).code;
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return e as PostgresError;
  }
  return null;
}

export const isStaleHint = (error: unknown) => postgresError(error)?.code === "HB409";
/** A guard that no longer holds, a serialization failure, a deadlock: the command runs once more. */
export const isRace = (error: unknown) => ["HB412", "40001", "40P01"].includes(postgresError(error)?.code ?? "");
export const staleHintDetail = (error: unknown) => postgresError(error)?.detail ?? "";
/** A unique key or an exclusion said no: the caller may know which rule that is. */
export function brokenConstraint(error: unknown): string | null {
  const found = postgresError(error);
  return found && ["23505", "23P01", "23514"].includes(found.code) ? (found.constraint ?? null) : null;
}

/** What a database error means to a person; anything unknown is a bug and stays an error. */
export function asRefusal(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  const found = postgresError(error);
  if (!found) return isConnectionFailure(error) ? refuse("unavailable") : error;
  if (found.code === "HB404") return refuse("host.unknown");
  if (found.code === "HB401") return refuse("auth.required");
  if (found.code === "HB403") return refuse("forbidden");
  if (found.code === "HB410") return refuse("not_found");
  if (found.code === "HB423") return refuse("seat.none_left");
  if (isRace(error)) return refuse("conflict");
  // Shutting down, starting up, out of connections, lost connection.
  if (/^(57P0[123]|53300|08...)$/.test(found.code)) return refuse("unavailable");
  return error;
}

/** Neon's driver says so with a NeonDbError that has no SQLSTATE. */
function isConnectionFailure(error: unknown): boolean {
  return (
    error instanceof Error &&
    /error connecting to database|fetch failed|server error \(HTTP status 5\d\d\)/i.test(error.message)
  );
}
