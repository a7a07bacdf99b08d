/** Thrown by a handler to end the TCP connection without an answer, as a vendor that fell over does. */
export class ConnectionDropped extends Error {
  override readonly name = "ConnectionDropped";
}

/** Waits until the caller has gone away; a vendor that hangs holds the connection and never answers. */
export function callerGone(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
