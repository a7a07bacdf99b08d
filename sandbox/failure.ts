/** A reason not to start or to go on that a person can act on: its message is printed alone, without a stack. */
export class Failure extends Error {
  override readonly name = "Failure";
}

/** The text of an error for a person: a Failure's sentence, anything else with where it happened. */
export function explain(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (isErrno(error, "EACCES", "EPERM")) return `${error.message}. Does this folder belong to another user?`;
  if (isErrno(error, "ENOSPC")) return `The disk is full: ${error.message}.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export function isErrno(error: unknown, ...codes: string[]): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
