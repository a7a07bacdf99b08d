const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Makes this handler the only one of the signals that end a program. wrangler and Miniflare bring handlers that leave the
 * process at once, with Postgres still running: those that are there are taken away, and those that come are too.
 */
export function onEndSignals(handler: () => void): void {
  const isOurs = (event: string | symbol) => SIGNALS.some((signal) => signal === event);
  for (const signal of SIGNALS) process.removeAllListeners(signal);
  process.on("newListener", (event: string | symbol, listener: () => void) => {
    if (isOurs(event) && listener !== handler) setImmediate(() => process.removeListener(event, listener));
  });
  for (const signal of SIGNALS) process.on(signal, handler);
}
