const WINDOW_MS = 60_000;
const MOST_RESTARTS = 5;

export type Supervised = {
  name: string;
  /** Resolves when the part has died. */
  died(): Promise<unknown>;
  restart(): Promise<void>;
};

/**
 * Starts a part again whenever it dies, saying so. Gives up, by rejecting, when it dies more than five times within a
 * minute or cannot be started. Ends quietly once `stopping` says that deaths are meant.
 */
export async function supervise(
  { name, died, restart }: Supervised,
  stopping: () => boolean,
  say: (line: string) => void,
): Promise<void> {
  const restarts: number[] = [];
  for (;;) {
    await died();
    // Ctrl-C reaches workerd as it reaches us: give our own handler the moment to say that this was meant.
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (stopping()) return;
    const now = Date.now();
    restarts.push(now);
    if (restarts.filter((at) => at > now - WINDOW_MS).length > MOST_RESTARTS) {
      throw new Error(`${name} keeps dying: it was started again ${MOST_RESTARTS} times within a minute.`);
    }
    say(`${name} died; starting it again.`);
    await restart();
    if (stopping()) return;
    say(`${name} is back.`);
  }
}
