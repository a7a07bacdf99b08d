import type { Log } from "#kernel/ports";

/** Structured lines with a request id and never personal data: an error's message may quote a value, so only its name and stack's top go out. */
export function createLog(requestId: string): Log {
  const line = (level: string, event: string, fields: Record<string, unknown> = {}) =>
    JSON.stringify({ level, event, requestId, ...fields });
  return {
    info: (event, fields) => console.log(line("info", event, fields)),
    error: (event, fields, cause) => console.error(line("error", event, { ...fields, ...describe(cause) })),
  };
}

function describe(cause: unknown): Record<string, string> {
  if (!(cause instanceof Error)) return {};
  const root = cause.cause instanceof Error ? cause.cause : cause;
  const code = (root as { code?: unknown }).code;
  const top = (cause.stack ?? "")
    .split("\n")
    .slice(1, 4)
    .map((l) => l.trim());
  return {
    error: root.name,
    ...(typeof code === "string" ? { code } : {}),
    at: top.join(" < "),
    // A parser quotes what it was given.
    ...(typeof code === "string" || root instanceof SyntaxError ? {} : { message: root.message.slice(0, 200) }),
  };
}
