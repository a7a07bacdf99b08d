type Part = { name: string; stop: () => void | Promise<void> };

export class Stopped extends Error {
  constructor() {
    super("Stopped while starting.");
  }
}

/** The running parts of the product, stopped in the reverse of the order in which they were started. */
export class Parts {
  readonly #parts: Part[] = [];
  #stopping: Promise<void> | undefined;

  get stopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** Takes a part that has started. When the stop came in the meantime, it is stopped at once and the start ends here. */
  async add(name: string, stop: Part["stop"]): Promise<void> {
    if (this.#stopping) {
      await stop();
      throw new Stopped();
    }
    this.#parts.push({ name, stop });
  }

  /** Stops everything, each part even when another one failed to stop. Safe to call twice. */
  stopAll(onError: (name: string, error: unknown) => void): Promise<void> {
    return (this.#stopping ??= this.#stopInTurn(onError));
  }

  async #stopInTurn(onError: (name: string, error: unknown) => void): Promise<void> {
    for (const { name, stop } of this.#parts.toReversed()) {
      try {
        await stop();
      } catch (error) {
        onError(name, error);
      }
    }
  }
}
