import * as z from "zod";

const DAY_SECONDS = 86_400;
const LIMIT_DAYS = 400;

export const clockSchema = z.object({
  offsetSeconds: z
    .int("offsetSeconds must be a whole number of seconds.")
    .min(-LIMIT_DAYS * DAY_SECONDS, `offsetSeconds may go back ${LIMIT_DAYS} days at most.`)
    .max(LIMIT_DAYS * DAY_SECONDS, `offsetSeconds may go ahead ${LIMIT_DAYS} days at most.`),
});

/**
 * How far the hub's clock is ahead of the real one. The vendors themselves live in real time: their tokens, idempotency
 * windows and timestamps do not move with it.
 */
export class SandboxClock {
  #offsetSeconds: number;

  constructor(
    initialOffsetSeconds: number,
    private readonly onChange: (offsetSeconds: number) => Promise<void>,
  ) {
    this.#offsetSeconds = initialOffsetSeconds;
  }

  get offsetSeconds(): number {
    return this.#offsetSeconds;
  }

  /** Tells the hub first: a clock the hub did not take is not shown as set. */
  async set(offsetSeconds: number): Promise<void> {
    await this.onChange(offsetSeconds);
    this.#offsetSeconds = offsetSeconds;
  }
}
