import { readFileSync, writeFileSync } from "node:fs";

import * as z from "zod";

import { isErrno } from "#sandbox/failure";

const fileSchema = z.object({ offsetSeconds: z.int() });

/** How far the hub's clock is ahead of the real one, kept over restarts and told to the worker. */
export class HubClock {
  #offsetSeconds: number;

  constructor(
    private readonly file: string,
    private readonly hubPort: number,
    private readonly cronSecret: string,
  ) {
    this.#offsetSeconds = read(file);
  }

  get offsetSeconds(): number {
    return this.#offsetSeconds;
  }

  /** Tells the worker first: a clock it did not take is not kept. */
  async set(offsetSeconds: number): Promise<void> {
    await this.#tell(offsetSeconds);
    writeFileSync(this.file, JSON.stringify({ offsetSeconds }));
    this.#offsetSeconds = offsetSeconds;
  }

  /** A worker that has just started goes by the real time until it is told. */
  async retell(): Promise<void> {
    if (this.#offsetSeconds !== 0) await this.#tell(this.#offsetSeconds);
  }

  async #tell(offsetSeconds: number): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${this.hubPort}/api/sandbox/clock`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.cronSecret}`, "content-type": "application/json" },
      body: JSON.stringify({ offsetSeconds }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`The worker did not take the clock: ${answer.status} ${await answer.text()}`);
  }
}

function read(file: string): number {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, "utf8"))).offsetSeconds;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return 0;
    throw new Error(`${file} is not legible: remove it, and the clock is the real one again.`, { cause: error });
  }
}
